import {
	levelCount,
	type ClockStep,
	type RecordedIntervals,
	type StoredInterval,
} from '../../recording/recorded-intervals.ts';
import {coarseResolutions} from '../../recording/schema.ts';

/** A recorded interval at its place before a moment. Times are milliseconds by the clock as it was set at that moment. */
export type TimelineInterval = {
	readonly id: number;
	readonly level: number;
	readonly start: number;
	readonly end: number;
	/** The time of it that was recorded. */
	readonly seconds: number;
	/** The seconds that its values stand for. */
	readonly resolutionSeconds: number;
};

/** The stretch of time that is asked for, in milliseconds since 1970. */
export type TimelineRange = {
	readonly from: number;
	readonly until: number;
	/** The level that is fine enough. */
	readonly level: number;
};

/** Intervals that are read at once. */
const pieceLength = 256;

/** Times are rounded to milliseconds: what is less apart is not. */
export const toleranceMilliseconds = 5;

/**
Returns the intervals that cover a stretch of time, in order: those of the level that is fine enough as far back as they are kept, before them coarser
ones; at the end, where the coarse ones are not complete yet, finer ones. An interval knows the last one that it is made of: so nothing counts twice.
*/
export function timelineOf(recording: RecordedIntervals, {from, until, level: wanted}: TimelineRange): readonly TimelineInterval[] {
	const walk = new BackwardWalk(recording.clockSteps(), from, until);
	for (let level = 0; level < levelCount && !walk.isAtStart; level++) {
		const last = level <= wanted || walk.earliestId === undefined ? lastUntil(recording, level, until) : beforePart(recording, level, walk);
		// A finer level only continues the coarser one, of which it is a part.
		const first = level < wanted ? lastPartBefore(recording, level + 1, until) + 1 : 0;
		walk.read(recording, level, {first, last});
	}

	return walk.intervals.toReversed();
}

/** Returns the number of the last interval that ends at a moment or before; of the samples' level also of one under way then. */
function lastUntil(recording: RecordedIntervals, level: number, until: number): number {
	const id = recording.lastBeginning(level, until - toleranceMilliseconds);
	const [interval] = id === 0 || level === 0 ? [] : recording.backwards(level, id, 1);
	return interval !== undefined && interval.timeMilliseconds + (1000 * interval.seconds) > until + toleranceMilliseconds ? id - 1 : id;
}

/** Returns the number of the last part of the last interval of a level that ends at a moment or before; 0 where there is none. */
function lastPartBefore(recording: RecordedIntervals, level: number, until: number): number {
	const last = lastUntil(recording, level, until);
	return last === 0 ? 0 : recording.backwards(level, last, 1)[0]?.lastPartId ?? 0;
}

/** Returns the number of the last interval of a level whose parts are all before those that were read; 0 where there is none. */
function beforePart(recording: RecordedIntervals, level: number, {earliestId, earliestTime}: BackwardWalk): number {
	// The slot that has the earliest one begins at it or before.
	const candidate = recording.lastBeginning(level, earliestTime);
	return recording.backwards(level, candidate, 3).find(({lastPartId}) => lastPartId !== null && lastPartId < earliestId!)?.id ?? 0;
}

/** Collects intervals from a moment backwards, by a clock that was never set. */
class BackwardWalk {
	/** The latest one first. */
	readonly intervals: TimelineInterval[] = [];
	/** The earliest interval of the level that was read last, and when it began as the clock showed. undefined: none was read. */
	earliestId: number | undefined;
	earliestTime = Infinity;
	isAtStart = false;
	readonly #steps: readonly ClockStep[];
	readonly #from: number;
	readonly #until: number;
	/** Is added to recorded times. */
	#shift = 0;
	#next: StoredInterval | undefined;

	constructor(steps: readonly ClockStep[], from: number, until: number) {
		this.#steps = steps;
		this.#from = from;
		this.#until = until;
	}

	/** Reads the intervals of a level backwards. */
	read(recording: RecordedIntervals, level: number, {first, last}: {readonly first: number; readonly last: number}): void {
		for (let from = last; from >= Math.max(1, first) && !this.isAtStart;) {
			const piece = recording.backwards(level, from, Math.min(pieceLength, from - first + 1));
			for (const interval of piece) {
				this.#add(interval, level);
				if (this.isAtStart) {
					return;
				}
			}

			if (piece.length === 0) {
				return;
			}

			from = piece.at(-1)!.id - 1;
		}
	}

	#add(interval: StoredInterval, level: number): void {
		const resolution = coarseResolutions[level - 1] ?? interval.seconds;
		this.#shift += this.#stepAfter(interval, resolution);
		this.#next = interval;
		const length = 1000 * resolution;
		const start = interval.timeMilliseconds + this.#shift;
		if (start + length < this.#from) {
			this.isAtStart = true;
			return;
		}

		this.earliestId = interval.id;
		this.earliestTime = interval.timeMilliseconds;
		const after = this.intervals.at(-1);
		// A recorder had started while the clock was ahead, which no step says: what was recorded later is true.
		if (start > (after?.start ?? this.#until)) {
			return;
		}

		// One slot may have the parts of two recorders.
		const limit = after === undefined ? this.#until : (start === after.start ? after.end : after.start);
		const end = Math.min(start + length, limit);
		const isCut = level === 0 && start + length - end > toleranceMilliseconds;
		this.intervals.push({
			id: interval.id, level, start, end, seconds: isCut ? (end - start) / 1000 : interval.seconds, resolutionSeconds: resolution,
		});
	}

	/** Returns by how much the clock was set between an interval and the one after it, in milliseconds. */
	#stepAfter(interval: StoredInterval, resolution: number): number {
		const next = this.#next;
		if (next?.sessionId !== interval.sessionId) {
			return 0;
		}

		const tolerance = (1500 * resolution) + 1000;
		const jump = next.timeMilliseconds - (interval.timeMilliseconds + (1000 * interval.seconds));
		return this.#steps.find(({sessionId, timeMilliseconds, stepMilliseconds}) => sessionId === interval.sessionId
			&& Math.abs(jump - stepMilliseconds) <= tolerance && Math.abs(jump) > Math.abs(jump - stepMilliseconds)
			&& timeMilliseconds >= next.timeMilliseconds - tolerance && timeMilliseconds <= next.timeMilliseconds + tolerance)?.stepMilliseconds ?? 0;
	}
}
