import {quote} from '../text/quote.ts';
import {suggestion} from '../text/suggestion.ts';
import {bareExpression} from './bare-word.ts';
import {comparison} from './comparison.ts';
import type {FindService, HostContext} from './endpoint.ts';
import {allOf, anyOf, type FilterExpression} from './expression.ts';
import {filterFields, isFieldName} from './field-catalogue.ts';
import {Families} from './families.ts';
import {FilterSyntaxError, type Span} from './filter-error.ts';
import {foldStates, type StateTerm} from './state-terms.ts';
import {checkSupported} from './ss-words.ts';
import type {Token, WordToken} from './tokenizer.ts';

/** Deeper than anybody writes, and far from the end of the stack. */
const deepestNesting = 100;

/**
Recursive descent, a method for each line:

	any     = [ states ] all { ("or" | "|" | "||") all }
	all     = term { [ "and" | "&" | "&&" ] term }
	term    = { "not" | "!" } ( "(" any ")" | states | field | words )
	states  = ( "state" | "exclude" | "excl" ) word { ( "state" | "exclude" | "excl" ) word }
	field   = name [ operator ] values
	words   = values
	values  = word { "," word }

States at the beginning hold for all that follows, an `or` in it too, as in ss(8). The methods throw FilterSyntaxError.
*/
export class Parser {
	readonly #tokens: readonly Token[];
	readonly #hosts: HostContext;
	#index = 0;
	#depth = 0;

	constructor(tokens: readonly Token[], findService: FindService | undefined) {
		this.#tokens = tokens;
		this.#hosts = {findService, families: new Families()};
	}

	/** Returns the whole filter. */
	parse(): FilterExpression {
		if (this.#tokens.length === 1) {
			return {kind: 'all'};
		}

		const expression = this.#any();
		this.#end();
		const family = this.#hosts.families.expression();
		return family === null ? expression : allOf([family, expression]);
	}

