import {viewHeight, type UiState} from '../store/state.ts';

/** The smallest terminal in which portop draws more than a request for a larger one. */
export const smallestTerminal = {columns: 60, rows: 15} as const;

/** The filter line while it is edited has a second line below it: for the caret under a mistake, or a hint. */
export function statusHeight(ui: Pick<UiState, 'filter'>): number {
	return ui.filter.draft === null ? 1 : 2;
}

/** Lines between the header and the status line. */
export function bodyHeight(ui: Pick<UiState, 'rows' | 'filter'>): number {
	return Math.max(0, viewHeight(ui) + 1 - statusHeight(ui));
}

/** How many table rows are drawn: what the sampler is asked for. The heading takes a line. */
export function visibleRows(ui: Pick<UiState, 'rows' | 'filter'>): number {
	return Math.max(0, bodyHeight(ui) - 1);
}
