import type {ConnectionSortKey} from '../fields/connection.ts';
import type {ErrorSortKey} from '../fields/counter.ts';
import type {FollowedFigure} from '../fields/followed-connection.ts';
import type {GroupSortKey} from '../fields/group.ts';
import type {OutgoingSortKey} from '../fields/outgoing.ts';
import type {PortSortKey} from '../fields/port.ts';
import type {ProbeSortKey} from '../fields/probe.ts';
import type {StateSortKey} from '../fields/state.ts';
import type {
	Alert,
	AlertRow,
	AlertRule,
	ConditionRow,
	FixedLimits,
	LogEvent,
	Severity,
} from '../model/alert.ts';
import type {CloseProposal} from '../model/close.ts';
import type {ErrorCounter} from '../model/error-counter.ts';
import type {ConnectionGroup, Grouping} from '../model/group.ts';
import type {Looked, Overview} from '../model/overview.ts';
import type {Port, PortPeer} from '../model/port.ts';
import type {
	Probe,
	ProbeDetails,
	ProbeSeries,
	ProbeSettings,
	ProbeTarget,
} from '../model/probe.ts';
import type {ProbeMethod} from '../model/probe-method.ts';
import type {EndCandidate, ProcessInfo} from '../model/process.ts';
import type {SeriesWindow, WindowShape} from '../model/series.ts';
import type {Summary, ViewName} from '../model/snapshot.ts';
import type {Connection, TransportDetail} from '../model/socket.ts';
import type {StateCount} from '../model/state-count.ts';
import type {NetworkInterface, OutgoingPeer} from '../model/traffic.ts';

/*
The messages between the interface (main thread) and the sampler (worker thread).
Only the visible rows and the totals cross. The worker owns each view's cursor, so that keys that
arrive faster than answers are never lost; at most one `view` message is outstanding until its `painted`.
*/

/** The log has one order: what fires, then the newest first. */
export type AlertSortKey = 'time';
/** The Overview's own order: alerts first, then the busiest. */
export type OverviewSortKey = 'attention';
/** A field by which the rows of a view are sorted. */
export type SortKey = PortSortKey | ConnectionSortKey | GroupSortKey | StateSortKey | ProbeSortKey | OutgoingSortKey | ErrorSortKey | AlertSortKey | OverviewSortKey;

export type Sort = {
	readonly key: SortKey;
	readonly descending: boolean;
};

/** A step of the cursor. A row is named by its identity. */
export type Move =
	| {readonly by: number}
	| {readonly to: 'first' | 'last'}
	/** As before the first step: the top stays in sight, until the next step. */
	| {readonly to: 'top'}
	| {readonly to: 'row'; readonly identity: string}
	/** The row whose detail is opened, or to which a way back leads: a cursor that no step has moved counts as unmoved afterwards, too. */
	| {readonly to: 'opened'; readonly identity: string};

/** A step through time, backwards where it is negative; or the moment to look at, in milliseconds since 1970. */
export type Travel =
	| {readonly samples: number}
	| {readonly seconds: number}
	| {readonly timeMilliseconds: number}
	| {readonly to: 'now'};

/** The sockets of a sample of the past: they are kept; only those of some samples around it are; none are. */
export type KeptSockets = 'all' | 'of some' | 'none';

/** A moment of the past is shown: that of the message's summary. */
export type Past = {
	/** The oldest moment that is kept: milliseconds since 1970. */
	readonly sinceMilliseconds: number;
	/** Now: milliseconds since 1970. */
	readonly nowMilliseconds: number;
	readonly sockets: KeptSockets;
	/** It is of a recording that is replayed: there is no now. */
	readonly isReplay?: true;
};

