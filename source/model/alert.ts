import type {Moment} from './moment.ts';

/** The severities of alerts, ascending. */
export const severities = ['warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** The kinds of things that alerts watch and events are about. */
export type SubjectKind = 'port' | 'outgoing' | 'state' | 'probe' | 'counter' | 'machine' | 'source';

/** One thing that is watched. */
export type Subject = {
	readonly kind: SubjectKind;
	/** The identity of its row. */
	readonly identity: string;
	/** Its name for people: `tcp 0.0.0.0:443 (nginx)`. */
	readonly text: string;
	/** A name for places with little room, where there is one: `443 nginx`. */
	readonly short?: string;
};

/** The checks that are always on, by the name of their threshold in the configuration. */
export const fixedCheckNames = ['acceptQueue', 'listenDrops', 'closeWait', 'udpDrops', 'retransmissions', 'probeLoss', 'sourceFailure', 'descriptors'] as const;
export type FixedCheckName = (typeof fixedCheckNames)[number];

/** The name of each fixed check for people, which is the source of its alerts. */
export const fixedCheckTitles: Readonly<Record<FixedCheckName, string>> = {
	acceptQueue: 'accept queue',
	listenDrops: 'listen drops',
	closeWait: 'CLOSE-WAIT',
	udpDrops: 'UDP receive buffer',
	retransmissions: 'retransmissions',
	probeLoss: 'probe loss',
	sourceFailure: 'source failure',
	descriptors: 'open files',
};

/** The threshold of each fixed check, in its own unit; null: it is off. */
export type FixedLimits = Readonly<Record<FixedCheckName, number | null>>;

/** Every fixed check is off. */
export const noFixedChecks: FixedLimits = {
	acceptQueue: null, listenDrops: null, closeWait: null, udpDrops: null, retransmissions: null, probeLoss: null, sourceFailure: null, descriptors: null,
};

export type RuleComparison = '>' | '>=' | '<' | '<=';

/** The place where a rule was given: the configuration file, `--alert`, the monitor. */
export type RuleOrigin = 'config' | 'flag' | 'session';

/** A condition that raises an alert. */
export type AlertRule = {
	/** Names the rule; no two have the same. The rule's text where none was given. */
	readonly name: string;
	/** A metric of the field tables, `state NAME` or `counter NAME`. */
	readonly metric: string;
	readonly comparison: RuleComparison;
	/** In the metric's unit. */
	readonly threshold: number;
	/** The alert is over when this is no longer exceeded; by default a tenth back from `threshold`. */
	readonly clearThreshold: number;
	/** Seconds for which it must hold before it fires, and must not hold before it is over. */
	readonly forSeconds: number;
	readonly severity: Severity;
	/** In the filter language; empty: every subject that has the metric. */
	readonly filter: string;
	/** A program and its arguments; null for none. */
	readonly onAlert: readonly string[] | null;
	readonly onAlertTimeoutSeconds: number;
	/** The rule in the user's spelling: `connections > 1000 for 30s critical where port:443`. */
	readonly text: string;
	readonly origin: RuleOrigin;
};

/** A rule or a fixed check that is watched, in words for people, and what it has found so far. */
export type AlertCondition = {
	readonly kind: 'rule' | 'check';
	/** The source of its alerts. */
	readonly name: string;
	/** The key of its threshold in the configuration file; null: it is a rule. */
	readonly setting: FixedCheckName | null;
	/** 'default': a check with the threshold that it has without a configuration. */
	readonly origin: RuleOrigin | 'default';
	/** `connections > 1000 for 30s`, `> 80 %`; `off`. */
	readonly text: string;
	/** Says when it fires and when that is over, in one sentence. */
	readonly meaning: string;
	/** Says what it may mean, and what to do; of a rule nothing. */
	readonly advice: readonly string[];
	readonly isOn: boolean;
	/** The number of its alerts that are active, and of all since portop started. */
	readonly active: number;
	readonly fired: number;
	/** The beginning of the last one; null: it has not fired. */
	readonly lastFired: Moment | null;
};

/** A row of the Alerts view that says what is watched. */
export type ConditionRow = {readonly type: 'condition'; readonly identity: string; readonly condition: AlertCondition};

/** An alert, from its beginning to its end, in words for people. */
export type Alert = {
	/** Unique in the session. */
	readonly identity: string;
	/** The name of the rule, the detector or the fixed check. */
	readonly source: string;
	readonly origin: 'rule' | 'detector' | 'check';
	readonly severity: Severity;
	readonly subject: Subject;
	/** One line: `1,204 connections, more than 1,000`. */
	readonly message: string;
	/** The reason in a few sentences: the rule's text, or the detector's baseline and limits. */
	readonly explanation: readonly string[];
	/** The value that made it fire, the newest one, and the worst, as shown: `1,204`. */
	readonly firstValue: string;
	readonly value: string;
	readonly worstValue: string;
	/** Since when the condition holds. */
	readonly since: Moment;
	/** null while it fires. */
	readonly cleared: Moment | null;
	readonly acknowledged: boolean;
};

/** The kinds of events. */
export const eventKinds = [
	/** A watched port opened, closed, or is filtered. */
	'port-status',
	/** The owner of a listener changed. */
	'owner',
	'listener-appeared',
	'listener-vanished',
	'probe-status',
	'source',
	'alert-fired',
	'alert-cleared',
	/** The command of a rule failed, or was left out. */
	'alert-command',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** One line of the log: something happened at a moment. */
export type LogEvent = {
	/** Unique in the session; ascending with time. */
	readonly sequence: number;
	readonly kind: EventKind;
	readonly at: Moment;
	readonly weight: 'information' | Severity;
	readonly subject: Subject;
	/** One line, in plain words. */
	readonly message: string;
	readonly before: string | null;
	readonly after: string | null;
	/** Seconds for which the value before had lasted, since portop first saw it. */
	readonly lastedSeconds: number | null;
	/** `lastedSeconds` began before portop did. */
	readonly lastedIsMinimum: boolean;
	/** The number of events that the line stands for: a flood is folded into one. */
	readonly count: number;
	/** The alert of an event about one. */
	readonly alert: Alert | null;
};

/** An alert that fires, or an event of the log: rows of the Alerts view. */
export type AlertRow =
	| {readonly type: 'alert'; readonly identity: string; readonly alert: Alert}
	| {readonly type: 'event'; readonly identity: string; readonly event: LogEvent};

/** The counts of alerts in the header. */
export type AlertCounts = {
	readonly critical: number;
	readonly warning: number;
	/** Active alerts that are not acknowledged. */
	readonly unacknowledged: number;
	/** The number of alerts that have fired since portop started: the bell rings when it grows. */
	readonly fired: number;
};
