/** The stretches of time that charts cover, in seconds, the shortest first: 2 min, 10 min, 1 h, 6 h, 24 h. */
export const timeSpans = [120, 600, 3600, 21_600, 86_400] as const;

/** A stretch of time in so many buckets: the shape of a chart. */
export type WindowShape = {
	readonly seconds: number;
	readonly buckets: number;
};

/** A figure of one thing over a stretch of time, in buckets of equal length, oldest first; the last bucket is being filled. */
export type SeriesWindow = {
	/** The stretch that all buckets cover together. */
	readonly seconds: number;
	readonly bucketSeconds: number;
	/** Milliseconds since 1970; where the last bucket ends. */
	readonly endsAtMilliseconds: number;
	/** The average of each bucket, weighted by time; NaN where it is unknown. */
	readonly means: readonly number[];
	/** The highest value of each bucket; NaN where it is unknown. */
	readonly maxima: readonly number[];
	/** The highest value of the window. null in a window in which nothing is known. */
	readonly peak: number | null;
	/** The average over the time of which it is known. */
	readonly average: number | null;
	/** The value times seconds, added up: of a rate what passed, bits of bits per second. */
	readonly total: number | null;
	/** An older part of the window was given up because memory is bounded. */
	readonly isPartial: boolean;
};