/** The rows that the interface wants to see; answered at once and again at every sample. */
export type Query = {
	readonly view: ViewName;
	/** In the filter language; already checked by the interface. Empty: everything. */
	readonly filter: string;
	readonly sort: Sort;
	/** The number of rows that fit. */
	readonly rows: number;
	/** The property that connections are grouped by in the Groups view. */
	readonly grouping: Grouping;
	/** Rows of this identity's detail are wanted too. */
	readonly detail: string | null;
	/** The detail of the selected row is wanted too where no more rows than these are listed, and no other detail is; 0: it is not. */
	readonly preview: number;
	/** Error counters that counted nothing since portop started are wanted too. */
	readonly showsZero: boolean;
	/** The interfaces are wanted too. */
	readonly interfaces: boolean;
	/** The charts of the detail, or of the interfaces, have this shape. */
	readonly chart: WindowShape;
	/** The changes since then are wanted too; null: they are not. */
	readonly looked: Looked | null;
	/** The number of moves of the cursor that the interface has asked for, this query's included: an answer shows where those lead. */
	readonly moves: number;
	/** The sample at which the display was frozen stays the one that is answered from. */
	readonly paused: boolean;
};

export type ToSampler =
	| {readonly type: 'query'; readonly query: Query; readonly move: Move | null}
	/** Another moment is to be shown, with this query. */
	| {readonly type: 'travel'; readonly to: Travel; readonly query: Query}
	/** The moment as typed, in UTC or the local zone where it names none; the answer says why not, where it is not good. */
	| {readonly type: 'travel-to'; readonly request: number; readonly text: string; readonly isUtc: boolean}
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
		readonly program: string;
		readonly signal: 'SIGTERM' | 'SIGKILL';
	}
	/** A row of Connections, by its identity. */
	| {readonly type: 'propose-close'; readonly request: number; readonly identity: string}
	/** The connection that was proposed, and confirmed: it is closed if it is still that one, and what was said of it holds. */
	| {readonly type: 'close'; readonly request: number; readonly proposal: CloseProposal}
	/** A target as typed; the answer says why not, where it is not good. */
	| {readonly type: 'add-probe'; readonly request: number; readonly text: string}
	| {readonly type: 'remove-probe'; readonly identity: string}
	/** Totals count from now on a second time. */
	| {readonly type: 'reset-totals'}
	/** A rule as typed, in the place of the one of a name; the answer says why not, where it is not good. */
	| {readonly type: 'add-rule'; readonly request: number; readonly text: string; readonly replaces: string | null}
	| {readonly type: 'remove-rule'; readonly name: string}
	/** The alert with this identity; null: all that are active. */
	| {readonly type: 'acknowledge'; readonly identity: string | null}
	| {readonly type: 'stop'};

/** A row with the figure that its sparkline shows, of the last two minutes, or 120 samples where that is longer; oldest first, NaN where it is unknown. */
type WithHistory<Row> = Row & {readonly history: readonly number[]};

/** A detail with charts of its row, by the figure's key in the field table. A figure that is not known has none. */
type WithCharts<Figure extends string> = {readonly charts: Readonly<Partial<Record<Figure, SeriesWindow>>>};

/** The figures of traffic that details chart. */
type TrafficFigure = 'receive' | 'send';

/** A network interface, with the sparkline of what passes in and out, of the first ones. */
export type InterfaceRow = WithHistory<NetworkInterface> & {
	/** Its charts; null where it is not among those that have some. */
	readonly charts: Readonly<Partial<Record<'receive' | 'send' | 'errors' | 'drops', SeriesWindow>>> | null;
};

