import {TimeAxis} from './time-axis.ts';
import {Tracks, type ChunkPool} from './tracks.ts';

/** The series of an entity: one after the other, a number for each figure. */
export type SeriesBlock = {
	readonly entity: number;
	readonly first: number;
	/** By figure: its values are rates. */
	readonly areRates: readonly boolean[];
};

/** The columns from `from` to before `to`. */
export type ColumnRange = {
	readonly from: number;
	readonly to: number;
};

/** The means and the highest values of some columns; NaN where they are unknown. */
export type Columns = {
	readonly means: Float32Array;
	readonly maxima: Float32Array;
};

/**
All series in one resolution. Of each column it keeps the mean and the highest sample: of a gauge the mean over the time in which it is known, of a
rate over all time but that in which it is unknown, as nothing passed while its entity was not there. Figures are never negative.
*/
export class SeriesLevel {
	readonly axis: TimeAxis;
	readonly #means: Tracks;
	/** NaN where the highest value is the mean, so that it takes no memory there. */
	readonly #maxima: Tracks;
	/** The first column with a known value, by series; 0 before. */
	readonly #since: Uint32Array;
	/** The open column by series: values times seconds, the highest value, and seconds in which it was unknown. */
	readonly #sums: Float64Array;
	readonly #highest: Float32Array;
	readonly #unknown: Float64Array;
	/** By entity: the last column in which it was there, and for how many seconds. */
	readonly #lastColumn: Uint32Array;
	readonly #present: Float64Array;
	/** By entity: an older part was given up. */
	readonly #isPartial: Uint8Array;

	constructor(seconds: number, kept: number, counts: {readonly series: number; readonly entities: number}, pool: ChunkPool) {
		this.axis = new TimeAxis(seconds, kept);
		this.#means = new Tracks(counts.series, pool);
		this.#maxima = new Tracks(counts.series, pool);
		this.#since = new Uint32Array(counts.series);
		this.#sums = new Float64Array(counts.series);
		this.#highest = new Float32Array(counts.series);
		this.#unknown = new Float64Array(counts.series);
		this.#lastColumn = new Uint32Array(counts.entities);
		this.#present = new Float64Array(counts.entities);
		this.#isPartial = new Uint8Array(counts.entities);
	}

