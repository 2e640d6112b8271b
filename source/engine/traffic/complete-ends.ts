/** The samples after which an end that the kernel has not reported is taken as it was seen: it reports one a moment after the socket is gone, unless a process still holds it. */
const maxSamples = 3;

/** A connection that ended, as a row of the sample's table. */
export type CompleteEnd = {
	readonly row: number;
	/** It was connected from here; false: it was accepted; null: not known. */
	readonly beganHere: boolean | null;
};

type Pending = {row: number; readonly beganHere: boolean | null; samples: number; tick: number};

/** The connections of which no more will be known, each once, in the sample in which that is so. */
export class CompleteEnds {
	/** By cookie: those that are gone and not reported yet. */
	readonly #pending = new Map<number, Pending>();
	#ends: CompleteEnd[] = [];
	#leftOut = 0;
	#tick = 0;

	/** The ends that became complete with the last sample. */
	get ends(): readonly CompleteEnd[] {
		return this.#ends;
	}

	/** The number of those that have no row, as there were too many. */
	get leftOut(): number {
		return this.#leftOut;
	}

	/** A sample begins; `isCompared`: it is compared with the one before, so that what is gone keeps its rows. */
	startTick(isCompared: boolean): void {
		this.#tick++;
		this.#ends = [];
		this.#leftOut = isCompared ? 0 : this.#pending.size;
		if (!isCompared) {
			this.#pending.clear();
		}
	}

	/** A connection is gone since the sample before. */
	gone(cookie: number, row: number, beganHere: boolean | null): void {
		this.#pending.set(cookie, {
			row, beganHere, samples: 0, tick: this.#tick,
		});
	}

	/** One that was gone before has this row now. */
	moved(cookie: number, row: number): void {
		const pending = this.#pending.get(cookie);
		if (pending === undefined) {
			return;
		}

		pending.row = row;
		pending.tick = this.#tick;
	}

	/** The kernel has reported how one ended that was gone. Another report of it says nothing new. */
	reported(cookie: number, beganHere: boolean): void {
		const pending = this.#pending.get(cookie);
		if (pending === undefined) {
			return;
		}

		this.#pending.delete(cookie);
		this.#ends.push({row: pending.row, beganHere});
	}

	/** One that no sample has seen. */
	unseen(row: number, beganHere: boolean): void {
		this.#ends.push({row, beganHere});
	}

	leaveOut(count: number): void {
		this.#leftOut += count;
	}

	/** All reports of the sample are in; `isReporting`: the kernel makes some. */
	finish(isReporting: boolean): void {
		for (const [cookie, pending] of this.#pending) {
			pending.samples++;
			if (pending.tick !== this.#tick) {
				// It has no row any more.
				this.#pending.delete(cookie);
				this.#leftOut++;
				continue;
			}

			if (isReporting && pending.samples < maxSamples) {
				continue;
			}

			this.#pending.delete(cookie);
			this.#ends.push(pending);
		}
	}
}
