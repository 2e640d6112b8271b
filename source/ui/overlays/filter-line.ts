import type {FilterError} from '../../filter/filter-error.ts';
import type {FilterState} from '../state/state.ts';
import {composeSegments, type Segment} from '../text/segments.ts';
import {drawInput} from '../text/input-line.ts';
import {
	fit,
	oneLine,
	printable,
	textWidth,
	truncate,
} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';

type OpenFilter = FilterState & {readonly draft: string};

const prompt = '/';

/**
The filter while it is edited: the input with its cursor, and below it either a caret under what is wrong with the
message next to it, or the keys.
*/
export function filterLines(filter: OpenFilter, keys: readonly Segment[], width: number, theme: Theme): readonly string[] {
	const {line, start} = drawInput({prompt, text: filter.draft, cursor: filter.cursor}, width, theme);
	const second = filter.error === null
		? composeSegments(keys, [], width, theme)
		: theme.bad(caretLine(printable(filter.draft), filter.error, start, width));
	return [line, second];
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
