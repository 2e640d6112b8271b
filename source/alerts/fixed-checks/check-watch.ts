import type {Severity} from '../../model/alert.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import {showDuration, type Unit} from '../../text/units.ts';
import type {AlertBoard} from '../board/alert-board.ts';
import {machine} from '../observation/subjects.ts';
import {EventWindow, windowSeconds} from './event-window.ts';
import type {
	CheckedSample,
	Finding,
	FindingState,
	FixedCheck,
} from './fixed-check.ts';
import {Growth} from './growth.ts';
import {limitSettings} from './limits.ts';

/** Samples that count as the start: what is bad then has most likely been so for longer, and is said in the third one. */
const startSamples = 4;
/** Three samples a second apart, of which one may come a little early: what counts has two by then. */
const startHoldSeconds = 1.75;
/** Counts must exceed the threshold without the busiest samples, too: so many at the start and later. */
const peaksAtStart = 1;
const peaksLater = 2;
/** A sample may come a little early. */
const timelyShare = 0.95;
/** More alerts of one check are one that stands for the rest. */
export const maxAlertsOfCheck = 20;

/** A row that exceeds the threshold, or has counted something lately, or did until a moment ago. */
type Episode = {
	readonly since: Moment;
	samples: number;
	readonly window: EventWindow | null;
	readonly growth: Growth | null;
	backSince: Moment | null;
	alert: string | null;
	/** It holds for long enough, but there are too many: it is counted only. */
	isFolded: boolean;
	worst: number;
	severity: Severity;
	seenAt: Moment;
};

/** One fixed check, and the rows on which it fires or is about to. */
export class CheckWatch {
	readonly #check: FixedCheck;
	readonly #limit: number;
	readonly #holdSeconds: number;
	readonly #clear: number;
	readonly #unit: Unit;
	readonly #episodes = new Map<string, Episode>();
	readonly #takeOver: (alert: string) => boolean;
	#samples = 0;
	#foldedAlert: string | null = null;

	/**
	Watches nothing yet.
	@param setting The threshold.
	@param takeOver Takes an alert away from a check that is less precise; false where it is none's.
	*/
	constructor(check: FixedCheck, setting: number, takeOver: (alert: string) => boolean) {
		this.#check = check;
		this.#takeOver = takeOver;
		const isHold = check.holdSeconds === 'limit';
		this.#limit = isHold ? 0 : setting;
		this.#holdSeconds = check.holdSeconds === 'limit' ? setting : check.holdSeconds;
		this.#clear = this.#limit * check.clearShare;
		this.#unit = limitSettings[check.name].unit;
	}

	observe(sample: CheckedSample, board: AlertBoard): void {
		const {moment} = sample;
		this.#samples++;
		for (const finding of this.#check.find(sample)) {
			const episode = this.#episodes.get(finding.identity) ?? this.#begin(finding, moment);
			if (episode !== null) {
				episode.seenAt = moment;
				this.#follow(episode, finding, sample, board);
			}
		}

		for (const [identity, episode] of this.#episodes) {
			if (episode.seenAt !== moment) {
				this.#followUnseen(episode, sample, board);
			}

			const isOver = episode.window === null ? episode.backSince !== null : episode.window.events === 0;
			if (isOver && !isFiring(episode)) {
				this.#episodes.delete(identity);
			}
		}

		this.#reportFolded(board, moment);
	}

	/** Gives an alert up to another check; false where it is not of this one. */
	release(alert: string): boolean {
		const episode = this.#episodes.values().find(candidate => candidate.alert === alert);
		if (episode === undefined) {
			return false;
		}

		episode.alert = null;
		return true;
	}

	/** Returns null for a row about which there is nothing to remember. */
	#begin(finding: Finding, moment: Moment): Episode | null {
		const {counts} = this.#check;
		const isWorthIt = counts === undefined ? finding.value > this.#limit : finding.value > 0;
		if (!isWorthIt) {
			return null;
		}