/** The messages' parts for each view: its rows, what comes with them, and what a row's detail adds to the row. */
export type ViewTypes = {
	/** The ports, and what matters of everything else. */
	readonly overview: {
		readonly row: WithHistory<Port>;
		readonly extras: {readonly overview: Overview};
		readonly detail: ViewTypes['ports']['detail'];
	};
	readonly ports: {
		/** History: payload bits per second, in and out together. */
		readonly row: WithHistory<Port>;
		readonly extras: unknown;
		readonly detail: WithCharts<TrafficFigure | 'acceptQueue' | 'dropRate'> & {
			readonly processes: readonly ProcessInfo[];
			/** The peers with the most connections, at most 20. */
			readonly peers: readonly PortPeer[];
		};
	};
	readonly connections: {
		readonly row: Connection;
		readonly extras: unknown;
		/** The charts begin when the detail is opened. */
		readonly detail: WithCharts<FollowedFigure> & {
			readonly processes: readonly ProcessInfo[];
			readonly transport: TransportDetail | null;
		};
	};
	readonly groups: {
		readonly row: ConnectionGroup;
		readonly extras: unknown;
		readonly detail: WithCharts<TrafficFigure> & {
			/** The group's process; none where it is no process, or has ended. */
			readonly processes: readonly ProcessInfo[];
			/** The connections that move the most, at most 20. */
			readonly connections: readonly Connection[];
		};
	};
	readonly states: {
		/** History: the total. */
		readonly row: WithHistory<StateCount>;
		readonly extras: unknown;
		readonly detail: WithCharts<'total'> & {
			/** The local ports with the most sockets in this state, at most 20. */
			readonly ports: ReadonlyArray<{readonly port: number; readonly service: string | null; readonly sockets: number}>;
		};
	};
	readonly probes: {
		readonly row: Probe;
		readonly extras: unknown;
		readonly detail: WithCharts<keyof ProbeSeries> & Omit<ProbeDetails, 'row'>;
	};
	readonly outgoing: {
		/** History: payload bits per second, in and out together. */
		readonly row: WithHistory<OutgoingPeer>;
		readonly extras: unknown;
		readonly detail: WithCharts<TrafficFigure> & {readonly processes: readonly ProcessInfo[]};
	};
	readonly errors: {
		/** History: per second. */
		readonly row: WithHistory<ErrorCounter>;
		/** The newest rows of the log. */
		readonly extras: {readonly latest: readonly AlertRow[]};
		readonly detail: WithCharts<'rate'>;
	};
	readonly alerts: {
		readonly row: AlertRow | ConditionRow;
		readonly extras: unknown;
		readonly detail: {
			/** The rule that raised it, where a rule did and is still there; of a rule itself. */
			readonly rule: AlertRule | null;
			/** Earlier events about the same subject, of a rule or check about its alerts, newest first, at most 20. */
			readonly related: readonly LogEvent[];
		};
	};
};

/** A row of one view. */
export type RowOf<Name extends ViewName> = ViewTypes[Name]['row'];
/** The visible part of one view. */
export type ContentOf<Name extends ViewName> = ViewTypes[Name]['extras'] & {readonly view: Name; readonly rows: ReadonlyArray<RowOf<Name>>};
/** Everything about one row of a view. */
export type DetailOf<Name extends ViewName> = ViewTypes[Name]['detail'] & {readonly view: Name; readonly row: RowOf<Name>};

/** The visible part of any view. */
export type ViewRows = {[Name in ViewName]: ContentOf<Name>}[ViewName];
/** Everything about one row of any view. */
export type Detail = {[Name in ViewName]: DetailOf<Name>}[ViewName];

export type PortDetail = DetailOf<'ports'>;
export type ConnectionDetail = DetailOf<'connections'>;
export type GroupDetail = DetailOf<'groups'>;
export type StateDetail = DetailOf<'states'>;
export type ProbeDetail = DetailOf<'probes'>;
export type OutgoingDetail = DetailOf<'outgoing'>;
export type ErrorDetail = DetailOf<'errors'>;
export type AlertDetail = DetailOf<'alerts'>;

export type ViewMessage = {
	readonly type: 'view';
	readonly summary: Summary;
	/** null: it is now. */
	readonly past: Past | null;
	/** The query that this answers, as it was asked. */
	readonly query: Query;
	readonly content: ViewRows;
	/** Index of the first visible row among the matching ones. */
	readonly first: number;
	/** The number of rows that can be scrolled through: the matching ones and those that vanished a moment ago. */
	readonly listed: number;
	/** The number of rows that match the filter, and of all rows. */
	readonly matching: number;
	readonly total: number;
	/** The connections that closed within the last minute: listed ones, and those that are not, as there were too many. */
	readonly closed: {readonly listed: number; readonly leftOut: number};
	/** Index into `content.rows`; null when there is none. */
	readonly selected: number | null;
	/** null when none was asked for; 'gone' when the row vanished while its detail was open. */
	readonly detail: Detail | 'gone' | null;
	/** The detail of the selected row; null unless asked for, and where more rows are listed. */
	readonly preview: Detail | 'gone' | null;
	/** null unless asked for: those that count in the totals first. */
	readonly interfaces: readonly InterfaceRow[] | null;
	/** The worst alert that fires on each visible row that has one, by the row's identity. */
	readonly firing: Readonly<Record<string, Severity>>;
	/** The events since the message before, the oldest first, at most 100; absent unless the options ask for them. */
	readonly events?: readonly LogEvent[];
	/** The number of things in other views, for their tabs, without a filter; absent where none is worth showing. */
	readonly counts: Readonly<Partial<Record<ViewName, number>>>;
	/** The active alerts about the row whose detail is in the message. */
	readonly about: readonly Alert[];
};

