type Ipv4Fields = {
	readonly protocol: number;
	/** Bytes of options: a multiple of 4, at most 40. */
	readonly options: number;
	readonly payload: Uint8Array;
};

/** An IPv4 packet from 192.0.2.1 to 192.0.2.2 with a TTL of 57, as a raw socket receives it. */
export function encodeIpv4({protocol, options, payload}: Ipv4Fields): Uint8Array {
	const headerLength = 20 + options;
	const packet = new Uint8Array(headerLength + payload.length);
	const view = new DataView(packet.buffer);
	view.setUint8(0, 0x40 | (headerLength / 4));
	view.setUint16(2, packet.length);
	packet.set([57, protocol], 8);
	packet.set([192, 0, 2, 1, 192, 0, 2, 2], 12);
	// No operation: an option of one byte.
	packet.fill(1, 20, headerLength);
	packet.set(payload, headerLength);
	return packet;
}
