import type {AlertRow, Severity} from './alert.ts';
import type {PortPeer} from './port.ts';
import type {Probe, ProbeHistory} from './probe.ts';
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
	/** null before its first outcome. */
	readonly history: ProbeHistory | null;
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
	readonly probes: readonly ProbeChart[];
	readonly probeCount: number;
	/** null where no row is selected. */
	readonly port: PortChart | null;
};
