import {MalformedHistoryError} from './byte-reader.ts';

/** The ways to write a value: as what it is, or as what changed in the one before. */
export const tags = {
	same: 0,
	null: 1,
	false: 2,
	true: 3,
	undefined: 4,
	integer: 5,
	difference: 6,
	float: 7,
	newText: 8,
	knownText: 9,
	array: 10,
	arrayEdit: 11,
	newShape: 12,
	object: 13,
	objectEdit: 14,
} as const;

export type PlainObject = Readonly<Record<string, unknown>>;

/** The texts and the shapes of objects that were written before, by number: each is written out once. */
export class Known<Value> {
	readonly #numbers = new Map<string, number>();
	readonly #values: Value[] = [];

	number(key: string): number | undefined {
		return this.#numbers.get(key);
	}

	add(key: string, value: Value): void {
		this.#numbers.set(key, this.#values.length);
		this.#values.push(value);
	}

	at(number: number): Value {
		const value = this.#values[number];
		if (value === undefined) {
			throw new MalformedHistoryError(`nothing has number ${number}`);
		}

		return value;
	}
}

export function isObject(value: unknown): value is PlainObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
