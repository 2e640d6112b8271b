import {parseFilter, type FilterOptions} from '../../filter/parse.ts';
import type {AlertRule, RuleComparison, Subject} from '../../model/alert.ts';
import type {AlertBoard} from '../board/alert-board.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import {hasStaleSockets, type ObservedSample, type SubjectFields} from '../observation/observation.ts';
import {machine} from '../observation/subjects.ts';
import {showDuration} from '../../text/units.ts';
import {measuredRows, type MeasuredRows} from './measured-rows.ts';
import {metricNamed} from './metric-names.ts';
import type {AlertMetric} from './metrics.ts';

/** A rule that holds for more rows raises one alert for the rest. */
export const maxAlertsOfRule = 100;
/** A value that is not known, or a row that is gone, ends an alert after this at the earliest: it may come back. */
const unknownSeconds = 10;

/** A row that exceeds the threshold, or did until a moment ago. */
type Episode = {
	readonly since: Moment;
	/** Since when the value is back; null while it is not. */
	backSince: Moment | null;
	/** null until the condition has held for long enough. */
	alert: string | null;
	/** It fires, but there are too many: it is counted only. */
	isFolded: boolean;
	worst: number;
	/** The sample that saw the row last. */
	seenAt: Moment;
};

const exceeds: Readonly<Record<RuleComparison, (value: number, limit: number) => boolean>> = {
	'>': (value, limit) => value > limit,
	'>=': (value, limit) => value >= limit,
	'<': (value, limit) => value < limit,
	'<=': (value, limit) => value <= limit,
};

const words: Readonly<Record<RuleComparison, string>> = {
	'>': 'more than', '>=': 'at least', '<': 'less than', '<=': 'at most',
};

const symbols: Readonly<Record<RuleComparison, string>> = {
	'>': '>', '>=': '≥', '<': '<', '<=': '≤',
};

const opposites: Readonly<Record<RuleComparison, string>> = {
	'>': '≤', '>=': '<', '<': '≥', '<=': '>',
};

/** One rule, and the rows on which it fires or is about to. */
export class RuleWatch {
	readonly rule: AlertRule;
	/** The name of the kernel counter that it looks at; null where it looks at something else. */
	readonly counter: string | null;
	readonly #metric: AlertMetric;
	readonly #rows: ReadonlyArray<MeasuredRows & {readonly episodes: Map<string, Episode>}>;
	#alerts = 0;
	#folded = 0;
	#foldedAlert: string | null = null;

	/** Throws where the rule is none that parseRule() made. */
	constructor(rule: AlertRule, fields: SubjectFields, options: FilterOptions) {
		const {metric, problem} = metricNamed(rule.metric);
		const filter = parseFilter(rule.filter, options);
		if (metric === null || !filter.ok) {
			throw new Error(`the rule '${rule.name}': ${metric === null ? problem : (filter.ok ? '' : filter.error.message)}`);
		}

		this.rule = rule;
		this.counter = metric.counter === undefined ? null : metric.noun;
		this.#metric = metric;
		this.#rows = measuredRows(metric, filter.expression, fields).map(rows => ({...rows, episodes: new Map<string, Episode>()}));
	}

	/** Says when it fires and when that is over: `Fires at > 1,000 (after 30 s); ends at ≤ 900 (after 30 s).` */
	get meaning(): string {
		const {comparison, threshold, clearThreshold, forSeconds} = this.rule;
		const {show} = this.#metric.unit;
		const when = forSeconds === 0 ? 'at once' : `after ${showDuration(forSeconds)}`;
		return `Fires at ${symbols[comparison]} ${show(threshold)} (${when}); ends at ${opposites[comparison]} ${show(clearThreshold)}${forSeconds === 0 ? '' : ` (${when})`}.`;
	}

	observe(sample: ObservedSample, board: AlertBoard): void {
		const isStale = hasStaleSockets(sample);
		for (const {kind, each, episodes} of this.#rows) {
			// What was last known of sockets says nothing about now.
			if (isStale && kind !== 'probe' && kind !== 'counter') {
				continue;
			}

			each(sample, (identity, value, isMeant, subjectOf) => {
				const episode = episodes.size === 0 ? undefined : episodes.get(identity);
				if (episode !== undefined) {
					episode.seenAt = sample.moment;
					this.#follow(episodes, identity, episode, isMeant() ? value : null, subjectOf, sample.moment, board);
				} else if (value !== null && this.#exceeds(value, this.rule.threshold) && isMeant()) {
					const begun: Episode = {
						since: sample.moment, backSince: null, alert: null, isFolded: false, worst: value, seenAt: sample.moment,
					};
					episodes.set(identity, begun);
					this.#follow(episodes, identity, begun, value, subjectOf, sample.moment, board);
				}
			});
			for (const [identity, episode] of episodes) {
				if (episode.seenAt !== sample.moment) {
					this.#follow(episodes, identity, episode, null, () => machine, sample.moment, board);
				}
			}
		}

		this.#reportFolded(sample.moment, board);
	}