	get #next(): Token {
		return this.#peek(0);
	}

	/** Beyond the end is the end. */
	#peek(distance: number): Token {
		const token = this.#tokens[this.#index + distance] ?? this.#tokens.at(-1);
		if (token === undefined) {
			throw new Error('the tokenizer ends with an end');
		}

		return token;
	}

	#take(): Token {
		const token = this.#next;
		this.#index += 1;
		return token;
	}

	#any(): FilterExpression {
		const states = this.#isStateTerm() ? this.#states() : null;
		if (states !== null && this.#isTermNext()) {
			return allOf([states, this.#any()]);
		}

		const operands = [this.#all(states ?? this.#term())];
		while (this.#next.kind === 'or') {
			this.#take();
			operands.push(this.#all(this.#term()));
		}

		return anyOf(operands);
	}

	#all(first: FilterExpression): FilterExpression {
		const operands = [first];
		while (this.#next.kind === 'and' || this.#isTermNext()) {
			if (this.#next.kind === 'and') {
				this.#take();
			}

			operands.push(this.#term());
		}

		return allOf(operands);
	}

	#isTermNext(): boolean {
		return !['and', 'or', ')', 'end'].includes(this.#next.kind);
	}

	#term(): FilterExpression {
		let isNegated = false;
		while (this.#next.kind === 'not') {
			this.#take();
			isNegated = !isNegated;
		}

		const operand = this.#operand();
		return isNegated ? {kind: 'not', operand} : operand;
	}

	#operand(): FilterExpression {
		if (this.#next.kind === '(') {
			return this.#group();
		}

		if (this.#isStateTerm()) {
			return this.#states();
		}

		if (this.#next.kind !== 'word') {
			throw this.#unexpected();
		}

		const isField = !this.#next.quoted && (isFieldName(this.#next.text.toLowerCase()) || this.#peek(1).kind === 'operator');
		return isField ? this.#field(this.#next) : anyOf(bareExpression(this.#values(null), this.#hosts));
	}

	#group(): FilterExpression {
		const opening = this.#take();
		this.#depth += 1;
		if (this.#depth > deepestNesting) {
			throw new FilterSyntaxError(`parentheses are nested more than ${deepestNesting} deep`, opening);
		}

		const expression = this.#any();
		this.#close(opening);
		this.#depth -= 1;
		return expression;
	}

	#close(opening: Token): void {
		if (this.#next.kind !== ')') {
			throw this.#next.kind === 'end' ? new FilterSyntaxError('the parenthesis is not closed', opening) : this.#unexpected();
		}

		this.#take();
	}

	#end(): void {
		if (this.#next.kind !== 'end') {
			throw this.#unexpected();
		}
	}

	/** `state established` and `exclude time-wait` of ss(8): the keyword and a name, with no operator between. */
	#isStateTerm(): boolean {
		return this.#next.kind === 'word' && !this.#next.quoted && /^(?:state|excl(?:ude)?)$/i.test(this.#next.text)
			&& this.#peek(1).kind !== 'operator';
	}

	#states(): FilterExpression {
		const terms: StateTerm[] = [];
		while (this.#isStateTerm()) {
			const keyword = this.#take();
			terms.push({excludes: keyword.text.toLowerCase() !== 'state', names: this.#values(keyword)});
		}

		return foldStates(terms);
	}

	#field(nameToken: WordToken): FilterExpression {
		this.#take();
		const name = nameToken.text.toLowerCase();
		if (!isFieldName(name)) {
			throw unknownField(nameToken);
		}

		const operator = this.#next.kind === 'operator' ? this.#next : null;
		if (operator !== null) {
			this.#take();
		}

		const values = this.#values(operator === null ? nameToken : spanOver(nameToken, operator));
		return comparison({
			name,
			field: filterFields[name],
			// A field and a value with nothing between is the spelling of `ss`: `dst 10.0.0.0/8`.
			operator: operator?.operator ?? ':',
			operatorSpan: operator ?? nameToken,
			values,
		}, this.#hosts);
	}

	/** Returns one value or several with commas; `owner` is what they belong to, in the error when there is none. */
	#values(owner: Span & {readonly text: string} | null): readonly WordToken[] {
		const values = [this.#value(owner)];
		while (this.#next.kind === ',') {
			values.push(this.#value(this.#take()));
		}

		return values;
	}

	#value(owner: Span & {readonly text: string} | null): WordToken {
		const token = this.#next;
		if (token.kind === 'word') {
			this.#take();
			return token;
		}

		if (owner === null) {
			throw this.#unexpected();
		}

		const after = `after ${quote(owner.text)}`;
		throw new FilterSyntaxError(
			token.kind === 'end' ? `missing value ${after}` : `expected a value ${after}, not ${quote(token.text)}: put it in quotes if it is one`,
			token,
		);
	}

	#unexpected(): FilterSyntaxError {
		const token = this.#next;
		const before = this.#tokens[this.#index - 1];
		if (token.kind === 'end') {
			return new FilterSyntaxError(`missing term after ${quote(before?.text ?? '')}`, token);
		}

		if (token.kind === ')' && before?.kind === '(') {
			return new FilterSyntaxError('there is nothing between the parentheses', spanOver(before, token));
		}

		if (token.kind === ')') {
			return new FilterSyntaxError(this.#depth > 0 ? 'missing term before \')\'' : 'no parenthesis is open here', token);
		}

		const example = token.kind === 'operator' ? 'a field before it, as in port>1024' : 'a term before it, such as port:443';
		return new FilterSyntaxError(`${quote(token.text)} needs ${example}`, token);
	}
}

function spanOver(first: Token, last: Token): Span & {readonly text: string} {
	return {
		text: first.text + last.text,
		position: first.position,
		length: last.position + last.length - first.position,
	};
}

function unknownField(token: WordToken): FilterSyntaxError {
	if (/^\d+$/.test(token.text)) {
		return new FilterSyntaxError(`${quote(token.text)} is not a field: write the field first, as in port>${token.text}`, token);
	}

	checkSupported(token);
	if (/^excl(?:ude)?$/i.test(token.text)) {
		return new FilterSyntaxError(`${quote(token.text)} is followed by a state, with nothing between: exclude time-wait`, token);
	}

	const names = Object.keys(filterFields);
	const hint = suggestion(token.text, names) ?? `the fields are ${names.join(', ')}; text with a colon in it goes in quotes`;
	return new FilterSyntaxError(`unknown field ${quote(token.text)}: ${hint}`, token);
}
