/** The socket tables that portop reads; the order is the index used in columnar tables. */
export const protocols = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
export type Protocol = (typeof protocols)[number];

/** The index of each protocol in `protocols`, which is the value of a table's column `protocol`. The first two are TCP, the others UDP. */
export const protocolIndices: Readonly<Record<Protocol, number>> = {
	tcp: 0, tcp6: 1, udp: 2, udp6: 3,
};
export const firstUdpIndex = protocolIndices.udp;

export type Transport = 'tcp' | 'udp';

export function isTcp(protocol: Protocol): boolean {
	return protocol === 'tcp' || protocol === 'tcp6';
}

export function isUdp(protocol: Protocol): boolean {
	return !isTcp(protocol);
}

export function transportOf(protocol: Protocol): Transport {
	return isTcp(protocol) ? 'tcp' : 'udp';
}

/**
The twelve states of the network-connections check, in the order in which they are shown.
Linux never reports IDLE (a Solaris state); an unconnected UDP socket is CLOSED (what `ss` spells UNCONN).
*/
export const socketStates = [
	'LISTEN',
	'ESTABLISHED',
	'SYN_SENT',
	'SYN_RECEIVED',
	'FIN_WAIT_1',
	'FIN_WAIT_2',
	'CLOSE_WAIT',
	'CLOSING',
	'LAST_ACK',
	'TIME_WAIT',
	'CLOSED',
	'IDLE',
] as const;
export type SocketState = (typeof socketStates)[number];

/** The index of each state in `socketStates`, which is the value of a table's column `state`. */
// Object.fromEntries() forgets that every state is there.
export const stateIndices = Object.fromEntries(socketStates.map((state, index) => [state, index])) as Readonly<Record<SocketState, number>>;

/** The spelling of each state in `ss`, which has none for IDLE. */
export const ssStateNames: Readonly<Record<SocketState, string>> = {
	LISTEN: 'LISTEN',
	ESTABLISHED: 'ESTAB',
	SYN_SENT: 'SYN-SENT',
	SYN_RECEIVED: 'SYN-RECV',
	FIN_WAIT_1: 'FIN-WAIT-1',
	FIN_WAIT_2: 'FIN-WAIT-2',
	CLOSE_WAIT: 'CLOSE-WAIT',
	CLOSING: 'CLOSING',
	LAST_ACK: 'LAST-ACK',
	TIME_WAIT: 'TIME-WAIT',
	CLOSED: 'UNCONN',
	IDLE: 'IDLE',
};

/** Whether a socket's owners are known, and if not, why. */
export type OwnerStatus =
	/** Every process that shares the socket is listed. */
	| 'known'
	/** No process holds it: TIME-WAIT, SYN-RECV, or a socket of the kernel's own. */
	| 'none'
	/** Not searched yet: the time budget of the tick was used up. */
	| 'pending'
	/** Not found, but not every process can be seen, or its descriptors: the socket may be one of theirs. */
	| 'denied';

/** One open descriptor of a socket. */
export type SocketHolder = {
	readonly pid: number;
	/** The name of its program, free of control characters. */
	readonly name: string;
	readonly fileDescriptor: number;
	/** The kernel's name (`comm`), by which it can be found too; absent where it is the same. */
	readonly kernelName?: string;
	/** Together with the pid it names one process for ever; absent where the process has ended. */
	readonly startTicks?: number;
	/** The program that the process runs, as `ProcessInfo` has it; absent where the process has ended. */
	readonly program?: string;
};

export type SocketOwners = {
	readonly status: OwnerStatus;
	/** Those that serve first; a service manager that only keeps the socket for them comes last. */
	readonly holders: readonly SocketHolder[];
};

/** The accept queue of a connection that no process has accepted yet. */
export type WaitedQueue = {
	/** The program that listens; null where it is not known, or several do. */
	readonly program: string | null;
};

/** The age of a row; a vanished row is kept for a few seconds so that it can fade out, a connection that closed for a minute. */
export type Freshness = 'new' | 'present' | 'vanished' | 'closed';

