import {
	protocols,
	socketStates,
	type Protocol,
	type SocketState,
} from '../model/socket.ts';
import {ColumnTable} from './column-table.ts';

/** The value of a numeric column where the kernel gives none. */
export const unknown = -1;

/*
One typed array per field: 100,000 sockets are 30 arrays, not 100,000 objects. Addresses are four 32-bit words,
big-endian, IPv4 as ::ffff:a.b.c.d. Counters that may pass 2^31 are doubles, exact up to 2^53.
*/
const columnTypes = {
	/** Index into `protocols`. */
	protocol: Uint8Array,
	/** Index into `socketStates`. */
	state: Uint8Array,
	localPort: Uint16Array,
	remotePort: Uint16Array,
	local0: Uint32Array,
	local1: Uint32Array,
	local2: Uint32Array,
	local3: Uint32Array,
	remote0: Uint32Array,
	remote1: Uint32Array,
	remote2: Uint32Array,
	remote3: Uint32Array,
	interfaceIndex: Uint32Array,
	/** 1: IPv6 only, 0: takes IPv4 too, unknown where it does not apply. */
	ipv6Only: Int8Array,
	cookieLow: Uint32Array,
	cookieHigh: Uint32Array,
	receiveQueue: Uint32Array,
	sendQueue: Uint32Array,
	userId: Uint32Array,
	inode: Uint32Array,
	/** `idiag_timer`: 0 none, 1 retransmit, 2 keepalive, 3 TIME-WAIT, 4 window probe. */
	timer: Uint8Array,
	timerAttempts: Uint8Array,
	timerExpiresMilliseconds: Uint32Array,
	drops: Float64Array,
	rttMicroseconds: Int32Array,
	rttVariationMicroseconds: Int32Array,
	minimumRttMicroseconds: Int32Array,
	/** Payload, without the sequence numbers of SYN and FIN. */
	receivedBytes: Float64Array,
	sentBytes: Float64Array,
	retransmittedBytes: Float64Array,
	segmentsIn: Float64Array,
	segmentsOut: Float64Array,
	dataSegmentsOut: Float64Array,
	retransmissions: Float64Array,
	congestionWindow: Int32Array,
	slowStartThreshold: Int32Array,
	maximumSegment: Int32Array,
	pathMtu: Int32Array,
	retransmissionTimeoutMicroseconds: Int32Array,
	unacknowledged: Int32Array,
	lost: Int32Array,
	deliveryBytesPerSecond: Float64Array,
	lastSentMilliseconds: Int32Array,
	lastReceivedMilliseconds: Int32Array,
	/** As direction.ts says who began the connection. */
	direction: Int8Array,
	/** 1: it carries MPTCP, or takes it. */
	isMptcp: Uint8Array,
	/** IP_MULTICAST_LOOP: 1, or 0 of few programs' sockets and of the kernel's own; unknown where it is not reported. */
	multicastLoop: Int8Array,

	// What the engine adds by comparing with the sample before.

	/** Monotonic milliseconds of the sample in which these counters were read. */
	sampledAt: Float64Array,
	firstSeenAt: Float64Array,
	/** Monotonic milliseconds; 0 while the socket is there. */
	vanishedAt: Float64Array,
	/** Index into `closings`: the way in which a connection closed; 0 for everything else. */
	closing: Uint8Array,
	/** 1, where `closing` says that it closed: no sample has seen it, so that it began after `firstSeenAt`. */
	isUnseen: Uint8Array,
	/** 1, where it closed: its counters are its last ones; 0: they are those of the sample that saw it last. */
	isFinal: Uint8Array,
	/** 1: the socket was there at the first sample. */
	seenAtStart: Uint8Array,
	receiveBitsPerSecond: Float64Array,
	sendBitsPerSecond: Float64Array,
	receivePacketsPerSecond: Float64Array,
	sendPacketsPerSecond: Float64Array,
	retransmissionsPerSecond: Float64Array,
	dataSegmentsPerSecond: Float64Array,
	/** The row of the same socket in the sample before; unknown where it was not there. */
	previousRow: Int32Array,
	/** Which port row the socket belongs to, as an index into the sample's ports; unknown if none. */
	portSlot: Int32Array,
	/** For an outgoing connection the number of its peer's group, the same from sample to sample; unknown where it has none. */
	peer: Int32Array,
	/** The numbers of a connection's groups (engine/traffic/connection-groups.ts), the same from sample to sample; unknown for what is no connection. */
	processGroup: Int16Array,
	unitGroup: Int16Array,
	containerGroup: Int16Array,
	userGroup: Int16Array,
	hostGroup: Int16Array,
	portGroup: Int16Array,
	/** 1: the first three are those of a process that held the socket; 0: they may still change. */
	ownerIsFound: Uint8Array,
} as const;

/** The ends of sockets, column by column: of a sample's, or of those that were destroyed. */
export type SocketEnds = Readonly<Record<
	'protocol' | 'localPort' | 'remotePort' | 'local0' | 'local1' | 'local2' | 'local3' | 'remote0' | 'remote1' | 'remote2' | 'remote3',
	ArrayLike<number>
>> & {
	/** The interface that a socket is bound to, 0 for none; without the column none is bound. */
	readonly interfaceIndex?: ArrayLike<number>;
};

/** A sample's sockets, column by column. Rows [0, liveCount) are there; rows [liveCount, count) vanished a moment ago, or are connections that closed. */
export class SocketTable extends ColumnTable<typeof columnTypes> {
	liveCount = 0;
	/** The protocols whose sockets could not be read: that there is none of them here means nothing. */
	readonly unread = new Set<Protocol>();

	constructor(capacity = 1024) {
		super(columnTypes, capacity);
	}

	override clear(): void {
		super.clear();
		this.liveCount = 0;
		this.unread.clear();
	}

	protocolOf(row: number): Protocol {
		return protocols[this.columns.protocol[row]!]!;
	}

	stateOf(row: number): SocketState {
		return socketStates[this.columns.state[row]!]!;
	}
}
