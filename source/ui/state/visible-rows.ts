import {filterOf, viewHeight, type UiState} from './state.ts';

/** The smallest terminal in which portop draws more than a request for a larger one. */
export const smallestTerminal = {columns: 60, rows: 15} as const;

type HeightUi = Pick<UiState, 'rows' | 'view' | 'filters' | 'targetLine' | 'ruleLine'>;

/** A line while it is typed has a second one below it: for what is wrong with it, or a hint. */
export function statusHeight(ui: Omit<HeightUi, 'rows'>): number {
	return filterOf(ui).draft === null && ui.targetLine === null && ui.ruleLine === null ? 1 : 2;
}

/** Lines between the header and the status line. */
export function bodyHeight(ui: HeightUi): number {
	return Math.max(0, viewHeight(ui) + 1 - statusHeight(ui));
}

/** How many table rows are drawn: what the sampler is asked for. The heading takes a line. */
export function visibleRows(ui: HeightUi): number {
	return Math.max(0, tableHeight(ui) - 1);
}

/** How many named filters the dialog that chooses one shows: its border, a blank line and one of keys take four lines. */
export function namedFilterRows(ui: HeightUi & Pick<UiState, 'namedFilters'>): number {
	return Math.max(1, Math.min(ui.namedFilters.length, bodyHeight(ui) - 4));
}

/** Lines of the table: below that of the Errors view stand the latest alerts and events. */
export function tableHeight(ui: HeightUi): number {
	const height = bodyHeight(ui);
	return ui.view === 'errors' && height >= 12 ? Math.ceil(height * 0.6) : height;
}
