import {compilePattern, PatternError, type Pattern} from '../text/pattern.ts';
import {FilterSyntaxError, type Span} from './filter-error.ts';

/**
A regular expression is only shown this many characters of a text. Names have fewer; a command line may have thousands, and a filter
runs on each of 100,000 rows.
*/
export const maxMatchedTextLength = 1024;

/** Throws FilterSyntaxError, marking `span`, where a regular expression is not one, or cannot be matched in bounded time. */
export function checkPattern(pattern: string, span: Span): void {
	try {
		compileFilterPattern(pattern);
	} catch (error) {
		if (error instanceof PatternError) {
			throw new FilterSyntaxError(error.message, span);
		}

		throw error;
	}
}

/** Returns a pattern of a filter: case is ignored, as everywhere in the language. Throws PatternError. */
export function compileFilterPattern(pattern: string): Pattern {
	return compilePattern(pattern, {ignoreCase: true});
}
