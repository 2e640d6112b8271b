import type {
	Alert,
	AlertCondition,
	AlertCounts,
	AlertRow,
	AlertRule,
	Severity,
	Subject,
	SubjectKind,
} from '../../model/alert.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import {showDuration} from '../../text/units.ts';
import type {EventDraft} from './event-log.ts';

/** An alert that began or ended. */
export type AlertTransition = {
	readonly alert: Alert;
	/** null: a detector's or a fixed check's. */
	readonly rule: AlertRule | null;
	readonly state: 'fired' | 'cleared';
};

/** The initial content of an alert. */
export type AlertOpening = Pick<Alert, 'source' | 'origin' | 'severity' | 'subject' | 'message' | 'explanation' | 'value' | 'since'> & {
	/** null: a detector's or a fixed check's. */
	readonly rule: AlertRule | null;
	/** Names its matter, where others may find the same of the same subject: `close-wait`. */
	readonly topic?: string | undefined;
};

/** The content of an alert that may change while it fires. */
export type AlertChange = Partial<Pick<Alert, 'message' | 'explanation' | 'value' | 'worstValue' | 'severity' | 'source'>> & {
	/** Other rows that it is about too. */
	readonly alsoAbout?: readonly Subject[];
	/** Names the row as it is now, as the owner becomes known after the first samples; one that only lacks a part of the name is not taken. */
	readonly subject?: Subject;
};

/** An alert that fires, and everything that it is about. */
export type ActiveAlert = {
	readonly alert: Alert;
	readonly about: readonly Subject[];
};

type Entry = {
	alert: Alert;
	readonly rule: AlertRule | null;
	readonly topic: string | undefined;
	readonly firedAt: Moment;
	about: readonly Subject[];
	/** The explanation without the notes. */
	explanation: readonly string[];
	/** Additions to the explanation, by author. */
	readonly notes: Map<string, readonly string[]>;
};

/** Transitions that no caller takes are dropped beyond this number. */
const maxTransitions = 1000;

/** The alerts that fire. */
export class AlertBoard {
	readonly #prefix: string;
	readonly #entries = new Map<string, Entry>();
	/** Alerts that each rule, check or detector has raised; of rules as many as there are at a time. */
	readonly #raised = new Map<string, {readonly count: number; readonly last: Moment}>();
	#marks: ReadonlyMap<string, Severity> | null = null;
	#transitions: AlertTransition[] = [];
	#drafts: EventDraft[] = [];
	#fired = 0;
	#version = 0;

	/** A board whose alerts' identities have this prefix. */
	constructor(prefix: string) {
		this.#prefix = prefix;
	}

	/** Goes up with each change. */
	get version(): number {
		return this.#version;
	}

	get counts(): AlertCounts {
		const alerts = this.#alerts();
		return {
			critical: alerts.filter(({severity}) => severity === 'critical').length,
			warning: alerts.filter(({severity}) => severity === 'warning').length,
			unacknowledged: alerts.filter(({acknowledged}) => !acknowledged).length,
			fired: this.#fired,
		};
	}

