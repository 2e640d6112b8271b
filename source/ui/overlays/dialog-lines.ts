import {boxLines, type BoxLine} from '../text/box.ts';
import {takeStart, wrap} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';

/** A box takes so much for its border: of each line at both sides, and above and below. */
const borderColumns = 4;
const borderRows = 2;

const maximumColumns = 90;

export const blank: BoxLine = {text: ''};

/** The room for a dialog, and what it says besides its own words. */
export type DialogRoom = {
	/** The socket, port or connection that was chosen, in words, where it is on the screen. */
	readonly thing: string | null;
	/** The width of the terminal. */
	readonly columns: number;
	/** At most so many lines. */
	readonly rows: number;
	/** The keys of the dialog with their labels. */
	readonly keys: readonly string[];
	readonly theme: Theme;
};

/** Returns a dialog in a box: what `body` returns for the width and at most so many lines, then the keys. */
export function dialogLines(title: string, {columns, rows, keys, theme}: DialogRoom, body: (width: number, room: number) => readonly BoxLine[]): readonly string[] {
	const boxWidth = Math.min(columns - 4, maximumColumns);
	const width = boxWidth - borderColumns;
	const keyText = keys.join(' '.repeat(3));
	const footer = styled(wrap(keyText, width), theme.muted);
	const room = rows - borderRows - footer.length;
	const lines = body(width, room);
	const spacer = lines.length < room ? [blank] : [];
	return boxLines(title, [...lines, ...spacer, ...footer], boxWidth, theme);
}

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