	get bytes(): number {
		const arrays = [this.#since, this.#sums, this.#highest, this.#unknown, this.#lastColumn, this.#present, this.#isPartial];
		return arrays.reduce((sum, {byteLength}) => sum + byteLength, this.axis.bytes + this.#means.bytes + this.#maxima.bytes);
	}

	isPartial(entity: number): boolean {
		return this.#isPartial[entity] === 1;
	}

	/** Returns whether the entity was there in the open column. */
	isThere(entity: number): boolean {
		return this.#lastColumn[entity] === this.axis.open;
	}

	/** The entity is there in a sample of so many seconds. */
	present({entity, first, areRates}: SeriesBlock, seconds: number): void {
		const {open} = this.axis;
		const last = this.#lastColumn[entity]!;
		if (last !== open) {
			if (last !== 0 && last < open - 1) {
				for (let series = first; series < first + areRates.length; series++) {
					this.#interrupt(series, last + 1);
				}
			}

			this.#lastColumn[entity] = open;
			this.#present[entity] = 0;
		}

		this.#present[entity]! += seconds;
	}

	/** Adds a value, for a sample in which its entity is present. */
	add(series: number, value: number, seconds: number): void {
		if (Number.isNaN(value)) {
			this.#unknown[series]! += seconds;
		} else if (value > 0) {
			this.#sums[series]! += value * seconds;
			if (value > this.#highest[series]!) {
				this.#highest[series] = value;
			}
		}
	}

	/** Keeps what the open column has of an entity that was there in it; called once, when it ends. */
	keep({entity, first, areRates}: SeriesBlock): void {
		const {open} = this.axis;
		for (const [figure, isRate] of areRates.entries()) {
			const series = first + figure;
			const mean = this.#openMean(series, entity, isRate);
			const highest = this.#highest[series]!;
			const highestOrSame = highest > Math.fround(mean) ? highest : NaN;
			if (this.#since[series] === 0) {
				if (!Number.isNaN(mean)) {
					this.#since[series] = open;
					this.#means.start(series, mean);
					this.#maxima.start(series, highestOrSame);
				}
			} else {
				this.#isPartial[entity]! |= this.#append(series, open, mean, highestOrSame) ? 0 : 1;
			}

			this.#sums[series] = 0;
			this.#highest[series] = 0;
			this.#unknown[series] = 0;
		}
	}

	/** Gives back the memory of what is older than all kept columns. */
	expire({first, areRates}: SeriesBlock): void {
		for (let series = first; series < first + areRates.length; series++) {
			this.#means.expire(series, this.axis.first);
			this.#maxima.expire(series, this.axis.first);
		}
	}

	/** Gives up what the entity has of this level but the open column. */
	forget({entity, first, areRates}: SeriesBlock): void {
		for (let series = first; series < first + areRates.length; series++) {
			if (this.#since[series] !== 0) {
				this.#isPartial[entity] = 1;
			}

			this.#forgetSeries(series);
		}
	}

	/** Makes room for the series of another entity. */
	clear(block: SeriesBlock): void {
		const {entity, first, areRates} = block;
		this.forget(block);
		this.#lastColumn[entity] = 0;
		this.#isPartial[entity] = 0;
		for (const values of [this.#sums, this.#highest, this.#unknown]) {
			values.fill(0, first, first + areRates.length);
		}
	}

	/** Writes columns of a figure to the beginning of the arrays. */
	read({entity, first, areRates}: SeriesBlock, figure: number, {from, to}: ColumnRange, {means, maxima}: Columns): void {
		const series = first + figure;
		const {open} = this.axis;
		const last = this.#lastColumn[entity]!;
		const since = this.#since[series]!;
		const end = Math.max(from, since === 0 ? from : Math.min(to, open, last + 1));
		this.#means.read(series, from, end, means);
		this.#maxima.read(series, from, end, maxima);
		const unknownEnd = Math.min(end, since);
		for (let column = from; column < unknownEnd; column++) {
			means[column - from] = NaN;
		}

		for (let index = 0; index < end - from; index++) {
			if (Number.isNaN(maxima[index]!) || Number.isNaN(means[index]!)) {
				maxima[index] = means[index]!;
			}
		}

		means.fill(NaN, end - from, to - from);
		maxima.fill(NaN, end - from, to - from);
		if (last !== open || open < from || open >= to) {
			return;
		}

		const mean = this.#openMean(series, entity, areRates[figure]!);
		means[open - from] = mean;
		maxima[open - from] = Number.isNaN(mean) ? mean : Math.max(mean, this.#highest[series]!);
	}

	/** Returns whether a figure was 0 or unknown in every kept column. */
	isZero({first}: SeriesBlock, figure: number): boolean {
		const series = first + figure;
		return (this.#since[series] === 0 || this.#means.isZero(series)) && this.#sums[series] === 0;
	}

	/** Unknown from a column on, in which the entity was not there. */
	#interrupt(series: number, column: number): void {
		if (this.#since[series] === 0) {
			return;
		}

		if (column <= this.axis.first) {
			this.#forgetSeries(series);
		} else {
			this.#append(series, column, NaN, NaN);
		}
	}

	/** Returns false where there was no room: then what was there before is given up too. */
	#append(series: number, column: number, mean: number, highest: number): boolean {
		const {first} = this.axis;
		const hasRoom = this.#means.append(series, column, mean, first) && this.#maxima.append(series, column, highest, first);
		if (!hasRoom) {
			this.#forgetSeries(series);
		}

		return hasRoom;
	}

	#forgetSeries(series: number): void {
		this.#means.clear(series);
		this.#maxima.clear(series);
		this.#since[series] = 0;
	}

	/** Returns the mean of the open column so far; NaN if it is unknown. */
	#openMean(series: number, entity: number, isRate: boolean): number {
		const unknown = this.#unknown[series]!;
		const known = this.#present[entity]! - unknown;
		if (!(known > 0)) {
			return NaN;
		}

		const sum = this.#sums[series]!;
		return sum === 0 ? 0 : sum / (isRate ? this.axis.openSeconds - unknown : known);
	}
}
