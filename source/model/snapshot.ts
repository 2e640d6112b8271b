import type {AlertCounts} from './alert.ts';
import type {Moment} from './moment.ts';
import type {Port} from './port.ts';
import type {Connection, Protocol, SocketState} from './socket.ts';
import type {StateCount} from './state-count.ts';

/** A source of samples and how it fares. A failure is data: the rest goes on. */
export type SourceStatus = {
	/** E.g. `sockets`, `processes`, `interfaces`, `counters`. */
	readonly name: string;
	/** E.g. `netlink`, `proc`. */
	readonly method: string;
	readonly state: 'ok' | 'degraded' | 'failed';
	/** One line for a person: what failed, or what is missing with this method and why. null when all is well. */
	readonly problem: string | null;
};

/** The privileges of this process beyond those of an ordinary user. null is unknown: /proc does not say. */
export type Privileges = {
	readonly userId: number;
	/** Sees the descriptors of every user's processes (root, or CAP_SYS_PTRACE with CAP_DAC_READ_SEARCH). */
	readonly seesAllProcesses: boolean | null;
	readonly networkAdministration: boolean | null;
	readonly rawSockets: boolean | null;
};

/** The constant facts about the machine. */
export type Host = {
	readonly name: string;
	/** E.g. `Linux 6.18.44`. */
	readonly kernel: string;
	readonly cores: number;
};

/** Totals of the machine or network namespace in one sample. Unknown is null. */
export type Totals = {
	readonly sockets: Readonly<Record<Protocol, number | null>>;
	readonly states: Readonly<Record<SocketState, number | null>>;
	/** Each frame once: of hardware, else of what leads out of the network namespace (collectors/counted-interfaces.ts). */
	readonly receiveBitsPerSecond: number | null;
	readonly sendBitsPerSecond: number | null;
	readonly receivePacketsPerSecond: number | null;
	readonly sendPacketsPerSecond: number | null;
	/** TCP segments, from Tcp: RetransSegs of /proc/net/snmp. */
	readonly retransmissionsPerSecond: number | null;
	/** TCP connections that were established, from Tcp: PassiveOpens and ActiveOpens: every one, however short. */
	readonly acceptedPerSecond: number | null;
	readonly connectedPerSecond: number | null;
};

/** The part of a sample that every view shows, and the moment of the sample. */
export type Summary = Moment & {
	readonly host: Host;
	/** Counts samples, from 1. */
	readonly tick: number;
	/** Since the previous sample, monotonic; null at the first. */
	readonly intervalSeconds: number | null;
	readonly uptimeSeconds: number | null;
	readonly totals: Totals;
	readonly privileges: Privileges;
	readonly sources: readonly SourceStatus[];
	/** The protocols whose sockets are unknown, all of them until a first sample succeeds: that a list has none of them means nothing. */
	readonly unreadProtocols: readonly Protocol[];
	/** The number of active alerts. */
	readonly alerts: AlertCounts;
	/** Milliseconds since 1970; of the first sample, and of the last `r`. */
	readonly startedAtMilliseconds: number;
	readonly resetAtMilliseconds: number | null;
	/** Milliseconds that the sample took. */
	readonly sampleMilliseconds: number;
};

export type Snapshot =
	| {readonly summary: Summary; readonly view: 'ports'; readonly rows: readonly Port[]}
	| {readonly summary: Summary; readonly view: 'connections'; readonly rows: readonly Connection[]}
	| {readonly summary: Summary; readonly view: 'states'; readonly rows: readonly StateCount[]};

/** The views of which `list` prints a sample. */
export const listedViews = ['ports', 'connections', 'states'] as const;
export type ListedView = (typeof listedViews)[number];
/** In the order of the tabs. `outgoing` is shown in that of `groups`: connections that began here, grouped by where they go. */
export const views = ['overview', 'ports', 'connections', 'groups', 'states', 'probes', 'errors', 'alerts', 'outgoing'] as const;
export type ViewName = (typeof views)[number];
