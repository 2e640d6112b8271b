import {absent, type InetDiagRecord} from './inet-diag-record.ts';
import {isLittleEndian} from './message.ts';

/**
Byte offsets of the fields of `struct tcp_info` (linux/tcp.h). The struct only ever grew at its end:
its size in a kernel shows which fields that kernel has.
*/
export const tcpInfoOffsets = {
	// Linux 2.6.12: 104 bytes
	tcpi_retransmits: 2,
	tcpi_rto: 8,
	tcpi_snd_mss: 16,
	tcpi_unacked: 24,
	tcpi_sacked: 28,
	tcpi_lost: 32,
	tcpi_retrans: 36,
	tcpi_last_data_sent: 44,
	tcpi_last_data_recv: 52,
	tcpi_pmtu: 60,
	tcpi_rtt: 68,
	tcpi_rttvar: 72,
	tcpi_snd_ssthresh: 76,
	tcpi_snd_cwnd: 80,
	tcpi_total_retrans: 100,
	// Linux 3.15: 120 bytes (pacing rates); Linux 4.1: 136 bytes
	tcpi_bytes_acked: 120,
	tcpi_bytes_received: 128,
	// Linux 4.2: 144 bytes
	tcpi_segs_out: 136,
	tcpi_segs_in: 140,
	// Linux 4.6: 160 bytes
	tcpi_notsent_bytes: 144,
	tcpi_min_rtt: 148,
	tcpi_data_segs_in: 152,
	tcpi_data_segs_out: 156,
	// Linux 4.9: 168 bytes
	tcpi_delivery_rate: 160,
	// Linux 4.10: 192 bytes (busy times); Linux 4.18: 200 bytes
	tcpi_delivered: 192,
	// Linux 4.19: 224 bytes
	tcpi_bytes_sent: 200,
	tcpi_bytes_retrans: 208,
} as const;

function uint8(view: DataView, start: number, length: number, offset: number): number {
	return offset + 1 <= length ? view.getUint8(start + offset) : absent;
}

function uint32(view: DataView, start: number, length: number, offset: number): number {
	return offset + 4 <= length ? view.getUint32(start + offset, isLittleEndian) : absent;
}

/** Reads a 64-bit number as a double, exact up to 2^53: a BigInt would be allocated. */
function uint64(view: DataView, start: number, length: number, offset: number): number {
	return offset + 8 <= length
		? view.getUint32(start + offset, isLittleEndian) + (view.getUint32(start + offset + 4, isLittleEndian) * 0x1_00_00_00_00)
		: absent;
}

/**
Fills the tcpi_ fields from a `struct tcp_info` of `length` bytes at `start`, which must lie inside of the view.
What is beyond that length is absent; a length of 0 makes all of them absent.
*/
export function decodeTcpInfo(view: DataView, start: number, length: number, record: InetDiagRecord): void {
	const at = tcpInfoOffsets;
	record.tcp_info_length = length;
	record.tcpi_retransmits = uint8(view, start, length, at.tcpi_retransmits);
	record.tcpi_rto = uint32(view, start, length, at.tcpi_rto);
	record.tcpi_snd_mss = uint32(view, start, length, at.tcpi_snd_mss);
	record.tcpi_unacked = uint32(view, start, length, at.tcpi_unacked);
	record.tcpi_sacked = uint32(view, start, length, at.tcpi_sacked);
	record.tcpi_lost = uint32(view, start, length, at.tcpi_lost);
	record.tcpi_retrans = uint32(view, start, length, at.tcpi_retrans);
	record.tcpi_last_data_sent = uint32(view, start, length, at.tcpi_last_data_sent);
	record.tcpi_last_data_recv = uint32(view, start, length, at.tcpi_last_data_recv);
	record.tcpi_pmtu = uint32(view, start, length, at.tcpi_pmtu);
	record.tcpi_rtt = uint32(view, start, length, at.tcpi_rtt);
	record.tcpi_rttvar = uint32(view, start, length, at.tcpi_rttvar);
	record.tcpi_snd_ssthresh = uint32(view, start, length, at.tcpi_snd_ssthresh);
	record.tcpi_snd_cwnd = uint32(view, start, length, at.tcpi_snd_cwnd);
	record.tcpi_total_retrans = uint32(view, start, length, at.tcpi_total_retrans);
	record.tcpi_bytes_acked = uint64(view, start, length, at.tcpi_bytes_acked);
	record.tcpi_bytes_received = uint64(view, start, length, at.tcpi_bytes_received);
	record.tcpi_segs_out = uint32(view, start, length, at.tcpi_segs_out);
	record.tcpi_segs_in = uint32(view, start, length, at.tcpi_segs_in);
	record.tcpi_notsent_bytes = uint32(view, start, length, at.tcpi_notsent_bytes);
	record.tcpi_min_rtt = uint32(view, start, length, at.tcpi_min_rtt);
	record.tcpi_data_segs_in = uint32(view, start, length, at.tcpi_data_segs_in);
	record.tcpi_data_segs_out = uint32(view, start, length, at.tcpi_data_segs_out);
	record.tcpi_delivery_rate = uint64(view, start, length, at.tcpi_delivery_rate);
	record.tcpi_delivered = uint32(view, start, length, at.tcpi_delivered);
	record.tcpi_bytes_sent = uint64(view, start, length, at.tcpi_bytes_sent);
	record.tcpi_bytes_retrans = uint64(view, start, length, at.tcpi_bytes_retrans);
}

/** Byte offsets of the fields of `struct tcp_info` that matter only when a connection is over, so that no dump pays for them. */
export const lastTcpInfoOffsets = {
	// Linux 2.6.12
	tcpi_probes: 3,
	tcpi_last_ack_recv: 56,
	tcpi_rcv_space: 96,
} as const;

/** Fields of the `struct tcp_info` of a socket that is being destroyed; `absent` as in InetDiagRecord. */
export class LastTcpInfo {
	/** Keepalive or window probes that were not answered. */
	tcpi_probes = absent;
	/** Milliseconds ago. */
	tcpi_last_ack_recv = absent;
	/** Bytes; 0 for a connection that was never established. Alone of all of these it outlives tcp_disconnect(). */
	tcpi_rcv_space = absent;
}

/** Decodes the fields of `lastTcpInfoOffsets`, like `decodeTcpInfo`. */
export function decodeLastTcpInfo(view: DataView, start: number, length: number, last: LastTcpInfo): void {
	const at = lastTcpInfoOffsets;
	last.tcpi_probes = uint8(view, start, length, at.tcpi_probes);
	last.tcpi_last_ack_recv = uint32(view, start, length, at.tcpi_last_ack_recv);
	last.tcpi_rcv_space = uint32(view, start, length, at.tcpi_rcv_space);
}
