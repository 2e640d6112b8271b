import type {StyleName, Theme} from './theme.ts';

/*
A cell of ink-table gets its text and nothing else: it knows neither its row nor how it is to look, and the table
measures texts by their length, so that escape sequences would break its columns. So each text carries one character
of Unicode's private use area that names its style, and the cell draws a space in its place.
*/
const styles: ReadonlyArray<StyleName | null> = [null, 'good', 'warning', 'bad', 'muted', 'accent', 'selected', 'vanished'];
const firstMark = 0xE0_00;

/** Returns the character for a style; one cell wide when drawn. */
export function styleMark(style: StyleName | null): string {
	return String.fromCodePoint(firstMark + Math.max(0, styles.indexOf(style)));
}

/** Draws a text by the mark in it. */
export function drawMarked(text: string, theme: Theme): string {
	for (const [index, style] of styles.entries()) {
		const mark = String.fromCodePoint(firstMark + index);
		if (text.includes(mark)) {
			const plain = text.replace(mark, ' ');
			return style === null ? plain : theme[style](plain);
		}
	}

	return text;
}
