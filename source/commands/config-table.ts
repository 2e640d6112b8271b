import {quote} from '../filter/filter-error.ts';
import {suggestion} from '../filter/nearest.ts';
import {sanitize} from '../collectors/sanitize.ts';

/** Where a value stands: keys, and indices into arrays. */
export type ConfigPath = ReadonlyArray<string | number>;

/** A value is wrong: the message says what would be right. Becomes a UsageError with the place in the file. */
export class ConfigProblem extends Error {
	override readonly name = 'ConfigProblem';
	readonly path: ConfigPath;

	constructor(message: string, path: ConfigPath) {
		super(message);
		this.path = path;
	}
}

/** Checks the value of a key. Throws ConfigProblem. */
type Reader<Value> = (value: unknown, path: ConfigPath) => Value;

/** The keys of a table. */
export type Readers = Readonly<Record<string, Reader<unknown>>>;

/** What a table says; a key that is not there is undefined. */
export type Read<Known extends Readers> = {readonly [Key in keyof Known]?: ReturnType<Known[Key]>};

/**
A table that has known keys only, each with a good value.
@throws {ConfigProblem} Names what is unknown, and what is near.
*/
export function readTable<const Known extends Readers>(table: unknown, known: Known, path: ConfigPath): Read<Known> {
	if (typeof table !== 'object' || table === null || Array.isArray(table)) {
		throw wrong(table, 'a table', path);
	}

	const names = Object.keys(known);
	const read = Object.entries(table).map(([key, value]) => {
		const reader = Object.hasOwn(known, key) ? known[key] : undefined;
		if (reader === undefined) {
			throw new ConfigProblem(`unknown key ${quote(key)}; ${suggestion(key, names) ?? `there is ${names.join(', ')}`}`, [...path, key]);
		}

		return [key, reader(value, [...path, key])];
	});
	// Each key's value is what its reader made of it.
	return Object.fromEntries(read) as Read<Known>;
}

/** Tables of one kind: `[[name]]`, each. */
export function readTables<Value>(value: unknown, path: ConfigPath, read: Reader<Value>): readonly Value[] {
	if (!Array.isArray(value)) {
		throw wrong(value, `tables, each after a line [[${path.join('.')}]]`, path);
	}

	return value.map((table: unknown, index) => read(table, [...path, index]));
}

export function readBoolean(value: unknown, path: ConfigPath): boolean {
	if (typeof value !== 'boolean') {
		throw wrong(value, 'true or false', path);
	}

	return value;
}

export function readText(value: unknown, path: ConfigPath): string {
	if (typeof value !== 'string') {
		throw wrong(value, 'a text in quotes', path);
	}

	return value;
}

const longestName = 100;

/** A text that is shown in one line. */
export function readName(value: unknown, path: ConfigPath): string {
	const name = readText(value, path).trim();
	if (name === '' || name.length > longestName || name !== sanitize(name)) {
		throw wrong(value, `one line of at most ${longestName} visible characters`, path);
	}

	return name;
}

/** A number from `least` to `most`. */
export function readSeconds(least: number, most: number): Reader<number> {
	return (value, path) => {
		if (typeof value !== 'number' || !(value >= least && value <= most)) {
			throw wrong(value, `a number of seconds from ${least} to ${most}`, path);
		}

		return value;
	};
}

/** A program and its arguments. */
export function readCommand(value: unknown, path: ConfigPath): readonly string[] {
	const words: readonly unknown[] = Array.isArray(value) ? value : [];
	// Strings of the kernel end at a 0.
	if (words.length === 0 || words[0] === '' || words.some(word => typeof word !== 'string' || word.includes('\0'))) {
		throw wrong(value, 'a program and its arguments, e.g. ["/usr/local/bin/page", "--urgent"]', path);
	}

	return words.map(String);
}

function wrong(value: unknown, right: string, path: ConfigPath): ConfigProblem {
	const name = path.findLast(part => typeof part === 'string') ?? 'the file';
	return new ConfigProblem(`${name} is ${named(value)}, but must be ${right}`, path);
}

function named(value: unknown): string {
	if (typeof value === 'string') {
		return quote(value);
	}

	if (typeof value === 'number' || typeof value === 'boolean') {
		return String(value);
	}

	return Array.isArray(value) ? 'an array' : (value instanceof Date ? 'a date' : 'a table');
}
