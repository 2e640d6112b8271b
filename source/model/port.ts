import type {PortForwarding} from './forwarding.ts';
import type {PortLatency} from './probe.ts';
import type {Place, SocketUser} from './process.ts';
import type {Counted, TrafficAverages, TrafficRates} from './traffic.ts';
import type {
	Freshness,
	Protocol,
	SocketOwners,
	SocketState,
} from './socket.ts';

/** A range of ports, both ends included; a single port has equal ends. */
export type PortRange = {
	readonly first: number;
	readonly last: number;
};

/** Returns the identity of a port that is bound: the same in every sample, and in a recording. */
export function portIdentity({protocol, address, port}: Pick<Port, 'protocol' | 'address' | 'port'>): string {
	return `${protocol}|${address}|${port}`;
}

/** One (protocol, address, port) that listens, or is watched. Unknown is null, never 0. */
export type Port = TrafficRates & {
	/** Only of rows that are shown, or sorted by them. */
	readonly averages?: TrafficAverages;
	readonly identity: string;
	readonly protocol: Protocol;
	/** The spelling of `ss -n`; `*` for a watched port without a listener. */
	readonly address: string;
	readonly port: number;
	/**
	OPEN: a TCP listener or a bound, unconnected UDP socket, or forwarded. CLOSED: watched, and without a listener. Where its latency is
	measured, what the last probes say: OPEN accepted, CLOSED refused, FILTERED is silent. null: it may be forwarded, which is not known.
	*/
	readonly status: 'OPEN' | 'CLOSED' | 'FILTERED' | null;
	/** Whether a socket of this machine is bound to it. */
	readonly isBound: boolean;
	/** The forwarding of a port without a socket. Of one with a socket it is not looked at: null. */
	readonly forwarding: PortForwarding;
	/** null where it is not measured. */
	readonly latency: PortLatency | null;
	readonly watched: boolean;
	readonly service: string | null;
	/** Each process once, with the first of its descriptors. */
	readonly owners: SocketOwners;
	readonly userId: number | null;
	readonly user: string | null;
	readonly unit: string | null;
	readonly container: string | null;
	/** The other users of its sockets, and the other places where processes hold them: each once. */
	readonly otherUsers: readonly SocketUser[];
	readonly otherPlaces: readonly Place[];
	/** Connections of this port by state; the listener itself is not one. Only states that occur. */
	readonly connections: Readonly<Partial<Record<SocketState, number>>>;
	/** null where they are not known: `connections` means nothing then. The port is, or may be, forwarded. */
	readonly connectionCount: number | null;
	/** Different addresses among the connections' peers; unknown of a closed port. */
	readonly peerCount: number | null;
	/** Processes that hold the listening socket, and others that hold its connections: forked workers. */
	readonly processCount: number | null;
	readonly workerCount: number | null;
	/** The totals of its traffic. */
	readonly totals: Counted;
	/** The reason why rates and totals of traffic are unknown although the kernel could count them; null where it counts them, or never can. */
	readonly missing: string | null;
	/** Connections waiting to be accepted, now: of several sockets (SO_REUSEPORT) at the one whose queue is fullest. null for UDP and a closed port. */
	readonly acceptQueue: number | null;
	readonly acceptQueueLimit: number | null;
	/** Bytes waiting in the UDP sockets' receive queues; null for TCP. */
	readonly receiveQueueBytes: number | null;
	/**
	TCP: connections that the listener dropped because its accept queue was full, and half-open ones that were reset (a scan;
	our own probes are left out). UDP: datagrams dropped because the receive buffer was full.
	*/
	readonly drops: number | null;
	/** Since the previous sample. */
	readonly dropsPerSecond: number | null;
	/** The median of the connections' smoothed RTTs. */
	readonly rttMedianMicroseconds: number | null;
	readonly rttP95Microseconds: number | null;
	/** Retransmitted of sent segments since the previous sample; null if none was sent. */
	readonly retransmissionPercent: number | null;
	/** Percent of one core, the sum over owners and workers, each process once. */
	readonly cpuPercent: number | null;
	readonly residentBytes: number | null;
	/** The descriptors of the process of the port that has the largest part of its limit (RLIMIT_NOFILE) in use; null where that is not known. */
	readonly openFiles: {readonly pid: number; readonly count: number; readonly limit: number} | null;
	readonly freshness: Freshness;
};

/** A remote address that is connected to a port: the sum of its connections. Unknown is null. */
export type PortPeer = {
	/** With `%interface` for a link-local one. */
	readonly address: string;
	readonly connections: number;
	/** Only states that occur. */
	readonly states: Readonly<Partial<Record<SocketState, number>>>;
	/** Its connections in the port's accept queue: no process has accepted them yet. */
	readonly waiting: number;
	readonly receiveBitsPerSecond: number | null;
	readonly sendBitsPerSecond: number | null;
	/** The average of the connections' smoothed RTTs. */
	readonly rttMicroseconds: number | null;
	readonly retransmissionsPerSecond: number | null;
	/** Since its oldest connection was first seen. */
	readonly oldestSeconds: number;
	/** That one was there before portop. */
	readonly oldestIsMinimum: boolean;
};
