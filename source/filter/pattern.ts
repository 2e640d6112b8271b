import {quote} from '../text/quote.ts';
import {FilterSyntaxError, type Span} from './filter-error.ts';

/**
A regular expression is only shown this many characters of a text. Process names have at most 15, unit names
with a container's id in them up to 90.
*/
export const maxMatchedTextLength = 128;

/** Each long repetition makes the worst case longer by the length of the text. */
const maxRepetitions = 4;

/**
Throws FilterSyntaxError, marking `span`, where a regular expression is not one, or could take for ever.
*/
export function checkPattern(pattern: string, span: Span): void {
	try {
		compilePattern(pattern);
	} catch (error) {
		// V8 says "Invalid regular expression: /(/i: Unterminated group".
		const reason = error instanceof Error ? error.message.split(': ').at(-1) ?? '' : '';
		throw new FilterSyntaxError(`${quote(pattern)} is not a regular expression: ${reason.toLowerCase()}`, span);
	}

	const repetitions = countRepetitions(pattern);
	if (repetitions === Infinity) {
		throw new FilterSyntaxError(`the regular expression ${quote(pattern)} repeats a group that itself repeats or has '|', which could take for ever: repeat single characters only`, span);
	}

	if (repetitions > maxRepetitions) {
		throw new FilterSyntaxError(`the regular expression ${quote(pattern)} has more than ${maxRepetitions} repetitions such as '*', which could take for ever`, span);
	}
}

/** Case is ignored, as everywhere in the language. Throws SyntaxError. */
export function compilePattern(pattern: string): RegExp {
	return new RegExp(pattern, 'i');
}

/** The state of a group, or of the whole pattern, up to a place in it. */
type Part = {
	/** It can match in several ways. */
	readonly hasChoice: boolean;
	/** The number of long repetitions in it: the exponent of the time that it can take. */
	readonly repetitions: number;
};

const nothing: Part = {hasChoice: false, repetitions: 0};

/**
Returns the number of long repetitions that a backtracking matcher may have to try against each other. A group that
repeats a few times, as in `(\d+\.){3}`, counts as if it were written out; a repeated group that can match in several
ways, as in `(a+)+` or `(a|ab)*`, takes exponential time and counts as Infinity. Expects a valid pattern.
*/
function countRepetitions(pattern: string): number {
	const around: Part[] = [];
	let part = nothing;
	let closed = nothing;
	// An escape, a character class (its bracket follows), the beginning of a group, its end, a quantifier, or any other character.
	const tokens = /\\.|\[(?:\\.|[^\\\]])*|\((?:\?(?:<?[!=]|:|<[^>]*>))?|\)|[*+?]\??|\{\d+(?:,\d*)?\}\??|./gsu;
	for (const [token] of pattern.matchAll(tokens)) {
		const group = closed;
		closed = nothing;
		if (token.startsWith('(')) {
			around.push(part);
			part = nothing;
		} else if (token === ')') {
			closed = part;
			part = sum(around.pop() ?? nothing, closed);
		} else if (token === '|' || token.startsWith('?')) {
			part = {...part, hasChoice: true};
		} else if (/^(?:[*+]|\{\d)/.test(token)) {
			part = sum(part, {hasChoice: true, repetitions: added(group, token)});
		}
	}

	return part.repetitions;
}

/** Returns the repetitions that a quantifier adds to the group or character before it. */
function added(group: Part, quantifier: string): number {
	const few = /^\{(?:\d,)?(?<times>\d)\}/.exec(quantifier)?.groups?.['times'];
	if (few !== undefined) {
		// The group itself is counted already.
		const more = Number(few) - 1;
		return more > 0 ? group.repetitions * more : 0;
	}

	return group.hasChoice ? Infinity : 1;
}

function sum(a: Part, b: Part): Part {
	return {hasChoice: a.hasChoice || b.hasChoice, repetitions: a.repetitions + b.repetitions};
}
