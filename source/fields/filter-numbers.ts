import {connectionFields} from './connection.ts';
import {
	numericFields,
	type FieldTable,
	type FilterNumber,
	type FilterNumberName,
} from './field.ts';
import {outgoingFields} from './outgoing.ts';
import {portFields} from './port.ts';
import {probeFields} from './probe.ts';

/** The names of the numbers that filters compare, in any view. */
export type ComparedName =
	| FilterNumberName<typeof connectionFields>
	| FilterNumberName<typeof portFields>
	| FilterNumberName<typeof outgoingFields>
	| FilterNumberName<typeof probeFields>;

/** A number that filters compare. A view that has none of that name has no row that matches. */
export type ComparedNumber = Required<Omit<FilterNumber, 'name'>>;

/** The numbers that filters compare by name, in the order of the help. */
export const comparedNumbers = Object.fromEntries([
	...numbersOf(connectionFields),
	...numbersOf(portFields),
	...numbersOf(outgoingFields),
	...numbersOf(probeFields),
// Object.fromEntries() forgets the names.
]) as Readonly<Record<ComparedName, ComparedNumber>>;

function numbersOf<Row>(table: FieldTable<Row>): ReadonlyArray<readonly [string, ComparedNumber]> {
	return numericFields(table).flatMap(([, {filter, unit, meaning}]) => filter === undefined
		? []
		: [[filter.name, {unit: filter.unit ?? unit, description: filter.description ?? meaning, example: filter.example}] as const]);
}

/** Returns how a filter reads the numbers of rows that hold an entity of the table. */
export function numberReaders<Row, Entity>(table: FieldTable<Entity>, entityOf: (row: Row) => Entity): Readonly<Partial<Record<ComparedName, (row: Row) => number | null>>> {
	return Object.fromEntries(numericFields(table).flatMap(([, {filter, read}]) => filter === undefined
		? []
		: [[filter.name, (row: Row) => read(entityOf(row))] as const]));
}
