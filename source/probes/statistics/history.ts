import type {
	OutcomeKind,
	ProbeBucket,
	ProbeHistory,
	ProbeOutcome,
} from '../../model/probe.ts';
import {timeSpans} from '../../model/series.ts';

/** Buckets of 0.5 s, 2.5 s, 15 s, 90 s, 6 min. */
const bucketCount = 240;

export type Loss = {
	readonly decided: number;
	readonly lost: number;
};

const emptyBucket: ProbeBucket = {
	received: 0, lost: 0, minimumMicroseconds: null, averageMicroseconds: null, maximumMicroseconds: null,
};

/** Returns whether the target answered in time: those are the round trips that are measured. */
export function isReceived(kind: OutcomeKind): boolean {
	return kind === 'reply' || kind === 'refused';
}

/**
The buckets of one zoom level, by the monotonic time at which probes were sent; 13 KiB.
A slot says which stretch it holds, so that a silent one costs nothing: what it holds is too old by then.
*/
class Buckets {
	readonly #seconds: number;
	readonly #bucketMilliseconds: number;
	/** Counted from the monotonic clock's zero; -1: none yet. */
	readonly #numbers = new Float64Array(bucketCount).fill(-1);
	readonly #decided = new Uint32Array(bucketCount);
	readonly #lost = new Uint32Array(bucketCount);
	readonly #received = new Uint32Array(bucketCount);
	readonly #sums = new Float64Array(bucketCount);
	readonly #minima = new Float64Array(bucketCount);
	readonly #maxima = new Float64Array(bucketCount);

	constructor(seconds: number) {
		this.#seconds = seconds;
		this.#bucketMilliseconds = seconds * 1000 / bucketCount;
	}

	add({kind, rttMicroseconds}: ProbeOutcome, sentAt: number): void {
		const number = this.#numberAt(sentAt);
		const slot = number % bucketCount;
		if (this.#numbers[slot]! > number) {
			// Older than all that this level covers: an outcome may be reported up to a timeout after later ones.
			return;
		}

		this.#clearFor(number);
		this.#decided[slot]!++;
		this.#lost[slot]! += kind === 'lost' ? 1 : 0;
		if (rttMicroseconds === null || !isReceived(kind)) {
			return;
		}

		this.#received[slot]!++;
		this.#sums[slot]! += rttMicroseconds;
		this.#minima[slot] = Math.min(this.#minima[slot]!, rttMicroseconds);
		this.#maxima[slot] = Math.max(this.#maxima[slot]!, rttMicroseconds);
	}

	/** One that was sent then, and lost, was late. */
	amend(sentAt: number): void {
		const number = this.#numberAt(sentAt);
		const slot = number % bucketCount;
		if (this.#numbers[slot] === number) {
			this.#lost[slot]!--;
		}
	}

	/** In the newest buckets that together cover no more than so many seconds, the one being filled included. */
	loss(seconds: number, now: number): Loss {
		const last = this.#numberAt(now);
		const first = last - (seconds * 1000 / this.#bucketMilliseconds);
		let decided = 0;
		let lost = 0;
		for (let slot = 0; slot < bucketCount; slot++) {
			if (this.#numbers[slot]! > first) {
				decided += this.#decided[slot]!;
				lost += this.#lost[slot]!;
			}
		}

		return {decided, lost};
	}

	toHistory(now: number, wall: number): ProbeHistory {
		const last = this.#numberAt(now);
		return {
			seconds: this.#seconds,
			bucketSeconds: this.#bucketMilliseconds / 1000,
			endsAtMilliseconds: wall + ((last + 1) * this.#bucketMilliseconds) - now,
			buckets: Array.from({length: bucketCount}, (_, index) => this.#bucket(last - bucketCount + 1 + index)),
		};
	}

	#bucket(number: number): ProbeBucket {
		const slot = number % bucketCount;
		if (number < 0 || this.#numbers[slot] !== number) {
			return emptyBucket;
		}

		const received = this.#received[slot]!;
		return {
			received,
			lost: this.#lost[slot]!,
			minimumMicroseconds: received > 0 ? this.#minima[slot]! : null,
			averageMicroseconds: received > 0 ? this.#sums[slot]! / received : null,
			maximumMicroseconds: received > 0 ? this.#maxima[slot]! : null,
		};
	}

	#numberAt(monotonic: number): number {
		return Math.floor(monotonic / this.#bucketMilliseconds);
	}

	/** Clears the slot of this stretch if it still holds an older one. */
	#clearFor(number: number): void {
		const slot = number % bucketCount;
		if (this.#numbers[slot] === number) {
			return;
		}

		this.#numbers[slot] = number;
		this.#decided[slot] = 0;
		this.#lost[slot] = 0;
		this.#received[slot] = 0;
		this.#sums[slot] = 0;
		this.#minima[slot] = Infinity;
		this.#maxima[slot] = 0;
	}
}

/** Outcomes in buckets, at each zoom level, for charts. Always 65 KiB. */
export class Histories {
	readonly #levels = timeSpans.map(seconds => new Buckets(seconds));

	/**
	Counts an outcome; not an error: such a probe was never sent.
	@param sentAt Monotonic milliseconds, not negative.
	*/
	add(outcome: ProbeOutcome, sentAt: number): void {
		for (const level of this.#levels) {
			level.add(outcome, sentAt);
		}
	}

	/** A probe that was sent at that time, and was reported lost, turned out to be late. */
	amend(sentAt: number): void {
		for (const level of this.#levels) {
			level.amend(sentAt);
		}
	}

	/**
	Loss of the probes sent in the last so many seconds; the oldest bucket of them, which is partly older, is left out.
	@param seconds At most a day.
	*/
	loss(seconds: number, now: number): Loss {
		const finest = this.#levels[timeSpans.findIndex(covered => covered >= seconds)]!;
		return finest.loss(seconds, now);
	}

	toHistories(now: number, wall: number): ProbeHistory[] {
		return this.#levels.map(level => level.toHistory(now, wall));
	}

	/** Returns the chart of the shortest stretch of time that covers so many seconds: at most a day. */
	toHistory(seconds: number, now: number, wall: number): ProbeHistory {
		return this.#levels[timeSpans.findIndex(covered => covered >= seconds)]!.toHistory(now, wall);
	}
}
