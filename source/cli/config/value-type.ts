import {sanitize} from '../../text/sanitize.ts';
import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import {
	problemAt,
	readEach,
	type ConfigPath,
	type ConfigProblems,
} from './config-problem.ts';

/** Checks the value of a key. Throws ConfigProblems. */
export type Reader<Value> = (value: unknown, path: ConfigPath) => Value;

/** The type of a value: how it is checked, and its JSON Schema for editors (draft 2020-12). */
export type ValueType<Value> = {
	readonly read: Reader<Value>;
	readonly schema: Readonly<Record<string, unknown>>;
	/** The keys, if it is a table. */
	readonly keys?: Keys;
	/** Set for tables of one type, `[[name]]`. */
	readonly isRepeated?: true;
};

/** A key of a table. */
export type Key<Value> = ValueType<Value> & {
	/** One line. */
	readonly description: string;
	/** The value where the key is missing; undefined if there is none, or if it depends on other keys. */
	readonly default?: unknown;
	/** The value in the example file, if that is not the default; for a table with any keys, its content. */
	readonly example?: unknown;
};

export type Keys = Readonly<Record<string, Key<unknown>>>;

/** The values of a table; a missing key is undefined. */
export type Read<Known extends Keys> = {readonly [Name in keyof Known]?: ReturnType<Known[Name]['read']>};

/**
Returns a table that has known keys only. An unknown key is reported together with similar ones.
@param what The noun for its keys, for messages.
*/
export function tableOf<const Known extends Keys>(keys: Known, what = 'key'): ValueType<Read<Known>> {
	const names = Object.keys(keys);
	return {
		keys,
		schema: {
			type: 'object',
			additionalProperties: false,
			properties: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, schemaOf(key)])),
		},
		read(table, path) {
			const read = readEach(Object.entries(requireTable(table, path)), ([name, value]) => {
				const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
				if (key === undefined) {
					throw unknownName(what, name, names, [...path, name]);
				}

				return [name, key.read(value, [...path, name])];
			});
			// Each value has the type that the reader of its key returns.
			return Object.fromEntries(read) as Read<Known>;
		},
	};
}

/** Tables of one type: `[[name]]`, each. */
export function tablesOf<Value>({read, schema, keys}: ValueType<Value>): ValueType<readonly Value[]> {
	return {
		...(keys !== undefined && {keys}),
		isRepeated: true,
		schema: {type: 'array', items: schema},
		read(value, path) {
			if (!Array.isArray(value)) {
				throw wrong(value, `tables, each after a line [[${path.join('.')}]]`, path);
			}

			return readEach(value, (table: unknown, index) => read(table, [...path, index]));
		},
	};
}

/** Returns a table whose keys are names that the user gives. */
export function namesTo<Value>({read, schema}: ValueType<Value>): ValueType<ReadonlyArray<readonly [name: string, value: Value]>> {
	return {
		schema: {type: 'object', propertyNames: name.schema, additionalProperties: schema},
		read(table, path) {
			// Blanks around a name do not count.
			const known = new Set<string>();
			return readEach(Object.entries(requireTable(table, path)), ([key, value]) => {
				const place = [...path, key];
				const own = name.read(key, place);
				if (known.has(own)) {
					throw problemAt(`there is ${quote(own)} already, and blanks around a name do not count; leave one of them out`, place);
				}

				known.add(own);
				return [own, read(value, place)] as const;
			});
		},
	};
}

/** Returns an array of values of one type. */
export function listOf<Value>({read, schema}: ValueType<Value>, rules: {readonly right: string; readonly min?: number; readonly max?: number}): ValueType<readonly Value[]> {
	const {right, min = 0, max} = rules;
	return {
		schema: {
			type: 'array', items: schema, ...(min > 0 && {minItems: min}), ...(max !== undefined && {maxItems: max}),
		},
		read(value, path) {
			if (!Array.isArray(value) || value.length < min) {
				throw wrong(value, right, path);
			}

			if (max !== undefined && value.length > max) {
				throw problemAt(`${value.length} are more than the ${max} that ${String(path.at(-1))} may have; leave some out`, path);
			}

			return readEach(value, (element: unknown, index) => read(element, [...path, index]));
		},
	};
}

