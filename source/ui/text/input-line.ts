import {
	fit,
	printable,
	takeStart,
	textWidth,
} from './text-width.ts';
import type {Theme} from './theme.ts';

export type Input = {
	readonly prompt: string;
	readonly text: string;
	/** UTF-16 index into the text. */
	readonly cursor: number;
};

const graphemes = new Intl.Segmenter();

/** Returns a line of text that is typed, exactly `width` cells, its cursor in sight; and the UTF-16 index at which its visible part begins. */
export function drawInput({prompt, text, cursor}: Input, width: number, theme: Theme): {readonly line: string; readonly start: number} {
	const shown = printable(text);
	const room = width - textWidth(prompt);
	const starts = [...graphemes.segment(shown)].map(({index}) => index);
	const under = cursor >= shown.length ? shown.length : starts.findLast(index => index <= cursor) ?? 0;
	const character = [...graphemes.segment(shown.slice(under))][0]?.segment ?? '';
	// An invisible character gets a visible cursor too; a character may take three cells.
	const cursorCell = textWidth(character) === 0 ? ' ' : character;
	const roomLeft = room - textWidth(cursorCell);
	const start = starts.find(index => index <= under && textWidth(shown.slice(index, under)) <= roomLeft) ?? under;
	const left = shown.slice(start, under);
	const right = fit(shown.slice(under + character.length), roomLeft - textWidth(left), 'left', takeStart);
	return {line: theme.accent(prompt) + left + theme.cursor(cursorCell) + right, start};
}
