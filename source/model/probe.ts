import type {Moment} from './moment.ts';
import type {ProbeMethod} from './probe-method.ts';
import type {SeriesWindow} from './series.ts';

/** TCP flags that a `syn` probe can carry, in the order of their bits: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32 (RFC 9293). */
export const tcpFlags = ['F', 'S', 'R', 'P', 'A', 'U'] as const;
export type TcpFlag = (typeof tcpFlags)[number];

/** A target to probe, in the user's words. */
export type ProbeTarget = {
	/** The user's spelling. */
	readonly text: string;
	/** null: `icmp` without a port; with one `syn` if raw sockets may be opened, else `connect`. */
	readonly method: ProbeMethod | null;
	/** A name, or an address without brackets; with `%interface` for a link-local one. */
	readonly host: string;
	/** null for `icmp` only. */
	readonly port: number | null;
};

/** The settings of probes. null leaves a choice to the kernel. */
export type ProbeSettings = {
	/** Which addresses of a name are used; null: the first that the resolver gives. */
	readonly family: 4 | 6 | null;
	readonly intervalSeconds: number;
	/** An answer that comes later than this is late. */
	readonly timeoutSeconds: number;
	/** Probes to send to each target; null: until stopped. */
	readonly count: number | null;
	readonly sourcePort: number | null;
	/** IPv4's TTL, IPv6's hop limit: 1 to 255. */
	readonly timeToLive: number | null;
	readonly doNotFragment: boolean;
	/** The TOS or traffic class octet, 0 to 255: DSCP in its upper six bits. */
	readonly typeOfService: number | null;
	/** Payload of icmp, syn and udp probes; null: the method's own. */
	readonly payloadBytes: number | null;
	/** Sent out of this interface only. */
	readonly interfaceName: string | null;
	readonly tcpFlags: readonly TcpFlag[];
	/** Payload of a udp probe; null: a request that the port's protocol answers, else none. */
	readonly data: Uint8Array | null;
};

/** The outcomes of probes. Each probe has exactly one; `lost` may turn into `late` while the answer is still waited for. */
export const outcomeKinds = [
	/** SYN-ACK, echo reply, UDP answer. */
	'reply',
	/** RST, or port unreachable from the target itself: the path works, the port is closed. */
	'refused',
	/** Another ICMP error, in time: a host on the path, or the target, rejected it. */
	'rejected',
	/** Answered by the target after its timeout. */
	'late',
	/** No answer within its timeout. */
	'lost',
	/** Could not be sent. */
	'error',
] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

export type ProbeOutcome = {
	/** Counts the target's probes, from 1. */
	readonly sequence: number;
	readonly kind: OutcomeKind;
	/** Milliseconds since 1970, UTC. */
	readonly sentAtMilliseconds: number;
	/** The same in monotonic milliseconds of the thread that holds it. */
	readonly sentAtMonotonic: number;
	/** null when nothing answered. Of a rejected probe the time until the ICMP error came. */
	readonly rttMicroseconds: number | null;
	/** The address that answered, as `ss -n` spells it without brackets. */
	readonly from: string | null;
	/** The ICMP error that answered. */
	readonly icmp: {readonly type: number; readonly code: number} | null;
	/** In plain words: `SYN-ACK`, `RST`, `host unreachable`, `EHOSTUNREACH: no route to host`. null for `lost`. */
	readonly detail: string | null;
	/** The kind of a late answer; null for other outcomes. */
	readonly answer: 'reply' | 'refused' | null;
	/** It was answered in time, but a probe that was sent after it was answered before it (RFC 4737). */
	readonly isReordered: boolean;
};

/** An event of a prober about one target, in the order in which they happened. */
export type ProbeEvent = {
	/** Which target: the identity that it was added with. */
	readonly target: string;
} & (
	/** Its address is known, or has changed. Probes go there from now on. `scopeId` is the interface's index for a link-local one; else 0. */
	| {readonly type: 'resolved'; readonly method: ProbeMethod; readonly address: string; readonly scopeId: number; readonly previous: string | null}
	/** It cannot be probed now: an unknown name, a missing privilege, no such interface. It is tried again when `isFinal` is false. */
	| {readonly type: 'problem'; readonly message: string; readonly isFinal: boolean}
	/** Probes sent so far, in all. */
	| {readonly type: 'sent'; readonly count: number}
	/** A probe that was reported `lost` is reported once more when it turns out to be `late`. */
	| {readonly type: 'outcome'; readonly outcome: ProbeOutcome}
	/** A probe that has its outcome was answered once more. */
	| {readonly type: 'duplicate'; readonly sequence: number; readonly rttMicroseconds: number}
	/** Its count is reached and every probe is decided. */
	| {readonly type: 'finished'}
);

