import {readLong, readTimespecMicroseconds} from '../long.ts';
import {
	IP_RECVERR,
	IPPROTO_IP,
	IPPROTO_IPV6,
	IPV6_RECVERR,
	SCM_TIMESTAMPNS,
	SOL_SOCKET,
} from '../socket-constants.ts';
import {parseSocketAddress} from './address.ts';

// Origins of a `struct sock_extended_err`, linux/errqueue.h.
export const SO_EE_ORIGIN_LOCAL = 1;
export const SO_EE_ORIGIN_ICMP = 2;
export const SO_EE_ORIGIN_ICMP6 = 3;

/** `struct sock_extended_err` in bytes; the offender's socket address follows it. */
const extendedErrorBytes = 16;

/** The error that one of our packets caused: `struct sock_extended_err` of linux/errqueue.h. */
export type ExtendedError = {
	/** Positive, errno(3). */
	readonly errno: number;
	/** SO_EE_ORIGIN_LOCAL, SO_EE_ORIGIN_ICMP or SO_EE_ORIGIN_ICMP6. */
	readonly origin: number;
	/** ICMP's or ICMPv6's. */
	readonly type: number;
	readonly code: number;
	/** The path MTU when the packet was too big. */
	readonly info: number;
	/** The address of who sent the ICMP error; null when it was none. */
	readonly offender: string | null;
};

export type Control = {
	/** The time at which the kernel received the message, in microseconds since 1970 with a fraction: SCM_TIMESTAMPNS. */
	readonly timestampMicroseconds: number | null;
	readonly extendedError: ExtendedError | null;
};

/**
Reads the control messages of a received message: a list of `struct cmsghdr`, cmsg(3). Others than the two are passed over;
what is cut or malformed ends the list.
@param longBytes - sizeof(long) of the machine.
*/
export function parseControl(bytes: Uint8Array, longBytes = 8): Control {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const headerBytes = longBytes + 8;
	let timestampMicroseconds: number | null = null;
	let extendedError: ExtendedError | null = null;
	for (let offset = 0; offset + headerBytes <= bytes.length;) {
		const length = readLong(view, offset, longBytes);
		if (length < headerBytes || length > bytes.length - offset) {
			break;
		}

		const level = view.getInt32(offset + longBytes, true);
		const type = view.getInt32(offset + longBytes + 4, true);
		const payload = bytes.subarray(offset + headerBytes, offset + length);
		if (level === SOL_SOCKET && type === SCM_TIMESTAMPNS) {
			timestampMicroseconds = parseTimespec(payload, longBytes);
		} else if ((level === IPPROTO_IP && type === IP_RECVERR) || (level === IPPROTO_IPV6 && type === IPV6_RECVERR)) {
			extendedError = parseExtendedError(payload);
		}

		// CMSG_ALIGN: the next one starts at a multiple of a long.
		offset += Math.ceil(length / longBytes) * longBytes;
	}

	return {timestampMicroseconds, extendedError};
}

function parseTimespec(bytes: Uint8Array, longBytes: number): number | null {
	if (bytes.length < 2 * longBytes) {
		return null;
	}

	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	return readTimespecMicroseconds(view, longBytes);
}

function parseExtendedError(bytes: Uint8Array): ExtendedError | null {
	if (bytes.length < extendedErrorBytes) {
		return null;
	}

	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	return {
		errno: view.getUint32(0, true),
		origin: view.getUint8(4),
		type: view.getUint8(5),
		code: view.getUint8(6),
		info: view.getUint32(8, true),
		offender: parseSocketAddress(bytes.subarray(extendedErrorBytes))?.address ?? null,
	};
}
