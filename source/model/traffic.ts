import type {Place, SocketUser} from './process.ts';
import type {
	Freshness,
	Protocol,
	SocketOwners,
	SocketState,
} from './socket.ts';

/** The traffic through a port, or with a peer, in a stretch of time. Unknown is null. */
export type TrafficTotals = {
	/** TCP connections: of a listener those that were established (accepted by the kernel), of a peer those that were begun here. */
	readonly opened: number | null;
	readonly closed: number | null;
	/** Handshakes with a listener that did not complete; connects to a peer that failed. */
	readonly failed: number | null;
	/** Closed connections that ended by a reset, from either side. */
	readonly resets: number | null;
	/** Closed connections that timed out because no answer came. */
	readonly timeouts: number | null;
	/** Payload: TCP's as the application sees it, a UDP port's without headers. */
	readonly receivedBytes: number | null;
	readonly sentBytes: number | null;
	/** Segments or datagrams. */
	readonly receivedPackets: number | null;
	readonly sentPackets: number | null;
	/** Segments that were sent more than once. */
	readonly retransmissions: number | null;
	/** The drops of `Port.drops`, since the stretch began. */
	readonly drops: number | null;
};

/** Nothing is known. */
export const unknownTotals: TrafficTotals = {
	opened: null,
	closed: null,
	failed: null,
	resets: null,
	timeouts: null,
	receivedBytes: null,
	sentBytes: null,
	receivedPackets: null,
	sentPackets: null,
	retransmissions: null,
	drops: null,
};

/** The traffic since the previous sample, per second. */
export type TrafficRates = {
	readonly openedPerSecond: number | null;
	readonly closedPerSecond: number | null;
	readonly failedPerSecond: number | null;
	readonly resetsPerSecond: number | null;
	readonly timeoutsPerSecond: number | null;
	readonly receiveBitsPerSecond: number | null;
	readonly sendBitsPerSecond: number | null;
	readonly receivePacketsPerSecond: number | null;
	readonly sendPacketsPerSecond: number | null;
	/** TCP segments with payload that were sent, also those sent again. */
	readonly dataSegmentsPerSecond: number | null;
};

/** Nothing is known. */
export const unknownRates: TrafficRates = {
	openedPerSecond: null,
	closedPerSecond: null,
	failedPerSecond: null,
	resetsPerSecond: null,
	timeoutsPerSecond: null,
	receiveBitsPerSecond: null,
	sendBitsPerSecond: null,
	receivePacketsPerSecond: null,
	sendPacketsPerSecond: null,
	dataSegmentsPerSecond: null,
};

/** The totals of a row, since portop started and since the user pressed `r`. */
export type Counted = {
	readonly sinceStart: TrafficTotals;
	/** null until `r` was pressed. */
	readonly sinceReset: TrafficTotals | null;
	/** Whether connections that lived between two samples may be missing: the kernel does not report them, or reports were lost. */
	readonly isLowerBound: boolean;
	/**
	Whether bytes of some connections are missing: a process of this machine cut them off in a way that clears the kernel's counters, or a
	byte of each may be the peer's FIN.
	*/
	readonly missesBytes: boolean;
	/** Totals that may be too low for a reason of their own: a listener's drops after it was seen last, connects that failed at a port that is not known. */
	readonly atLeast: ReadonlyArray<keyof TrafficTotals>;
};

/** The average payload of the last minutes, in bits per second; the time before something was there counts as nothing. Unknown is null. */
export type TrafficAverages = {
	readonly receiveMinute: number | null;
	readonly sendMinute: number | null;
	readonly receiveTenMinutes: number | null;
	readonly sendTenMinutes: number | null;
	/** In and out together. */
	readonly trafficTenMinutes: number | null;
};

/** Outgoing connections to one (protocol, peer address, port). Unknown is null. */
export type OutgoingPeer = TrafficRates & {
	/** Only of rows that are shown, or sorted by them. */
	readonly averages?: TrafficAverages;
	readonly identity: string;
	readonly protocol: Protocol;
	/** The spelling of `ss -n`. */
	readonly address: string;
	readonly port: number;
	readonly service: string | null;
	/** The processes that are connected now, each once. */
	readonly owners: SocketOwners;
	readonly userId: number | null;
	readonly user: string | null;
	readonly unit: string | null;
	readonly container: string | null;
	/** The other users of its sockets, and the other places where processes hold them: each once. */
	readonly otherUsers: readonly SocketUser[];
	readonly otherPlaces: readonly Place[];
	readonly connections: Readonly<Partial<Record<SocketState, number>>>;
	readonly connectionCount: number;
	readonly rttMedianMicroseconds: number | null;
	readonly rttP95Microseconds: number | null;
	/** Retransmitted of sent segments since the previous sample; null if none was sent. */
	readonly retransmissionPercent: number | null;
	readonly totals: Counted;
	readonly freshness: Freshness;
};

/** One network interface. Unknown is null. */
export type NetworkInterface = {
	readonly name: string;
	/** Its traffic is part of the header's totals. */
	readonly isCounted: boolean;
	readonly receiveBitsPerSecond: number | null;
	readonly sendBitsPerSecond: number | null;
	readonly receivePacketsPerSecond: number | null;
	readonly sendPacketsPerSecond: number | null;
	readonly receiveErrorsPerSecond: number | null;
	readonly sendErrorsPerSecond: number | null;
	readonly receiveDropsPerSecond: number | null;
	readonly sendDropsPerSecond: number | null;
	/** Since it came up, as the kernel counts them. */
	readonly receivedBytes: number;
	readonly sentBytes: number;
	readonly receivedPackets: number;
	readonly sentPackets: number;
	readonly receiveErrors: number;
	readonly sendErrors: number;
	readonly receiveDrops: number;
	readonly sendDrops: number;
};
