import type {InetDiagRecord} from '../linux/netlink/inet-diag.ts';
import type {LastTcpInfo} from '../linux/netlink/tcp-info.ts';
import {AF_INET6} from '../linux/socket-constants.ts';
import {ipv4MappedPrefix} from '../model/address.ts';
import {protocolIndices} from '../model/socket.ts';
import {directions, isFinDelivered} from './direction.ts';
import type {DestroyedTable} from './destroyed-table.ts';
import {unknown} from './socket-table.ts';

const {tcp, tcp6} = protocolIndices;

/** Appends the socket to the table, unless it never had a peer: a listener, and a connect() that failed, which is reported without a peer. */
export function appendDestroyed(table: DestroyedTable, record: InetDiagRecord, last: LastTcpInfo, receivedAt: number): void {
	// tcp_disconnect(), by SO_LINGER 0 or a connect() that fails, sets the counters to 0, and the peer's port;
	// our address too, unless a process (for an accepted one: the listener's) had chosen it.
	const isCleared = record.tcpi_segs_in === 0 && record.tcpi_segs_out === 0;
	const wasEstablished = last.tcpi_rcv_space > 0;
	if (record.tcp_info_length === 0 || (!wasEstablished && record.idiag_dport === 0 && !hasPeerAddress(record))) {
		return;
	}

	const row = table.add();
	const {columns} = table;
	columns.protocol[row] = record.idiag_family === AF_INET6 ? tcp6 : tcp;
	columns.localPort[row] = record.idiag_sport;
	columns.remotePort[row] = record.idiag_dport;
	columns.local0[row] = record.src0;
	columns.local1[row] = record.src1;
	columns.local2[row] = record.src2;
	columns.local3[row] = record.src3;
	columns.remote0[row] = record.dst0;
	columns.remote1[row] = record.dst1;
	columns.remote2[row] = record.dst2;
	columns.remote3[row] = record.dst3;
	columns.interfaceIndex[row] = record.idiag_if;
	columns.cookieLow[row] = record.cookie_low;
	columns.cookieHigh[row] = record.cookie_high;

	const sentBytes = sentPayload(record);
	const counted = (counter: number) => isCleared ? unknown : counter;
	columns.receivedBytes[row] = counted(record.tcpi_bytes_received);
	columns.sentBytes[row] = counted(sentBytes);
	columns.segmentsIn[row] = counted(record.tcpi_segs_in);
	columns.segmentsOut[row] = counted(record.tcpi_segs_out);
	columns.dataSegmentsOut[row] = counted(record.tcpi_data_segs_out);
	columns.retransmissions[row] = counted(record.tcpi_total_retrans);
	const isSampled = !isCleared && record.tcpi_rtt > 0;
	columns.rttMicroseconds[row] = isSampled ? record.tcpi_rtt : unknown;
	columns.minimumRttMicroseconds[row] = isSampled ? record.tcpi_min_rtt : unknown;
	const flags = Math.max(0, Math.min(2, record.tcpi_bytes_acked - sentBytes));
	columns.acknowledgedFlags[row] = flags === 1 && record.idiag_wqueue === 0 && isFinDelivered(record) ? 2 : flags;
	columns.direction[row] = isCleared ? directions.unknown : directionAtEnd(record, wasEstablished, columns.acknowledgedFlags[row] > flags);
	columns.unreadBytes[row] = record.idiag_rqueue;
	columns.unacknowledgedBytes[row] = record.idiag_wqueue;
	columns.isCleared[row] = Number(isCleared);
	columns.wasEstablished[row] = Number(wasEstablished);
	columns.wasUnanswered[row] = Number(wasUnanswered(record, last, wasEstablished));
	columns.leavesFinUnread[row] = 0;
	// Before it is established these count from the machine's start.
	columns.lastActivityMilliseconds[row] = wasEstablished
		? Math.max(0, Math.min(last.tcpi_last_ack_recv, record.tcpi_last_data_recv, record.tcpi_last_data_sent))
		: 0;
	columns.receivedAt[row] = receivedAt;
}

function hasPeerAddress({dst0, dst1, dst2, dst3}: InetDiagRecord): boolean {
	return dst0 !== 0 || dst1 !== 0 || dst3 !== 0 || (dst2 !== 0 && dst2 !== ipv4MappedPrefix);
}

/** Returns the sent payload. Linux 4.19 and later report it; before, acknowledged bytes are known, of which one is taken to be the FIN. */
function sentPayload({tcpi_bytes_sent: sent, tcpi_bytes_retrans: retransmitted, tcpi_bytes_acked: acknowledged}: InetDiagRecord): number {
	const payload = sent === unknown ? acknowledged - 1 : sent - retransmitted;
	return Math.max(0, payload);
}

/**
Returns who began a connection that is over. As `directionOf()`, but whether our FIN has left is not known from the state.
@param isFinSure Our FIN surely is among the acknowledged bytes.
*/
function directionAtEnd(record: InetDiagRecord, wasEstablished: boolean, isFinSure: boolean): number {
	if (!wasEstablished) {
		return directions.begun;
	}

	if (record.tcpi_bytes_sent === unknown || record.tcpi_bytes_retrans === unknown) {
		return directions.unknown;
	}

	const flags = record.tcpi_bytes_acked + record.idiag_wqueue - record.tcpi_notsent_bytes - (record.tcpi_bytes_sent - record.tcpi_bytes_retrans);
	if (flags === 2) {
		return directions.begun;
	}

	return flags === 0 || (flags === 1 && isFinSure) ? directions.accepted : directions.unknown;
}

/** Returns whether it was given up. A RST that answers a retransmission comes sooner than the next retransmission would. */
function wasUnanswered(record: InetDiagRecord, {tcpi_probes: probes}: LastTcpInfo, wasEstablished: boolean): boolean {
	const hasRetransmitted = record.tcpi_retransmits > 0;
	// TCP_USER_TIMEOUT cuts the last wait short.
	const isLate = record.tcpi_last_data_sent * 1000 >= record.tcpi_rto / 4;
	return probes > 0 || (hasRetransmitted && (isLate || !wasEstablished)) || (record.tcpi_segs_in === 0 && record.tcpi_segs_out > 0);
}