		const episode: Episode = {
			since: moment,
			samples: 0,
			window: counts === undefined ? null : new EventWindow(),
			growth: counts === undefined ? new Growth() : null,
			backSince: null,
			alert: null,
			isFolded: false,
			worst: 0,
			severity: 'warning',
			seenAt: moment,
		};
		this.#episodes.set(finding.identity, episode);
		return episode;
	}

	#follow(episode: Episode, finding: Finding, sample: CheckedSample, board: AlertBoard): void {
		const {moment} = sample;
		episode.samples++;
		episode.window?.add(sample.seconds ?? 0, finding.value, finding.of ?? 0);
		const state = this.#stateOf(episode, finding, moment);
		const {value} = state;
		const isAbove = value > this.#limit;
		const isBack = isFiring(episode) ? value <= this.#clear && finding.isGoingOn !== true : !isAbove;
		episode.backSince = isBack ? episode.backSince ?? moment : null;
		episode.worst = Math.max(episode.worst, value);
		if (isAbove && finding.severity(value) === 'critical') {
			episode.severity = 'critical';
		}

		this.#update(episode, finding, state, board);
		this.#end(episode, `now ${this.#unit.show(value)}`, moment, board);
		if (isAbove && episode.alert === null && finding.isTooFew !== true && this.#holds(episode, moment)) {
			this.#fire(episode, finding, state, moment, board);
		}
	}

	#stateOf({window, growth}: Episode, finding: Finding, moment: Moment): FindingState {
		const value = this.#valueOf(window, finding.value);
		return {
			value, growth: growth?.observe(value, moment) ?? null, counted: window?.events ?? value, of: window?.of ?? 0,
		};
	}

	/** Shows what the alert of a row is now. */
	#update({alert, worst, severity}: Episode, finding: Finding, state: FindingState, board: AlertBoard): void {
		if (alert !== null) {
			board.change(alert, {
				value: this.#unit.show(state.value),
				worstValue: this.#unit.show(worst),
				severity,
				subject: finding.subject(),
				...(state.value > this.#limit && {message: finding.message(state)}),
				...(finding.also !== undefined && {alsoAbout: finding.also}),
			});
		}
	}

	/** The row is not there, or there is nothing to say about it. */
	#followUnseen(episode: Episode, {seconds, moment}: CheckedSample, board: AlertBoard): void {
		episode.window?.add(seconds ?? 0, 0, 0);
		const isBack = episode.window === null || this.#valueOf(episode.window) <= (isFiring(episode) ? this.#clear : this.#limit);
		episode.backSince = isBack ? episode.backSince ?? moment : null;
		this.#end(episode, 'not seen any more', moment, board);
	}

	/** Returns the level, or what the window adds up to, per second or in percent. */
	#valueOf(window: EventWindow | null, level = 0): number {
		const {counts} = this.#check;
		if (window === null || counts === undefined) {
			return level;
		}

		const base = counts.per === 'second' ? window.seconds : window.of / 100;
		return base <= 0 ? 0 : window.events / base;
	}

	#holds({since, samples, window}: Episode, moment: Moment): boolean {
		const isStart = this.#samples <= startSamples;
		const {counts} = this.#check;
		if (window !== null && counts !== undefined) {
			const isLongEnough = isStart || window.seconds >= windowSeconds * timelyShare;
			const isMany = window.events >= counts.least && window.of >= (counts.leastOf ?? 0);
			return isLongEnough && isMany && this.#valueOf(window.withoutPeaks(isStart ? peaksAtStart : peaksLater)) > this.#limit;
		}

		const age = secondsBetween(since, moment);
		return this.#holdSeconds === 0 || (samples > 1 && age >= (isStart ? Math.min(startHoldSeconds, this.#holdSeconds) : this.#holdSeconds));
	}

	#fire(episode: Episode, finding: Finding, state: FindingState, moment: Moment, board: AlertBoard): void {
		const {title, topic, metrics} = this.#check;
		const subject = finding.subject();
		if (board.isRuled(metrics, subject)) {
			return;
		}

		const content = {
			source: title, severity: episode.severity, message: finding.message(state), explanation: this.#explanation(), value: this.#unit.show(state.value),
		};
		const said = board.alertAbout(topic, subject);
		if (said !== null) {
			if (this.#takeOver(said)) {
				episode.alert = said;
				episode.backSince = null;
				board.change(said, content);
			}

			return;
		}

		if (this.#episodes.values().filter(({alert}) => alert !== null).toArray().length >= maxAlertsOfCheck) {
			episode.isFolded = true;
			return;
		}

		episode.isFolded = false;
		episode.backSince = null;
		episode.alert = board.fire({
			...content,
			rule: null,
			origin: 'check',
			topic,
			subject,
			since: episode.since,
		}, moment);
		if (finding.also !== undefined) {
			board.change(episode.alert, {alsoAbout: finding.also});
		}
	}

	#end(episode: Episode, reason: string, moment: Moment, board: AlertBoard): void {
		const isOver = episode.backSince !== null && secondsBetween(episode.backSince, moment) >= this.#check.clearSeconds;
		if (isOver && episode.alert !== null) {
			board.clear(episode.alert, reason, moment);
			episode.alert = null;
		}

		episode.isFolded &&= !isOver;
	}

	/** Raises one alert for the rows beyond the maximum. */
	#reportFolded(board: AlertBoard, moment: Moment): void {
		const folded = this.#episodes.values().filter(({isFolded}) => isFolded).toArray().length;
		const message = `and ${folded} more: ${this.#check.title}`;
		if (folded === 0) {
			if (this.#foldedAlert !== null) {
				board.clear(this.#foldedAlert, 'none is left', moment);
				this.#foldedAlert = null;
			}
		} else if (this.#foldedAlert === null) {
			this.#foldedAlert = board.fire({
				rule: null,
				origin: 'check',
				source: this.#check.title,
				severity: 'warning',
				subject: machine,
				message,
				explanation: [`A fixed check raises at most ${maxAlertsOfCheck} alerts at a time; this one stands for the rest.`, ...this.#explanation()],
				value: String(folded),
				since: moment,
			}, moment);
		} else {
			board.change(this.#foldedAlert, {message, value: String(folded)});
		}
	}

	#explanation(): readonly string[] {
		const {name, counts, clearSeconds, advice} = this.#check;
		const {show} = this.#unit;
		const when = counts === undefined
			? (this.#holdSeconds === 0 ? 'at once' : `after ${showDuration(this.#holdSeconds)}`)
			: `over ${windowSeconds} s, at least ${counts.least}, and without the ${peaksLater} busiest samples, too`;
		const limits = this.#limit === 0
			? `A fixed check, ${when}; it is over after ${showDuration(clearSeconds)}.`
			: `A fixed check: fires at > ${show(this.#limit)} (${when}); ends at ≤ ${show(this.#clear)} for ${showDuration(clearSeconds)}.`;
		return [...advice, `${limits} What is so when portop starts is said in its third sample. Its threshold is ${name} of [fixedChecks] in the configuration file.`];
	}
}

function isFiring({alert, isFolded}: Episode): boolean {
	return alert !== null || isFolded;
}
