import type {Moment} from '../../model/moment.ts';
import type {SeriesWindow, WindowShape} from '../../model/series.ts';

/** A figure over a stretch of the monotonic clock. */
export type SeriesColumn = {
	/** Monotonic milliseconds. */
	readonly start: number;
	readonly end: number;
	/** The time of the samples in it. */
	readonly seconds: number;
	/** NaN where it is unknown. */
	readonly mean: number;
	readonly highest: number;
	/** Whether its thing was there, with or without a known figure. */
	readonly isThere: boolean;
};

/** Takes the columns of a figure, in the order of time. */
export type AddColumn = (column: SeriesColumn) => void;

/** The buckets of a window, by their number since the monotonic clock's zero: so they stand still while time passes. */
export type Buckets = {
	readonly milliseconds: number;
	readonly first: number;
};

/** Returns the buckets of the window that shows a moment, in monotonic milliseconds, in its last one. */
export function bucketsOf({seconds, buckets}: WindowShape, until: number): Buckets {
	const milliseconds = seconds * 1000 / buckets;
	return {milliseconds, first: Math.floor(until / milliseconds) - buckets + 1};
}

/**
A window that ends with a moment, and is filled with columns. A bucket has the columns that end in it; where none does, because samples are further
apart, the one that was under way at its middle.
*/
export class WindowBuilder {
	/** The length of a bucket. */
	readonly milliseconds: number;
	readonly #shape: WindowShape;
	readonly #until: Moment;
	readonly #first: number;
	readonly #means: number[];
	readonly #maxima: number[];
	readonly #weights: Float64Array;
	/** The first bucket that no column has reached. */
	#undecided = 0;
	#total = 0;
	#knownSeconds = 0;
	#peak = 0;

	constructor(shape: WindowShape, until: Moment) {
		const {milliseconds, first} = bucketsOf(shape, until.monotonicMilliseconds);
		this.#shape = shape;
		this.#until = until;
		this.milliseconds = milliseconds;
		this.#first = first;
		this.#means = Array.from({length: shape.buckets}, () => NaN);
		this.#maxima = Array.from({length: shape.buckets}, () => NaN);
		this.#weights = new Float64Array(shape.buckets);
	}

	/** Monotonic milliseconds. */
	get begins(): number {
		return this.#first * this.milliseconds;
	}

	/** Adds a column that ends in the window, or is under way at its end. */
	readonly add = ({start, end, seconds, mean, highest}: SeriesColumn): void => {
		const bucket = Math.min(this.#shape.buckets - 1, Math.floor(end / this.milliseconds) - this.#first);
		for (let under = Math.max(this.#undecided, Math.round(start / this.milliseconds) - this.#first); under < bucket; under++) {
			this.#means[under] = mean;
			this.#maxima[under] = highest;
		}

		this.#undecided = bucket + 1;
		if (seconds === 0 || Number.isNaN(mean)) {
			return;
		}

		const weight = this.#weights[bucket]!;
		this.#weights[bucket] = weight + seconds;
		this.#means[bucket] = weight === 0 ? mean : this.#means[bucket]! + ((mean - this.#means[bucket]!) * seconds / (weight + seconds));
		this.#maxima[bucket] = weight === 0 ? highest : Math.max(highest, this.#maxima[bucket]!);
		this.#total += mean * seconds;
		this.#knownSeconds += seconds;
		this.#peak = Math.max(this.#peak, highest);
	};

	/** Returns the window with what was added; `isPartial` where an older part was given up. */
	build(isPartial: boolean): SeriesWindow {
		const {timeMilliseconds, monotonicMilliseconds} = this.#until;
		const isKnown = this.#knownSeconds > 0;
		return {
			seconds: this.#shape.seconds,
			bucketSeconds: this.milliseconds / 1000,
			endsAtMilliseconds: timeMilliseconds - monotonicMilliseconds + ((this.#first + this.#shape.buckets) * this.milliseconds),
			means: this.#means,
			maxima: this.#maxima,
			peak: isKnown ? this.#peak : null,
			average: isKnown ? this.#total / this.#knownSeconds : null,
			total: isKnown ? this.#total : null,
			isPartial,
		};
	}
}
