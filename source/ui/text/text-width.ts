import {cellWidth} from '../../text/cell-width.ts';
import {isPlain} from '../../text/plain.ts';
import {unsafe} from '../../text/sanitize.ts';

export type Align = 'left' | 'right';
/** Makes a text that is too wide at most `width` cells wide. */
export type Shorten = (text: string, width: number) => string;

/*
The characters that join the one after them (Grapheme_Cluster_Break=Prepend of Unicode 16): terminals give those a cell
of their own, a segmenter none, and columns would move.
*/
const joining = /[\u{600}-\u{605}\u{6DD}\u{70F}\u{890}\u{891}\u{8E2}\u{D4E}\u{110BD}\u{110CD}\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/gu;
const graphemes = new Intl.Segmenter();

/** Returns the cells that a text takes in a terminal. */
export function textWidth(text: string): number {
	return isPlain(text) ? text.length : cellWidth(text);
}

/**
Returns a text in which nothing can move the cursor or hide; as long as before, so that indices into it stay. The model's
strings are clean already: this is the second lock on the terminal's door.
*/
export function printable(text: string): string {
	return isPlain(text)
		? text
		: text
			.replaceAll(unsafe, character => questionMarks(character))
			.replaceAll(joining, character => questionMarks(character));
}

function questionMarks(character: string): string {
	return '?'.repeat(character.length);
}

/** Returns one printable line out of a text that may have several, such as an error's message. */
export function oneLine(text: string): string {
	return printable(text.replaceAll(/[\t\n\r]/g, ' '));
}

/** Returns the beginning of a text that fits into `width` cells; never half of a wide character. */
export function takeStart(text: string, width: number): string {
	if (isPlain(text)) {
		return text.slice(0, Math.max(0, width));
	}

	let used = 0;
	let end = 0;
	for (const {segment, index} of graphemes.segment(text)) {
		used += textWidth(segment);
		if (used > width) {
			break;
		}

		end = index + segment.length;
	}

	return text.slice(0, end);
}

/** Returns the end of a text that fits into `width` cells. */
export function takeEnd(text: string, width: number): string {
	if (isPlain(text)) {
		return width <= 0 ? '' : text.slice(-width);
	}

	const segments = [...graphemes.segment(text)];
	let used = 0;
	let start = text.length;
	for (const {segment, index} of segments.toReversed()) {
		used += textWidth(segment);
		if (used > width) {
			break;
		}

		start = index;
	}

	return text.slice(start);
}

/** Cuts the end and says so with `…`. */
export function truncate(text: string, width: number): string {
	if (textWidth(text) <= width) {
		return text;
	}

	return width <= 0 ? '' : `${takeStart(text, width - 1)}…`;
}

/**
Returns a text as exactly `width` cells: shortened where it is too wide, filled with spaces where it is not.
*/
export function fit(text: string, width: number, align: Align = 'left', shorten: Shorten = truncate): string {
	if (width <= 0) {
		return '';
	}

	const line = printable(text);
	const short = textWidth(line) > width ? shorten(line, width) : line;
	const used = textWidth(short);
	// A shortener that keeps what must be kept may leave too much for a very narrow cell.
	const exact = used > width ? truncate(short, width) : short;
	const filler = ' '.repeat(Math.max(0, width - textWidth(exact)));
	return align === 'left' ? exact + filler : filler + exact;
}

/** Breaks a text into lines of at most `width` cells, at spaces where there are any. */
export function wrap(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let rest = oneLine(text);
	while (textWidth(rest) > width) {
		const taken = takeStart(rest, width);
		// At least one character per line, however wide it is: it must end.
		const start = taken === '' ? String.fromCodePoint(rest.codePointAt(0) ?? 0) : taken;
		const space = start.lastIndexOf(' ');
		const cut = space > start.length / 2 ? space : start.length;
		lines.push(rest.slice(0, cut));
		rest = rest.slice(cut).trimStart();
	}

	return [...lines, rest];
}
