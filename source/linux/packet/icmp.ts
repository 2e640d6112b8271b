import {internetChecksum} from './checksum.ts';

export {describeIcmp} from './icmp-text.ts';

/** Type, code, checksum, identifier, sequence: RFC 792, RFC 4443 section 4. */
const echoHeader = 8;

/** Types of an echo request and its reply. */
export const echoTypes = {4: {request: 8, reply: 0}, 6: {request: 128, reply: 129}} as const;

export type Echo = {
	/** 16 bits. An unprivileged ICMP socket overwrites it with its own port. */
	readonly identifier: number;
	/** 16 bits. */
	readonly sequence: number;
	readonly payload: Uint8Array;
};

/** Returns an echo request. ICMPv6's checksum covers the addresses, and the kernel fills it in. */
export function encodeEcho({version, identifier, sequence, payload}: Echo & {readonly version: 4 | 6}): Uint8Array {
	const bytes = new Uint8Array(echoHeader + payload.length);
	const view = new DataView(bytes.buffer);
	view.setUint8(0, echoTypes[version].request);
	view.setUint16(4, identifier);
	view.setUint16(6, sequence);
	bytes.set(payload, echoHeader);
	if (version === 4) {
		view.setUint16(2, internetChecksum(bytes));
	}

	return bytes;
}

/** Returns an echo reply without its IP header; null when it is anything else. Its payload is a view of the bytes. */
export function parseEchoReply(bytes: Uint8Array, version: 4 | 6): Echo | null {
	return parseEcho(bytes, echoTypes[version].reply);
}

/** Returns an echo request without its IP header, as an ICMP error quotes it; null when it is anything else. */
export function parseEchoRequest(bytes: Uint8Array, version: 4 | 6): Echo | null {
	return parseEcho(bytes, echoTypes[version].request);
}

function parseEcho(bytes: Uint8Array, type: number): Echo | null {
	if (bytes.length < echoHeader || bytes[0] !== type || bytes[1] !== 0) {
		return null;
	}

	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	return {identifier: view.getUint16(4), sequence: view.getUint16(6), payload: bytes.subarray(echoHeader)};
}
