import {MalformedHistoryError, type ByteReader} from './byte-reader.ts';
import {isWritableInteger, type ByteWriter} from './byte-writer.ts';

/** The ways to write a value: as what it is, or as what changed in the one before. */
const tags = {
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

/** The elements at the beginning of an array that may be gone, as a window of the last values moves on. */
const maxShift = 8;

type PlainObject = Readonly<Record<string, unknown>>;

/** The texts and the shapes of objects that were written before, by number: each is written out once. */
class Known<Value> {
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
		for (let row = 0; row < now.length;) {
			const source = sources[row]!;
			const end = endOfRun(sources, row);
			writer.count(end - row);
			writer.count(source + 1);
			row = end;
		}

		for (let row = 0; row < now.length; row++) {
			const source = sources[row]!;
			this.write(now[row], source < 0 ? undefined : before[source]);
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

/** Reads what a DeltaWriter wrote, given the same values before. Each method throws a MalformedHistoryError on other bytes. */
export class DeltaReader {
	readonly #reader: ByteReader;
	readonly #texts = new Known<string>();
	readonly #shapes = new Known<readonly string[]>();

	constructor(reader: ByteReader) {
		this.#reader = reader;
	}

	read(before?: unknown): unknown {
		const reader = this.#reader;
		const tag = reader.byte();
		switch (tag) {
			case tags.same: {
				return before;
			}

			case tags.null: {
				return null;
			}

			case tags.false: {
				return false;
			}

			case tags.true: {
				return true;
			}

			case tags.undefined: {
				return undefined;
			}

			case tags.integer: {
				return reader.integer();
			}

			case tags.difference: {
				return numberOf(before) + reader.integer();
			}

			case tags.float: {
				return reader.float();
			}

			case tags.newText: {
				const text = reader.text();
				this.#texts.add(text, text);
				return text;
			}

			case tags.knownText: {
				return this.#texts.at(reader.count());
			}

			case tags.array: {
				return Array.from({length: reader.length()}, () => this.read());
			}

			case tags.arrayEdit: {
				return this.#readArrayEdit(before);
			}

			case tags.newShape: {
				const keys = Array.from({length: reader.length()}, () => reader.text());
				this.#shapes.add(keys.join('\n'), keys);
				return this.#readObject(keys);
			}

			case tags.object: {
				return this.#readObject(this.#shapes.at(reader.count()));
			}

			case tags.objectEdit: {
				return this.#readObjectEdit(before);
			}

			default: {
				throw new MalformedHistoryError(`nothing is written as ${tag}`);
			}
		}
	}

	readRows(before: readonly unknown[]): unknown[] {
		const reader = this.#reader;
		const length = reader.length();
		const sources: number[] = [];
		while (sources.length < length) {
			const run = reader.count();
			if (run === 0 || run > length - sources.length) {
				throw new MalformedHistoryError(`a run of ${run} rows`);
			}

			const source = reader.count() - 1;

			for (let index = 0; index < run; index++) {
				sources.push(source < 0 ? source : source + index);
			}
		}

		return sources.map(source => this.read(before[source]));
	}

	readNumbers(before: ArrayLike<number>): Float64Array<ArrayBuffer> {
		const reader = this.#reader;
		const length = reader.count();
		if (length > 2 ** 24) {
			throw new MalformedHistoryError(`${length} numbers`);
		}

		const now = Float64Array.from({length}, (_, index) => before[index] ?? 0);
		const changed = reader.length();
		for (let index = 0, place = 0; index < changed; index++) {
			place += reader.count();
			now[place] = numberOf(this.read(now[place]));
		}

		return now;
	}

	#readArrayEdit(before: unknown): unknown[] {
		const reader = this.#reader;
		const [shift, start, end] = [reader.count(), reader.count(), reader.count()];
		if (!Array.isArray(before) || shift + start > before.length || end > before.length) {
			throw new MalformedHistoryError('an array is edited that is not there');
		}

		const middle = reader.length();

		const values: unknown[] = before.slice(shift, shift + start);
		for (let index = 0; index < middle; index++) {
			values.push(this.read(before[shift + start + index]));
		}

		return [...values, ...before.slice(before.length - end) as unknown[]];
	}

	#readObject(keys: readonly string[]): PlainObject {
		return Object.fromEntries(keys.map(key => [key, this.read()]));
	}

	#readObjectEdit(before: unknown): PlainObject {
		if (!isObject(before)) {
			throw new MalformedHistoryError('an object is edited that is not there');
		}

		const now: Record<string, unknown> = {...before};
		const keys = Object.keys(before);
		const changed = this.#reader.length();
		for (let index = 0; index < changed; index++) {
			const key = keys[this.#reader.count()];
			if (key === undefined) {
				throw new MalformedHistoryError('a field is edited that is not there');
			}

			now[key] = this.read(before[key]);
		}

		return now;
	}
}

function numberOf(value: unknown): number {
	if (typeof value !== 'number') {
		throw new MalformedHistoryError('a number is changed that is not there');
	}

	return value;
}

function isObject(value: unknown): value is PlainObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
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

/** Returns for each row the index of the one before with the same key; -1 for none. */
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

		sources[index] = source ?? -1;
		expected = source === undefined ? expected : source + 1;
	}

	return sources;
}

function endOfRun(sources: Int32Array, from: number): number {
	const first = sources[from]!;
	let end = from + 1;
	while (end < sources.length && sources[end] === (first < 0 ? first : first + end - from)) {
		end++;
	}

	return end;
}
