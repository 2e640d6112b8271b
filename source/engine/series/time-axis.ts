/**
The columns of one resolution, which all series share. A column holds the samples that ended in the same stretch of the monotonic clock: where
samples are further apart than that, a column is one sample, and where none was taken there is no column. Columns are numbered from 1.
*/
export class TimeAxis {
	/** The stretch that a column covers where samples are not further apart. */
	readonly milliseconds: number;
	readonly #kept: number;
	readonly #starts: Float64Array;
	readonly #ends: Float64Array;
	readonly #seconds: Float64Array;
	/** The column that is being filled; 0: none yet. */
	#open = 0;

	constructor(seconds: number, kept: number) {
		this.milliseconds = seconds * 1000;
		this.#kept = kept;
		this.#starts = new Float64Array(kept + 2);
		this.#ends = new Float64Array(kept + 2);
		this.#seconds = new Float64Array(kept + 2);
	}

	get bytes(): number {
		return 3 * this.#starts.byteLength;
	}

	get open(): number {
		return this.#open;
	}

	/** The oldest column that is kept. */
	get first(): number {
		return Math.max(1, this.#open - this.#kept);
	}

	/** Seconds of samples in the open column. */
	get openSeconds(): number {
		return this.#seconds[this.#slot(this.#open)]!;
	}

	/** The stretch of time for which columns are kept, however short the samples are. */
	get spanMilliseconds(): number {
		return this.#kept * this.milliseconds;
	}

	/** Returns whether a sample that ends then belongs into a new column. */
	isBeyond(end: number): boolean {
		return this.#open === 0 || Math.floor(end / this.milliseconds) !== Math.floor(this.endOf(this.#open) / this.milliseconds);
	}

	/** Begins a column. */
	next(start: number): void {
		this.#open++;
		const slot = this.#slot(this.#open);
		this.#starts[slot] = start;
		this.#ends[slot] = start;
		this.#seconds[slot] = 0;
	}

	/** Adds a sample to the open column. */
	extend(end: number, seconds: number): void {
		const slot = this.#slot(this.#open);
		this.#ends[slot] = end;
		this.#seconds[slot]! += seconds;
	}

	/** Monotonic milliseconds. */
	startOf(column: number): number {
		return this.#starts[this.#slot(column)]!;
	}

	/** Monotonic milliseconds of the last sample in a column. */
	endOf(column: number): number {
		return this.#ends[this.#slot(column)]!;
	}

	/** The seconds that the samples of a column stand for. */
	secondsOf(column: number): number {
		return this.#seconds[this.#slot(column)]!;
	}

	/** Returns the first kept column that ends then or later. */
	firstSince(milliseconds: number): number {
		return this.#search(column => this.endOf(column) >= milliseconds);
	}

	/** Returns the first column that begins then or later; the one after the open column where none does. */
	firstBeginning(milliseconds: number): number {
		return this.#search(column => this.startOf(column) >= milliseconds);
	}

	/** Returns the first column of which something holds that holds of all later ones. */
	#search(holds: (column: number) => boolean): number {
		let low = this.first;
		let high = this.#open + 1;
		while (low < high) {
			const middle = Math.floor((low + high) / 2);
			if (holds(middle)) {
				high = middle;
			} else {
				low = middle + 1;
			}
		}

		return low;
	}

	#slot(column: number): number {
		return column % this.#starts.length;
	}
}
