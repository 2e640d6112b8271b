import {listRows} from '../state/visible-rows.ts';
import type {SortMenu, UiState} from '../state/state.ts';
import {fit, textWidth} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import type {ColumnsUi} from '../views/shown-columns.ts';
import {sortChoices} from '../views/sorting.ts';
import {listDialogLines} from './list-dialog.ts';

/**
The menu of the orders that a table can have: its columns, also those without room, with the direction of the one that is sorted by.
@param keys What can be done now, each key with its label.
*/
export function sortMenuLines(ui: UiState & ColumnsUi, {selected}: SortMenu, keys: readonly string[], theme: Theme): readonly string[] {
	const choices = sortChoices(ui);
	const {key, descending} = ui.sorts[ui.view];
	const titleWidth = Math.max(...choices.map(({title}) => textWidth(title)));
	return listDialogLines({
		title: 'Sort by',
		items: choices.map(({title, meaning, sort}) => {
			const mark = sort === key ? (descending ? '▼' : '▲') : ' ';
			return {text: `${mark} ${fit(title, titleWidth)}  ${meaning}`};
		}),
		selected,
		rows: listRows(ui, choices.length),
		columns: ui.columns,
		keys,
	}, theme);
}
