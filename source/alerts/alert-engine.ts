import {quote} from '../text/quote.ts';
import {suggestion} from '../text/suggestion.ts';
import {
	noFixedChecks,
	type AlertCondition,
	type AlertCounts,
	type AlertRow,
	type AlertRule,
	type ConditionRow,
	type FixedLimits,
	type LogEvent,
	type Severity,
	type SubjectKind,
} from '../model/alert.ts';
import type {Moment} from '../model/moment.ts';
import {
	AlertBoard,
	subjectName,
	type ActiveAlert,
	type AlertTransition,
} from './board/alert-board.ts';
import {Detectors, type Learned} from './detectors/detectors.ts';
import {EventLog, type EventDraft} from './board/event-log.ts';
import {Events} from './events/events.ts';
import {checkConditions} from './fixed-checks/check-words.ts';
import {FixedChecks} from './fixed-checks/fixed-checks.ts';
import {RuleWatch} from './rules/rule-watch.ts';
import {parseRule, type RuleOptions} from './rules/rule.ts';
import {subject} from './observation/subjects.ts';
import type {Observation, ObservedSample, SubjectFields} from './observation/observation.ts';

export type {AlertTransition} from './board/alert-board.ts';

export type AlertEngineOptions = RuleOptions & {
	readonly rules: readonly AlertRule[];
	/** Whether the detectors look too. */
	readonly detects: boolean;
	/** The thresholds of the fixed checks; none of them looks without. */
	readonly fixedLimits?: FixedLimits;
	/** The beginning of alerts' identities after a restart of the sampler: `2.`. */
	readonly prefix?: string;
	readonly fields: SubjectFields;
};

/** The result of adding a rule: its name, or the mistake in it. */
export type RuleAddition =
	| {readonly name: string; readonly problem: null}
	| {readonly name: null; readonly problem: string};

/** An event from outside of the alert engine. */
export type ExternalEvent = Pick<LogEvent, 'kind' | 'at' | 'weight' | 'subject' | 'message' | 'alert'>;

/** Each costs a comparison per row and sample. */
const maxRules = 200;

/** Watches one observation after the other: raises alerts by rules and detectors, and keeps the log. Pure: no clock, no I/O. */
export class AlertEngine {
	readonly #options: AlertEngineOptions;
	/** By name. */
	readonly #watches = new Map<string, RuleWatch>();
	readonly #fixedChecks: FixedChecks;
	readonly #detectors: Detectors | null;
	readonly #events = new Events();
	readonly #board: AlertBoard;
	readonly #log = new EventLog();
	/** Names of the kernel's counters; null until they were seen. */
	#counters: readonly string[] | null = null;
	#moment: Moment = {timeMilliseconds: 0, monotonicMilliseconds: 0};
	/** Goes up with each change of the log or of the rules. */
	#changes = 0;
	#rows: {readonly version: number; readonly rows: readonly AlertRow[]} | null = null;

	/** Throws where a rule is none that parseRule() made. */
	constructor(options: AlertEngineOptions) {
		this.#options = options;
		this.#board = new AlertBoard(options.prefix ?? '');
		this.#fixedChecks = new FixedChecks(options.fixedLimits ?? noFixedChecks);
		this.#detectors = options.detects ? new Detectors() : null;
		for (const rule of options.rules) {
			this.#watches.set(rule.name, new RuleWatch(rule, options.fields, options));
		}
	}

