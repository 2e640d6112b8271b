import {ColumnTable} from './column-table.ts';

const columnTypes = {
	/** Index into `protocols`. */
	protocol: Uint8Array,
	localPort: Uint16Array,
	/** 0 where it was cleared; then the local address may be 0 as well, and only the local port shows which listener's connection it was. */
	remotePort: Uint16Array,
	local0: Uint32Array,
	local1: Uint32Array,
	local2: Uint32Array,
	local3: Uint32Array,
	remote0: Uint32Array,
	remote1: Uint32Array,
	remote2: Uint32Array,
	remote3: Uint32Array,
	/** 0 where the socket is bound to none. */
	interfaceIndex: Uint32Array,
	cookieLow: Uint32Array,
	cookieHigh: Uint32Array,
	/** Received bytes as the kernel counts them, with the peer's FIN if this socket has received it. */
	receivedBytes: Float64Array,
	/** Payload. */
	sentBytes: Float64Array,
	segmentsIn: Float64Array,
	segmentsOut: Float64Array,
	dataSegmentsOut: Float64Array,
	retransmissions: Float64Array,
	/** As in SocketTable. */
	rttMicroseconds: Int32Array,
	minimumRttMicroseconds: Int32Array,
	/** Acknowledged sequence numbers that were no payload: our FIN, and of a connection that began here its SYN. 2: surely the FIN. */
	acknowledgedFlags: Int8Array,
	/** As direction.ts says who began it: unknown where what is acknowledged may be our SYN or our FIN. */
	direction: Int8Array,
	/** Received sequence numbers that no process has read; the peer's FIN may be one. */
	unreadBytes: Uint32Array,
	/** Sequence numbers of ours that were never acknowledged; our FIN may be one. */
	unacknowledgedBytes: Uint32Array,
	/** 1: its counters were cleared when a process cut it off (SO_LINGER 0, tcp_disconnect()), and are unknown here. */
	isCleared: Uint8Array,
	/** 1: there was a connection. */
	wasEstablished: Uint8Array,
	/** 1: given up, as retransmissions, keepalive probes or SYNs had no answer. */
	wasUnanswered: Uint8Array,
	/** 1: the program on this port is known to close without reading the peer's FIN: see FinReaders. */
	leavesFinUnread: Uint8Array,
	/** Milliseconds before it was destroyed. */
	lastActivityMilliseconds: Float64Array,
	/** Monotonic milliseconds; when portop learned of it. */
	receivedAt: Float64Array,
} as const;

/** TCP sockets that were destroyed, column by column. */
export class DestroyedTable extends ColumnTable<typeof columnTypes> {
	constructor() {
		super(columnTypes, 256);
	}
}
