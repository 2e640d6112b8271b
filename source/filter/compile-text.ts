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
	return row => fields.userId(row) === userId || inField(row);
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
	const isKnownMatch = (text: string | null) => text !== null && isMatch(text);
	switch (field) {
		case 'process': {
			return row => {
				for (const name of fields.processes(row)) {
					if (isMatch(name)) {
						return true;
					}
				}

				return false;
			};
		}

		case 'command': {
			const isRememberedMatch = remember(isMatch);
			return row => {
				for (const commandLine of fields.commandLines(row)) {
					if (isRememberedMatch(commandLine)) {
						return true;
					}
				}

				return false;
			};
		}

		case 'user': {
			return row => isKnownMatch(fields.user(row));
		}

		case 'service': {
			return row => isKnownMatch(fields.service(row));
		}

		case 'unit': {
			return row => isKnownMatch(fields.unit(row));
		}

		case 'container': {
			return row => isKnownMatch(fields.container(row));
		}
	}
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
