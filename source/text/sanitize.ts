/*
Control characters, line and paragraph separators, bidirectional controls, everything invisible (Unicode's
Default_Ignorable_Code_Point: zero-width characters, variation selectors, fillers, tags) and lone surrogates: the
name of a process must not be able to steer the terminal, to make one text look like another, or to shift columns.
It has the flag g: for replaceAll only, test would begin where it ended.
*/
export const unsafe = /[\p{Default_Ignorable_Code_Point}\p{Control}\p{Line_Separator}\p{Paragraph_Separator}\p{Surrogate}]/gu;

/** Sanitises each line of a text of several. */
export function sanitizeLines(text: string): string {
	return text.split('\n').map(line => sanitize(line)).join('\n');
}

/** Replaces what could harm a terminal by `?`. For every string from outside, once, where it enters the model. */
export function sanitize(text: string): string {
	return text.replaceAll(unsafe, '?');
}
