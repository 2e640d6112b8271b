import type {Libc} from '../linux/libc.ts';

/** A kernel's time of receipt may not be older than this when it is read, in milliseconds: else the clock was set meanwhile. */
const oldestReceipt = 60_000;

/** Time as probes need it: sent and received on one monotonic scale, whatever happens to the wall clock. */
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
	When the kernel received a packet, in monotonic milliseconds.
	@param timestampMicroseconds The kernel's own time stamp (SO_TIMESTAMPNS, CLOCK_REALTIME); null means now.
	*/
	received(timestampMicroseconds: number | null): number {
		const now = this.now();
		if (timestampMicroseconds === null) {
			return now;
		}

		const age = (this.#realtimeMicroseconds() - timestampMicroseconds) / 1000;
		// Out of that range the wall clock was set between receipt and now.
		return age >= 0 && age < oldestReceipt ? now - age : now;
	}
}
