import type {
	AlertRow,
	AlertRule,
	LogEvent,
	Severity,
} from '../model/alert.ts';
import type {ErrorCounter} from '../model/error-counter.ts';
import type {Port} from '../model/port.ts';
import type {
	Probe,
	ProbeDetails,
	ProbeSettings,
	ProbeTarget,
} from '../model/probe.ts';
import type {ProbeMethod} from '../model/probe-method.ts';
import type {EndCandidate, ProcessInfo} from '../model/process.ts';
import type {Summary, ViewName} from '../model/snapshot.ts';
import type {Connection, TransportDetail} from '../model/socket.ts';
import type {StateCount} from '../model/state-count.ts';
import type {NetworkInterface, OutgoingPeer} from '../model/traffic.ts';

/*
The messages between the interface (main thread) and the sampler (worker thread).
Only the visible rows and the totals cross. The worker owns each view's cursor, so that keys that
arrive faster than answers are never lost; at most one `view` message is outstanding until its `painted`.
*/

export type PortSortKey =
	| 'port' | 'protocol' | 'address' | 'status' | 'service' | 'process' | 'user' | 'unit' | 'connections'
	| 'acceptQueue' | 'drops' | 'receive' | 'send' | 'receivePackets' | 'sendPackets' | 'rtt' | 'rttP95' | 'retransmissions' | 'cpu' | 'memory' | 'latency'
	| 'opened' | 'closed' | 'failed' | 'resets' | 'timeouts' | 'peers' | 'halfOpen' | 'closeWait' | 'processes' | 'totalOpened' | 'totalReceived' | 'totalSent';
export type ConnectionSortKey =
	| 'protocol' | 'state' | 'receiveQueue' | 'sendQueue' | 'local' | 'remote' | 'process' | 'user' | 'unit' | 'rtt'
	| 'retransmissions' | 'receive' | 'send' | 'receivePackets' | 'sendPackets' | 'age' | 'timer';
export type StateSortKey = 'state' | 'tcp' | 'tcp6' | 'udp' | 'udp6' | 'total' | 'change';
export type ProbeSortKey =
	/** The order in which they were added. */
	| 'order' | 'target' | 'method' | 'address' | 'status' | 'sent' | 'received' | 'lost' | 'loss' | 'last' | 'minimum' | 'average' | 'maximum'
	| 'p95' | 'deviation' | 'jitter';
export type OutgoingSortKey =
	| 'address' | 'port' | 'protocol' | 'service' | 'process' | 'user' | 'unit' | 'connections' | 'opened' | 'closed' | 'failed' | 'resets' | 'timeouts'
	| 'receive' | 'send' | 'receivePackets' | 'sendPackets' | 'rtt' | 'rttP95' | 'retransmissions' | 'totalOpened' | 'totalReceived' | 'totalSent';
export type ErrorSortKey = 'order' | 'name' | 'rate' | 'sinceStart' | 'sinceReset' | 'total';
/** The log has one order: what fires, then the newest first. */
export type AlertSortKey = 'time';
export type SortKey = PortSortKey | ConnectionSortKey | StateSortKey | ProbeSortKey | OutgoingSortKey | ErrorSortKey | AlertSortKey;

export type Sort = {
	readonly key: SortKey;
	readonly descending: boolean;
};

/** A step of the cursor. A row is named by its identity. */
export type Move =
	| {readonly by: number}
	| {readonly to: 'first' | 'last'}
	| {readonly to: 'row'; readonly identity: string};

/** What the interface wants to see from now on; answered at once and again at every sample. */
export type Query = {
	readonly view: ViewName;
	/** In the filter language; already checked by the interface. Empty: everything. */
	readonly filter: string;
	readonly sort: Sort;
	/** How many rows fit. */
	readonly rows: number;
	/** Rows of this identity's detail are wanted too. */
	readonly detail: string | null;
	/** Error counters that counted nothing since portop started are wanted too. */
	readonly showsZero: boolean;
	/** The interfaces are wanted too. */
	readonly interfaces: boolean;
	/** The sample at which the display was frozen stays the one that is answered from. */
	readonly paused: boolean;
};

export type ToSampler =
	| {readonly type: 'query'; readonly query: Query; readonly move: Move | null}
	/** The last `view` message is on the screen. */
	| {readonly type: 'painted'}
	| {readonly type: 'interval'; readonly seconds: number}
	| {readonly type: 'propose-end'; readonly request: number; readonly view: ViewName; readonly identity: string}
	| {
		readonly type: 'end';
		readonly request: number;
		readonly view: ViewName;
		/** The socket or port row through which the process was chosen: it must still be the owner. */
		readonly identity: string;
		readonly pid: number;
		readonly startTicks: number;
		readonly signal: 'SIGTERM' | 'SIGKILL';
	}
	/** A target as typed; the answer says why not, where it is not good. */
	| {readonly type: 'add-probe'; readonly request: number; readonly text: string}
	| {readonly type: 'remove-probe'; readonly identity: string}
	/** Totals count from now on a second time. */
	| {readonly type: 'reset-totals'}
	/** A rule as typed; the answer says why not, where it is not good. */
	| {readonly type: 'add-rule'; readonly request: number; readonly text: string}
	| {readonly type: 'remove-rule'; readonly name: string}
	/** Of the alert with this identity; null: of all that fire. */
	| {readonly type: 'acknowledge'; readonly identity: string | null}
	| {readonly type: 'stop'};

