/** More than a minute of duplicates of every probe at the ceiling of 100 probes per second. */
const maxTimes = 8192;
const keptMilliseconds = 60_000;

/** The times at which something happened in the last minute: 128 bytes while it is rare, at most 64 KiB. */
export class TimeRing {
	#times = new Float64Array(16);
	/** Time n is at n modulo the capacity, and this is the number of the next one. */
	#next = 0;

	/** Takes a time, in milliseconds, that is not before the previous one. */
	push(time: number): void {
		const capacity = this.#times.length;
		const isFull = this.#next >= capacity;
		if (isFull && capacity < maxTimes && this.#times[this.#next % capacity]! > time - keptMilliseconds) {
			this.#grow();
		}

		this.#times[this.#next % this.#times.length] = time;
		this.#next++;
	}

	/** Returns how often it happened after a time, which is at most a minute ago; at most 8192. */
	countSince(since: number): number {
		return this.#times.subarray(0, this.#next).reduce((count, time) => count + (time > since ? 1 : 0), 0);
	}

	/** Doubles the full ring; and numbers the times again from the oldest, 0. */
	#grow(): void {
		const capacity = this.#times.length;
		const start = this.#next % capacity;
		const doubled = new Float64Array(capacity * 2);
		doubled.set(this.#times.subarray(start));
		doubled.set(this.#times.subarray(0, start), capacity - start);
		this.#times = doubled;
		this.#next = capacity;
	}
}
