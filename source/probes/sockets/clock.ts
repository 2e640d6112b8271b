import type {Libc} from '../../linux/calls/libc.ts';

/** A kernel's time of receipt may not be older than this when it is read, in milliseconds: else the clock was set meanwhile. */
const oldestReceipt = 60_000;

/** Two clocks are read together within so many milliseconds, or are read again, so often at most. */
const maxReading = 0.01;
const maxReadings = 5;

/** A clock for probes: sending and receipt on one monotonic scale, also when the wall clock is set. */
export class ProbeClock {
	readonly #realtimeMicroseconds: () => number;

	constructor(libc: Pick<Libc, 'realtimeMicroseconds'>) {
		this.#realtimeMicroseconds = () => libc.realtimeMicroseconds();
	}

	/** Monotonic milliseconds, to the microsecond. */
	now(): number {
		return performance.now();
	}

	/**
	Returns the time at which the kernel received a packet, in monotonic milliseconds.
	@param timestampMicroseconds The kernel's own time stamp (SO_TIMESTAMPNS, CLOCK_REALTIME); null means now.
	*/
	received(timestampMicroseconds: number | null): number {
		if (timestampMicroseconds === null) {
			return this.now();
		}

		// Both clocks at one moment: read again if something came between the readings.
		let before = 0;
		let realtime = 0;
		let after = 0;
		for (let attempt = 0; attempt < maxReadings; attempt++) {
			before = this.now();
			realtime = this.#realtimeMicroseconds();
			after = this.now();
			if (after - before < maxReading) {
				break;
			}
		}

		const now = (before + after) / 2;
		const age = (realtime - timestampMicroseconds) / 1000;
		// Out of that range the wall clock was set between receipt and now.
		return age >= 0 && age < oldestReceipt ? now - age : now;
	}
}
