import type {OutcomeKind} from '../../model/probe.ts';

/** An hour in 15 s each. */
const bucketCount = 240;

export type Loss = {
	readonly decided: number;
	readonly lost: number;
};

/**
The loss of the probes that were sent in the last so many seconds, in buckets by the monotonic time at which they were sent; 4 KiB.
A slot says which stretch it holds, so that a silent one costs nothing: what it holds is too old by then.
*/
export class LossWindow {
	readonly #bucketMilliseconds: number;
	/** Counted from the monotonic clock's zero; -1: none yet. */
	readonly #numbers = new Float64Array(bucketCount).fill(-1);
	readonly #decided = new Uint32Array(bucketCount);
	readonly #lost = new Uint32Array(bucketCount);

	constructor(seconds: number) {
		this.#bucketMilliseconds = seconds * 1000 / bucketCount;
	}

	/**
	Counts an outcome; not an error: such a probe was never sent.
	@param sentAt Monotonic milliseconds, not negative.
	*/
	add(kind: OutcomeKind, sentAt: number): void {
		const number = this.#numberAt(sentAt);
		const slot = number % bucketCount;
		if (this.#numbers[slot]! > number) {
			// Older than the window: an outcome may be reported up to a timeout after later ones.
			return;
		}

		if (this.#numbers[slot] !== number) {
			this.#numbers[slot] = number;
			this.#decided[slot] = 0;
			this.#lost[slot] = 0;
		}

		this.#decided[slot]!++;
		this.#lost[slot]! += kind === 'lost' ? 1 : 0;
	}

	/** A probe that was sent at that time, and was counted as lost, turned out to be late. */
	amend(sentAt: number): void {
		const number = this.#numberAt(sentAt);
		const slot = number % bucketCount;
		if (this.#numbers[slot] === number) {
			this.#lost[slot]!--;
		}
	}

	/** Returns the loss; the oldest bucket, which is partly older than the window, is left out. */
	loss(now: number): Loss {
		const first = this.#numberAt(now) - bucketCount;
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

	#numberAt(monotonic: number): number {
		return Math.floor(monotonic / this.#bucketMilliseconds);
	}
}
