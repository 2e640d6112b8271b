import {
	fit,
	printable,
	textWidth,
	type Align,
} from './text-width.ts';
import type {StyleName, Theme} from './theme.ts';

/** A part of a line that is drawn in a style of its own. */
export type Piece = {
	readonly text: string;
	readonly style?: StyleName;
};

/** Pieces as exactly `width` cells: what is too much at the end is cut, what is missing is filled with spaces. */
export function fitPieces(pieces: readonly Piece[], width: number, align: Align = 'left'): readonly Piece[] {
	let free = Math.max(0, width);
	const fitting = pieces.map(({text, ...style}) => {
		const wanted = textWidth(printable(text));
		const exact = fit(text, Math.min(free, wanted));
		free -= textWidth(exact);
		return {...style, text: exact};
	});
	const filler = {text: ' '.repeat(free)};
	return align === 'left' ? [...fitting, filler] : [filler, ...fitting];
}

/** Returns the cells that pieces take together. */
export function widthOfPieces(pieces: readonly Piece[]): number {
	let used = 0;
	for (const {text} of pieces) {
		used += textWidth(printable(text));
	}

	return used;
}

export function drawPieces(pieces: readonly Piece[], theme: Theme): string {
	return pieces.map(({text, style}) => style === undefined || text === '' ? text : theme[style](text)).join('');
}

/** Neighbours of one style as one piece: fewer escape sequences for the same picture. */
export function joinPieces(pieces: readonly Piece[]): readonly Piece[] {
	const joined: Piece[] = [];
	for (const piece of pieces) {
		const last = joined.at(-1);
		if (last !== undefined && last.style === piece.style) {
			joined[joined.length - 1] = {...last, text: last.text + piece.text};
		} else {
			joined.push(piece);
		}
	}

	return joined;
}
