import {FilterSyntaxError, type Span} from './filter-error.ts';

export type Operator = ':' | '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '!~';

export type WordToken = Span & {
	readonly kind: 'word';
	readonly text: string;
	/** A quoted word is only ever text: no field, keyword or number. */
	readonly quoted: boolean;
};

export type OperatorToken = Span & {
	readonly kind: 'operator';
	readonly operator: Operator;
	/** The source text. */
	readonly text: string;
};

export type SymbolToken = Span & {
	readonly kind: '(' | ')' | ',' | 'and' | 'or' | 'not' | 'end';
	readonly text: string;
};

export type Token = WordToken | OperatorToken | SymbolToken;

const operators: Readonly<Record<string, Operator>> = {
	':': ':', '=': '=', '==': '=', '!=': '!=', '>': '>', '>=': '>=', '=>': '>=', '<': '<', '<=': '<=', '=<': '<=', '~': '~', '=~': '~', '!~': '!~',
};

/** The operators that `ss` spells in letters; only between a name and a value. */
const operatorWords: Readonly<Record<string, Operator>> = {
	eq: '=', ne: '!=', neq: '!=', gt: '>', ge: '>=', geq: '>=', lt: '<', le: '<=', leq: '<=',
};

const symbols: Readonly<Record<string, SymbolToken['kind']>> = {
	'(': '(', ')': ')', ',': ',', '&': 'and', '&&': 'and', '|': 'or', '||': 'or', '!': 'not', and: 'and', or: 'or', not: 'not',
};

const blank = /\s*/uy;
/** Blanks, and the backslashes that keep a symbol from the shell: `ss` takes them away too. */
const gap = /(?:\s|\\(?=[!&()<>|]))*/uy;
const operatorSymbol = /[!<=>]=|=[<>~]|!~|[<=>~]|:(?=\s|$)/uy;
const symbol = /&&|\|\||[!&(),|]/uy;
const quotation = /"[^"]*"|'[^']*'/uy;
const word = /[^\s!&(),<=>|~]+/uy;
/** `port` of `port:443`; not `fe80` of `fe80::1`, since no field is hexadecimal, and not the words of `inet:127.0.0.1` and `any:443`. */
const fieldBeforeColon = /(?![\da-f]{1,4}:|(?:any|all|default|inet6?|unix|link|netlink|vsock):)[a-z_][\w\-.]*(?=:)/iuy;

/** Returns a filter's words, operators and symbols, with an `end` at last. Throws FilterSyntaxError. */
export function tokenize(source: string): readonly Token[] {
	const tokens: Token[] = [];
	let position = matchAt(gap, source, 0).length;
	while (position < source.length) {
		const token = tokenAt(source, position, tokens.at(-1));
		tokens.push(token);
		position += token.length;
		position += matchAt(isPatternNext(token) ? blank : gap, source, position).length;
	}

	tokens.push({
		kind: 'end', text: '', position, length: 0,
	});
	return tokens;
}

/** Returns the match of the expression exactly at that place, or undefined. */
function matchAt(expression: RegExp, source: string, position: number): string {
	expression.lastIndex = position;
	return expression.exec(source)?.[0] ?? '';
}

/** Returns the token that begins at a character that is not blank. What it is can depend on the one before. */
function tokenAt(source: string, position: number, previous: Token | undefined): Token {
	const first = source.charAt(position);
	if (first === '"' || first === '\'') {
		return quotedWord(source, position);
	}

	if (isPatternNext(previous)) {
		const text = source.slice(position, patternEnd(source, position));
		if (text !== '') {
			return wordToken(text, position, true);
		}
	}

	const operator = operatorAt(source, position, previous);
	if (operator !== null) {
		return operator;
	}

	const mark = matchAt(symbol, source, position);
	const kind = symbols[mark];
	if (kind !== undefined) {
		return {
			kind, text: mark, position, length: mark.length,
		};
	}

	// After an operator stands a value as it is: `dst:fe80::1`, `service:not`.
	if (previous?.kind === 'operator') {
		return wordToken(matchAt(word, source, position), position, false);
	}

	const field = matchAt(fieldBeforeColon, source, position);
	return field === ''
		? wordOrKeyword(matchAt(word, source, position), position, previous)
		: wordToken(field, position, false);
}

/** Returns whether a regular expression follows a token. */
function isPatternNext(token: Token | undefined): boolean {
	return token?.kind === 'operator' && token.operator.endsWith('~');
}

function operatorAt(source: string, position: number, previous: Token | undefined): OperatorToken | null {
	// Words hold colons (10.0.0.1:443), so that only a field ends right before one.
	const isFollowsField = previous?.kind === 'word' && !previous.quoted && previous.position + previous.length === position;
	const text = isFollowsField && source[position] === ':' ? ':' : matchAt(operatorSymbol, source, position);
	const operator = operators[text];
	return operator === undefined
		? null
		: {
			kind: 'operator', operator, text, position, length: text.length,
		};
}

function quotedWord(source: string, position: number): WordToken {
	const text = matchAt(quotation, source, position);
	if (text === '') {
		throw new FilterSyntaxError(`the quote ${source.charAt(position)} is not closed`, {position, length: source.length - position});
	}

	return {
		kind: 'word', text: text.slice(1, -1), quoted: true, position, length: text.length,
	};
}

function wordToken(text: string, position: number, isQuoted: boolean): WordToken {
	return {
		kind: 'word', text, quoted: isQuoted, position, length: text.length,
	};
}

function wordOrKeyword(text: string, position: number, previous: Token | undefined): Token {
	const name = text.toLowerCase();
	const span = {position, length: text.length};
	const keyword = Object.hasOwn(symbols, name) ? symbols[name] : undefined;
	if (keyword !== undefined) {
		return {kind: keyword, text, ...span};
	}

	const operator = Object.hasOwn(operatorWords, name) ? operatorWords[name] : undefined;
	if (operator !== undefined && previous?.kind === 'word' && !previous.quoted) {
		return {
			kind: 'operator', operator, text, ...span,
		};
	}

	return wordToken(text, position, false);
}

/** An escape, a character class (without its closing bracket), or any other character. */
const patternPiece = /\\\S|\[(?:\\\S|[^\s\\\]])*|\S/uy;

/**
Returns the index at which an unquoted regular expression ends: at a blank, or at a closing parenthesis that it has not opened itself,
so that both `process~^(ssh|ftp)` and `(process~ssh or user~ftp)` mean what they seem to.
*/
function patternEnd(source: string, start: number): number {
	let depth = 0;
	let position = start;
	for (;;) {
		const piece = matchAt(patternPiece, source, position);
		if (piece === '' || (piece === ')' && depth === 0)) {
			return position;
		}

		if (piece === '(') {
			depth += 1;
		} else if (piece === ')') {
			depth -= 1;
		}

		position += piece.length;
	}
}
