const ports = 65_536;

/**
How many connections to each port of this machine probes have begun and reset. The kernel counts such a half-open
connection as a drop of the listener (sk_drops), which no client of the port has met. In memory that the prober's thread
and its client share: a connection is counted before the kernel does, so that nobody takes it for a real drop.
*/
export class HalfOpenCounts {
	/** Crosses to the prober's thread. */
	readonly memory: SharedArrayBuffer;
	readonly #counts: Int32Array;

	constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(ports * Int32Array.BYTES_PER_ELEMENT)) {
		this.memory = memory;
		this.#counts = new Int32Array(memory);
	}

	/** A connection is about to be reset. */
	add(port: number): void {
		Atomics.add(this.#counts, port, 1);
	}

	/** It was not: it never opened. */
	takeBack(port: number): void {
		Atomics.sub(this.#counts, port, 1);
	}

	of(port: number): number {
		return Atomics.load(this.#counts, port);
	}
}
