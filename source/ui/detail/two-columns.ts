import {stripVTControlCharacters} from 'node:util';
import type {Link} from '../state/destination.ts';
import {textWidth} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {
	layOutLinked,
	type Block,
	type LinkedText,
	type SectionPlace,
} from './blocks.ts';

/** From so many columns on a detail has two of its own. */
const wideColumns = 160;
const gap = 2;

/** Returns the width of a column of a detail: half of a wide screen, all of another. */
export function columnWidth(columns: number): number {
	return columns >= wideColumns ? Math.floor((columns - gap) / 2) : columns;
}

/** Lays the blocks of a detail out, in two columns where there is room. The sections of each stand below one another. */
export function layOutDetail(blocks: readonly Block[], columns: number, theme: Theme, chosen: string | null): LinkedText {
	return columns < wideColumns ? layOutLinked(blocks, columns, theme, chosen) : layOutBands(bandsOf(blocks, 'left'), columns, theme, chosen);
}

/** Lays the blocks of a detail out as above, without the heading that they begin with. */
export function layOutBelowTitle([title, ...blocks]: readonly Block[], columns: number, theme: Theme): readonly string[] {
	const place = title !== undefined && 'heading' in title ? title.place ?? 'left' : 'left';
	const {lines} = columns < wideColumns ? layOutLinked(blocks, columns, theme, null) : layOutBands(bandsOf(blocks, place), columns, theme, null);
	return lines;
}

function layOutBands(bands: readonly Band[], columns: number, theme: Theme, chosen: string | null): LinkedText {
	const half = columnWidth(columns);
	const texts = bands.map(({left, right, wide}) => wide.length > 0
		? layOutLinked(wide, columns, theme, chosen)
		: abreast(layOutLinked(left, half, theme, chosen), layOutLinked(right, half, theme, chosen), half));
	return stacked(texts);
}

/** Sections that stand side by side, or one over the whole width. */
type Band = Readonly<Record<'left' | SectionPlace, readonly Block[]>>;

/** `start`: the place of the blocks before the first heading. */
function bandsOf(blocks: readonly Block[], start: keyof Band): readonly Band[] {
	const bands: Array<Record<keyof Band, Block[]>> = [];
	let place = start;
	for (const block of blocks) {
		place = 'heading' in block ? block.place ?? 'left' : place;
		const last = bands.at(-1);
		const isNew = last === undefined || (place === 'wide') !== (last.wide.length > 0);
		const band = isNew ? {left: [], right: [], wide: []} : last;
		if (isNew) {
			bands.push(band);
		}

		band[place].push(block);
	}

	return bands;
}

/** Two texts side by side. */
function abreast(left: LinkedText, right: LinkedText, width: number): LinkedText {
	const height = Math.max(left.lines.length, right.lines.length);
	return {
		lines: Array.from({length: height}, (_, index) => joined(left.lines[index] ?? '', right.lines[index] ?? '', width)),
		links: [...left.links, ...right.links].toSorted((one, another) => one.line - another.line),
	};
}

/** One text below the other, a blank line between them. */
function stacked(texts: readonly LinkedText[]): LinkedText {
	const lines: string[] = [];
	const links: Link[] = [];
	for (const text of texts) {
		if (lines.length > 0) {
			lines.push('');
		}

		const start = lines.length;
		links.push(...text.links.map(link => ({...link, line: link.line + start})));
		lines.push(...text.lines);
	}

	return {lines, links};
}

function joined(line: string, other: string, width: number): string {
	const used = textWidth(stripVTControlCharacters(line));
	return other === '' ? line : line + ' '.repeat(Math.max(0, width + gap - used)) + other;
}
