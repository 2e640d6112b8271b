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

/** A segment on its line: the text that was chosen, and its first cell. */
export type PlacedSegment = {
	readonly segment: Segment;
	readonly text: string;
	readonly column: number;
};

/**
Returns one line of exactly `width` cells: some segments at its left, some at its right, two spaces between them. While they do
not fit, the least important one is shortened, then left out.
*/
export function composeSegments(left: readonly Segment[], right: readonly Segment[], width: number, theme: Theme): string {
	let line = '';
	let end = 0;
	for (const {segment, text, column} of placeSegments(left, right, width)) {
		line += ' '.repeat(Math.max(0, column - end)) + (segment.draw?.(text) ?? (segment.style === undefined ? text : theme[segment.style](text)));
		end = column + textWidth(text);
	}

	return line + ' '.repeat(Math.max(0, width - end));
}

/** Returns the segments that a line has room for, with their places. */
export function placeSegments(left: readonly Segment[], right: readonly Segment[], width: number): readonly PlacedSegment[] {
	const segments = [...left, ...right];
	const chosen = new Map(segments.map(segment => [segment, 0]));
	const text = (segment: Segment) => printable(segment.variants[chosen.get(segment) ?? 0] ?? '');
	const shown = (among: readonly Segment[]) => among.filter(segment => text(segment) !== '');
	const priority = (segment: Segment) => typeof segment.priority === 'number' ? segment.priority : segment.priority[chosen.get(segment) ?? 0] ?? 0;
	const used = (among: readonly Segment[]) => {
		const all = shown(among);
		let cells = gap.length * Math.max(0, all.length - 1);
		for (const segment of all) {
			cells += textWidth(text(segment));
		}

		return cells;
	};

	while (used(segments) > width) {
		const [victim, ...others] = shown(segments).toSorted((a, b) => priority(b) - priority(a));
		// The last one stays, if only its beginning.
		if (victim === undefined || others.length === 0) {
			break;
		}

		chosen.set(victim, (chosen.get(victim) ?? 0) + 1);
	}

	const place = (among: readonly Segment[], first: number) => {
		let column = first;
		return shown(among).map((segment): PlacedSegment => {
			const placed = {segment, text: truncate(text(segment), width), column};
			column += textWidth(placed.text) + gap.length;
			return placed;
		});
	};

	return [...place(left, 0), ...place(right, Math.max(0, width - used(right)))];
}

/** Variants of a long text: ever shorter beginnings. */
export function shorter(text: string): readonly string[] {
	const variants = [text];
	for (let length = Math.floor((textWidth(text) - 1) / 5) * 5; length >= 10; length -= 5) {
		variants.push(`${takeStart(text, length).trimEnd()}…`);
	}

	return variants;
}
