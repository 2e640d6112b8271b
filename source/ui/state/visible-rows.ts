import {typedLine, viewHeight, type UiState} from './state.ts';

type HeightUi = Pick<UiState, 'rows' | 'overlay'>;

/** A line while it is typed has a second one below it: for what is wrong with it, or a hint. */
export function statusHeight(ui: Omit<HeightUi, 'rows'>): number {
	return typedLine(ui) === null ? 1 : 2;
}

/** Lines between the header and the status line. */
export function bodyHeight(ui: HeightUi): number {
	return Math.max(0, viewHeight(ui) + 1 - statusHeight(ui));
}

/** Returns how many of so many things a dialog lists: its border, a blank line and one of keys take four lines. */
export function listRows(ui: HeightUi, count: number): number {
	return Math.max(1, Math.min(count, bodyHeight(ui) - 4));
}

/** Returns the number of named filters that the dialog shows. */
export function namedFilterRows(ui: HeightUi & Pick<UiState, 'namedFilters'>): number {
	return listRows(ui, ui.namedFilters.length);
}
