import {compileAddress} from './compile-address.ts';
import {compileNumber} from './compile-number.ts';
import {compilePort} from './compile-port.ts';
import {
	compileAddressPattern,
	compileText,
	compileTextPattern,
	compileWord,
} from './compile-text.ts';
import type {FilterExpression} from './expression.ts';
import type {FilterFields} from './fields.ts';

export type RowTest<Row> = (row: Row) => boolean;

/**
Returns a filter as a test of a row, for tables of 100,000 rows: closures are made once here, and a test allocates nothing
beyond what the accessors of `fields` do. Expects an expression from `parseFilter`.
*/
export function compileFilter<Row>(expression: FilterExpression, fields: FilterFields<Row>): RowTest<Row> {
	switch (expression.kind) {
		case 'all': {
			return () => true;
		}

		case 'not': {
			const operand = compileFilter(expression.operand, fields);
			return row => !operand(row);
		}

		case 'and': {
			return compileAll(byCost(expression.operands).map(operand => compileFilter(operand, fields)));
		}

		case 'or': {
			return compileAny(byCost(expression.operands).map(operand => compileFilter(operand, fields)));
		}

		case 'word': {
			return compileWord(expression.text, fields);
		}

		case 'text': {
			return compileText(expression, fields);
		}

		case 'pattern': {
			return compileTextPattern(expression, fields);
		}

		case 'address-pattern': {
			return compileAddressPattern(expression, fields);
		}

		case 'port': {
			return compilePort(expression, fields);
		}

		case 'address': {
			return compileAddress(expression, fields);
		}

		case 'device': {
			const {name, index} = expression;
			return row => fields.deviceName(row) === name || (index !== null && fields.deviceIndex(row) === index);
		}

		case 'number': {
			return compileNumber(expression, fields);
		}

		case 'state': {
			const {states} = expression;
			return row => {
				for (const state of fields.states(row)) {
					if (states.includes(state)) {
						return true;
					}
				}

				return false;
			};
		}

		case 'protocol': {
			const {protocols} = expression;
			return row => protocols.includes(fields.protocol(row));
		}
	}
}

function compileAll<Row>(tests: ReadonlyArray<RowTest<Row>>): RowTest<Row> {
	return row => {
		for (const test of tests) {
			if (!test(row)) {
				return false;
			}
		}

		return true;
	};
}

function compileAny<Row>(tests: ReadonlyArray<RowTest<Row>>): RowTest<Row> {
	return row => {
		for (const test of tests) {
			if (test(row)) {
				return true;
			}
		}

		return false;
	};
}

/** Tests have no effects, so that the order is free: numbers before texts, which cost a hundred times more. */
function byCost(operands: readonly FilterExpression[]): readonly FilterExpression[] {
	return operands.toSorted((a, b) => Number(isTextual(a)) - Number(isTextual(b)));
}

const textualKinds: ReadonlySet<FilterExpression['kind']> = new Set(['word', 'text', 'pattern', 'address-pattern']);

function isTextual(expression: FilterExpression): boolean {
	return textualKinds.has(expression.kind) || operandsOf(expression).some(operand => isTextual(operand));
}

function operandsOf(expression: FilterExpression): readonly FilterExpression[] {
	if (expression.kind === 'not') {
		return [expression.operand];
	}

	return expression.kind === 'and' || expression.kind === 'or' ? expression.operands : [];
}
