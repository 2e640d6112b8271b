/*
Reads IP packets, independently of source/linux/: what is under test must not be its own oracle.
RFC 791 and 8200 (IP), 9293 (TCP), 768 (UDP), 792 and 4443 (ICMP).
*/
import ipaddr from 'ipaddr.js';
import type {PathRule} from './plan.ts';

export type Direction = 'forward' | 'reply';

/** What the path and the recorder need to know of a packet. */
export type Packet = {
	readonly protocol: PathRule['protocol'];
	/** The address and port that is probed, also if somebody else answers for it. */
	readonly server: string;
	/** 0 for icmp. */
	readonly port: number;
	/** A request may be a probe, an answer belongs to one, if there is one with its key. */
	readonly role: 'request' | 'answer' | 'other';
	/**
	The same for a request and its answers. An answer to a TCP segment with data acknowledges the data too, or not,
	so that such a request has two: only the first is its name.
	*/
	readonly keys: readonly [string, ...string[]];
	readonly trafficClass: number;
};

type IpHeader = {
	readonly source: string;
	readonly destination: string;
	readonly protocol: number;
	readonly trafficClass: number;
	readonly payload: DataView;
};

// linux/in.h
const IPPROTO_ICMP = 1;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const IPPROTO_ICMPV6 = 58;

const FLAG_SYN = 2;
const FLAG_RST = 4;
const FLAG_ACK = 16;

/** What an ICMP message is, by the version of IP. */
const icmpTypes: Readonly<Record<4 | 6, {readonly request: number; readonly reply: number; readonly errors: readonly number[]}>> = {
	4: {request: 8, reply: 0, errors: [3, 4, 5, 11, 12]},
	6: {request: 128, reply: 129, errors: [1, 2, 3, 4]},
};

/** Reads an IP packet; null for what carries no TCP, UDP or ICMP message, or is cut short. */
export function readPacket(bytes: Uint8Array, direction: Direction): Packet | null {
	try {
		return readIp(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), direction);
	} catch (error) {
		if (error instanceof RangeError) {
			return null;
		}

		throw error;
	}
}

function readIp(view: DataView, direction: Direction): Packet | null {
	const header = readIpHeader(view);
	const server = direction === 'forward' ? header.destination : header.source;
	const {trafficClass, payload} = header;
	switch (header.protocol) {
		case IPPROTO_TCP: {
			return {...readTcp(payload, server, direction), trafficClass};
		}

		case IPPROTO_UDP: {
			return {...readUdp(payload, server, direction), trafficClass};
		}

		case IPPROTO_ICMP:
		case IPPROTO_ICMPV6: {
			const icmp = readIcmp(payload, server, header.protocol === IPPROTO_ICMP ? 4 : 6);
			return icmp === null ? null : {...icmp, trafficClass};
		}

		default: {
			return null;
		}
	}
}

function readIpHeader(view: DataView): IpHeader {
	const isVersion4 = view.getUint8(0) >> 4 === 4;
	if (isVersion4) {
		return {
			source: address(view, 12, 4),
			destination: address(view, 16, 4),
			protocol: view.getUint8(9),
			trafficClass: view.getUint8(1),
			payload: rest(view, (view.getUint8(0) & 15) * 4, view.getUint16(2)),
		};
	}

	return {
		source: address(view, 8, 16),
		destination: address(view, 24, 16),
		protocol: view.getUint8(6),
		trafficClass: (view.getUint16(0) >> 4) & 0xFF,
		payload: rest(view, 40, 40 + view.getUint16(4)),
	};
}

type Transport = Omit<Packet, 'trafficClass'>;

function readTcp(view: DataView, server: string, direction: Direction): Transport {
	const {clientPort, port} = readPorts(view, direction);
	const key = (sequence: number) => `tcp ${server} ${port} ${clientPort}:${sequence >>> 0}`;
	const sequence = view.getUint32(4);
	// In the part that an ICMP error quotes, flags may be missing; a quoted packet is the request itself.
	const flags = view.byteLength > 13 ? view.getUint8(13) : FLAG_SYN;
	const base = {protocol: 'tcp', server, port} as const;
	if (direction === 'forward') {
		const dataBytes = view.byteLength > 13 ? view.byteLength - ((view.getUint8(12) >> 4) * 4) : 0;
		const keys = dataBytes === 0 ? [key(sequence)] as const : [key(sequence), key(sequence + dataBytes)] as const;
		return {...base, role: (flags & (FLAG_SYN | FLAG_ACK)) === FLAG_SYN ? 'request' : 'other', keys};
	}

	const isAnswer = (flags & FLAG_ACK) !== 0 && (flags & (FLAG_SYN | FLAG_RST)) !== 0;
	return {...base, role: isAnswer ? 'answer' : 'other', keys: [key(view.getUint32(8) - 1)]};
}

function readUdp(view: DataView, server: string, direction: Direction): Transport {
	const {clientPort, port} = readPorts(view, direction);
	// The sum of the addresses, the ports and the payload is the same when an echo sends them back.
	const key = `udp ${server} ${port} ${clientPort}:${view.getUint16(6)}`;
	return {
		protocol: 'udp', server, port, role: direction === 'forward' ? 'request' : 'answer', keys: [key],
	};
}

function readPorts(view: DataView, direction: Direction): {readonly clientPort: number; readonly port: number} {
	const source = view.getUint16(0);
	const destination = view.getUint16(2);
	return direction === 'forward' ? {clientPort: source, port: destination} : {clientPort: destination, port: source};
}

function readIcmp(view: DataView, server: string, version: 4 | 6): Transport | null {
	const type = view.getUint8(0);
	const types = icmpTypes[version];
	if (types.errors.includes(type)) {
		// The packet that caused it, whose sender is who gets the error.
		const quoted = readIp(rest(view, 8), 'forward');
		return quoted === null ? null : {...quoted, role: quoted.role === 'request' ? 'answer' : 'other'};
	}

	const role = type === types.request ? 'request' : (type === types.reply ? 'answer' : 'other');
	return {
		protocol: 'icmp', server, port: 0, role, keys: [`icmp ${server} 0 ${view.getUint16(4)}:${view.getUint16(6)}`],
	};
}

function address(view: DataView, offset: number, length: number): string {
	return ipaddr.fromByteArray([...new Uint8Array(view.buffer, view.byteOffset + offset, length)]).toString();
}

/** From an offset to the end, or where the packet says that it ends: less may have been quoted. */
function rest(view: DataView, from: number, to = Infinity): DataView {
	return new DataView(view.buffer, view.byteOffset + from, Math.min(to, view.byteLength) - from);
}
