import {cellWidth} from '../text/cell-width.ts';
import {findEscape, readEscape} from './escape.ts';
import {
	applySgr,
	defaultStyle,
	styleOnBlank,
	type Style,
} from './style.ts';

/**
A line of the screen, a cell per column. A character that is wider than one column stands in its first cell; the
others hold an empty string. Blanks have only what shows on a blank, so that equal-looking cells are equal.
*/
export type Row = {
	readonly texts: readonly string[];
	readonly styles: readonly Style[];
};

const segmenter = new Intl.Segmenter();
// A cluster with more marks than this is not text but an attempt to flood the terminal.
const maxCluster = 32;

const blankRows = new Map<number, Row>();

/** Returns a row of blanks in the default style; the same object for the same width. */
export function blankRow(columns: number): Row {
	let row = blankRows.get(columns);
	if (row === undefined) {
		row = {texts: Array.from({length: columns}, () => ' '), styles: Array.from({length: columns}, () => defaultStyle)};
		blankRows.clear();
		blankRows.set(columns, row);
	}

	return row;
}

/**
Reads one line of a frame: text and SGR sequences, beginning in the default style (Ink closes every style at the end
of a line). Anything else that could move the cursor or be a command to the terminal is dropped: other escape sequences, control
characters, characters of no width. What is beyond the last column is clipped; a wide character that does not fit
becomes blanks.
*/
export function parseLine(line: string, columns: number): Row {
	const texts: string[] = [];
	const styles: Style[] = [];
	let style = defaultStyle;
	const put = (text: string, width: number) => {
		const fits = texts.length + width <= columns;
		const drawn = text === ' ' || !fits ? styleOnBlank(style) : style;
		for (let part = 0; part < width && texts.length < columns; part++) {
			texts.push(fits ? (part === 0 ? text : '') : ' ');
			styles.push(drawn);
		}
	};

	for (let index = 0; index < line.length && texts.length < columns;) {
		const escape = findEscape(line, index);
		putText(line.slice(index, escape), put);
		const {end, sgr} = readEscape(line, escape);
		style = sgr === null ? style : applySgr(style, sgr);
		index = end;
	}

	while (texts.length < columns) {
		texts.push(' ');
		styles.push(defaultStyle);
	}

	return {texts, styles};
}

function putText(text: string, put: (text: string, width: number) => void): void {
	for (let index = 0; index < text.length;) {
		let end = index + 1;
		if (isPlain(text, index) && (end === text.length || isPlain(text, end))) {
			put(text[index] ?? '', 1);
		} else {
			// The first one may be the base of a combining mark that follows.
			while (end < text.length && !isPlain(text, end)) {
				end++;
			}

			for (const {segment} of segmenter.segment(text.slice(index, end))) {
				const cluster = bounded(segment);
				put(cluster, cellWidth(cluster));
			}
		}

		index = end;
	}
}

/** Characters of one column that never join each other, for which there is no need to ask: ASCII, Latin, dashes, boxes, blocks, Braille. */
function isPlain(text: string, index: number): boolean {
	const code = text.codePointAt(index) ?? 0;
	return (code >= 0x20 && code <= 0x7E)
		|| (code >= 0xA1 && code <= 0x2_FF && code !== 0xAD)
		|| (code >= 0x20_10 && code <= 0x20_27)
		|| (code >= 0x25_00 && code <= 0x25_9F)
		|| (code >= 0x28_00 && code <= 0x28_FF);
}

function bounded(cluster: string): string {
	return cluster.length > maxCluster ? String.fromCodePoint(cluster.codePointAt(0) ?? 0x20) : cluster;
}

// Kana, CJK and Hangul: every terminal draws them two columns wide.
const surelyWide = /^[\u{3041}-\u{3096}\u{30A1}-\u{30FA}\u{3400}-\u{4DBF}\u{4E00}-\u{9FFF}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FF01}-\u{FF60}]$/v;

/**
Returns whether every terminal agrees on the width of a cell's text. They do not on emoji, on what is joined from several
characters, and on what newer versions of Unicode made wide.
*/
export function hasSureWidth(text: string, width: number): boolean {
	return text.length === 1 && (width === 1 || surelyWide.test(text));
}
