import {
	outcomeKinds,
	type OutcomeKind,
	type ProbeOutcome,
	type RecentOutcome,
} from '../../model/probe.ts';

/** The newest outcomes that are kept however old they are: enough for a sparkline. */
const minEntries = 128;
/**
A minute at the ceiling of 100 probes per second, and the minute before it, whose lost ones are reported in the same
minute if the timeout is a minute: 12,000.
*/
const maxEntries = 16_384;
/** Outcomes are kept for at least this long: a lost probe can turn out to be late that long after it was reported. */
const keptMilliseconds = 120_000;

/**
The latest outcomes in the order in which they were decided, in columns of 33 bytes an outcome.
It grows until it holds two minutes: 4 KiB at one probe per second, 66 KiB at ten, at most 530 KiB.
*/
export class OutcomeRing {
	#sequences = new Float64Array(minEntries);
	#decidedAt = new Float64Array(minEntries);
	#sentAt = new Float64Array(minEntries);
	/** NaN: unknown. */
	#microseconds = new Float64Array(minEntries);
	/** Twice the index into `outcomeKinds`, plus one if it was reordered. */
	#kinds = new Uint8Array(minEntries);
	/** Entries are numbered; entry n is at n modulo the capacity, and this is the number of the next one. */
	#next = 0;
	#hasForgotten = false;

	get #capacity(): number {
		return this.#sequences.length;
	}

	/** The number of the oldest entry that is still there. */
	get #oldest(): number {
		return Math.max(0, this.#next - this.#capacity);
	}

	/** Takes an outcome, when it was decided, in monotonic milliseconds that never go back, and when it was sent. */
	push(outcome: ProbeOutcome, decidedAt: number, sentAt: number): void {
		if (this.#next >= this.#capacity) {
			if (this.#capacity < maxEntries && this.#decidedAt[this.#oldest % this.#capacity]! > decidedAt - keptMilliseconds) {
				this.#grow();
			} else {
				this.#hasForgotten = true;
			}
		}

		const slot = this.#next % this.#capacity;
		this.#sequences[slot] = outcome.sequence;
		this.#decidedAt[slot] = decidedAt;
		this.#sentAt[slot] = sentAt;
		this.#write(slot, outcome);
		this.#next++;
	}

	/**
	Replaces the entry of a lost probe that turned out to be late, in its place.
	@returns The time at which it was sent, as reported with the loss; null if no lost probe of this sequence is remembered.
	*/
	amend(late: ProbeOutcome): number | null {
		for (let entry = this.#next - 1; entry >= this.#oldest; entry--) {
			const slot = entry % this.#capacity;
			if (this.#sequences[slot] === late.sequence && this.#kindAt(slot) === 'lost') {
				this.#write(slot, late);
				return this.#sentAt[slot]!;
			}
		}

		return null;
	}

	/** Returns whether an outcome of this sequence, if there was one, has been overwritten. */
	hasForgotten(sequence: number): boolean {
		return this.#hasForgotten && sequence < this.#sequences[this.#oldest % this.#capacity]!;
	}

	/** Calls `visit` for each that was decided after that time, in order. */
	visitSince(since: number, visit: (kind: OutcomeKind, microseconds: number | null, isReordered: boolean) => void): void {
		let entry = this.#next;
		while (entry > this.#oldest && this.#decidedAt[(entry - 1) % this.#capacity]! > since) {
			entry--;
		}

		for (; entry < this.#next; entry++) {
			const slot = entry % this.#capacity;
			visit(this.#kindAt(slot), this.#microsecondsAt(slot), (this.#kinds[slot]! & 1) === 1);
		}
	}

	/** Returns the newest, in the order in which they were sent: a burst of lost ones stands together. */
	recent(count: number): RecentOutcome[] {
		const length = Math.min(count, this.#next - this.#oldest);
		return Array.from({length}, (_, index) => (this.#next - 1 - index) % this.#capacity)
			.toSorted((first, second) => this.#sequences[first]! - this.#sequences[second]!)
			.map(slot => ({kind: this.#kindAt(slot), rttMicroseconds: this.#microsecondsAt(slot)}));
	}

	#kindAt(slot: number): OutcomeKind {
		return outcomeKinds[this.#kinds[slot]! >> 1]!;
	}

	#microsecondsAt(slot: number): number | null {
		const microseconds = this.#microseconds[slot]!;
		return Number.isNaN(microseconds) ? null : microseconds;
	}

	#write(slot: number, {kind, isReordered, rttMicroseconds}: ProbeOutcome): void {
		this.#kinds[slot] = (outcomeKinds.indexOf(kind) * 2) + (isReordered ? 1 : 0);
		this.#microseconds[slot] = rttMicroseconds ?? NaN;
	}

	/** Doubles the full columns; and numbers the entries again from the oldest, 0. */
	#grow(): void {
		const start = this.#oldest % this.#capacity;
		const unrolled = <Column extends Float64Array | Uint8Array>(column: Column, doubled: Column) => {
			doubled.set(column.subarray(start));
			doubled.set(column.subarray(0, start), column.length - start);
			return doubled;
		};

		const entries = this.#capacity;
		this.#decidedAt = unrolled(this.#decidedAt, new Float64Array(entries * 2));
		this.#sentAt = unrolled(this.#sentAt, new Float64Array(entries * 2));
		this.#microseconds = unrolled(this.#microseconds, new Float64Array(entries * 2));
		this.#kinds = unrolled(this.#kinds, new Uint8Array(entries * 2));
		this.#sequences = unrolled(this.#sequences, new Float64Array(entries * 2));
		this.#next = entries;
	}
}

const maxOutcomes = 100;

/** The last outcomes in full, at most 100. */
export class OutcomeList {
	readonly #outcomes: ProbeOutcome[] = [];

	push(outcome: ProbeOutcome): void {
		this.#outcomes.push(outcome);
		if (this.#outcomes.length > maxOutcomes) {
			this.#outcomes.shift();
		}
	}

	/** A lost probe turned out to be late: the late outcome takes its place. */
	amend(late: ProbeOutcome): void {
		const index = this.#outcomes.findLastIndex(({sequence, kind}) => sequence === late.sequence && kind === 'lost');
		if (index !== -1) {
			this.#outcomes[index] = late;
		}
	}

	/** Returns the outcomes, the probe that was sent last first. */
	newestFirst(): ProbeOutcome[] {
		return this.#outcomes.toSorted((first, second) => second.sequence - first.sequence);
	}
}
