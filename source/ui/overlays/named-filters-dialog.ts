import {namedFilterRows} from '../state/visible-rows.ts';
import type {UiState} from '../state/state.ts';
import {fit, textWidth} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {listDialogLines} from './list-dialog.ts';

const maxNameLength = 24;

/**
The dialog in which one of the configuration's filters is chosen: a line each, those around the chosen one where there are more
than fit.
@param keys What can be done now, each key with its label.
*/
export function namedFiltersLines(ui: UiState, selected: number, keys: readonly string[], theme: Theme): readonly string[] {
	const {namedFilters, columns} = ui;
	const nameWidth = Math.min(maxNameLength, Math.max(...namedFilters.map(({name}) => textWidth(name))));
	return listDialogLines({
		title: 'Filters',
		items: namedFilters.map(({name, filter}) => ({text: `${fit(name, nameWidth)}  ${filter}`})),
		selected,
		rows: namedFilterRows(ui),
		columns,
		keys,
	}, theme);
}
