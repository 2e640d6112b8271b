import {Buffer} from 'node:buffer';
import {
	INET_DIAG_INFO,
	INET_DIAG_SKMEMINFO,
	INET_DIAG_SKV6ONLY,
	type InetDiagRecord,
} from '../../../source/linux/netlink/inet-diag.ts';
import {tcpInfoOffsets} from '../../../source/linux/netlink/tcp-info.ts';
import {encodeAttribute} from '../../../scripts/fixtures/datagrams.ts';

const ipv4 = 2;
const eightBytes = new Set(['tcpi_bytes_acked', 'tcpi_bytes_received', 'tcpi_delivery_rate', 'tcpi_bytes_sent', 'tcpi_bytes_retrans']);

/** `struct tcp_info` of this many bytes. What does not fit is left out. */
function encodeTcpInfo(record: InetDiagRecord): Uint8Array {
	const bytes = Buffer.alloc(256);
	for (const [field, offset] of Object.entries(tcpInfoOffsets)) {
		// A border: Object.entries() forgets the names.
		const value = Math.max(0, record[field as keyof typeof tcpInfoOffsets]);
		if (eightBytes.has(field)) {
			bytes.writeBigUInt64LE(BigInt(value), offset);
		} else if (field === 'tcpi_retransmits') {
			bytes.writeUInt8(value, offset);
		} else {
			bytes.writeUInt32LE(value, offset);
		}
	}

	return bytes.subarray(0, record.tcp_info_length);
}

/** The payload that decodes to this record: `struct inet_diag_msg` and its attributes, as linux/inet_diag.h lays them out. */
export function encodeInetDiagMessage(record: InetDiagRecord): Uint8Array {
	const message = Buffer.alloc(72);
	message.writeUInt8(record.idiag_family, 0);
	message.writeUInt8(record.idiag_state, 1);
	message.writeUInt8(record.idiag_timer, 2);
	message.writeUInt8(record.idiag_retrans, 3);
	message.writeUInt16BE(record.idiag_sport, 4);
	message.writeUInt16BE(record.idiag_dport, 6);
	const {src0, src1, src2, src3, dst0, dst1, dst2, dst3} = record;
	const sources = record.idiag_family === ipv4 ? [src3] : [src0, src1, src2, src3];
	const destinations = record.idiag_family === ipv4 ? [dst3] : [dst0, dst1, dst2, dst3];
	for (const [index, word] of sources.entries()) {
		message.writeUInt32BE(word, 8 + (4 * index));
	}

	for (const [index, word] of destinations.entries()) {
		message.writeUInt32BE(word, 24 + (4 * index));
	}

	const rest = [
		record.idiag_if,
		record.cookie_low,
		record.cookie_high,
		record.idiag_expires,
		record.idiag_rqueue,
		record.idiag_wqueue,
		record.idiag_uid,
		record.idiag_inode,
	];
	for (const [index, word] of rest.entries()) {
		message.writeUInt32LE(word, 40 + (4 * index));
	}

	const attributes = record.skv6only === -1 ? [] : [encodeAttribute(INET_DIAG_SKV6ONLY, Uint8Array.of(record.skv6only))];

	if (record.sk_drops !== -1) {
		const memory = Buffer.alloc(36);
		memory.writeUInt32LE(record.sk_drops, 32);
		attributes.push(encodeAttribute(INET_DIAG_SKMEMINFO, memory));
	}

	if (record.tcp_info_length > 0) {
		attributes.push(encodeAttribute(INET_DIAG_INFO, encodeTcpInfo(record)));
	}

	return Buffer.concat([message, ...attributes]);
}
