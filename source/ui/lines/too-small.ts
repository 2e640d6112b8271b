import {smallestTerminal, type UiState} from '../state/state.ts';
import {centered, fill} from '../text/lines.ts';

/** Returns one message in the middle of a terminal that is too small for anything else; shorter where even that does not fit. */
export function tooSmallLines({columns, rows}: Pick<UiState, 'columns' | 'rows'>): readonly string[] {
	const needed = `${smallestTerminal.columns}x${smallestTerminal.rows}`;
	const full = `portop needs ${needed}; this terminal is ${columns}x${rows}`;
	const text = full.length <= columns ? full : `needs ${needed}`;
	const above = Math.max(0, Math.floor((rows - 1) / 2));
	return fill([...fill([], above), centered(text, columns)], rows);
}
