import {quote} from './quote.ts';
import {loadRe2} from './re2.ts';

/** A compiled regular expression. It matches anywhere in a text, in time proportional to the text's length, whatever the pattern. */
export type Pattern = {
	/** As it was written. */
	readonly source: string;
	readonly test: (text: string) => boolean;
};

export type PatternOptions = {
	/** Upper and lower case are the same. */
	readonly ignoreCase?: boolean;
	/** `^` and `$` match at each line, which may end with CR LF. */
	readonly multiline?: boolean;
};

/** A pattern that is none, or that a linear-time engine cannot match. The message names the pattern. */
export class PatternError extends Error {
	override readonly name = 'PatternError';
}

const maxLength = 1000;

/** The largest pattern, counted in characters with its repetitions written out: each costs time for each character of a text. */
const maxSize = 500;

/** Compiled patterns are kept: a filter is compiled for every query. */
const compiled = new Map<string, Pattern>();
const maxCompiled = 16;

/**
Returns a pattern in the syntax of RE2 (https://github.com/google/re2/wiki/Syntax), or in what JavaScript and RE2 have in common.
Throws PatternError.
*/
export function compilePattern(source: string, options: PatternOptions = {}): Pattern {
	const key = `${Number(options.ignoreCase ?? false)}${Number(options.multiline ?? false)}${source}`;
	const known = compiled.get(key);
	if (known !== undefined) {
		return known;
	}

	const pattern = compile(source, options);
	if (compiled.size >= maxCompiled) {
		compiled.clear();
	}

	compiled.set(key, pattern);
	return pattern;
}

function compile(source: string, {ignoreCase = false, multiline = false}: PatternOptions): Pattern {
	const translated = translate(source);
	const {RE2JS, RE2JSSyntaxException} = loadRe2();
	const flags = (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (multiline ? RE2JS.MULTILINE : 0);
	try {
		const expression = RE2JS.compile(RE2JS.translateRegExp(translated), flags);
		return {
			source,
			test: multiline
				? text => expression.test(text) || (otherLineEnd.test(text) && expression.test(text.replaceAll(otherLineEnds, '\n')))
				: text => expression.test(text),
		};
	} catch (error) {
		if (error instanceof RE2JSSyntaxException) {
			throw new PatternError(`${quote(source)} is not a regular expression: ${error.error}`, {cause: error});
		}

		throw error;
	}
}

/** The ends of lines that JavaScript knows and RE2 does not. */
const otherLineEnd = /[\r\u{2028}\u{2029}]/u;
const otherLineEnds = /\r\n?|[\u{2028}\u{2029}]/gu;

/** `.` of JavaScript, which matches no end of a line. */
const anyCharacter = String.raw`[^\n\r\x{2028}\x{2029}]`;

/** An escape (with the name in it), a character class, the beginning of a group, its end, a quantifier, or any other character. */
const pieces = /\\(?:[Pkp](?:\{[^\}]*\}|<[^>]*>)|u\{[^\}]*\}|.)|\[(?:\\.|\[:\^?\w+:\]|[^\\\]])*\]?|\((?:\?(?:<[!=]|P?<[^>]*>|[\-A-Za-z]*:|[!=]))?|\)|[*+?]\??|\{\d+(?:,\d*)?\}\??|./gsv;

/**
Returns a pattern with the meaning of `.` and of Unicode's scripts in JavaScript. Throws PatternError for what RE2 cannot do, and for a
pattern that is too large.
*/
function translate(source: string): string {
	if (source.length > maxLength) {
		throw new PatternError(`the regular expression ${quote(source)} has ${source.length} characters, which is more than ${maxLength}`);
	}

	const sizes = new PatternSizes();
	let translated = '';
	for (const [piece] of source.matchAll(pieces)) {
		if (/^\(\?<?[!=]/.test(piece)) {
			throw new PatternError(`the regular expression ${quote(source)} looks ${piece.includes('<') ? 'behind' : 'ahead'} with ${quote(piece)}, which cannot be matched in bounded time`);
		}

		if (/^\\(?:[1-9]|k[<{])/.test(piece)) {
			throw new PatternError(`the regular expression ${quote(source)} refers back with ${quote(piece)}, which cannot be matched in bounded time`);
		}

		sizes.add(piece);
		translated += piece === '.' ? anyCharacter : piece.replace(/(?<=^\\[Pp]\{)(?:Script|sc|General_Category|gc)=/, '');
	}

	if (sizes.total > maxSize) {
		throw new PatternError(`the regular expression ${quote(source)} has more than ${maxSize} characters with its repetitions written out`);
	}

	return translated;
}

/** Adds up the size of a pattern, in characters, with its repetitions written out. */
class PatternSizes {
	/** The sizes of the groups around, the outermost first. */
	readonly #around: number[] = [];
	#size = 0;
	/** The size of the character or group before. */
	#last = 0;

	get total(): number {
		return this.#around.reduce((sum, size) => sum + size, this.#size);
	}

	/** Adds the next piece of the pattern. */
	add(piece: string): void {
		const {most, least} = /^\{(?<least>\d+)(?:,(?<most>\d*))?\}/.exec(piece)?.groups ?? {};
		if (piece.startsWith('(')) {
			this.#around.push(this.#size);
			this.#size = 0;
			this.#last = 1;
		} else if (piece === ')') {
			this.#last = this.#size + 1;
			this.#size = this.#last + (this.#around.pop() ?? 0);
		} else if (least !== undefined) {
			const times = Math.max(1, Number(least), Number(most ?? 0));
			this.#size += this.#last * (times - 1);
			this.#last *= times;
		} else if (!/^[*+?]/.test(piece)) {
			this.#size += 1;
			this.#last = 1;
		}
	}
}
