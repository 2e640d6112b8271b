import {
	printable,
	takeStart,
	textWidth,
	truncate,
} from './text-width.ts';
import type {StyleName, Theme} from './theme.ts';

/** A piece of a header or status line that may be shortened, or left out, where room is short. */
export type Segment = {
	/** Its texts from the longest to the shortest; after the last one it is left out. */
	readonly variants: readonly string[];
	/** The larger, the sooner a variant is given up; one for all variants, or one for each. */
	readonly priority: number | readonly number[];
	readonly style?: StyleName;
	/** Draws the variant that was chosen; it must not change its width. Instead of `style`. */
	readonly draw?: (text: string) => string;
};

const gap = '  ';

/**
Returns one line of exactly `width` cells: some segments at its left, some at its right, two spaces between them. While they do
not fit, the least important one is shortened, then left out.
*/
export function composeSegments(left: readonly Segment[], right: readonly Segment[], width: number, theme: Theme): string {
	const segments = [...left, ...right];
	const chosen = new Map(segments.map(segment => [segment, 0]));
	const text = (segment: Segment) => printable(segment.variants[chosen.get(segment) ?? 0] ?? '');
	const shown = (among: readonly Segment[]) => among.filter(segment => text(segment) !== '');
	const priority = (segment: Segment) => typeof segment.priority === 'number' ? segment.priority : segment.priority[chosen.get(segment) ?? 0] ?? 0;
	const used = () => {
		const all = shown(segments);
		let cells = gap.length * Math.max(0, all.length - 1);
		for (const segment of all) {
			cells += textWidth(text(segment));
		}

		return cells;
	};

	while (used() > width) {
		const [victim, ...others] = shown(segments).toSorted((a, b) => priority(b) - priority(a));
		// The last one stays, if only its beginning.
		if (victim === undefined || others.length === 0) {
			break;
		}

		chosen.set(victim, (chosen.get(victim) ?? 0) + 1);
	}

	const draw = (among: readonly Segment[]) => shown(among).map(segment => {
		const fitting = truncate(text(segment), width);
		return segment.draw?.(fitting) ?? (segment.style === undefined ? fitting : theme[segment.style](fitting));
	}).join(gap);
	const between = shown(left).length > 0 && shown(right).length > 0 ? gap.length : 0;
	const filler = ' '.repeat(Math.max(0, width - used()) + between);
	return draw(left) + filler + draw(right);
}

/** Variants of a long text: ever shorter beginnings. */
export function shorter(text: string): readonly string[] {
	const variants = [text];
	for (let length = Math.floor((textWidth(text) - 1) / 5) * 5; length >= 10; length -= 5) {
		variants.push(`${takeStart(text, length).trimEnd()}…`);
	}

	return variants;
}