/** Counts and round-trip times of a stretch of time. Unknown is null. */
export type ProbeFigures = {
	/** Probes that left, without errors. `received + rejected + late + lost + inFlight`. */
	readonly sent: number;
	/** Answered by the target in time: `replies + refused`. */
	readonly received: number;
	readonly replies: number;
	readonly refused: number;
	readonly rejected: number;
	readonly late: number;
	readonly lost: number;
	readonly errors: number;
	/** Sent, and neither answered nor timed out yet. */
	readonly inFlight: number;
	readonly duplicates: number;
	readonly reordered: number;
	/** lost / (sent - inFlight), 0 to 100, not rounded. null before a probe is decided. */
	readonly lossPercent: number | null;
	/** The minimum of the received round trips. */
	readonly minimumMicroseconds: number | null;
	readonly averageMicroseconds: number | null;
	readonly maximumMicroseconds: number | null;
	/** The standard deviation of the population. */
	readonly standardDeviationMicroseconds: number | null;
	/** Smoothed difference of successive round-trip times, RFC 3550 section 6.4.1 and A.8. */
	readonly jitterMicroseconds: number | null;
	readonly p50Microseconds: number | null;
	readonly p95Microseconds: number | null;
	readonly p99Microseconds: number | null;
};

/**
The state of the port, apart from the quality of the path: OPEN replied (an ICMP target: is there), CLOSED refused,
FILTERED turned away by a firewall or silent, UNREACHABLE no route there. A UDP port that is silent is OPEN|FILTERED.
*/
export type ProbeStatus = 'OPEN' | 'CLOSED' | 'FILTERED' | 'UNREACHABLE' | 'OPEN|FILTERED';

/** The kernel's measurements of the real TCP connections to the same host: portop's own probes are not among them. */
export type PassivePath = {
	/** ESTABLISHED ones. */
	readonly connections: number;
	/** Median of their smoothed RTTs; null if none has one. */
	readonly rttMicroseconds: number | null;
	/** Retransmitted of sent segments in the last minute; null if none was sent. */
	readonly retransmissionPercent: number | null;
};

/** One outcome in a sparkline. */
export type RecentOutcome = Pick<ProbeOutcome, 'kind' | 'rttMicroseconds'>;

/** One target as it is shown. */
export type Probe = {
	readonly identity: string;
	/** The user's spelling. */
	readonly target: string;
	/** null until the target is resolved for the first time, where the user named none and the port leaves a choice. */
	readonly method: ProbeMethod | null;
	readonly address: string | null;
	readonly port: number | null;
	/** The address before the last change. */
	readonly previousAddress: string | null;
	readonly status: ProbeStatus | null;
	/** The moment at which the status became what it is. */
	readonly statusSince: Moment | null;
	/** The reason why it is not probed now. */
	readonly problem: string | null;
	readonly session: ProbeFigures;
	readonly lastMinute: ProbeFigures;
	/** The round trip of the last received answer. */
	readonly lastRttMicroseconds: number | null;
	/** Oldest first, at most 120. */
	readonly recent: readonly RecentOutcome[];
	/** null while the address is not known. */
	readonly passive: PassivePath | null;
};

/** The outcomes of a target's probes that were decided since they were counted last. */
export type ProbeTally = {
	/** Answered by the target in time: replied or refused. */
	readonly received: number;
	/** Without those that turned out to be late. Not negative. */
	readonly lost: number;
	/** The round-trip times of the received ones, added up. */
	readonly roundTripMicroseconds: number;
};

/** A target as its figures are recorded. The rates are those of the time for which a sample stands; null where they are unknown. */
export type RecordedProbe = Probe & {
	readonly receivedPerSecond: number | null;
	readonly lostPerSecond: number | null;
	/** The round-trip times of the received ones, added up: what they have in a second. */
	readonly roundTripMicrosecondsPerSecond: number | null;
};

/** The recorded rates of a target over a stretch of time: `roundTrips` by `received` is the average round-trip time. */
export type ProbeSeries = Readonly<Record<'received' | 'lost' | 'roundTrips', SeriesWindow>>;

/** Returns the rates of a target where all of them are known. */
export function wholeSeries({received, lost, roundTrips}: Partial<ProbeSeries>): ProbeSeries | null {
	return received === undefined || lost === undefined || roundTrips === undefined ? null : {received, lost, roundTrips};
}

/** Loss in the last so many seconds; null seconds: the whole session. */
export type ProbeWindow = {
	readonly seconds: number | null;
	readonly decided: number;
	readonly lost: number;
	readonly lossPercent: number | null;
};

/** The number of round trips from `fromMicroseconds` to below `toMicroseconds`. */
export type HistogramBar = {
	readonly fromMicroseconds: number;
	readonly toMicroseconds: number;
	readonly count: number;
};

/** Everything about one target. */
export type ProbeDetails = {
	readonly row: Probe;
	readonly windows: readonly ProbeWindow[];
	/** Bars of a 1-2-5 series over the range that occurred, the empty ones between too. */
	readonly histogram: readonly HistogramBar[];
	/** Newest first, at most 100. */
	readonly outcomes: readonly ProbeOutcome[];
};

/** The connect latency of a listening or watched port, measured on this machine. */
export type PortLatency = Pick<Probe, 'status' | 'statusSince' | 'problem' | 'lastRttMicroseconds' | 'recent'> & {
	/** The address where it is measured, without brackets, with `%interface` for a link-local one. */
	readonly address: string;
	readonly session: ProbeFigures;
};
