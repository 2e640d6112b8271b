import {separateWidth} from '../text/cell-width.ts';
import {hasSureWidth, type Row} from './cells.ts';
import {moveSequence, penSequence, type Cursor} from './cursor.ts';
import {defaultStyle, styleOnBlank, type Style} from './style.ts';

/** Bytes for the terminal, and the cursor after them. */
export type Painted = {
	readonly bytes: string;
	readonly cursor: Cursor;
};

const eraseToEndOfLine = '\u{1B}[K';

/**
Returns the bytes that turn one line of the screen into another: only cells that differ are written, what is blank at the
end is erased at once, and the cursor jumps over what is equal where that is shorter than to write it again.
@param y The line, from 0.
@param before What the terminal shows there now; as wide as `after`.
*/
export function paintRow(from: Cursor, y: number, before: Row, after: Row): Painted {
	const columns = after.texts.length;
	const differs = (x: number) => before.texts[x] !== after.texts[x] || before.styles[x] !== after.styles[x];
	const blankFrom = firstOfBlankEnd(after);
	const eraseFrom = whereToErase(differs, blankFrom, columns);
	const brush = new Brush(from, y, after);
	for (let x = 0; x < eraseFrom; x++) {
		if (!differs(x) && x >= brush.smearedUntil) {
			continue;
		}

		let start = x;
		while (start > 0 && after.texts[start] === '') {
			start--;
		}

		brush.goTo(start);
		x = brush.draw(start) - 1;
	}

	if (eraseFrom < columns) {
		brush.erase(eraseFrom);
	}

	return {bytes: brush.bytes, cursor: brush.cursor};
}

/** Writes cells of one row and remembers where that leaves the cursor. */
class Brush {
	bytes = '';
	cursor: Cursor;
	/** Columns before this one may show the rest of a character that the terminal drew wider than it was measured. */
	smearedUntil = 0;
	readonly #y: number;
	readonly #row: Row;

	constructor(cursor: Cursor, y: number, row: Row) {
		this.cursor = cursor;
		this.#y = y;
		this.#row = row;
	}

	goTo(x: number): void {
		const move = moveSequence(this.cursor, this.#y, x);
		const gap = this.#gapText(x);
		this.bytes += gap !== null && gap.length <= move.length ? gap : move;
		this.#moved(x);
	}

	/**
	Writes the character that begins in a column.
	@returns the column after it.
	*/
	draw(x: number): number {
		const text = this.#row.texts[x] ?? ' ';
		const style = this.#row.styles[x] ?? defaultStyle;
		const end = endOfCell(this.#row, x);
		if (text !== ' ' || styleOnBlank(this.cursor.style) !== style) {
			this.bytes += penSequence(this.cursor, style);
			this.cursor = {...this.cursor, style};
		}

		if (hasSureWidth(text, end - x)) {
			this.bytes += text;
			this.#moved(end);
			return end;
		}

		// The terminal may draw it narrower than it was measured: nothing old may be left next to it. Or wider: what
		// follows is written again, and found by its column.
		this.bytes += ' '.repeat(end - x);
		this.#moved(end);
		this.goTo(x);
		this.bytes += text;
		this.cursor = {...this.cursor, column: null};
		this.smearedUntil = Math.max(this.smearedUntil, x + separateWidth(text));
		return end;
	}

	/** Erases from a column to the end of the line. */
	erase(x: number): void {
		this.goTo(x);
		// Terminals fill with the pen's background.
		this.bytes += penSequence(this.cursor, defaultStyle) + eraseToEndOfLine;
		this.cursor = {...this.cursor, style: defaultStyle};
	}

	#moved(x: number): void {
		// Beyond the last column a terminal may or may not be about to wrap.
		this.cursor = {...this.cursor, row: this.#y, column: x < this.#row.texts.length ? x : null};
	}

	/** Returns the text between the cursor and a column further on, if the pen can write it as it is. */
	#gapText(to: number): string | null {
		const {row, column, style} = this.cursor;
		// No jump is longer than this.
		if (column === null || row !== this.#y || to <= column || to - column > 6) {
			return null;
		}

		let gap = '';
		for (let x = column; x < to; x++) {
			const text = this.#row.texts[x] ?? '';
			if (!/^[\u{20}-\u{7E}]$/v.test(text) || !this.#isDrawnBy(style, x, text)) {
				return null;
			}

			gap += text;
		}

		return gap;
	}

	#isDrawnBy(pen: Style, x: number, text: string): boolean {
		return this.#row.styles[x] === (text === ' ' ? styleOnBlank(pen) : pen);
	}
}

function endOfCell(row: Row, x: number): number {
	let end = x + 1;
	while (row.texts[end] === '') {
		end++;
	}

	return end;
}

function firstOfBlankEnd({texts, styles}: Row): number {
	let x = texts.length;
	while (x > 0 && texts[x - 1] === ' ' && styles[x - 1] === defaultStyle) {
		x--;
	}

	return x;
}

/** Returns the column from which erasing is shorter than writing blanks; `columns` if there is none. */
function whereToErase(differs: (x: number) => boolean, blankFrom: number, columns: number): number {
	let first = blankFrom;
	while (first < columns && !differs(first)) {
		first++;
	}

	let last = columns - 1;
	while (last > first && !differs(last)) {
		last--;
	}

	return last - first >= eraseToEndOfLine.length ? first : columns;
}