	/** Once per sample. */
	observe(observation: Observation): void {
		const {timeMilliseconds, monotonicMilliseconds, ...rest} = observation;
		this.#moment = {timeMilliseconds, monotonicMilliseconds};
		const sample: ObservedSample = {...rest, moment: this.#moment};
		const events = [...this.#events.observe(sample), ...this.#missingCounters(sample)];
		for (const watch of this.#watches.values()) {
			watch.observe(sample, this.#board);
		}

		// Before the detectors: what both find is the check's to say.
		this.#fixedChecks.observe(sample, this.#board);
		this.#detectors?.observe(sample, this.#board);
		this.#add([...events, ...this.#board.takeEvents()]);
	}

	/** Has the detectors go on with what was learned before. */
	learn(learned: Learned): void {
		this.#detectors?.learn(learned, this.#moment);
	}

	/** Goes up whenever `rows()` or `counts` changed. */
	get version(): number {
		return this.#board.version + this.#changes;
	}

	/**
	Firing alerts first (unacknowledged critical ones, warnings, then acknowledged critical ones, warnings; in each the newest first), then the
	log, newest first. The same array as long as nothing changed.
	*/
	rows(): readonly AlertRow[] {
		if (this.#rows?.version !== this.version) {
			this.#rows = {version: this.version, rows: [...this.#board.rows(), ...this.#log.rows()]};
		}

		return this.#rows.rows;
	}

	get counts(): AlertCounts {
		return this.#board.counts;
	}

	/** The worst severity that fires on each row, as of now, by `subjectName`. */
	get marks(): ReadonlyMap<string, Severity> {
		return this.#board.marks;
	}

	/** Returns the worst severity that fires on a row; null for none. */
	firing(kind: SubjectKind, identity: string): Severity | null {
		return this.marks.get(subjectName(kind, identity)) ?? null;
	}

	/** The active alerts as of now, the worst first, each with everything that it is about. */
	get active(): readonly ActiveAlert[] {
		return this.#board.active;
	}

	/** In the order in which they were given. */
	get rules(): readonly AlertRule[] {
		return this.#watches.values().map(({rule}) => rule).toArray();
	}

	/** By name; null where there is none. */
	rule(name: string): AlertRule | null {
		return this.#watches.get(name)?.rule ?? null;
	}

	/** Returns what else was logged about the row's subject, newest first, at most 20. */
	related(row: AlertRow): readonly LogEvent[] {
		return this.#log.related(row);
	}

	/** Returns what was logged about the alerts of a rule or check, newest first, at most 20. */
	raisedBy(origin: 'rule' | 'check', source: string): readonly LogEvent[] {
		return this.#log.raisedBy({origin, source});
	}

	/**
	Adds a rule, or puts it in the place of another, whose own name and command it keeps and whose alerts end.
	@param replaces The name of the other.
	*/
	addRule(text: string, replaces: string | null = null): RuleAddition {
		const parsed = parseRule(text, this.#options);
		if (!parsed.ok) {
			return {name: null, problem: parsed.error.message};
		}

		const before = replaces === null ? undefined : this.#watches.get(replaces);
		const rule = successorOf(before?.rule, parsed.rule);
		if (rule.text === before?.rule.text) {
			return {name: rule.name, problem: null};
		}

		if (rule.name !== before?.rule.name && this.#watches.has(rule.name)) {
			return {name: null, problem: 'there is such a rule already'};
		}

		if (before === undefined && this.#watches.size >= maxRules) {
			return {name: null, problem: `there are ${maxRules} rules already: remove one first`};
		}

		const watch = new RuleWatch(rule, this.#options.fields, this.#options);
		const problem = this.#counterProblem(watch);
		if (problem !== null) {
			return {name: null, problem};
		}

		this.#put(watch, before);
		return {name: rule.name, problem: null};
	}

	/** Its alerts end. False where there is no such rule. */
	removeRule(name: string): boolean {
		const watch = this.#watches.get(name);
		if (watch === undefined) {
			return false;
		}

		this.#end(watch, 'the rule was removed');
		this.#watches.delete(name);
		return true;
	}

	/** The rules in the order in which they were given, then the fixed checks, as of now. */
	get conditions(): readonly ConditionRow[] {
		const rules = this.#watches.values().map(({rule: {name, origin, text}, meaning}): AlertCondition => ({
			kind: 'rule', name, setting: null, origin, text, meaning, advice: [], isOn: true, ...this.#board.raisedBy({origin: 'rule', source: name}),
		}));
		const checks = checkConditions(this.#options.fixedLimits ?? noFixedChecks).map((check): AlertCondition => ({
			...check, ...this.#board.raisedBy({origin: 'check', source: check.name}),
		}));
		return [...rules, ...checks].map(condition => ({type: 'condition', identity: `${condition.kind} ${condition.name}`, condition}));
	}

	/** Whether the detectors look too. */
	get detects(): boolean {
		return this.#detectors !== null;
	}

	/** The alert with this identity; null: all that fire. */
	acknowledge(identity: string | null): void {
		this.#board.acknowledge(identity);
	}

	/** An entry from outside: e.g. that a rule's command failed. */
	log(event: ExternalEvent): void {
		this.#add([{
			...event, before: null, after: null, lastedSeconds: null, lastedIsMinimum: false,
		}]);
	}

	/** Alerts that began or ended since the last call, oldest first: for commands. */
	takeTransitions(): readonly AlertTransition[] {
		return this.#board.takeTransitions();
	}

	/** Puts a rule in the place of another, or at the end. */
	#put(watch: RuleWatch, before: RuleWatch | undefined): void {
		const watches = this.#watches.values().toArray();
		if (before === undefined) {
			watches.push(watch);
		} else {
			this.#end(before, 'the rule was changed');
			watches[watches.indexOf(before)] = watch;
		}

		this.#watches.clear();
		for (const each of watches) {
			this.#watches.set(each.rule.name, each);
		}

		this.#changes++;
	}

	/** Ends what a rule that goes has raised. */
	#end(watch: RuleWatch, reason: string): void {
		watch.end(reason, this.#moment, this.#board);
		this.#board.forget({origin: 'rule', source: watch.rule.name});
		this.#add(this.#board.takeEvents());
		this.#changes++;
	}

	#add(events: readonly EventDraft[]): void {
		if (events.length === 0) {
			return;
		}

		this.#log.add(events);
		this.#changes++;
	}

	/** Rules from the configuration were read before the kernel's counters were known. */
	#missingCounters({counters, moment}: ObservedSample): readonly EventDraft[] {
		if (this.#counters !== null || counters.length === 0) {
			return [];
		}

		this.#counters = counters.map(({name}) => name);
		return this.#watches.values().flatMap((watch): readonly EventDraft[] => {
			const problem = this.#counterProblem(watch);
			return problem === null
				? []
				: [{
					kind: 'source',
					at: moment,
					weight: 'warning',
					subject: subject('counter', watch.counter ?? '', watch.counter ?? ''),
					message: `the rule ${quote(watch.rule.name)} never fires: ${problem}`,
					before: null,
					after: null,
					lastedSeconds: null,
					lastedIsMinimum: false,
					alert: null,
				}];
		}).toArray();
	}

	#counterProblem({counter}: RuleWatch): string | null {
		return counter === null || this.#counters === null || this.#counters.some(name => name.toLowerCase() === counter.toLowerCase()) ? null : `this kernel has no counter ${quote(counter)}: ${suggestion(counter, this.#counters) ?? 'the Errors view names those that there are'}`;
	}
}

/** Returns a rule that takes the place of another: a name that is more than the text, and the command, stay. */
function successorOf(before: AlertRule | undefined, rule: AlertRule): AlertRule {
	return before === undefined
		? rule
		: {
			...rule, name: before.name === before.text ? rule.name : before.name, onAlert: before.onAlert, onAlertTimeoutSeconds: before.onAlertTimeoutSeconds,
		};
}
