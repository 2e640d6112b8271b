import {quote} from '../text/quote.ts';
import {suggestion} from '../text/suggestion.ts';
import {
	endpointExpression,
	highestPort,
	parseEndpoint,
	parsePorts,
	type HostContext,
} from './endpoint.ts';
import {
	anyOf,
	type FilterExpression,
	type Interval,
	type NumberField,
	type Side,
	type TextField,
} from './expression.ts';
import {filterFields, type FilterField, type FilterFieldName} from './field-catalogue.ts';
import {FilterSyntaxError, type Span} from './filter-error.ts';
import {protocolsInModelOrder, protocolsNamed, protocolSpellings} from './names.ts';
import {checkPattern} from './pattern.ts';
import {parseInterval, parseQuantity} from './quantity.ts';
import {parseStates, stateExpression} from './state-terms.ts';
import type {Operator, WordToken} from './tokenizer.ts';

/** `FIELD OPERATOR VALUE,…` as it was read; at least one value. */
export type Comparison = {
	readonly name: FilterFieldName;
	readonly field: FilterField;
	readonly operator: Operator;
	readonly operatorSpan: Span;
	readonly values: readonly WordToken[];
};

/** An operator without its negation. */
type Relation = Exclude<Operator, '!=' | '!~'>;

/** The ones that compare with a single number. */
type Order = '>' | '>=' | '<' | '<=';
const orders: readonly Relation[] = ['>', '>=', '<', '<='] satisfies readonly Order[];

/** Returns the meaning of a comparison. Throws FilterSyntaxError. */
export function comparison(read: Comparison, context: HostContext): FilterExpression {
	const {operator} = read;
	return operator === '!=' || operator === '!~'
		? {kind: 'not', operand: relation(read, operator === '!=' ? '=' : '~', context)}
		: relation(read, operator, context);
}

function relation(read: Comparison, operator: Relation, context: HostContext): FilterExpression {
	const {field, values} = read;
	switch (field.type) {
		case 'port': {
			return portExpression(read, field.side, operator, context);
		}

		case 'number': {
			return numberExpression(read, field.field, operator);
		}

		case 'address': {
			requireRelation(read, operator, [':', '=', '~']);
			return anyOf(values.map(value => operator === '~'
				? {kind: 'address-pattern', side: field.side, pattern: checkedPattern(value)}
				: addressExpression(field.side, value, context)));
		}

		case 'text': {
			requireRelation(read, operator, [':', '=', '~']);
			return anyOf(values.map(value => textExpression(field.field, operator, value)));
		}

		case 'device': {
			requireRelation(read, operator, [':', '=']);
			return anyOf(values.map(({text}) => ({kind: 'device', name: text, index: /^\d+$/.test(text) ? Number(text) : null})));
		}

		case 'state': {
			requireRelation(read, operator, [':', '=']);
			return stateExpression(new Set(values.flatMap(value => parseStates(value))));
		}

		case 'protocol': {
			requireRelation(read, operator, [':', '=']);
			return {kind: 'protocol', protocols: protocolsInModelOrder(values.flatMap(value => parseProtocols(value)))};
		}
	}
}

function portExpression(read: Comparison, side: Side, operator: Relation, context: HostContext): FilterExpression {
	if (operator === ':' || operator === '=') {
		const ranges = read.values.map(value => parsePorts(value.text, value, context));
		return ranges.includes(null) ? {kind: 'all'} : {kind: 'port', side, ranges: ranges.filter(range => range !== null)};
	}

	const {order, limit} = ordering(read, operator);
	const {first, last} = parsePorts(limit.text, limit, context) ?? {};
	if (first === undefined || first !== last) {
		throw new FilterSyntaxError(`${quote(order)} compares with one port, not with the range ${quote(limit.text)}`, limit);
	}

	const ends = {
		'>': {first: first + 1, last: highestPort},
		'>=': {first, last: highestPort},
		'<': {first: 0, last: first - 1},
		'<=': {first: 0, last: first},
	}[order];
	return {kind: 'port', side, ranges: ends.first <= ends.last ? [ends] : []};
}

function numberExpression(read: Comparison, field: NumberField, operator: Relation): FilterExpression {
	if (operator === ':' || operator === '=') {
		return {kind: 'number', field, intervals: read.values.map(value => parseInterval(field, value.text, value))};
	}

	const {order, limit} = ordering(read, operator);
	const value = parseQuantity(field, limit.text, limit);
	const ends = order.startsWith('>')
		? {minimum: value, maximum: Infinity}
		: {minimum: -Infinity, maximum: value};
	const interval: Interval = {...ends, exclusive: !order.endsWith('=')};
	return {kind: 'number', field, intervals: [interval]};
}

/** Returns a comparison of a port or a number by order, with its one number. */
function ordering(read: Comparison, operator: Relation): {readonly order: Order; readonly limit: WordToken} {
	if (!isOrder(operator)) {
		throw incomparable(read, operator);
	}

	const [limit, second] = read.values;
	if (limit === undefined || second !== undefined) {
		throw new FilterSyntaxError(`${quote(operator)} compares with one value: a list goes with ':'`, second ?? read.operatorSpan);
	}

	return {order: operator, limit};
}

function isOrder(operator: Relation): operator is Order {
	return orders.includes(operator);
}

function addressExpression(side: Side, value: WordToken, context: HostContext): FilterExpression {
	const endpoint = parseEndpoint(value.text, value, context);
	if (endpoint === null) {
		throw new FilterSyntaxError(
			`${quote(value.text)} is not an address, and names are not looked up: write 10.0.0.1, 10.0.0.0/8, ::1, fe80::/10 or [::1]:443; part of one is addr~TEXT`,
			value,
		);
	}

	return endpointExpression(side, endpoint);
}

function textExpression(field: TextField, operator: Relation, value: WordToken): FilterExpression {
	return operator === '~'
		? {kind: 'pattern', field, pattern: checkedPattern(value)}
		: {
			kind: 'text', field, match: operator === '=' ? 'equals' : 'contains', text: value.text.toLowerCase(),
		};
}

function checkedPattern(value: WordToken): string {
	checkPattern(value.text, value);
	return value.text;
}

function parseProtocols(value: WordToken) {
	const protocols = protocolsNamed(value.text);
	if (protocols === null) {
		const hint = suggestion(value.text, protocolSpellings) ?? `the protocols are ${protocolSpellings.join(', ')}`;
		throw new FilterSyntaxError(`unknown protocol ${quote(value.text)}: ${hint}`, value);
	}

	return protocols;
}

function requireRelation(read: Comparison, operator: Relation, allowed: readonly Relation[]): void {
	if (!allowed.includes(operator)) {
		throw incomparable(read, operator);
	}
}

function incomparable({name, operatorSpan}: Comparison, operator: Relation): FilterSyntaxError {
	return new FilterSyntaxError(`${quote(name)} cannot be compared with ${quote(operator)}: write ${filterFields[name].example}`, operatorSpan);
}
