/** Values in a chunk. A single value that differs costs one chunk. */
const chunkLength = 16;

/** Chunk 0 stands for none. */
const none = 0;

/** Bytes of a chunk: its values, where it starts, the value before it, the next chunk, how many values are written. */
const chunkBytes = (chunkLength * 4) + 4 + 4 + 4 + 1;

/**
Chunks of values for every track. All memory is reserved at once, and the system gives a page of it when it is first written: nothing is
allocated while samples are recorded.
*/
export class ChunkPool {
	readonly values: Float32Array;
	readonly starts: Uint32Array;
	/** The value from the end of the chunk before up to the start of this one. */
	readonly befores: Float32Array;
	/** The next newer chunk of the track; of a free chunk the next free one. */
	readonly nexts: Uint32Array;
	readonly filled: Uint8Array;
	readonly size: number;
	#firstFree = none;
	#firstUnused = 1;
	#freeCount: number;

	constructor(bytes: number) {
		this.size = Math.max(2, Math.floor(bytes / chunkBytes));
		this.values = new Float32Array(this.size * chunkLength);
		this.starts = new Uint32Array(this.size);
		this.befores = new Float32Array(this.size);
		this.nexts = new Uint32Array(this.size);
		this.filled = new Uint8Array(this.size);
		this.#freeCount = this.size - 1;
	}

	get freeCount(): number {
		return this.#freeCount;
	}

	get bytes(): number {
		return this.size * chunkBytes;
	}

	/** Bytes of the chunks that were ever used. */
	get touchedBytes(): number {
		return this.#firstUnused * chunkBytes;
	}

	/** Returns an empty chunk; 0 where there is none left. */
	take(): number {
		if (this.#freeCount === 0) {
			return none;
		}

		this.#freeCount--;
		const chunk = this.#firstFree === none ? this.#firstUnused++ : this.#firstFree;
		if (chunk === this.#firstFree) {
			this.#firstFree = this.nexts[chunk]!;
		}

		this.nexts[chunk] = none;
		this.filled[chunk] = 0;
		return chunk;
	}

	release(chunk: number): void {
		this.nexts[chunk] = this.#firstFree;
		this.#firstFree = chunk;
		this.#freeCount++;
	}
}

/**
Values by column, of many series. A track has its newest value and, only where values differed, chunks: a constant one has no chunk, and an
append of the value that is there already does nothing. Columns between two chunks have the value that the newer one says was before it.
*/
export class Tracks {
	readonly #pool: ChunkPool;
	readonly #newestValues: Float32Array;
	readonly #oldest: Uint32Array;
	readonly #newest: Uint32Array;

	constructor(count: number, pool: ChunkPool) {
		this.#pool = pool;
		this.#newestValues = new Float32Array(count);
		this.#oldest = new Uint32Array(count);
		this.#newest = new Uint32Array(count);
	}

	get bytes(): number {
		return this.#newestValues.byteLength + this.#oldest.byteLength + this.#newest.byteLength;
	}

	/** Begins a track with the value of its first column. */
	start(track: number, value: number): void {
		this.clear(track);
		this.#newestValues[track] = value;
	}

	/**
	Sets the value from a column on, which is later than every column appended before. Chunks that end before `firstKept` are given back.
	Returns false where no chunk is left: the track then has no value of this column.
	*/
	append(track: number, column: number, value: number, firstKept: number): boolean {
		const rounded = Math.fround(value);
		const newestValue = this.#newestValues[track]!;
		if (rounded === newestValue || (Number.isNaN(rounded) && Number.isNaN(newestValue))) {
			return true;
		}

		const {starts} = this.#pool;
		let chunk = this.#newest[track]!;
		if (chunk === none || column - starts[chunk]! >= chunkLength) {
			this.expire(track, firstKept);
			chunk = this.#pool.take();
			if (chunk === none) {
				return false;
			}

			starts[chunk] = column;
			this.#pool.befores[chunk] = newestValue;
			this.#link(track, chunk);
		}

		const offset = column - starts[chunk]!;
		this.#fill(chunk, offset, newestValue);
		this.#pool.values[(chunk * chunkLength) + offset] = rounded;
		this.#pool.filled[chunk] = offset + 1;
		this.#newestValues[track] = rounded;
		return true;
	}

	/** Writes the values of the columns from `from` to before `to` to the beginning of an array. */
	read(track: number, from: number, to: number, target: Float32Array): void {
		const {starts, befores, nexts, filled, values} = this.#pool;
		const newestValue = this.#newestValues[track]!;
		let column = from;
		for (let chunk = this.#oldest[track]!; chunk !== none && column < to; chunk = nexts[chunk]!) {
			const start = starts[chunk]!;
			// A chunk that is not the newest is full.
			const end = Math.min(to, start + filled[chunk]!);
			if (start > column) {
				target.fill(befores[chunk]!, column - from, Math.min(start, to) - from);
				column = Math.min(start, to);
			}

			const first = chunk * chunkLength;
			for (; column < end; column++) {
				target[column - from] = values[first + column - start]!;
			}
		}

		if (column < to) {
			target.fill(newestValue, column - from, to - from);
		}
	}

	/** Returns whether every value is 0. */
	isZero(track: number): boolean {
		return this.#newest[track] === none && this.#newestValues[track] === 0;
	}

	/** Gives all chunks back. */
	clear(track: number): void {
		this.expire(track, Infinity);
		this.#newest[track] = none;
	}

	/** Gives the chunks back that end before a column. */
	expire(track: number, firstKept: number): void {
		const {starts, nexts} = this.#pool;
		let chunk = this.#oldest[track]!;
		while (chunk !== none && starts[chunk]! + chunkLength <= firstKept) {
			const next = nexts[chunk]!;
			this.#pool.release(chunk);
			chunk = next;
		}

		this.#oldest[track] = chunk;
		if (chunk === none) {
			this.#newest[track] = none;
		}
	}

	/** Puts a chunk behind the newest one, which is filled up. */
	#link(track: number, chunk: number): void {
		const newest = this.#newest[track]!;
		if (newest === none) {
			this.#oldest[track] = chunk;
		} else {
			this.#fill(newest, chunkLength, this.#newestValues[track]!);
			this.#pool.nexts[newest] = chunk;
		}

		this.#newest[track] = chunk;
	}

	/** Repeats a value up to an offset. */
	#fill(chunk: number, end: number, value: number): void {
		const {filled, values} = this.#pool;
		for (let offset = filled[chunk]!; offset < end; offset++) {
			values[(chunk * chunkLength) + offset] = value;
		}

		filled[chunk] = Math.max(filled[chunk]!, end);
	}
}
