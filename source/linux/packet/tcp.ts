import {IPPROTO_TCP} from '../socket-constants.ts';
import {internetChecksum, sumOfWords} from './checksum.ts';

/** The header without options, RFC 9293 section 3.1. */
const minHeader = 20;

/** The byte offset of the checksum in a segment, for IPV6_CHECKSUM. */
export const tcpChecksumOffset = 16;

/** The control bits by the first letters of their names, RFC 9293 section 3.1. */
export const tcpFlagBits = {
	F: 1, S: 2, R: 4, P: 8, A: 16, U: 32,
} as const;

export type TcpHeader = {
	readonly sourcePort: number;
	readonly destinationPort: number;
	readonly sequence: number;
	readonly acknowledgement: number;
	/** A sum of `tcpFlagBits`; the bits of ECN (64, 128) may be among those that are received. */
	readonly flags: number;
};

export type TcpSegment = TcpHeader & {
	readonly window: number;
	readonly payload: Uint8Array;
};

/** The addresses that the checksum covers too, each 4 or 16 bytes: RFC 9293 section 3.1, RFC 8200 section 8.1. */
export type PseudoHeader = {
	readonly source: Uint8Array;
	readonly destination: Uint8Array;
};

/**
Returns a segment without options.
@param pseudo - null leaves the checksum 0, for the kernel to fill in: IPV6_CHECKSUM at `tcpChecksumOffset`.
*/
export function encodeTcp(segment: TcpSegment, pseudo: PseudoHeader | null): Uint8Array {
	const bytes = new Uint8Array(minHeader + segment.payload.length);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, segment.sourcePort);
	view.setUint16(2, segment.destinationPort);
	view.setUint32(4, segment.sequence);
	view.setUint32(8, segment.acknowledgement);
	view.setUint8(12, (minHeader / 4) << 4);
	view.setUint8(13, segment.flags);
	view.setUint16(14, segment.window);
	bytes.set(segment.payload, minHeader);
	if (pseudo !== null) {
		// The pseudo header: both addresses, the length and the protocol. Zeros between them add nothing to the sum.
		const addresses = sumOfWords(pseudo.destination, sumOfWords(pseudo.source));
		view.setUint16(tcpChecksumOffset, internetChecksum(bytes, addresses + bytes.length + IPPROTO_TCP));
	}

	return bytes;
}

/** Returns the header of a segment; null when it is cut or its length makes no sense. Its checksum is not looked at. */
export function parseTcp(bytes: Uint8Array): (TcpHeader & {readonly headerBytes: number}) | null {
	if (bytes.length < minHeader) {
		return null;
	}

	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const headerBytes = (view.getUint8(12) >> 4) * 4;
	if (headerBytes < minHeader || headerBytes > bytes.length) {
		return null;
	}

	return {
		sourcePort: view.getUint16(0),
		destinationPort: view.getUint16(2),
		sequence: view.getUint32(4),
		acknowledgement: view.getUint32(8),
		flags: view.getUint8(13),
		headerBytes,
	};
}
