/** The handshakes with a listener until a sample. */
type Handshakes = {
	/** Connections that were opened. */
	readonly opened: number;
	/** In flight. */
	readonly halfOpen: number;
	/** Connections that were reset while they waited to be accepted: no sample shows them until they are. */
	readonly hidden: number;
	/** Begun and reset by our own probes. */
	readonly own: number;
};

/**
Counts the handshakes with a listener that came to nothing: SYNs that are neither connections, nor half-open, nor our own probes.

A sample's SYNs are counted before its sockets are read: by then each is a connection, half-open, or nothing. Connections that
ended while the sockets were read are known at the next sample only, so that is when a sample is judged. What comes between the
count and the reading makes the result too low for a moment, never too high.
*/
export class FailedHandshakes {
	/** Since they are counted without a gap. */
	#syns = 0;
	/** At the sample that began to count SYNs; undefined while they are not counted. */
	#base: Handshakes | undefined;
	#last: Handshakes | undefined;
	/** The failed ones of stretches that are over. */
	#before = 0;
	#total = 0;

	/** As of the sample before the last; never falls. */
	get total(): number {
		return this.#total;
	}

	/**
	Takes a new sample in.
	@param syns Since the sample before; null where it is not known.
	@param openedLate Connections that the sample before had missed: they ended while its sockets were read.
	*/
	update(syns: number | null, openedLate: number, sample: Handshakes): void {
		const last = this.#last === undefined ? undefined : {...this.#last, opened: this.#last.opened + openedLate};
		this.#last = sample;
		if (last !== undefined && this.#base !== undefined) {
			const {opened, halfOpen, own} = this.#base;
			// Those that were hidden at the base are not given back: they were opened before.
			const unanswered = this.#syns - (last.opened - opened) - (last.halfOpen - halfOpen) - (last.own - own) - last.hidden;
			this.#total = Math.max(this.#total, this.#before + unanswered);
		}

		if (syns === null) {
			this.#base = undefined;
			return;
		}

		if (this.#base === undefined) {
			this.#base = last ?? sample;
			this.#syns = 0;
			this.#before = this.#total;
		}

		this.#syns += syns;
	}
}
