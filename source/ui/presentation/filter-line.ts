import type {FilterError} from '../../filter/filter-error.ts';
import type {FilterState} from '../store/state.ts';
import {composeSegments, type Segment} from './segments.ts';
import {
	fit,
	oneLine,
	printable,
	takeStart,
	textWidth,
	truncate,
} from './text-width.ts';
import type {Theme} from './theme.ts';

type OpenFilter = FilterState & {readonly draft: string};

const prompt = '/';
const graphemes = new Intl.Segmenter();

/**
The filter while it is edited: the input with its cursor, and below it either a caret under what is wrong with the
message beside it, or the keys.
*/
export function filterLines(filter: OpenFilter, keys: readonly Segment[], width: number, theme: Theme): readonly string[] {
	const draft = printable(filter.draft);
	const before = beforeCursor(draft, filter.cursor, width - prompt.length - 1);
	const second = filter.error === null
		? composeSegments(keys, [], width, theme)
		: theme.bad(caretLine(draft, filter.error, before.start, width));
	return [inputLine(draft, before, width, theme), second];
}

type Before = {
	/** Where the visible part begins, and where the character under the cursor does: UTF-16 indices. */
	readonly start: number;
	readonly cursor: number;
};

/** How much of a draft that is too long is visible left of the cursor; whole characters only. */
function beforeCursor(draft: string, cursor: number, room: number): Before {
	const starts = [...graphemes.segment(draft)].map(({index}) => index);
	const under = cursor >= draft.length ? draft.length : starts.findLast(index => index <= cursor) ?? 0;
	const start = [...starts, draft.length].find(index => textWidth(draft.slice(index, under)) < room) ?? under;
	return {start: Math.min(start, under), cursor: under};
}

function inputLine(draft: string, {start, cursor}: Before, width: number, theme: Theme): string {
	const left = draft.slice(start, cursor);
	const [under] = graphemes.segment(draft.slice(cursor));
	// An invisible character gets a visible cursor too.
	const cursorCell = under === undefined || textWidth(under.segment) === 0 ? ' ' : under.segment;
	const room = width - prompt.length - textWidth(left) - textWidth(cursorCell);
	const right = fit(draft.slice(cursor + (under?.segment.length ?? 0)), room, 'left', takeStart);
	return theme.accent(prompt) + left + theme.cursor(cursorCell) + right;
}

/** The caret stands under the first wrong character; the message to its right, or to its left where it does not fit. */
function caretLine(draft: string, error: FilterError, start: number, width: number): string {
	const from = Math.max(start, error.position);
	const column = Math.min(width - 1, prompt.length + textWidth(draft.slice(start, from)));
	const wrongWidth = textWidth(draft.slice(from, error.position + error.length));
	const caret = '^'.repeat(Math.max(1, Math.min(wrongWidth, width - column)));
	const message = oneLine(error.message);
	const roomRight = width - column - caret.length - 1;
	const roomLeft = column - 1;
	const isLeft = textWidth(message) > roomRight && roomLeft > roomRight;
	return fit(isLeft ? `${fit(message, roomLeft, 'right')} ${caret}` : `${' '.repeat(column)}${caret} ${truncate(message, roomRight)}`, width);
}
