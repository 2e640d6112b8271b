/** A line of text that is being edited. */
export type Line = {
	readonly text: string;
	/** UTF-16 index, always between two graphemes. */
	readonly cursor: number;
};

export type Edit =
	| {readonly insert: string}
	| {readonly cursor: 'left' | 'right' | 'start' | 'end'}
	| {readonly erase: 'left' | 'right' | 'word-left' | 'start' | 'end'};

/** UTF-16 units; a filter is a few words. */
export const maxLineLength = 500;

const graphemes = new Intl.Segmenter();

/** One step of editing, as readline does it. What is inserted loses its control and bidirectional characters. */
export function editLine(line: Line, edit: Edit): Line {
	if ('insert' in edit) {
		return insert(line, edit.insert);
	}

	return 'cursor' in edit ? {...line, cursor: placeOf(line, edit.cursor)} : erase(line, placeOf(line, edit.erase));
}

function insert({text, cursor}: Line, inserted: string): Line {
	const clean = inserted.replaceAll(/[\p{Bidi_Control}\p{Control}\p{Surrogate}\u{2028}\u{2029}]/gu, '');
	// Inserting in front of a combining mark may join graphemes: the cursor goes behind the result.
	const before = text.slice(0, cursor) + fitting(clean, maxLineLength - text.length);
	const joined = before + text.slice(cursor);
	return {text: joined, cursor: boundaryAtOrAfter(joined, before.length)};
}

/** Returns the beginning of a text that is short enough, in whole graphemes. */
function fitting(text: string, length: number): string {
	return text.length <= length ? text : text.slice(0, graphemes.segment(text).containing(Math.max(0, length))!.index);
}

/** Removes what is between the cursor and another place. */
function erase({text, cursor}: Line, place: number): Line {
	const start = Math.min(cursor, place);
	const rest = text.slice(0, start) + text.slice(Math.max(cursor, place));
	return {text: rest, cursor: boundaryAtOrAfter(rest, start)};
}

function placeOf({text, cursor}: Line, place: 'left' | 'right' | 'word-left' | 'start' | 'end'): number {
	switch (place) {
		case 'left': {
			return cursor === 0 ? 0 : graphemes.segment(text).containing(cursor - 1)!.index;
		}

		case 'right': {
			return boundaryAtOrAfter(text, cursor + 1);
		}

		case 'word-left': {
			return text.slice(0, cursor).trimEnd().lastIndexOf(' ') + 1;
		}

		case 'start': {
			return 0;
		}

		case 'end': {
			return text.length;
		}
	}
}

function boundaryAtOrAfter(text: string, index: number): number {
	if (index >= text.length) {
		return text.length;
	}

	const grapheme = graphemes.segment(text).containing(index)!;
	return grapheme.index === index ? index : grapheme.index + grapheme.segment.length;
}
