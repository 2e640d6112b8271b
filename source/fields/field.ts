import type {Unit} from '../text/units.ts';

/** A field of the filter language that is compared as a number: a short lower-case word, which no view uses for something else. */
export type FilterNumber = {
	/** Its name in filters: `rtt`. */
	readonly name: string;
	/** The unit in which its values are typed; the field's own by default. */
	readonly unit?: Unit;
	/** A few words for the help; the field's meaning by default. */
	readonly description?: string;
	/** A term with this name that parses, for the help and for error messages. */
	readonly example: string;
};

/** A Prometheus gauge of a field, in base units: seconds, and ratios for percentages. */
export type Gauge = {
	/** Without the entity's prefix: `rtt_median_seconds`. */
	readonly name: string;
	/** The field's meaning unless given. */
	readonly help?: string;
};

type AnyField = {
	/** One line in plain words: help, documents, metrics. */
	readonly meaning: string;
	/** Rows where it is unknown come last in either direction. Otherwise unknown is less than every known value. */
	readonly unknownLast?: true;
	/** The alert metric that a rule about this field compares, where that is another field's or needs a word before it. */
	readonly suggestedMetric?: string;
};

/** A number. Unknown is null. */
export type NumericField<Row> = AnyField & {
	readonly read: (row: Row) => number | null;
	readonly unit: Unit;
	/** The noun after the value in messages: `1,204 connections`, `23 ms to connect`. Empty where the value is clear without it. */
	readonly noun: string;
	/** It jumps from sample to sample, although it is no rate: rows are sorted by its average, as by that of rates. */
	readonly jumps?: true;
	/** It is an average already. */
	readonly isSteady?: true;
	/** Sorting begins with the smallest: the value is a number that names something, or that runs down. */
	readonly smallestFirst?: true;
	/** The name under which an alert rule compares it, in camel case. A name that several tables have means the same in each. */
	readonly metric?: string;
	/** The metric that is meant instead where a rule gives a percentage. */
	readonly percentage?: string;
	/** The name under which a filter compares it. */
	readonly filter?: FilterNumber;
	/** Its Prometheus gauge. */
	readonly gauge?: Gauge;
	/** The engine keeps a series of it, a day back (engine/series/). Never negative. */
	readonly recorded?: true;
};

/** A text. Unknown is null. */
export type TextualField<Row> = AnyField & {
	readonly read: (row: Row) => string | null;
	readonly unit: 'text';
	/** Every value, in the order in which they are sorted. By the alphabet unless given. */
	readonly order?: readonly string[];
};

/** One figure or name of a row: how it is read, what it is measured in, and under which names it is compared. */
export type Field<Row> = NumericField<Row> | TextualField<Row>;

/** The fields of an entity by key. The keys are also its sort keys. */
export type FieldTable<Row> = Readonly<Record<string, Field<Row>>>;

/** Checks a table of fields and keeps its keys and names as types. */
export function defineFields<Row>() {
	return <const Table extends FieldTable<Row>>(table: Table): Table => table;
}

/** Returns the fields of a table that are numbers, with their keys. */
export function numericFields<Row>(table: FieldTable<Row>): ReadonlyArray<readonly [key: string, field: NumericField<Row>]> {
	return Object.entries(table).flatMap(([key, field]) => field.unit === 'text' ? [] : [[key, field] as const]);
}

/** Returns whether the values of a field jump from sample to sample, so that rows that are sorted by them would too. */
export function isJumpy(field: Field<never>): boolean {
	return field.unit !== 'text' && (field.jumps === true || (field.unit.isRate === true && field.isSteady !== true));
}

/** Returns the alert metric for a rule about a field, as rules name it; null where there is none. */
export function suggestedMetric(table: FieldTable<never>, key: string): string | null {
	const field = table[key];
	return field === undefined ? null : field.suggestedMetric ?? (field.unit === 'text' ? null : field.metric ?? null);
}

/** The names under which filters compare fields of a table. */
export type FilterNumberName<Table> = {
	[Key in keyof Table]: Table[Key] extends {readonly filter: {readonly name: infer Name extends string}} ? Name : never;
}[keyof Table];

/** The keys of the fields of which the engine keeps a series. */
export type RecordedKey<Table> = {
	[Key in keyof Table]: Table[Key] extends {readonly recorded: true} ? Key : never;
}[keyof Table];
