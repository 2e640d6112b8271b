import {
	fit,
	oneLine,
	textWidth,
	truncate,
	wrap,
} from '../text/text-width.ts';
import {
	drawPieces,
	fitPieces,
	widthOfPieces,
	type Piece,
} from '../text/pieces.ts';
import {linkName, type Destination, type Link} from '../state/destination.ts';
import {plainTheme, type StyleName, type Theme} from '../text/theme.ts';

/** A line of a detail or of the help: whole lines, sections and label/value pairs become lines of at most `width` cells. */
export type Block =
	/** Begins a section. `place`: of a screen with room for two columns; absent: the left one, `wide`: both. */
	| {readonly heading: string; readonly place?: SectionPlace}
	/** `labelWidth`: cells of the label, where some labels of a section are longer than usual. `alias`: not drawn, but found by a search. */
	| Linked & {readonly label: string; readonly value: string; readonly style?: StyleName; readonly labelWidth?: number; readonly alias?: string}
	| {readonly text: string; readonly style?: StyleName}
	/** One line of parts in styles of their own; it is cut at `width` cells. */
	| Linked & {readonly pieces: readonly Piece[]}
	/** Drawn as it is; at most `width` cells each. */
	| {readonly lines: readonly string[]};

export type SectionPlace = 'right' | 'wide';

/** A line that leads to something. */
type Linked = {readonly destination?: Destination};

/** A text with the links in it, from top to bottom. */
export type LinkedText = {
	readonly lines: readonly string[];
	readonly links: readonly Link[];
};

const labelWidth = 18;
const maxLabelWidth = 40;
const indent = '  ';

/** Lays the blocks out. A blank line stands before every heading but the first. */
export function layOut(blocks: readonly Block[], width: number, theme: Theme): readonly string[] {
	return layOutLinked(blocks, width, theme, null).lines;
}

/**
Lays the blocks out, with their links.
@param chosen The name of the link that is chosen.
*/
export function layOutLinked(blocks: readonly Block[], width: number, theme: Theme, chosen: string | null): LinkedText {
	const lines: string[] = [];
	const links: Link[] = [];
	for (const [index, block] of blocks.entries()) {
		const destination = 'destination' in block ? block.destination : undefined;
		const drawn = linesOf(block, index === 0, width, theme);
		if (destination === undefined) {
			lines.push(...drawn);
			continue;
		}

		links.push({line: lines.length, destination});
		lines.push(...linkName(destination) === chosen ? linesOf(block, index === 0, width, plainTheme).map(line => theme.selected(fit(`▶${line.slice(1)}`, width))) : drawn);
	}

	return {lines, links};
}

/** Returns the width of labels of any length, such as names: the longest one and two blanks, at least the usual width. */
export function widthOfLabels(labels: readonly string[]): number {
	return Math.min(maxLabelWidth, Math.max(labelWidth, ...labels.map(label => textWidth(label) + 2)));
}

/** Returns sections that stand in the right column where there are two. */
export function inRightColumn(blocks: readonly Block[]): readonly Block[] {
	return blocks.map(block => 'heading' in block ? {...block, place: 'right'} : block);
}

function linesOf(block: Block, isFirst: boolean, width: number, theme: Theme): readonly string[] {
	if ('heading' in block) {
		const line = theme.sorted(truncate(oneLine(block.heading), width));
		return isFirst ? [line] : ['', line];
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
		indent + theme.muted(`${fit(block.label, room - 1)} `) + paint(first),
		...rest.map(line => ' '.repeat(indent.length + room) + paint(line)),
	];
}
