/** A packet that waits for its time. */
export type Departure = {
	/** By performance.now(). */
	readonly atMilliseconds: number;
	readonly to: 'server' | 'client';
	readonly bytes: Uint8Array;
};

/** Packets in the order of their times; those of the same time in the order in which they came. */
export class Departures {
	readonly #queue: Departure[] = [];

	get next(): Departure | undefined {
		return this.#queue[0];
	}

	add(departure: Departure): void {
		const later = this.#queue.findLastIndex(({atMilliseconds}) => atMilliseconds <= departure.atMilliseconds);
		this.#queue.splice(later + 1, 0, departure);
	}

	/** The next one, if its time has come. */
	take(nowMilliseconds: number): Departure | undefined {
		const {next} = this;
		return next !== undefined && next.atMilliseconds <= nowMilliseconds ? this.#queue.shift() : undefined;
	}
}
