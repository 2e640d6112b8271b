/**
The times at which a target's probes are due: a grid from its first probe. A late probe delays none of those after it, and what was
missed altogether (the machine was suspended, or too busy) is left out: a burst to catch up would flood.
*/
export class Schedule {
	readonly #start: number;
	readonly #interval: number;
	#step = 0;

	/** Times in monotonic milliseconds. */
	constructor(start: number, intervalMilliseconds: number) {
		this.#start = start;
		this.#interval = intervalMilliseconds;
	}

	get due(): number {
		return this.#start + (this.#step * this.#interval);
	}

	/** The probe that is due was sent. */
	advance(now: number): void {
		this.#step = Math.max(this.#step + 1, Math.ceil((now - this.#start) / this.#interval));
	}
}
