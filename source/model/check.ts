/** The kinds of checks. */
export const checkKinds = ['port', 'ping', 'connections'] as const;
export type CheckKind = (typeof checkKinds)[number];

/** The formats of a check's result. */
export const checkFormats = ['nagios', 'site24x7', 'openmetrics', 'json'] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** The states of a port that `check port` can ask for. */
export const portGoals = ['open', 'closed'] as const;

/** Which sockets `check connections` counts. */
export const connectionTypes = ['all', 'tcp', 'tcp6', 'udp', 'udp6'] as const;
export type ConnectionType = (typeof connectionTypes)[number];

/** The states that `check connections` counts, as psutil spells them; UDP has `established` and `none`. */
export const connectionStates = [
	'all', 'listen', 'established', 'syn_sent', 'syn_recv', 'fin_wait1', 'fin_wait2', 'close_wait', 'closing', 'last_ack', 'time_wait', 'close', 'none',
] as const;

/** By exit code (Monitoring Plugins Development Guidelines, "Plugin Return Codes"). */
export const checkStates = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;
export type CheckState = (typeof checkStates)[number];

/** A threshold as Nagios plug-ins take it: `[@]start:end`. Both ends belong to the range. */
export type Range = {
	/** -Infinity for `~`. */
	readonly start: number;
	/** Infinity where none is given. */
	readonly end: number;
	/** `@`: what lies within alerts; else what lies outside. */
	readonly isInverted: boolean;
	/** The user's spelling, without percent signs: performance data has none there. */
	readonly text: string;
};

/** The units of figures. */
export type FigureUnit = 'milliseconds' | 'percent' | 'mebibytes' | 'bytes' | 'per-second' | 'days' | 'count';

/** A figure as every format names it. */
export type FigureKind = {
	/** Names it in thresholds, performance data and JSON. */
	readonly key: string;
	/** The name in Site24x7's plug-in, which people read too. */
	readonly title: string;
	readonly unit: FigureUnit;
	/** The OpenMetrics gauge, in base units. */
	readonly metric: {readonly name: string; readonly labels?: Readonly<Record<string, string>>; readonly help: string};
};

export type CheckFigure = {
	readonly kind: FigureKind;
	/** null: not known. */
	readonly value: number | null;
	readonly warning: Range | null;
	readonly critical: Range | null;
	readonly state: CheckState;
};

/** A fault that no figure shows. */
export type CheckProblem = {
	readonly state: CheckState;
	/** One line for a person. */
	readonly message: string;
};

/** One thing that was checked: a port, a host, the sockets of this machine. */
export type CheckItem = {
	/** Short and unique in the report: `443`, `example.org`. */
	readonly name: string;
	/** The labels of its OpenMetrics gauges. */
	readonly labels: Readonly<Record<string, string>>;
	/** Results that are no numbers, by the keys of Site24x7's plug-in. */
	readonly texts: ReadonlyArray<{readonly key: string; readonly title: string; readonly value: string}>;
	readonly figures: readonly CheckFigure[];
	readonly problems: readonly CheckProblem[];
	/** It is there: what Site24x7 calls status 1. */
	readonly isUp: boolean;
	/** The result in a few words for people: `open, 0.12 ms, 3 connections`. */
	readonly finding: string;
};

/** The result of a check. */
export type CheckReport = {
	/** null where not even that is known. */
	readonly check: CheckKind | null;
	readonly items: readonly CheckItem[];
	/** Faults of the check as a whole. */
	readonly problems: readonly CheckProblem[];
	/** Milliseconds since 1970. */
	readonly timeMilliseconds: number;
};
