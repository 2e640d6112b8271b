import {isIP} from 'node:net';
import ipaddr from 'ipaddr.js';
import {AF_INET, AF_INET6} from '../socket-constants.ts';

/** `struct sockaddr_in` and `sockaddr_in6` of linux/in.h and linux/in6.h, in bytes. */
const sockaddrIn = 16;
const sockaddrIn6 = 28;

/** The content of a `struct sockaddr_in` or `sockaddr_in6`. */
export type SocketAddress = {
	readonly family: 4 | 6;
	/** Without brackets and without a zone. */
	readonly address: string;
	readonly port: number;
	/** Index of the interface of a link-local IPv6 address, else 0. */
	readonly scopeId: number;
};

/**
Returns the 4 or 16 bytes of an address, in network order.
@throws TypeError when the text is no address. A zone (`%eth0`) is not part of one: resolve it to a scope first.
*/
export function addressBytes(text: string): Uint8Array {
	if (text.includes('%') || isIP(text) === 0) {
		throw new TypeError(`not an IP address: ${text}`);
	}

	return Uint8Array.from(isIP(text) === 4 ? ipaddr.IPv4.parse(text).octets : ipaddr.IPv6.parse(withoutDottedQuad(text)).toByteArray());
}

/** `::1.2.3.4` as `::102:304`: ipaddr.js would read it as the IPv4-mapped `::ffff:1.2.3.4`. */
function withoutDottedQuad(text: string): string {
	const start = text.lastIndexOf(':') + 1;
	const quad = text.slice(start);
	if (!quad.includes('.')) {
		return text;
	}

	const [first, second, third, fourth] = ipaddr.IPv4.parse(quad).octets;
	const groups = [(first! << 8) | second!, (third! << 8) | fourth!].map(group => group.toString(16));
	return text.slice(0, start) + groups.join(':');
}

/**
4 or 16 bytes as RFC 5952 and `ss -n` write them, IPv4-mapped ones with a dotted quad.
@throws RangeError for any other number of bytes.
*/
export function addressText(bytes: Uint8Array): string {
	if (bytes.length === 4) {
		return bytes.join('.');
	}

	if (bytes.length !== 16) {
		throw new RangeError(`an address has 4 or 16 bytes, not ${bytes.length}`);
	}

	const address = new ipaddr.IPv6([...bytes]);
	return address.isIPv4MappedAddress() ? `::ffff:${bytes.subarray(12).join('.')}` : address.toRFC5952String();
}

/**
Returns the `struct sockaddr_in` or `sockaddr_in6` of an address.
@param scopeId - Index of the interface of a link-local IPv6 address.
@throws TypeError when the text is no address.
*/
export function encodeSocketAddress(address: string, port: number, scopeId = 0): Uint8Array {
	const octets = addressBytes(address);
	const isIpv4 = octets.length === 4;
	const bytes = new Uint8Array(isIpv4 ? sockaddrIn : sockaddrIn6);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, isIpv4 ? AF_INET : AF_INET6, true);
	view.setUint16(2, port);
	bytes.set(octets, isIpv4 ? 4 : 8);
	if (!isIpv4) {
		view.setUint32(24, scopeId, true);
	}

	return bytes;
}

/** Returns what a `struct sockaddr_*` says; null when it is of another family, or cut. What follows it is not looked at. */
export function parseSocketAddress(bytes: Uint8Array): SocketAddress | null {
	if (bytes.length < sockaddrIn) {
		return null;
	}

	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const family = view.getUint16(0, true);
	const port = view.getUint16(2);
	if (family === AF_INET) {
		return {
			family: 4, address: addressText(bytes.subarray(4, 8)), port, scopeId: 0,
		};
	}

	if (family === AF_INET6 && bytes.length >= sockaddrIn6) {
		return {
			family: 6, address: addressText(bytes.subarray(8, 24)), port, scopeId: view.getUint32(24, true),
		};
	}

	return null;
}

/**
Returns what a `struct sockaddr_in` or `sockaddr_in6` says, as `libc.socketName` gives it.
@throws TypeError when it is neither.
*/
export function decodeSocketAddress(bytes: Uint8Array): SocketAddress {
	const address = parseSocketAddress(bytes);
	if (address === null) {
		throw new TypeError(`no socket address of IPv4 or IPv6 in ${bytes.length} bytes`);
	}

	return address;
}
