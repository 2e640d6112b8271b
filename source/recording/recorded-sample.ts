import type {Alert, LogEvent} from '../model/alert.ts';
import type {ConnectionGroup} from '../model/group.ts';
import type {Closing, Protocol} from '../model/socket.ts';
import type {
	CounterFigures,
	GroupFigures,
	InterfaceFigures,
	PortFigures,
	ProbeFigures,
	StateFigures,
	TotalFigures,
} from './figures.ts';

/** The process that owns something, by the names that are recorded. Unknown is null. */
export type RecordedOwner = {
	readonly process: string | null;
	readonly pid: number | null;
	readonly user: string | null;
	readonly unit: string | null;
	readonly container: string | null;
};

export type RecordedPort = {
	/** Names the row in this sample. */
	readonly protocol: Protocol;
	readonly address: string;
	readonly port: number;
	readonly status: string | null;
	readonly owner: RecordedOwner;
	readonly figures: PortFigures;
};

export type RecordedGroup = Pick<ConnectionGroup, 'grouping' | 'kind' | 'name'> & {readonly figures: GroupFigures};

export type RecordedProbe = {
	readonly target: string;
	readonly method: string | null;
	readonly port: number | null;
	readonly status: string | null;
	readonly figures: ProbeFigures;
};

/** A connection that ended. Unknown is null. */
export type RecordedConnection = {
	/** Milliseconds since 1970. */
	readonly beganMilliseconds: number | null;
	/** `at latest`: it was there at the first sample; `at earliest`: no sample has seen it; null: a sample was the first to see it. */
	readonly beganBound: 'at latest' | 'at earliest' | null;
	readonly endedMilliseconds: number;
	readonly protocol: Protocol;
	readonly direction: 'in' | 'out' | null;
	readonly localAddress: string | null;
	readonly localPort: number;
	readonly remoteAddress: string | null;
	readonly remotePort: number | null;
	readonly owner: RecordedOwner;
	readonly receivedBytes: number | null;
	readonly sentBytes: number | null;
	readonly bytesAreMinimum: boolean;
	readonly rttMicroseconds: number | null;
	readonly minimumRttMicroseconds: number | null;
	readonly retransmissions: number | null;
	readonly ending: Exclude<Closing, 'unknown'> | null;
};

/** An alert that began, changed or ended since the sample before. */
export type RecordedAlert = Pick<Alert, 'identity' | 'source' | 'origin' | 'severity' | 'subject' | 'message' | 'explanation' | 'firstValue' | 'worstValue'> & {
	/** Milliseconds since 1970. */
	readonly raisedMilliseconds: number;
	/** null while it fires. */
	readonly resolvedMilliseconds: number | null;
};

export type RecordedEvent = Pick<LogEvent, 'kind' | 'weight' | 'subject' | 'message' | 'before' | 'after' | 'lastedSeconds' | 'lastedIsMinimum' | 'count'> & {
	readonly timeMilliseconds: number;
	/** The alert of an event about one. */
	readonly alertIdentity: string | null;
	/** The line of the log itself. */
	readonly logged: LogEvent;
};

/** A sample as bytes. The first of a few is whole, the others are differences from the one before. */
export type WholeSample = {
	/** Ascending; the same for a whole sample and the differences from it. */
	readonly chunk: number;
	/** 0 for the whole one, then 1, 2 … */
	readonly place: number;
	/** The version of what wrote the bytes. */
	readonly codec: number;
	readonly rows: Uint8Array<ArrayBuffer>;
	/** null where they are left out. */
	readonly sockets: Uint8Array<ArrayBuffer> | null;
};

/** The figures of the interval between two samples. What does not move is left out of groups, states and counters. */
export type RecordedInterval = {
	readonly seconds: number;
	readonly totals: TotalFigures;
	readonly ports: readonly RecordedPort[];
	readonly groups: readonly RecordedGroup[];
	readonly states: ReadonlyArray<{readonly name: string; readonly figures: StateFigures}>;
	readonly counters: ReadonlyArray<{readonly name: string; readonly figures: CounterFigures}>;
	readonly interfaces: ReadonlyArray<{readonly name: string; readonly figures: InterfaceFigures}>;
	readonly probes: readonly RecordedProbe[];
};

/** The part of a sample that is recorded: everything in it is new since the sample before. */
export type RecordedSample = {
	/** Milliseconds since 1970, UTC. */
	readonly timeMilliseconds: number;
	readonly monotonicMilliseconds: number;
	/** null of the first sample, and where the sockets could not be read. */
	readonly interval: RecordedInterval | null;
	readonly connections: readonly RecordedConnection[];
	/** Things that were left out of this sample because there were too many, by what they are. */
	readonly leftOut: Readonly<Record<'connections' | 'ports' | 'whole samples', number>>;
	readonly alerts: readonly RecordedAlert[];
	readonly events: readonly RecordedEvent[];
	/** null where none is kept: there are no sockets, or it is the sample before once more. */
	readonly whole: WholeSample | null;
};