	/** Its alerts are over. */
	end(reason: string, moment: Moment, board: AlertBoard): void {
		for (const {episodes} of this.#rows) {
			for (const {alert} of episodes.values()) {
				if (alert !== null) {
					board.clear(alert, reason, moment);
				}
			}

			episodes.clear();
		}

		if (this.#foldedAlert !== null) {
			board.clear(this.#foldedAlert, reason, moment);
		}
	}

	#exceeds(value: number, limit: number): boolean {
		return exceeds[this.rule.comparison](value, limit);
	}

	/** One more value of a row. */
	#follow(
		episodes: Map<string, Episode>,
		identity: string,
		episode: Episode,
		value: number | null,
		subjectOf: () => Subject,
		moment: Moment,
		board: AlertBoard,
	): void {
		const {threshold, clearThreshold, forSeconds} = this.rule;
		const isFiring = episode.alert !== null || episode.isFolded;
		if (!isFiring) {
			if (value === null || !this.#exceeds(value, threshold)) {
				episodes.delete(identity);
			} else {
				episode.worst = this.#worse(episode.worst, value);
				if (secondsBetween(episode.since, moment) >= forSeconds) {
					this.#fire(episode, value, subjectOf(), moment, board);
				}
			}

			return;
		}

		if (value !== null) {
			episode.worst = this.#worse(episode.worst, value);
			if (episode.alert !== null) {
				const {show} = this.#metric.unit;
				board.change(episode.alert, {
					value: show(value),
					worstValue: show(episode.worst),
					subject: subjectOf(),
					...(this.#exceeds(value, threshold) && {message: this.#message(value)}),
				});
			}
		}

		if (value !== null && this.#exceeds(value, clearThreshold)) {
			episode.backSince = null;
			return;
		}

		episode.backSince ??= moment;
		const wanted = value === null ? Math.max(forSeconds, unknownSeconds) : forSeconds;
		if (!(secondsBetween(episode.backSince, moment) >= wanted)) {
			return;
		}

		this.#clear(episode, value, moment, board);
		episodes.delete(identity);
	}

	#worse(a: number, b: number): number {
		return this.rule.comparison.startsWith('>') ? Math.max(a, b) : Math.min(a, b);
	}

	#fire(episode: Episode, value: number, subject: Subject, moment: Moment, board: AlertBoard): void {
		if (this.#alerts >= maxAlertsOfRule) {
			episode.isFolded = true;
			this.#folded++;
			return;
		}

		this.#alerts++;
		episode.alert = board.fire({
			rule: this.rule,
			origin: 'rule',
			source: this.rule.name,
			severity: this.rule.severity,
			subject,
			message: this.#message(value),
			explanation: this.#explanation(),
			value: this.#metric.unit.show(value),
			since: episode.since,
		}, moment);
	}

	#clear(episode: Episode, value: number | null, moment: Moment, board: AlertBoard): void {
		if (episode.alert === null) {
			this.#folded--;
			return;
		}

		this.#alerts--;
		const reason = value === null
			? (episode.seenAt === moment ? 'its value is not known any more' : 'it is not there any more')
			: `now ${this.#metric.unit.show(value)}`;
		board.clear(episode.alert, reason, moment);
	}

	/** Raises one alert for the rows beyond the maximum. */
	#reportFolded(moment: Moment, board: AlertBoard): void {
		const value = `${this.#folded} more`;
		if (this.#folded === 0) {
			if (this.#foldedAlert !== null) {
				board.clear(this.#foldedAlert, 'none is left', moment);
				this.#foldedAlert = null;
			}
		} else if (this.#foldedAlert === null) {
			this.#foldedAlert = board.fire({
				rule: this.rule,
				origin: 'rule',
				source: this.rule.name,
				severity: this.rule.severity,
				subject: machine,
				message: `and ${value} beyond the first ${maxAlertsOfRule}: ${this.rule.text}`,
				explanation: [...this.#explanation(), `A rule raises at most ${maxAlertsOfRule} alerts at a time; this one stands for the rest.`],
				value,
				since: moment,
			}, moment);
		} else {
			board.change(this.#foldedAlert, {value, message: `and ${value} beyond the first ${maxAlertsOfRule}: ${this.rule.text}`});
		}
	}

	/** `1,204 connections, more than 1,000` */
	#message(value: number): string {
		const {unit, noun} = this.#metric;
		return `${unit.show(value)} ${noun}, ${words[this.rule.comparison]} ${unit.show(this.rule.threshold)}`;
	}

	#explanation(): readonly string[] {
		return [`The rule: ${this.rule.text}`, this.meaning];
	}
}