export type FromSampler =
	| ViewMessage
	| {readonly type: 'end-candidates'; readonly request: number; readonly candidates: readonly EndCandidate[]; readonly problem: string | null}
	| {readonly type: 'ended'; readonly request: number; readonly ok: boolean; readonly message: string}
	| {readonly type: 'close-proposed'; readonly request: number; readonly proposal: CloseProposal | null; readonly problem: string | null}
	| {readonly type: 'closed'; readonly request: number; readonly ok: boolean; readonly message: string}
	/** Null: the moment is shown. Else what is wrong with the text; without a request, with the recording that a key led to. */
	| {readonly type: 'travelled'; readonly request: number | null; readonly problem: string | null}
	/** Null: the target is being probed, under this identity. Else what is wrong with the text. */
	| {readonly type: 'probe-added'; readonly request: number; readonly identity: string | null; readonly problem: string | null}
	/** Null: the rule holds from now on, under this name. Else what is wrong with the text. */
	| {
		readonly type: 'rule-added';
		readonly request: number;
		readonly name: string | null;
		readonly rule: AlertRule | null;
		/** The name of the rule in whose place it was put. */
		readonly replaced: string | null;
		readonly problem: string | null;
	}
	/** The sampler cannot go on; it ends after this. */
	| {readonly type: 'fatal'; readonly message: string};

/** The settings of a sampler; passed as workerData. */
export type SamplerOptions = {
	readonly source: 'auto' | 'netlink' | 'proc';
	readonly intervalSeconds: number;
	readonly watchedPorts: ReadonlyArray<{readonly first: number; readonly last: number}>;
	/** The mount point of proc; a fixture tree in tests. */
	readonly procPath: string;
	/** Targets that the user named; at most 64 together with the watched ports whose latency is measured. */
	readonly probeTargets: readonly ProbeTarget[];
	/** The method of targets that are added as text without one; null as in `ProbeTarget`. */
	readonly probeMethod: ProbeMethod | null;
	/** The settings of every probe of this session, also of those that are added later. */
	readonly probeSettings: ProbeSettings;
	/** Keep what a person looks back at: series of the figures, for charts, and connections that closed, for a while. */
	readonly keepsSeries: boolean;
	/** Keep whole samples, to look back at, in at most so many bytes; 0: none. */
	readonly historyBytes: number;
	/** The file of the recording of this machine, to look back further in, and from which the detectors learn; absent: there is none. */
	readonly recording?: string;
	/** The file of a recording that is shown instead of samples of this machine. */
	readonly replay?: string;
	/** Samples are recorded: each connection that ended is reported once, and none stays for long. */
	readonly records?: boolean;
	/** Each view message has the events since the one before, to be announced. */
	readonly sendsEvents?: boolean;
	/** Count also what comes and goes between two samples: destroyed connections, packets. Not worth it for a single sample. */
	readonly countsBetweenSamples: boolean;
	/** Alerts are raised by these from the start. */
	readonly alertRules: readonly AlertRule[];
	/** The number of samplers of this session that died before this one: their alerts, log and totals are lost. */
	readonly restarts: number;
	/** Whether portop's own detectors look for attacks, outages and leaks. */
	readonly detects: boolean;
	/** The thresholds of the checks that are always on. */
	readonly fixedLimits: FixedLimits;
	/** Measure the connect latency of watched TCP ports. */
	readonly probesWatchedPorts: boolean;
	/** Look for every socket's owners at each tick, without a time budget: for one-shot lists. */
	readonly completeAttribution: boolean;
};
