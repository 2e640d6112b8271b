import {visible} from '../text/quote.ts';

/** A mistake in a filter, and its place: UTF-16 indices into the source. */
export type FilterError = {
	/** One sentence without a full stop: names the input, and what would be right. */
	readonly message: string;
	/** The index of the mistake, 0 to the source's length; the length where something is missing at the end. */
	readonly position: number;
	/** The number of wrong characters; 0 where something is missing. */
	readonly length: number;
};

/** A part of a filter's source. */
export type Span = {
	readonly position: number;
	readonly length: number;
};

/**
Returns the place in the source of `length` characters from `start` of a value's text. The value's span may have quotes around
the text.
*/
export function partOf(span: Span, text: string, start: number, length: number): Span {
	return {position: span.position + ((span.length - text.length) / 2) + start, length};
}

/** Ends parsing at the first error; `parseFilter` catches it. */
export class FilterSyntaxError extends Error {
	override readonly name = 'FilterSyntaxError';
	readonly span: Span;

	constructor(message: string, span: Span) {
		super(message);
		this.span = span;
	}
}

/**
Returns the error for stderr: the message, the source, and carets under what is wrong.
Three lines without a newline at the end.
*/
export function formatFilterError(source: string, error: FilterError): string {
	const indent = ' '.repeat(2);
	const before = width(source.slice(0, error.position));
	const marked = width(source.slice(error.position, error.position + error.length));
	return [error.message, indent + visible(source), indent + ' '.repeat(before) + '^'.repeat(Math.max(1, marked))].join('\n');
}

/** Columns in a terminal: enough to put a caret below the right character of what people type into a filter. */
function width(text: string): number {
	let columns = 0;
	for (const character of visible(text)) {
		if (/[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u{3000}-\u{303F}\u{FF01}-\u{FF60}]/v.test(character)) {
			columns += 2;
		} else if (!/\p{Mark}/v.test(character)) {
			columns += 1;
		}
	}

	return columns;
}