/** Values of a list, each once. */
export function distinct({read, schema}: ValueType<readonly string[]>): ValueType<readonly string[]> {
	return {
		schema: {...schema, uniqueItems: true},
		read(value, path) {
			const known = new Set<string>();
			return readEach(read(value, path), (word, index) => {
				if (known.has(word)) {
					throw problemAt(`${quote(word)} stands there twice; leave one of them out`, [...path, index]);
				}

				known.add(word);
				return word;
			});
		},
	};
}

export const boolean: ValueType<boolean> = {
	schema: {type: 'boolean'},
	read(value, path) {
		if (typeof value !== 'boolean') {
			throw wrong(value, 'true or false', path);
		}

		return value;
	},
};

export const text: ValueType<string> = {
	schema: {type: 'string'},
	read(value, path) {
		if (typeof value !== 'string') {
			throw wrong(value, 'a text in quotes', path);
		}

		return value;
	},
};

const maxNameCharacters = 100;

/** A text that is shown in one line. */
export const name: ValueType<string> = {
	schema: {type: 'string', minLength: 1, maxLength: maxNameCharacters},
	read(value, path) {
		const trimmed = text.read(value, path).trim();
		if (trimmed === '' || trimmed.length > maxNameCharacters || trimmed !== sanitize(trimmed)) {
			throw wrong(value, `one line of at most ${maxNameCharacters} visible characters`, path);
		}

		return trimmed;
	},
};

/** Returns a number of seconds from `min` to `max`. */
export function secondsFrom(min: number, max: number): ValueType<number> {
	return {
		schema: {type: 'number', minimum: min, maximum: max},
		read(value, path) {
			if (typeof value !== 'number' || !(value >= min && value <= max)) {
				throw wrong(value, `a number of seconds from ${min} to ${max}`, path);
			}

			return value;
		},
	};
}

/**
Returns one of some words.
@param what The noun for them, for messages: `view`.
*/
export function oneOf<const Word extends string>(what: string, words: readonly Word[]): ValueType<Word> {
	return {
		schema: {enum: words},
		read(value, path) {
			const word = words.find(known => known === value);
			if (word !== undefined) {
				return word;
			}

			throw typeof value === 'string' ? unknownName(what, value, words, path) : wrong(value, `one of ${words.map(known => quote(known)).join(', ')}`, path);
		},
	};
}

/** A program and its arguments. */
export const commandLine: ValueType<readonly string[]> = {
	schema: {type: 'array', items: {type: 'string'}, minItems: 1},
	read(value, path) {
		const words: readonly unknown[] = Array.isArray(value) ? value : [];
		// Strings of the kernel end at a 0.
		if (words.length === 0 || words[0] === '' || words.some(word => typeof word !== 'string' || word.includes('\0'))) {
			throw wrong(value, 'a program and its arguments, e.g. ["/usr/local/bin/page", "--urgent"]', path);
		}

		return words.map(String);
	},
};

/** Returns the JSON Schema of a key, for editors. */
export function schemaOf({schema, description, default: otherwise}: Key<unknown>): Readonly<Record<string, unknown>> {
	return {description, ...(otherwise !== undefined && {default: otherwise}), ...schema};
}

/** Returns the error for a value of another type. */
export function wrong(value: unknown, right: string, path: ConfigPath): ConfigProblems {
	const last = path.at(-1);
	const subject = path.findLast(part => typeof part === 'string') ?? 'the file';
	return problemAt(`${typeof last === 'number' ? `value ${last + 1} of ${subject}` : subject} is ${named(value)}, but must be ${right}`, path);
}

/** Returns the error for an unknown name. */
export function unknownName(what: string, unknown: string, known: readonly string[], path: ConfigPath): ConfigProblems {
	return problemAt(`unknown ${what} ${quote(unknown)}; ${suggestion(unknown, known) ?? `there is ${known.join(', ')}`}`, path);
}

function requireTable(table: unknown, path: ConfigPath): object {
	if (typeof table !== 'object' || table === null || Array.isArray(table) || table instanceof Date) {
		throw wrong(table, 'a table', path);
	}

	return table;
}

function named(value: unknown): string {
	if (typeof value === 'string') {
		return quote(value);
	}

	if (typeof value === 'number' || typeof value === 'boolean') {
		return String(value);
	}

	return Array.isArray(value) ? (value.length === 0 ? 'an empty array' : 'an array') : (value instanceof Date ? 'a date' : 'a table');
}