/**
The ways in which a connection closes: the peer did first, or this end; it was reset, or given up as nothing came back; it never was one. The order is the
index used in columnar tables: `open` is everything that is no connection that closed, `unknown` one of which that could not be seen.
*/
export const closings = ['open', 'unknown', 'peer', 'us', 'reset', 'timeout', 'failed'] as const;
export type Closing = Exclude<(typeof closings)[number], 'open'>;

/** The end of a connection that closed. */
export type ClosedConnection = {
	readonly how: Closing;
	readonly secondsAgo: number;
	/** It was there for less than `ageSeconds`: no sample has seen it. */
	readonly ageIsMaximum: boolean;
	/** It may have moved more than was seen of it. */
	readonly bytesAreMinimum: boolean;
};

/** The kernel's timer that is running on a socket: `idiag_timer` of linux/inet_diag.h, spelled as `ss -o` does. */
export type SocketTimer = {
	readonly name: 'on' | 'keepalive' | 'timewait' | 'persist' | 'unknown';
	readonly expiresMilliseconds: number;
	/** Retransmissions, keepalive probes or window probes sent so far, by the kind of timer. */
	readonly attempts: number;
};

/** One socket as it is shown. Unknown is null, never 0. */
export type Connection = {
	/** Names the socket for its whole life, across samples. */
	readonly identity: string;
	readonly protocol: Protocol;
	readonly state: SocketState;
	readonly receiveQueueBytes: number;
	/** For a listener the limit of its accept queue; null from /proc/net, which does not have it. */
	readonly sendQueueBytes: number | null;
	/** The spelling of `ss -n`: brackets around IPv6, `%interface` where bound to one, `*` for the dual-stack wildcard. */
	readonly localAddress: string;
	readonly localPort: number;
	readonly remoteAddress: string;
	/** 0 where there is no peer. */
	readonly remotePort: number;
	/** The service name of the local port where it is open here, else of the remote one, else of the local one; null if they have none. */
	readonly service: string | null;
	readonly owners: SocketOwners;
	/** The accept queue in which the connection waits; null where it waits in none. */
	readonly waitsIn: WaitedQueue | null;
	readonly userId: number | null;
	readonly user: string | null;
	readonly unit: string | null;
	readonly container: string | null;
	readonly rttMicroseconds: number | null;
	readonly rttVariationMicroseconds: number | null;
	readonly minimumRttMicroseconds: number | null;
	/** Segments retransmitted in the life of the connection. */
	readonly retransmissions: number | null;
	readonly retransmissionsPerSecond: number | null;
	/** Payload, in the life of the connection. */
	readonly receivedBytes: number | null;
	readonly sentBytes: number | null;
	/** Payload, since the previous sample. */
	readonly receiveBitsPerSecond: number | null;
	readonly sendBitsPerSecond: number | null;
	readonly receivePacketsPerSecond: number | null;
	readonly sendPacketsPerSecond: number | null;
	/** Since portop first saw the socket; of a connection that closed until then. */
	readonly ageSeconds: number | null;
	/** The socket was there at the first sample, so that its age is at least `ageSeconds`. */
	readonly ageIsMinimum: boolean;
	readonly timer: SocketTimer | null;
	/** Datagrams (UDP) or connections (listener) dropped because the queue was full; of a listener also half-open ones that were reset. */
	readonly drops: number | null;
	readonly freshness: Freshness;
	/** null while it is there. */
	readonly closed: ClosedConnection | null;
};

/** Further facts of the kernel about one TCP connection: `struct tcp_info`. Unknown is null. */
export type TransportDetail = {
	readonly congestionWindowSegments: number | null;
	readonly slowStartThresholdSegments: number | null;
	readonly maximumSegmentBytes: number | null;
	readonly pathMtuBytes: number | null;
	readonly retransmissionTimeoutMicroseconds: number | null;
	readonly unacknowledgedSegments: number | null;
	readonly lostSegments: number | null;
	readonly deliveryRateBitsPerSecond: number | null;
	readonly lastSentMilliseconds: number | null;
	readonly lastReceivedMilliseconds: number | null;
	readonly segmentsIn: number | null;
	readonly segmentsOut: number | null;
	readonly retransmittedBytes: number | null;
};

/** The figures of a connection that is looked at, of which its detail has charts. */
export type FollowedConnection = Connection & Pick<TransportDetail, 'congestionWindowSegments'>;
