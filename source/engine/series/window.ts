import type {SeriesWindow, WindowShape} from '../../model/series.ts';
import type {Columns, SeriesBlock, SeriesLevel} from './series-level.ts';

/** A figure of an entity in one resolution. */
export type FigureSource = {
	readonly level: SeriesLevel;
	readonly block: SeriesBlock;
	readonly figure: number;
	/** Holds the columns for a while. */
	readonly columns: Columns;
};

/** The end of a window: monotonic milliseconds, and what is added to them for milliseconds since 1970. */
export type WindowEnd = {
	readonly until: number;
	readonly wallOffset: number;
};

/** The buckets of a window by their number since the monotonic clock's zero, so that they stand still while time passes. */
export type Buckets = {
	readonly milliseconds: number;
	readonly first: number;
};

/** Returns the buckets of the window that shows a moment in its last one. */
export function bucketsOf({seconds, buckets}: WindowShape, until: number): Buckets {
	const milliseconds = seconds * 1000 / buckets;
	return {milliseconds, first: Math.floor(until / milliseconds) - buckets + 1};
}

/**
Returns a figure in one resolution as a window. A bucket has the columns that end in it; where none does, because samples are further apart, the
one that was under way at its middle.
*/
export function readWindow({level, block, figure, columns}: FigureSource, shape: WindowShape, {until, wallOffset}: WindowEnd): SeriesWindow {
	const {axis} = level;
	const {milliseconds, first} = bucketsOf(shape, until);
	const count = shape.buckets;
	const from = axis.firstSince(first * milliseconds);
	const to = axis.firstBeginning(until);
	level.read(block, figure, {from, to}, columns);
	const means = Array.from({length: count}, () => NaN);
	const maxima = Array.from({length: count}, () => NaN);
	const weights = new Float64Array(count);
	let undecided = 0;
	let total = 0;
	let knownSeconds = 0;
	let peak = 0;
	for (let column = from; column < to; column++) {
		const mean = columns.means[column - from]!;
		const highest = columns.maxima[column - from]!;
		const bucket = Math.min(count - 1, Math.floor(axis.endOf(column) / milliseconds) - first);
		for (let under = Math.max(undecided, Math.round(axis.startOf(column) / milliseconds) - first); under < bucket; under++) {
			means[under] = mean;
			maxima[under] = highest;
		}

		undecided = bucket + 1;
		const seconds = axis.secondsOf(column);
		if (seconds === 0 || Number.isNaN(mean)) {
			continue;
		}

		const weight = weights[bucket]!;
		weights[bucket] = weight + seconds;
		means[bucket] = weight === 0 ? mean : means[bucket]! + ((mean - means[bucket]!) * seconds / (weight + seconds));
		maxima[bucket] = weight === 0 ? highest : Math.max(highest, maxima[bucket]!);
		total += mean * seconds;
		knownSeconds += seconds;
		peak = Math.max(peak, highest);
	}

	const isKnown = knownSeconds > 0;
	return {
		seconds: shape.seconds,
		bucketSeconds: milliseconds / 1000,
		endsAtMilliseconds: wallOffset + ((first + count) * milliseconds),
		means,
		maxima,
		peak: isKnown ? peak : null,
		average: isKnown ? total / knownSeconds : null,
		total: isKnown ? total : null,
		isPartial: level.isPartial(block.entity),
	};
}
