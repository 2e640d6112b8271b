import type {ProbeAnswer} from '../methods/channel.ts';
import type {ProbeOutcome} from '../../model/probe.ts';

/** An event of the ledger; the caller adds the target. */
export type LedgerEvent =
	| {readonly type: 'outcome'; readonly outcome: ProbeOutcome}
	| {readonly type: 'duplicate'; readonly sequence: number; readonly rttMicroseconds: number};

/** Probes are forgotten when there is something else to do, at the latest after this many milliseconds. */
const forgetLeisurely = 1000;

/** The state of a probe; 0: there is none, or it could not be sent. */
const states = {
	none: 0, waiting: 1, lost: 2, answered: 3,
} as const;

export type LedgerTimes = {
	readonly intervalSeconds: number;
	readonly timeoutSeconds: number;
	/** An answer is recognised for this long after its timeout, in seconds. */
	readonly lateSeconds: number;
};

/**
The probes of one target from being sent to being forgotten. Each gets exactly one outcome; a lost one that is answered
within the late window becomes late. Nothing is kept for longer than timeout and late window, in a ring of numbers: what is
allocated for each probe would be collected just when another one is due.
*/
export class Ledger {
	readonly #timeoutMilliseconds: number;
	readonly #lateMilliseconds: number;
	readonly #emit: (event: LedgerEvent) => void;
	/** A probe's answer will not be recognised any more. */
	readonly #forget: (sequence: number) => void;
	/** By sequence, modulo their length. */
	readonly #sentAt: Float64Array;
	readonly #sentAtMilliseconds: Float64Array;
	readonly #states: Uint8Array;
	/** The first whose timeout has not been looked at, and the first that is still remembered. */
	#undecided = 1;
	#oldest = 1;
	#last = 0;
	#waiting = 0;
	/** The latest probe that the target answered in time, and when that answer came. */
	#highest = {sequence: 0, receivedAt: -Infinity};

	constructor(times: LedgerTimes, emit: (event: LedgerEvent) => void, forget: (sequence: number) => void) {
		const capacity = Math.ceil((times.timeoutSeconds + times.lateSeconds) / times.intervalSeconds) + 2;
		this.#sentAt = new Float64Array(capacity);
		this.#sentAtMilliseconds = new Float64Array(capacity);
		this.#states = new Uint8Array(capacity);
		this.#timeoutMilliseconds = times.timeoutSeconds * 1000;
		this.#lateMilliseconds = times.lateSeconds * 1000;
		this.#emit = emit;
		this.#forget = forget;
	}

	/** Probes that are neither answered nor timed out. */
	get inFlight(): number {
		return this.#waiting;
	}

	/** The latest time to call `expire`, in monotonic milliseconds; infinite when nothing is remembered. */
	get nextExpiry(): number {
		return Math.min(
			this.#undecided > this.#last ? Infinity : this.#timeoutOf(this.#undecided),
			this.#oldest > this.#last ? Infinity : this.#timeoutOf(this.#oldest) + this.#lateMilliseconds + forgetLeisurely,
		);
	}

	/** A probe left; sequences go up by one, those that could not be sent among them. */
	sent(sequence: number, sentAt: number, sentAtMilliseconds: number): void {
		this.#enter(sequence, states.waiting, sentAt, sentAtMilliseconds);
		this.#waiting++;
	}

	/** A probe could not be sent. */
	failed(sequence: number, now: number, sentAtMilliseconds: number, detail: string): void {
		this.#enter(sequence, states.none, now, sentAtMilliseconds);
		this.#emit({type: 'outcome', outcome: this.#outcome(sequence, {kind: 'error', detail})});
	}

