import type {AlertRow, Severity} from './alert.ts';
import type {Moment} from './moment.ts';
import type {PortPeer} from './port.ts';
import type {Probe, ProbeSeries} from './probe.ts';
import type {SeriesWindow} from './series.ts';

/** The figures of the health panel, in the order in which they are shown. */
export const healthKeys = ['closeWait', 'listenDrops', 'retransmissions', 'timeWait', 'halfOpen', 'resets', 'opened'] as const;
export type HealthKey = (typeof healthKeys)[number];

/** One line of the health panel. */
export type HealthFigure = {
	readonly key: HealthKey;
	/** Sockets, or events per second; null where it is unknown. */
	readonly value: number | null;
	readonly series: SeriesWindow;
	/** By how many sockets a minute it has grown over the window; null of events, and where it is unknown. */
	readonly perMinute: number | null;
	/** It is above its threshold. */
	readonly severity: Severity | null;
};

/** A probe with its chart. */
export type ProbeChart = {
	readonly probe: Probe;
	/** Empty before the first sample with it. */
	readonly charts: Partial<ProbeSeries>;
};

/** The selected port of the Overview, and what it did. */
export type PortChart = {
	/** Its row's. */
	readonly identity: string;
	readonly peers: readonly PortPeer[];
	readonly receive: SeriesWindow;
	readonly send: SeriesWindow;
	readonly queue: SeriesWindow;
	readonly drops: SeriesWindow;
};

/** The highest value of a figure in a stretch of time, of which thing, and when. */
export type Extreme = {
	/** A port's number, or a target as it was named. */
	readonly name: string;
	readonly value: number;
	/** Milliseconds since 1970. */
	readonly atMilliseconds: number;
};

/** A key after this long ends an absence: what happened meanwhile stays on the screen until the next one. */
export const absenceSeconds = 60;

/** The moments at which the user pressed a key, by samples: the last one, and the last one before an absence. */
export type Looked = {
	readonly before: Moment;
	readonly last: Moment;
};

/** The changes since the user looked last. A figure of which nothing is known is null. */
export type Changes = {
	readonly since: Moment;
	/** `since` is when portop started. */
	readonly isSinceStart: boolean;
	/** Events, by what happened. */
	readonly alerts: number;
	readonly opened: number;
	readonly closed: number;
	readonly replaced: number;
	/** The log has forgotten some of the events. */
	readonly isAtLeast: boolean;
	/** Percent of the probes of a minute. */
	readonly worstLoss: Extreme | null;
	/** Microseconds. */
	readonly worstRtt: Extreme | null;
	/** Connections in an accept queue. null also where none waited. */
	readonly maxQueue: Extreme | null;
	/** The port that moved most, and how many bytes, both ways together. */
	readonly busiestPort: {readonly name: string; readonly bytes: number} | null;
};

/** Everything that the Overview shows in addition to its ports. */
export type Overview = {
	readonly receive: SeriesWindow;
	readonly send: SeriesWindow;
	readonly health: readonly HealthFigure[];
	/** The active alerts, then the newest events. */
	readonly alerts: readonly AlertRow[];
	readonly activeAlerts: number;
	/** The numbers of rules and of fixed checks that are on; whether detectors look too. */
	readonly watched: {readonly rules: number; readonly checks: number; readonly detects: boolean};
	/** Those that fail first, then those that lose probes. */
	readonly probes: readonly ProbeChart[];
	readonly probeCount: number;
	/** null where no row is selected. */
	readonly port: PortChart | null;
	/** null before the first key or sample. */
	readonly changes: Changes | null;
};
