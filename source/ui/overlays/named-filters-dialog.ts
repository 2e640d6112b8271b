import type {UiState} from '../state/state.ts';
import {boxLines, type BoxLine} from '../text/box.ts';
import {fit, textWidth, truncate} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {namedFilterRows} from '../state/visible-rows.ts';

const maxNameLength = 24;
/** A box takes so much of each line for its border. */
const borderColumns = 4;

/**
The dialog in which one of the configuration's filters is chosen: a line each, those around the chosen one where there are more
than fit.
@param keys What can be done now, each key with its label.
*/
export function namedFiltersLines(ui: UiState, selected: number, keys: readonly string[], theme: Theme): readonly string[] {
	const {namedFilters} = ui;
	const maximumWidth = ui.columns - 4;
	const rows = namedFilterRows(ui);
	const first = Math.max(0, Math.min(selected - Math.floor(rows / 2), namedFilters.length - rows));
	const nameWidth = Math.min(maxNameLength, Math.max(...namedFilters.map(({name}) => textWidth(name))));
	const lines = namedFilters.slice(first, first + rows).map(({name, filter}, index): BoxLine => {
		const text = `${fit(name, nameWidth)}  ${filter}`;
		return first + index === selected ? {text: `▶ ${text}`, draw: theme.selected} : {text: `  ${text}`};
	});
	// As wide as the widest of all, so that it does not jump while one goes through them.
	const widest = Math.max(...namedFilters.map(({filter}) => textWidth(filter)));
	const blank = ' '.repeat(Math.min(nameWidth + widest + 4, maximumWidth - borderColumns));
	const title = rows < namedFilters.length ? `Filters ${first + 1}-${first + rows} of ${namedFilters.length}` : 'Filters';
	const keyText = truncate(keys.join(' '.repeat(3)), maximumWidth - borderColumns);
	return boxLines(title, [...lines, {text: blank}, {text: keyText, draw: theme.muted}], maximumWidth, theme);
}