	/** An answer came; one to a probe that is not remembered is ignored. */
	answered({
		sequence, kind, receivedAt, from, icmp, detail,
	}: ProbeAnswer): void {
		const state = this.#stateOf(sequence);
		if (state === states.none) {
			return;
		}

		const milliseconds = Math.max(0, receivedAt - this.#sentAt[this.#slot(sequence)]!);
		// The clocks are read to the tenth of a microsecond, about.
		const rttMicroseconds = Math.round(milliseconds * 10_000) / 10;
		if (state === states.answered) {
			this.#emit({type: 'duplicate', sequence, rttMicroseconds});
			return;
		}

		// The time that counts is the kernel's receipt, not the reading; but a probe that was reported lost is late, even by microseconds.
		const isLate = milliseconds > this.#timeoutMilliseconds || state === states.lost;
		if (isLate && kind === 'rejected') {
			// There was no answer in time, and the target has not answered since.
			this.giveUp(sequence);
			return;
		}

		if (state === states.waiting) {
			this.#waiting--;
		}

		this.#states[this.#slot(sequence)] = states.answered;
		this.#passOver();
		if (isLate && kind !== 'rejected') {
			this.#emit({
				type: 'outcome',
				outcome: this.#outcome(sequence, {
					kind: 'late', answer: kind, rttMicroseconds, from, icmp, detail,
				}),
			});
			return;
		}

		// A stranger on the path says nothing about the order in which the target's answers come.
		const isOvertaken = kind !== 'rejected' && sequence < this.#highest.sequence && receivedAt > this.#highest.receivedAt;
		if (kind !== 'rejected' && sequence > this.#highest.sequence) {
			this.#highest = {sequence, receivedAt};
		}

		this.#emit({
			type: 'outcome',
			outcome: this.#outcome(sequence, {
				kind, rttMicroseconds, from, icmp, detail, isReordered: isOvertaken,
			}),
		});
	}

	/** Declares a waiting probe lost, because its answer could no longer be recognised. */
	giveUp(sequence: number): void {
		if (this.#stateOf(sequence) === states.waiting) {
			this.#lose(sequence);
		}
	}

	/** Every probe that was not answered within its timeout is lost, and old ones are forgotten. Answers come first. */
	expire(now: number): void {
		while (this.#undecided <= this.#last && now >= this.#timeoutOf(this.#undecided)) {
			this.giveUp(this.#undecided);
			this.#passOver();
		}

		while (this.#oldest < this.#undecided && now >= this.#timeoutOf(this.#oldest) + this.#lateMilliseconds) {
			this.#forgetOldest();
		}
	}

	/** Skips the probes that are decided: their timeouts need no check. */
	#passOver(): void {
		while (this.#undecided <= this.#last && this.#stateOf(this.#undecided) !== states.waiting) {
			this.#undecided++;
		}
	}

	#enter(sequence: number, state: number, sentAt: number, sentAtMilliseconds: number): void {
		// Probes keep to their interval, so there is always room.
		while (this.#oldest <= sequence - this.#states.length) {
			this.giveUp(this.#oldest);
			this.#forgetOldest();
		}

		this.#last = sequence;
		this.#sentAt[this.#slot(sequence)] = sentAt;
		this.#sentAtMilliseconds[this.#slot(sequence)] = sentAtMilliseconds;
		this.#states[this.#slot(sequence)] = state;
	}

	#forgetOldest(): void {
		const sequence = this.#oldest;
		this.#oldest++;
		this.#undecided = Math.max(this.#undecided, this.#oldest);
		if (this.#states[this.#slot(sequence)] === states.none) {
			return;
		}

		this.#states[this.#slot(sequence)] = states.none;
		this.#forget(sequence);
	}

	#lose(sequence: number): void {
		this.#states[this.#slot(sequence)] = states.lost;
		this.#waiting--;
		this.#emit({type: 'outcome', outcome: this.#outcome(sequence, {kind: 'lost'})});
	}

	#outcome(sequence: number, known: Pick<ProbeOutcome, 'kind'> & Partial<ProbeOutcome>): ProbeOutcome {
		return {
			sequence,
			sentAtMilliseconds: this.#sentAtMilliseconds[this.#slot(sequence)]!,
			sentAtMonotonic: this.#sentAt[this.#slot(sequence)]!,
			rttMicroseconds: null,
			from: null,
			icmp: null,
			detail: null,
			answer: null,
			isReordered: false,
			...known,
		};
	}

	#stateOf(sequence: number): number {
		return sequence < this.#oldest || sequence > this.#last ? states.none : this.#states[this.#slot(sequence)]!;
	}

	#timeoutOf(sequence: number): number {
		return this.#sentAt[this.#slot(sequence)]! + this.#timeoutMilliseconds;
	}

	#slot(sequence: number): number {
		return sequence % this.#states.length;
	}
}