	/** Begins an alert; its identity. */
	fire(opening: AlertOpening, moment: Moment): string {
		const {rule, topic, ...rest} = opening;
		this.#fired++;
		const source = sourceName(opening);
		this.#raised.set(source, {count: (this.#raised.get(source)?.count ?? 0) + 1, last: moment});
		const alert: Alert = {
			...rest,
			identity: `alert ${this.#prefix}${this.#fired}`,
			firstValue: opening.value,
			worstValue: opening.value,
			cleared: null,
			acknowledged: false,
		};
		this.#entries.set(alert.identity, {
			alert, rule, topic, firedAt: moment, about: [alert.subject], explanation: alert.explanation, notes: new Map(),
		});
		this.#emit(alert, rule, 'fired', {
			kind: 'alert-fired', weight: alert.severity, message: alert.message, before: null, after: alert.value, lastedSeconds: null,
		}, moment);
		return alert.identity;
	}

	/** Updates an alert that fires. */
	change(identity: string, {alsoAbout, subject, ...change}: AlertChange): void {
		const entry = this.#entries.get(identity);
		if (entry === undefined) {
			return;
		}

		if (subject !== undefined && !entry.alert.subject.text.startsWith(subject.text)) {
			entry.alert = {...entry.alert, subject};
			entry.about = [subject, ...entry.about.slice(1)];
			this.#changed();
		}

		if (alsoAbout !== undefined && alsoAbout.length !== entry.about.length - 1) {
			entry.about = [entry.alert.subject, ...alsoAbout];
			this.#changed();
		}

		entry.explanation = change.explanation ?? entry.explanation;
		const alert = {...entry.alert, ...change, explanation: [...entry.explanation, ...entry.notes.values().toArray().flat()]};
		const isSame = alert.value === entry.alert.value && alert.worstValue === entry.alert.worstValue && alert.message === entry.alert.message
			&& alert.severity === entry.alert.severity && alert.explanation.length === entry.alert.explanation.length;
		entry.alert = alert;
		if (!isSame) {
			this.#changed();
		}
	}

	/** Whether a rule of the user's about one of these metrics has an alert about a subject. */
	isRuled(metrics: readonly string[], {kind, identity}: Pick<Subject, 'kind' | 'identity'>): boolean {
		return this.#entries.values().some(({rule, alert: {subject}}) => rule !== null && metrics.includes(rule.metric) && subject.kind === kind && subject.identity === identity);
	}

	/** Returns the alert that says this of a row; null where there is none. */
	alertAbout(topic: string, {kind, identity}: Pick<Subject, 'kind' | 'identity'>): string | null {
		const entry = this.#entries.values().find(candidate => candidate.topic === topic && candidate.about.some(subject => subject.kind === kind && subject.identity === identity));
		return entry?.alert.identity ?? null;
	}

	/** The active alerts as of now, the worst first. */
	get active(): readonly ActiveAlert[] {
		return this.#entries.values()
			.map(({alert, about}) => ({alert, about}))
			.toArray()
			.toSorted((one, other) => Number(other.alert.severity === 'critical') - Number(one.alert.severity === 'critical'));
	}

	/** Returns what a rule or check has raised: how many alerts, how many of them are active, when the last one began. */
	raisedBy(source: Pick<Alert, 'origin' | 'source'>): Pick<AlertCondition, 'active' | 'fired' | 'lastFired'> {
		const name = sourceName(source);
		const raised = this.#raised.get(name);
		const active = this.#entries.values().filter(({alert}) => sourceName(alert) === name).toArray().length;
		return {active, fired: raised?.count ?? 0, lastFired: raised?.last ?? null};
	}

	/** Forgets what a rule has raised: it is gone. */
	forget(source: Pick<Alert, 'origin' | 'source'>): void {
		this.#raised.delete(sourceName(source));
	}

	/** Adds lines to the explanation of an alert, in place of those that the same author added before. */
	note(identity: string, author: string, lines: readonly string[]): void {
		this.#entries.get(identity)?.notes.set(author, lines);
		this.change(identity, {});
	}

	/** Ends an alert. `reason` goes on a sentence: `fell to 900`. */
	clear(identity: string, reason: string, moment: Moment): void {
		const entry = this.#entries.get(identity);
		if (entry === undefined) {
			return;
		}

		this.#entries.delete(identity);
		const lastedSeconds = secondsBetween(entry.firedAt, moment);
		const alert = {...entry.alert, cleared: moment};
		this.#emit(alert, entry.rule, 'cleared', {
			kind: 'alert-cleared',
			weight: 'information',
			message: `over after ${showDuration(lastedSeconds)}: ${reason}`,
			before: alert.worstValue,
			after: alert.value,
			lastedSeconds,
		}, moment);
	}

	acknowledge(identity: string | null): void {
		for (const entry of this.#entries.values()) {
			if ((identity === null || entry.alert.identity === identity) && !entry.alert.acknowledged) {
				entry.alert = {...entry.alert, acknowledged: true};
				this.#changed();
			}
		}
	}

	/** Unacknowledged ones, then acknowledged ones; in both the critical ones before the warnings, and of equal ones the newest first. */
	rows(): AlertRow[] {
		const rank = ({acknowledged, severity}: Alert) => (acknowledged ? 2 : 0) + (severity === 'critical' ? 0 : 1);
		return this.#alerts()
			.toReversed()
			.toSorted((a, b) => rank(a) - rank(b))
			.map(alert => ({type: 'alert', identity: alert.identity, alert}));
	}

	/** The worst severity that fires on each row, as of now, by `subjectName`. */
	get marks(): ReadonlyMap<string, Severity> {
		this.#marks ??= marksOf(this.#entries.values());
		return this.#marks;
	}

	takeTransitions(): readonly AlertTransition[] {
		const taken = this.#transitions;
		this.#transitions = [];
		return taken;
	}

	/** Events of alerts that began or ended since the last call. */
	takeEvents(): readonly EventDraft[] {
		const taken = this.#drafts;
		this.#drafts = [];
		return taken;
	}

	#alerts(): readonly Alert[] {
		return this.#entries.values().map(({alert}) => alert).toArray();
	}

	#emit(
		alert: Alert,
		rule: AlertRule | null,
		state: AlertTransition['state'],
		event: Pick<EventDraft, 'kind' | 'weight' | 'message' | 'before' | 'after' | 'lastedSeconds'>,
		moment: Moment,
	): void {
		this.#drafts.push({
			...event, at: moment, subject: alert.subject, lastedIsMinimum: false, alert,
		});
		this.#transitions.push({alert, rule, state});
		if (this.#transitions.length > maxTransitions) {
			this.#transitions.shift();
		}

		this.#changed();
	}

	#changed(): void {
		this.#version++;
		this.#marks = null;
	}
}

/** Names a row of any kind. */
export function subjectName(kind: SubjectKind, identity: string): string {
	return `${kind} ${identity}`;
}

function sourceName({origin, source}: Pick<Alert, 'origin' | 'source'>): string {
	return `${origin} ${source}`;
}

/** Returns the worst severity that fires on each row, by `subjectName`. */
export function marksOf(active: Iterable<ActiveAlert>): ReadonlyMap<string, Severity> {
	const marks = new Map<string, Severity>();
	for (const {alert, about} of active) {
		for (const {kind, identity} of about) {
			const name = subjectName(kind, identity);
			marks.set(name, alert.severity === 'critical' ? 'critical' : marks.get(name) ?? 'warning');
		}
	}

	return marks;
}
