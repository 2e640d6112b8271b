import {
	fit,
	oneLine,
	truncate,
	wrap,
} from '../text/text-width.ts';
import {
	drawPieces,
	fitPieces,
	widthOfPieces,
	type Piece,
} from '../text/pieces.ts';
import type {StyleName, Theme} from '../text/theme.ts';

/** A line of a detail or of the help: whole lines, sections and label/value pairs become lines of at most `width` cells. */
export type Block =
	| {readonly heading: string}
	/** `labelWidth`: cells of the label, where some labels of a section are longer than usual. */
	| {readonly label: string; readonly value: string; readonly style?: StyleName; readonly labelWidth?: number}
	| {readonly text: string; readonly style?: StyleName}
	/** One line of parts in styles of their own; it is cut at `width` cells. */
	| {readonly pieces: readonly Piece[]}
	/** Drawn as it is; at most `width` cells each. */
	| {readonly lines: readonly string[]};

const labelWidth = 18;
const indent = '  ';

/** Lays the blocks out. A blank line stands before every heading but the first. */
export function layOut(blocks: readonly Block[], width: number, theme: Theme): readonly string[] {
	return blocks.flatMap((block, index) => {
		if ('heading' in block) {
			const line = theme.sorted(truncate(oneLine(block.heading), width));
			return index === 0 ? [line] : ['', line];
		}

		if ('lines' in block) {
			return block.lines.map(line => indent + line);
		}

		if ('pieces' in block) {
			const fitting = fitPieces(block.pieces, Math.min(widthOfPieces(block.pieces), width - indent.length));
			return [indent + drawPieces(fitting, theme)];
		}

		const paint = block.style === undefined ? String : theme[block.style];
		if ('text' in block) {
			return wrap(block.text, width - indent.length).map(line => indent + paint(line));
		}

		const room = block.labelWidth ?? labelWidth;
		const [first = '', ...rest] = wrap(block.value, width - indent.length - room);
		return [
			indent + theme.muted(fit(block.label, room)) + paint(first),
			...rest.map(line => ' '.repeat(indent.length + room) + paint(line)),
		];
	});
}
