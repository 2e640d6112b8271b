const slots = 60;

/** The segments sent to one address, and how many of them again, in the last minute: a slot for each second, 1.4 KiB. */
export class LastMinute {
	/** Which second of the monotonic clock a slot holds. */
	readonly #seconds = new Float64Array(slots).fill(-Infinity);
	readonly #retransmissions = new Float64Array(slots);
	readonly #dataSegments = new Float64Array(slots);

	/** Counts what was sent since the sample before; `now` is in monotonic milliseconds. */
	add(now: number, retransmissions: number, dataSegments: number): void {
		const second = Math.floor(now / 1000);
		const slot = second % slots;
		if (this.#seconds[slot] !== second) {
			this.#seconds[slot] = second;
			this.#retransmissions[slot] = 0;
			this.#dataSegments[slot] = 0;
		}

		this.#retransmissions[slot]! += retransmissions;
		this.#dataSegments[slot]! += dataSegments;
	}

	/** null if nothing was sent. */
	retransmissionPercent(now: number): number | null {
		const oldest = Math.floor(now / 1000) - slots;
		let retransmissions = 0;
		let dataSegments = 0;
		for (const [slot, second] of this.#seconds.entries()) {
			if (second > oldest) {
				retransmissions += this.#retransmissions[slot]!;
				dataSegments += this.#dataSegments[slot]!;
			}
		}

		return dataSegments > 0 ? Math.min(100, 100 * retransmissions / dataSegments) : null;
	}
}
