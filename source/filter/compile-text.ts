import type {FilterExpression, TextField} from './expression.ts';
import type {FilterFields} from './fields.ts';
import {compileFilterPattern, maxMatchedTextLength} from './pattern.ts';

type TextTest = (text: string) => boolean;
type Text = Extract<FilterExpression, {kind: 'text'}>;
type Pattern = Extract<FilterExpression, {kind: 'pattern'}>;
type AddressPattern = Extract<FilterExpression, {kind: 'address-pattern'}>;

/** Returns whether a text in lower case is in one of the row's names, or in an address as it is shown. */
export function compileWord<Row>(text: string, fields: FilterFields<Row>): (row: Row) => boolean {
	const contains = compileContains(text);
	const inNames = (['process', 'command', 'user', 'service', 'unit', 'container'] as const).map(field => compileField(field, contains, fields));
	const inAddresses = compileAddressText('any', contains, fields);
	return row => {
		for (const inName of inNames) {
			if (inName(row)) {
				return true;
			}
		}

		return inAddresses(row);
	};
}

/** Returns whether a field contains or equals a text in lower case. A user is also found by id. */
export function compileText<Row>({field, match, text}: Text, fields: FilterFields<Row>): (row: Row) => boolean {
	const inField = compileField(field, match === 'equals' ? candidate => candidate.toLowerCase() === text : compileContains(text), fields);
	if (field !== 'user' || !/^\d+$/.test(text)) {
		return inField;
	}

	const userId = Number(text);
	return row => fields.userIds(row).includes(userId) || inField(row);
}

/** Returns whether a regular expression matches a field. */
export function compileTextPattern<Row>({field, pattern}: Pattern, fields: FilterFields<Row>): (row: Row) => boolean {
	return compileField(field, compileMatches(pattern), fields);
}

/** Returns whether a regular expression matches an address as it is shown. */
export function compileAddressPattern<Row>({side, pattern}: AddressPattern, fields: FilterFields<Row>): (row: Row) => boolean {
	return compileAddressText(side, compileMatches(pattern), fields);
}

function compileContains(text: string): TextTest {
	return candidate => candidate.toLowerCase().includes(text);
}

function compileMatches(pattern: string): TextTest {
	const expression = compileFilterPattern(pattern);
	return remember(text => expression.test(text.length > maxMatchedTextLength ? text.slice(0, maxMatchedTextLength) : text));
}

/** The number of answers that are remembered. */
const remembered = 4096;

/** Remembers the answers of a test that takes long: names and command lines repeat in thousands of rows. */
function remember(test: TextTest): TextTest {
	const answers = new Map<string, boolean>();
	return text => {
		const known = answers.get(text);
		if (known !== undefined) {
			return known;
		}

		if (answers.size >= remembered) {
			answers.clear();
		}

		const answer = test(text);
		answers.set(text, answer);
		return answer;
	};
}

function compileField<Row>(field: TextField, isMatch: TextTest, fields: FilterFields<Row>): (row: Row) => boolean {
	switch (field) {
		case 'process': {
			return compileAnyOf(fields.processes, isMatch);
		}

		case 'command': {
			return compileAnyOf(fields.commandLines, remember(isMatch));
		}

		case 'user': {
			return compileAnyOf(fields.users, isMatch);
		}

		case 'service': {
			return row => {
				const service = fields.service(row);
				return service !== null && isMatch(service);
			};
		}

		case 'unit': {
			return compileAnyOf(fields.units, isMatch);
		}

		case 'container': {
			return compileAnyOf(fields.containers, isMatch);
		}
	}
}

function compileAnyOf<Row>(read: (row: Row) => readonly string[], isMatch: TextTest): (row: Row) => boolean {
	return row => {
		for (const text of read(row)) {
			if (isMatch(text)) {
				return true;
			}
		}

		return false;
	};
}

function compileAddressText<Row>(side: AddressPattern['side'], isMatch: TextTest, fields: FilterFields<Row>): (row: Row) => boolean {
	const isLocal = (row: Row) => isMatch(fields.localAddressText(row));
	const isRemote = (row: Row) => fields.hasRemote(row) && isMatch(fields.remoteAddressText(row));
	switch (side) {
		case 'local': {
			return isLocal;
		}

		case 'remote': {
			return isRemote;
		}

		case 'any': {
			return row => isLocal(row) || isRemote(row);
		}
	}
}
