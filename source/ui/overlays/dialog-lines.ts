import type {BoxLine} from '../text/box.ts';
import {takeStart, wrap} from '../text/text-width.ts';

/** A box takes so much for its border: of each line at both sides, and above and below. */
export const borderColumns = 4;
export const borderRows = 2;

export const blank: BoxLine = {text: ''};

/** Returns a text in at most so many lines; what does not fit is cut, and `…` says so. */
export function wrapWithin(text: string, width: number, most: number, draw?: BoxLine['draw']): readonly BoxLine[] {
	const lines = wrap(text, width);
	const shown = lines.length <= most ? lines : [...lines.slice(0, most - 1), `${takeStart(lines[most - 1] ?? '', width - 1)}…`];
	return styled(shown, draw);
}

/** Returns lines that are drawn in one way. */
export function styled(lines: readonly string[], draw?: BoxLine['draw']): readonly BoxLine[] {
	return lines.map(text => ({text, ...(draw !== undefined && {draw})}));
}
