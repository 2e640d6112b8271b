import {unknown} from '../../collectors/socket-table.ts';
import {MalformedHistoryError, type ByteReader} from './byte-reader.ts';
import {
	isObject,
	Known,
	tags,
	type PlainObject,
} from './plain-values.ts';
import {readRuns} from './runs.ts';

/** Reads what a DeltaWriter wrote, given the same values before. Each method throws a MalformedHistoryError on other bytes. */
export class DeltaReader {
	#reader: ByteReader;
	readonly #clean: (text: string) => string;
	readonly #texts = new Known<string>();
	readonly #shapes = new Known<readonly string[]>();

	/**
	Reads from the beginning of what a writer wrote.
	@param clean Is applied to every text, e.g. to those of a file of another machine.
	*/
	constructor(reader: ByteReader, clean: (text: string) => string = text => text) {
		this.#reader = reader;
		this.#clean = clean;
	}

	/** Goes on with the next bytes of the same writer. */
	on(reader: ByteReader): this {
		this.#reader = reader;
		return this;
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
				const text = this.#clean(reader.text());
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
		const {matches: sources} = readRuns(this.#reader, this.#reader.length(), before.length);
		return Array.from(sources, source => this.read(source === unknown ? undefined : before[source]));
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
