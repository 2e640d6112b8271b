/** The header without options, RFC 791 section 3.1. */
const minHeader = 20;

export type Ipv4Packet = {
	/** 4 bytes of the packet's own memory, as is `destination`. */
	readonly source: Uint8Array;
	readonly destination: Uint8Array;
	/** E.g. IPPROTO_TCP. */
	readonly protocol: number;
	/** The TTL that was left on arrival. */
	readonly timeToLive: number;
	/** The bytes after the header, up to the length that it gives; fewer where the packet was cut. */
	readonly payload: Uint8Array;
};

/** Length of an IPv4 header with its options in bytes, 20 to 60; null when these are not the bytes of one. */
export function ipv4HeaderLength(packet: Uint8Array): number | null {
	const first = packet[0];
	if (first === undefined || first >> 4 !== 4) {
		return null;
	}

	const length = (first & 0x0F) * 4;
	return length >= minHeader && length <= packet.length ? length : null;
}

/** Returns an IPv4 packet as a raw socket receives it; null when it is none. Its checksum is the kernel's business. */
export function parseIpv4(packet: Uint8Array): Ipv4Packet | null {
	const headerLength = ipv4HeaderLength(packet);
	if (headerLength === null) {
		return null;
	}

	const totalLength = (packet[2]! << 8) | packet[3]!;
	if (totalLength < headerLength) {
		return null;
	}

	return {
		source: packet.subarray(12, 16),
		destination: packet.subarray(16, 20),
		protocol: packet[9]!,
		timeToLive: packet[8]!,
		payload: packet.subarray(headerLength, totalLength),
	};
}
