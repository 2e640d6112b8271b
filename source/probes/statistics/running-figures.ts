/** How much of the newest difference the jitter takes over: RFC 3550 section 6.4.1. */
const jitterShare = 1 / 16;

/** Exact figures of round-trip times that are not kept: by Welford's method, which loses nothing over millions of them. */
export class RunningFigures {
	#count = 0;
	#mean = 0;
	#squares = 0;
	#minimum = Infinity;
	#maximum = 0;
	#previous = 0;
	#jitter = 0;

	/** Takes the next one; they come in the order of arrival, because the jitter depends on it. */
	add(microseconds: number): void {
		this.#count++;
		const fromOldMean = microseconds - this.#mean;
		this.#mean += fromOldMean / this.#count;
		this.#squares += fromOldMean * (microseconds - this.#mean);
		this.#minimum = Math.min(this.#minimum, microseconds);
		this.#maximum = Math.max(this.#maximum, microseconds);
		if (this.#count > 1) {
			this.#jitter += (Math.abs(microseconds - this.#previous) - this.#jitter) * jitterShare;
		}

		this.#previous = microseconds;
	}

	get count(): number {
		return this.#count;
	}

	/** Null before the first one; the jitter before the second. */
	get figures() {
		const isKnown = this.#count > 0;
		return {
			minimumMicroseconds: isKnown ? this.#minimum : null,
			averageMicroseconds: isKnown ? this.#mean : null,
			maximumMicroseconds: isKnown ? this.#maximum : null,
			standardDeviationMicroseconds: isKnown ? Math.sqrt(this.#squares / this.#count) : null,
			jitterMicroseconds: this.#count > 1 ? this.#jitter : null,
		};
	}
}
