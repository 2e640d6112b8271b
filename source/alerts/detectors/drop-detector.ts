import {secondsBetween, type Moment} from '../../model/moment.ts';
import {count, showDuration} from '../../text/units.ts';
import {HoldTimer} from './hold-timer.ts';
import type {Baseline, BaselineLearner} from './baseline-learner.ts';
import type {Symptom} from './symptom.ts';

const hour = 3600;
/** After half an hour a port is judged only if many clients use it, because many do not all leave at the same time. */
const early = {
	learnedSeconds: hour / 2, peers: 20, low: 50, most: 2,
} as const;
/** After a day its quiet hours are known. */
const late = {learnedSeconds: 24 * hour, low: 10} as const;
/** All but gone: this part of what it never falls below. */
const goneShare = 0.02;
const backShare = 0.1;
const holdSeconds = 60;
const clearSeconds = 30;
const acceptSeconds = 12 * hour;

/** The established connections of a port, that may be suddenly gone while it has always had some. */
export class DropDetector {
	readonly #level: BaselineLearner;
	readonly #hold = new HoldTimer();
	readonly #back = new HoldTimer();
	#peers: number;
	#isExpected: boolean;
	#symptom: Symptom | null = null;
	#low = 0;

	/**
	Goes on with what was learned.
	@param peers The usual number of them.
	@param isExpected Whether the usual clients should be there; else they have to come first, before they can be gone.
	*/
	constructor(level: BaselineLearner, peers = 0, isExpected = true) {
		this.#level = level;
		this.#peers = peers;
		this.#isExpected = isExpected;
	}

	/** Whether the usual clients should be there. */
	get isExpected(): boolean {
		return this.#isExpected;
	}

	/** The usual number of different peers. */
	get peers(): number {
		return this.#peers;
	}

	get symptom(): Symptom | null {
		return this.#symptom;
	}

	/**
	One sample.
	@param peers Different ones.
	@param isThere Whether the port listens: without a listener it has no connections.
	*/
	observe(established: number, peers: number, isThere: boolean, isFrozen: boolean, moment: Moment): void {
		if (this.#symptom !== null) {
			this.#follow(this.#symptom, established, isThere, moment);
			return;
		}

		const {baseline} = this.#level;
		const limit = baseline === null ? null : this.#limit(baseline);
		this.#isExpected ||= limit !== null && established > limit;
		if (limit !== null && established <= limit && this.#isExpected) {
			if (this.#hold.observe(true, moment, holdSeconds)) {
				this.#raise(established, limit, baseline!, isThere, moment);
			}

			return;
		}

		this.#hold.reset();
		if (!isThere || isFrozen) {
			return;
		}

		this.#level.feed(established, moment);
		this.#peers += (peers - this.#peers) / 60;
	}

	/** Returns the number of connections at which nearly all are gone; null where the port is not known to always have some. */
	#limit({learnedSeconds, low}: Baseline): number | null {
		if (learnedSeconds >= late.learnedSeconds) {
			return low >= late.low ? low * goneShare : null;
		}

		const isKnown = learnedSeconds >= early.learnedSeconds && low >= early.low && this.#peers >= early.peers;
		return isKnown ? Math.min(early.most, low * goneShare) : null;
	}

	#raise(established: number, limit: number, {learnedSeconds, median, low}: Baseline, isThere: boolean, moment: Moment): void {
		const {show} = count;
		this.#low = low;
		this.#back.reset();
		this.#symptom = {
			detector: 'clients gone',
			group: 'fewer',
			severity: 'critical',
			since: this.#hold.since ?? moment,
			message: `${isThere ? `${show(established)} established connections` : 'the listener is gone'}, as a rule ${show(median)} connections`,
			explanation: [
				`What is usual, learned in ${showDuration(learnedSeconds)}: ${show(median)} established connections (median), and hardly ever fewer than ${show(low)}.`,
				`There were at most ${show(Math.floor(limit))} for ${showDuration(holdSeconds)}${isThere ? ', though the port listens' : ', and there is no listener'}. A restart of the service takes less than that.`,
				isThere
					? 'Look at what is between the clients and this port: firewall, load balancer, DNS, the uplink; and whether the application still accepts (accept queue).'
					: 'Look at the service: its unit, its log, whether it was stopped or crashed.',
				`It is over when there are ${show(Math.ceil(low * backShare))} again for ${showDuration(clearSeconds)}; after ${showDuration(acceptSeconds)} it is taken for the new normal.`,
			],
			value: show(established),
			worstValue: show(established),
			ended: null,
		};
		this.#hold.reset();
	}

	#follow(symptom: Symptom, established: number, isThere: boolean, moment: Moment): void {
		const {show} = count;
		symptom.value = show(established);
		if (this.#back.observe(isThere && established >= this.#low * backShare, moment, clearSeconds)) {
			symptom.ended = `${show(established)} established connections again`;
		} else if (secondsBetween(symptom.since, moment) >= acceptSeconds) {
			symptom.ended = `no connections for ${showDuration(acceptSeconds)} is taken for the new normal`;
			this.#level.reset();
		}

		if (symptom.ended !== null) {
			this.#symptom = null;
		}
	}
}
