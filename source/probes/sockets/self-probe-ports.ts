const ports = 65_536;

/**
The local ports that are reserved for probes of this machine: a bit per port in memory that the prober's thread and its
client share. A port is marked before it is used first and for as long as the prober lives, so that a reader of a
table of sockets always knows a probe's connection from a client's.
*/
export class SelfProbePorts {
	/** Crosses to the prober's thread. */
	readonly memory: SharedArrayBuffer;
	readonly #bits: Uint8Array;

	constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(ports / 8)) {
		this.memory = memory;
		this.#bits = new Uint8Array(memory);
	}

	add(port: number): void {
		Atomics.or(this.#bits, Math.floor(port / 8), 1 << (port % 8));
	}

	has(port: number): boolean {
		return ((this.#bits[Math.floor(port / 8)]! >> (port % 8)) & 1) === 1;
	}

	/** All ports are given back: the prober's sockets are gone. */
	clear(): void {
		this.#bits.fill(0);
	}
}
