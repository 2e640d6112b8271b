/** Targets that have a count of their own; a later one shares the count of the target that many before it. */
const slots = 4096;

/**
Counts the connections to this machine that each target's probes have begun and reset. The kernel counts such a half-open
connection as a drop of the listener (sk_drops), which no client of the port has met. In memory that the prober's thread
and its client share: a connection is counted before the kernel counts it, so that it is never shown as a real drop.
*/
export class HalfOpenCounts {
	/** Crosses to the prober's thread. */
	readonly memory: SharedArrayBuffer;
	readonly #counts: Int32Array;

	constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT)) {
		this.memory = memory;
		this.#counts = new Int32Array(memory);
	}

	/** Returns the count of one target, by the number with which it was added. */
	counter(target: number): HalfOpenCounter {
		const slot = target % slots;
		return {
			add: () => {
				Atomics.add(this.#counts, slot, 1);
			},
			takeBack: () => {
				Atomics.sub(this.#counts, slot, 1);
			},
			read: () => Atomics.load(this.#counts, slot),
		};
	}
}

export type HalfOpenCounter = {
	/** A connection is about to be reset. */
	readonly add: () => void;
	/** It was not: it never opened. */
	readonly takeBack: () => void;
	readonly read: () => number;
};
