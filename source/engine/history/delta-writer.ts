import {unknown} from '../../collectors/socket-table.ts';
import {isWritableInteger, type ByteWriter} from './byte-writer.ts';
import {
	isObject,
	Known,
	tags,
	type PlainObject,
} from './plain-values.ts';
import {writeRuns} from './runs.ts';

/** The elements at the beginning of an array that may be gone, as a window of the last values moves on. */
const maxShift = 8;

/** Writes plain values, each as the difference from the value before it. Its reader must read all that it wrote, in the same order. */
export class DeltaWriter {
	readonly #writer: ByteWriter;
	readonly #texts = new Known<string>();
	readonly #shapes = new Known<readonly string[]>();

	constructor(writer: ByteWriter) {
		this.#writer = writer;
	}

	/** Writes a value: null, undefined, a boolean, number, text, array or object of such. */
	write(now: unknown, before?: unknown): void {
		if (isSame(now, before)) {
			this.#writer.byte(tags.same);
		} else {
			this.#writeOther(now, before);
		}
	}

	/** Writes rows; each as the difference from the one before that has the same key, wherever that was. */
	writeRows<Row>(now: readonly Row[], before: readonly Row[], keyOf: (row: Row) => unknown): void {
		const writer = this.#writer;
		const sources = sourcesOf(now, before, keyOf);
		writer.count(now.length);
		writeRuns(writer, sources);
		for (let row = 0; row < now.length; row++) {
			const source = sources[row]!;
			this.write(now[row], source === unknown ? undefined : before[source]);
		}
	}

	/** Writes numbers of which few differ from those before at the same places; those before are 0 where there were fewer. */
	writeNumbers(now: ArrayLike<number>, before: ArrayLike<number>): void {
		const writer = this.#writer;
		const changed: number[] = [];
		for (let index = 0; index < now.length; index++) {
			if (!Object.is(now[index], before[index] ?? 0)) {
				changed.push(index);
			}
		}

		writer.count(now.length);
		writer.count(changed.length);
		let last = 0;
		for (const index of changed) {
			writer.count(index - last);
			last = index;
			this.#writeNumber(now[index]!, before[index] ?? 0);
		}
	}

	#writeOther(now: unknown, before: unknown): void {
		const writer = this.#writer;
		switch (typeof now) {
			case 'number': {
				this.#writeNumber(now, before);
				break;
			}

			case 'string': {
				this.#writeText(now);
				break;
			}

			case 'boolean': {
				writer.byte(now ? tags.true : tags.false);
				break;
			}

			case 'undefined': {
				writer.byte(tags.undefined);
				break;
			}

			case 'object': {
				if (now === null) {
					writer.byte(tags.null);
				} else if (Array.isArray(now)) {
					this.#writeArray(now, before);
				} else {
					this.#writeObject(now as PlainObject, before);
				}

				break;
			}

			case 'bigint':
			case 'function':
			case 'symbol': {
				throw new TypeError(`a ${typeof now} is no plain value`);
			}
		}
	}

	#writeNumber(now: number, before: unknown): void {
		const writer = this.#writer;
		if (!isWritableInteger(now)) {
			writer.byte(tags.float);
			writer.float(now);
		} else if (typeof before === 'number' && isWritableInteger(before) && isWritableInteger(now - before)) {
			writer.byte(tags.difference);
			writer.integer(now - before);
		} else {
			writer.byte(tags.integer);
			writer.integer(now);
		}
	}

	#writeText(now: string): void {
		const known = this.#texts.number(now);
		if (known === undefined) {
			this.#texts.add(now, now);
			this.#writer.byte(tags.newText);
			this.#writer.text(now);
		} else {
			this.#writer.byte(tags.knownText);
			this.#writer.count(known);
		}
	}

	#writeArray(now: readonly unknown[], before: unknown): void {
		const writer = this.#writer;
		if (!Array.isArray(before)) {
			writer.byte(tags.array);
			writer.count(now.length);
			for (const value of now) {
				this.write(value);
			}

			return;
		}

		const {shift, start, end} = editOf(now, before);
		const middle = now.length - start - end;
		writer.byte(tags.arrayEdit);
		writer.count(shift);
		writer.count(start);
		writer.count(end);
		writer.count(middle);
		for (let index = start; index < start + middle; index++) {
			this.write(now[index], before[shift + index]);
		}
	}

	#writeObject(now: PlainObject, before: unknown): void {
		const writer = this.#writer;
		const keys = Object.keys(now);
		if (isObject(before) && haveSameKeys(keys, before)) {
			writer.byte(tags.objectEdit);
			const changed = keys.flatMap((key, index) => isSame(now[key], before[key]) ? [] : [index]);
			writer.count(changed.length);
			for (const index of changed) {
				writer.count(index);
				this.#writeOther(now[keys[index]!], before[keys[index]!]);
			}

			return;
		}

		const shape = keys.join('\n');
		const known = this.#shapes.number(shape);
		if (known === undefined) {
			this.#shapes.add(shape, keys);
			writer.byte(tags.newShape);
			writer.count(keys.length);
			for (const key of keys) {
				writer.text(key);
			}
		} else {
			writer.byte(tags.object);
			writer.count(known);
		}

		for (const key of keys) {
			this.write(now[key]);
		}
	}
}

function haveSameKeys(keys: readonly string[], other: PlainObject): boolean {
	let index = 0;
	for (const key of Object.keys(other)) {
		if (keys[index++] !== key) {
			return false;
		}
	}

	return index === keys.length;
}

/** Returns whether two plain values are equal, with their keys in the same order. */
function isSame(one: unknown, other: unknown): boolean {
	if (Object.is(one, other)) {
		return true;
	}

	if (Array.isArray(one)) {
		return Array.isArray(other) && one.length === other.length && one.every((value, index) => isSame(value, other[index]));
	}

	if (!isObject(one) || !isObject(other)) {
		return false;
	}

	const keys = Object.keys(one);
	return haveSameKeys(keys, other) && keys.every(key => isSame(one[key], other[key]));
}

type ArrayEdit = {
	/** So many of the first ones are gone. */
	readonly shift: number;
	/** So many after them, and so many at the end, are as before. */
	readonly start: number;
	readonly end: number;
};

function editOf(now: readonly unknown[], before: readonly unknown[]): ArrayEdit {
	let shift = 0;
	while (shift < maxShift && shift < before.length && !isSame(now[0], before[shift])) {
		shift++;
	}

	if (shift === maxShift || shift === before.length) {
		shift = 0;
	}

	const most = Math.min(now.length, before.length - shift);
	let start = 0;
	while (start < most && isSame(now[start], before[shift + start])) {
		start++;
	}

	const rest = Math.min(now.length - start, before.length - shift - start);
	let end = 0;
	while (end < rest && isSame(now[now.length - 1 - end], before[before.length - 1 - end])) {
		end++;
	}

	return {shift, start, end};
}

/** Returns for each row the index of the one before with the same key; unknown for none. */
function sourcesOf<Row>(now: readonly Row[], before: readonly Row[], keyOf: (row: Row) => unknown): Int32Array {
	const sources = new Int32Array(now.length);
	let places: Map<unknown, number> | undefined;
	let expected = 0;
	for (const [index, row] of now.entries()) {
		const key = keyOf(row);
		const next = before[expected];
		let source = next !== undefined && keyOf(next) === key ? expected : undefined;
		if (source === undefined) {
			places ??= new Map(before.map((other, place) => [keyOf(other), place]));
			source = places.get(key);
		}

		sources[index] = source ?? unknown;
		expected = source === undefined ? expected : source + 1;
	}

	return sources;
}
