import {textWidth, truncate} from './text-width.ts';

/** Returns a line in the middle of a width. */
export function centered(text: string, width: number): string {
	const short = truncate(text, width);
	const margin = Math.floor((width - textWidth(short)) / 2);
	return ' '.repeat(Math.max(0, margin)) + short;
}

/** Exactly `height` lines. */
export function fill(lines: readonly string[], height: number): readonly string[] {
	const missing = Math.max(0, height - lines.length);
	return [...lines.slice(0, height), ...Array.from({length: missing}, () => '')];
}
