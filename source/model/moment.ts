/** A point in time, by both clocks. Moments of different threads are not compared: each thread has a monotonic clock of its own. */
export type Moment = {
	/** Milliseconds since 1970, UTC: the time that is shown. It jumps when the machine's clock is set. */
	readonly timeMilliseconds: number;
	/** Monotonic milliseconds (`performance.now()`): every duration is a difference of these. */
	readonly monotonicMilliseconds: number;
};

/** Returns the seconds from `since` to `moment`, negative where that was before. */
export function secondsBetween(since: Moment, moment: Moment): number {
	return (moment.monotonicMilliseconds - since.monotonicMilliseconds) / 1000;
}

/** Returns the moment that was so many seconds before another. */
export function earlier({timeMilliseconds, monotonicMilliseconds}: Moment, seconds: number): Moment {
	return {timeMilliseconds: timeMilliseconds - (seconds * 1000), monotonicMilliseconds: monotonicMilliseconds - (seconds * 1000)};
}

/** Returns the age of something at a moment, in seconds: 0 where it came after the sample of that moment, as news of a probe may. */
export function secondsSince(since: Moment, now: Moment): number {
	return Math.max(0, secondsBetween(since, now));
}
