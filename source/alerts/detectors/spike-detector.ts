import {secondsBetween, type Moment} from '../../model/moment.ts';
import {showDuration, type Unit} from '../../text/units.ts';
import type {Severity} from '../../model/alert.ts';
import {HoldTimer} from './hold-timer.ts';
import type {Baseline, BaselineLearner} from './baseline-learner.ts';
import type {Symptom} from './symptom.ts';

/** The limit of a value after the baseline has been learned for so long: `factor` times the highest so far, plus `more`. */
export type Allowance = {readonly learnedSeconds: number; readonly factor: number; readonly more: number};

/** A value that is watched, and the limit above which it is far too high. */
export type SpikeLimit = {
	readonly detector: string;
	readonly noun: string;
	readonly unit: Unit;
	readonly severity: Severity;
	/** By ascending time of learning. Before the first nothing is judged. */
	readonly allowances: readonly Allowance[];
	/** A port that is hardly used has no usual level: below this median nothing is judged. */
	readonly leastMedian: number;
	/** The value is smoothed over so many seconds; 0: as it is. */
	readonly smoothingSeconds: number;
	readonly holdSeconds: number;
	readonly clearSeconds: number;
	/** A level that lasts for this long is the new normal. */
	readonly acceptSeconds: number;
	/** A peak that went away by itself is known from then on: what copies a lot once will do so again. */
	readonly remembersPeaks: boolean;
	/** Advice where to look. */
	readonly advice: string;
};

const deviations = 12;
/** It is over below this part of the limit. */
const clearShare = 0.6;

/** One figure of a port that may become suddenly high. */
export class SpikeDetector {
	readonly #limits: SpikeLimit;
	readonly #level: BaselineLearner;
	readonly #hold = new HoldTimer();
	readonly #back = new HoldTimer();
	#smoothed: number | null = null;
	#smoothedAt: Moment | null = null;
	#symptom: Symptom | null = null;
	#limit = 0;
	#worst = 0;

	constructor(limits: SpikeLimit, level: BaselineLearner) {
		this.#limits = limits;
		this.#level = level;
	}

	/** The current symptom; null while there is none. */
	get symptom(): Symptom | null {
		return this.#symptom;
	}

	/** `isFrozen`: something is wrong with the port, and nothing is learned. Unknown values change nothing. */
	observe(raw: number | null, isFrozen: boolean, moment: Moment): void {
		if (raw === null) {
			return;
		}

		const value = this.#smooth(raw, moment);
		if (this.#symptom !== null) {
			this.#follow(this.#symptom, value, moment);
			return;
		}

		const {baseline} = this.#level;
		const allowance = baseline === null ? undefined : this.#allowance(baseline);
		const limit = baseline === null || allowance === undefined ? Infinity : limitOf(baseline, allowance);
		if (value > limit) {
			if (this.#hold.observe(true, moment, this.#limits.holdSeconds)) {
				this.#raise(value, limit, baseline!, allowance!, moment);
			}

			return;
		}

		this.#hold.reset();
		if (!isFrozen) {
			this.#level.feed(value, moment);
		}
	}

	#smooth(raw: number, moment: Moment): number {
		const {smoothingSeconds} = this.#limits;
		const seconds = this.#smoothedAt === null ? Infinity : secondsBetween(this.#smoothedAt, moment);
		const weight = smoothingSeconds === 0 ? 1 : 1 - Math.exp(-seconds / smoothingSeconds);
		this.#smoothed = this.#smoothed === null ? raw : this.#smoothed + (weight * (raw - this.#smoothed));
		this.#smoothedAt = moment;
		return this.#smoothed;
	}

	#allowance({learnedSeconds, median}: Baseline): Allowance | undefined {
		const {allowances, leastMedian} = this.#limits;
		return median < leastMedian ? undefined : allowances.findLast(allowance => learnedSeconds >= allowance.learnedSeconds);
	}

	#raise(value: number, limit: number, {learnedSeconds, median, spread, highest}: Baseline, {factor, more}: Allowance, moment: Moment): void {
		const {detector, noun, unit: {show}, severity, holdSeconds, clearSeconds, acceptSeconds, advice} = this.#limits;
		this.#limit = limit;
		this.#worst = value;
		this.#back.reset();
		this.#symptom = {
			detector,
			group: 'more',
			severity,
			since: this.#hold.since ?? moment,
			message: `${show(value)} ${noun}, as a rule ${show(median)}`,
			explanation: [
				`What is usual, learned in ${showDuration(learnedSeconds)}: ${show(median)} ${noun} (median), give or take ${show(spread)} (median absolute deviation), and never more than ${show(highest)} for half a minute.`,
				`The limit is ${show(limit)}: ${factor} times that highest level, and at least ${show(more)} more. It was exceeded for ${showDuration(holdSeconds)}.`,
				advice,
				`It is over below ${show(limit * clearShare)} for ${showDuration(clearSeconds)}. Meanwhile nothing is learned; a level that lasts for ${showDuration(acceptSeconds)} is taken for the new normal.`,
			],
			value: show(value),
			worstValue: show(value),
			ended: null,
		};
		this.#hold.reset();
	}

	#follow(symptom: Symptom, value: number, moment: Moment): void {
		const {noun, unit: {show}, clearSeconds, acceptSeconds, remembersPeaks} = this.#limits;
		this.#worst = Math.max(this.#worst, value);
		symptom.value = show(value);
		symptom.worstValue = show(this.#worst);
		if (value > this.#limit) {
			symptom.message = `${show(value)} ${noun}, as a rule ${show(this.#level.baseline?.median ?? 0)}`;
		}

		if (this.#back.observe(value < this.#limit * clearShare, moment, clearSeconds)) {
			this.#end(symptom, `back to ${show(value)} ${noun}`);
			if (remembersPeaks) {
				this.#level.remember(this.#worst);
			}
		} else if (secondsBetween(symptom.since, moment) >= acceptSeconds) {
			this.#end(symptom, `${show(value)} ${noun} for ${showDuration(acceptSeconds)} is taken for the new normal`);
			this.#level.reset();
		}
	}

	#end(symptom: Symptom, reason: string): void {
		symptom.ended = reason;
		this.#symptom = null;
	}
}

function limitOf({median, spread, highest}: Baseline, {factor, more}: Allowance): number {
	return Math.max(factor * highest, highest + more, median + (deviations * spread));
}