export type PortDetail = {
	readonly view: 'ports';
	readonly row: Port;
	readonly processes: readonly ProcessInfo[];
	/** The peers with the most connections, at most 20. */
	readonly peers: ReadonlyArray<{readonly address: string; readonly connections: number}>;
};
export type ConnectionDetail = {
	readonly view: 'connections';
	readonly row: Connection;
	readonly processes: readonly ProcessInfo[];
	readonly transport: TransportDetail | null;
};
export type StateDetail = {
	readonly view: 'states';
	readonly row: StateCount;
	/** The local ports with the most sockets in this state, at most 20. */
	readonly ports: ReadonlyArray<{readonly port: number; readonly service: string | null; readonly sockets: number}>;
};
export type ProbeDetail = {readonly view: 'probes'} & ProbeDetails;
export type OutgoingDetail = {
	readonly view: 'outgoing';
	readonly row: OutgoingPeer;
	readonly processes: readonly ProcessInfo[];
};
export type ErrorDetail = {readonly view: 'errors'; readonly row: ErrorCounter};
export type AlertDetail = {
	readonly view: 'alerts';
	readonly row: AlertRow;
	/** The rule that raised it, where a rule did and is still there. */
	readonly rule: AlertRule | null;
	/** What else was logged about the same subject, newest first, at most 20. */
	readonly related: readonly LogEvent[];
};
export type Detail = OutgoingDetail | ErrorDetail | AlertDetail | PortDetail | ConnectionDetail | StateDetail | ProbeDetail;

/** The visible part of a view. */
export type ViewRows =
	| {readonly view: 'ports'; readonly rows: readonly Port[]}
	| {readonly view: 'connections'; readonly rows: readonly Connection[]}
	| {readonly view: 'states'; readonly rows: readonly StateCount[]}
	| {readonly view: 'probes'; readonly rows: readonly Probe[]}
	| {readonly view: 'outgoing'; readonly rows: readonly OutgoingPeer[]}
	/** With the newest of the log. */
	| {readonly view: 'errors'; readonly rows: readonly ErrorCounter[]; readonly latest: readonly AlertRow[]}
	| {readonly view: 'alerts'; readonly rows: readonly AlertRow[]};

export type ViewMessage = {
	readonly type: 'view';
	readonly summary: Summary;
	/** The query that this answers, as it was asked. */
	readonly query: Query;
	readonly content: ViewRows;
	/** Index of the first visible row among the matching ones. */
	readonly first: number;
	/** How many rows can be scrolled through: the matching ones and those that vanished a moment ago. */
	readonly listed: number;
	/** How many rows match the filter, and how many there are at all. */
	readonly matching: number;
	readonly total: number;
	/** Index into `content.rows`; null when there is none. */
	readonly selected: number | null;
	/** null when none was asked for; 'gone' when the row vanished while its detail was open. */
	readonly detail: Detail | 'gone' | null;
	/** null unless asked for. */
	readonly interfaces: readonly NetworkInterface[] | null;
	/** The worst alert that fires on each visible row that has one, by the row's identity. */
	readonly firing: Readonly<Record<string, Severity>>;
};

export type FromSampler =
	| ViewMessage
	| {readonly type: 'end-candidates'; readonly request: number; readonly candidates: readonly EndCandidate[]; readonly problem: string | null}
	| {readonly type: 'ended'; readonly request: number; readonly ok: boolean; readonly message: string}
	/** Null: the target is being probed, under this identity. Else what is wrong with the text. */
	| {readonly type: 'probe-added'; readonly request: number; readonly identity: string | null; readonly problem: string | null}
	/** Null: the rule holds from now on, under this name. Else what is wrong with the text. */
	| {readonly type: 'rule-added'; readonly request: number; readonly name: string | null; readonly rule: AlertRule | null; readonly problem: string | null}
	/** The sampler cannot go on; it ends after this. */
	| {readonly type: 'fatal'; readonly message: string};

/** How a sampler is set up; crosses as workerData. */
export type SamplerOptions = {
	readonly source: 'auto' | 'netlink' | 'proc';
	readonly intervalSeconds: number;
	readonly watchedPorts: ReadonlyArray<{readonly first: number; readonly last: number}>;
	/** Where proc is mounted; a fixture tree in tests. */
	readonly procPath: string;
	/** Targets that the user named; at most 64 together with the watched ports whose latency is measured. */
	readonly probeTargets: readonly ProbeTarget[];
	/** Of targets that are added as text and name none; null as for `ProbeTarget`. */
	readonly probeMethod: ProbeMethod | null;
	/** Of every probe of this session, those that are added later too. */
	readonly probeSettings: ProbeSettings;
	/** Count also what comes and goes between two samples: destroyed connections, packets. Not worth it for a single sample. */
	readonly countsBetweenSamples: boolean;
	/** Alerts are raised by these from the start. */
	readonly alertRules: readonly AlertRule[];
	/** How many samplers of this session have died before this one: their alerts, log and totals are lost. */
	readonly restarts: number;
	/** Whether portop's own detectors look for attacks, outages and leaks. */
	readonly detects: boolean;
	/** Measure the connect latency of watched TCP ports. */
	readonly probesWatchedPorts: boolean;
	/** Look for every socket's owners at each tick, without a time budget: for one-shot lists. */
	readonly completeAttribution: boolean;
};
