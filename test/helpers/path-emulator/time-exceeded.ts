import ipaddr from 'ipaddr.js';
import {routers} from './plan.ts';

const ipv4HeaderBytes = 20;
const ipv6HeaderBytes = 40;
const icmpHeaderBytes = 8;
const IPPROTO_ICMP = 1;
const IPPROTO_ICMPV6 = 58;

/**
What a router answers to a packet that may not travel any further: ICMP time exceeded in transit, RFC 792 and 4443.
@returns undefined for a packet that may travel on, and for multicast, which is for neighbours only.
*/
export function timeExceeded(packet: Uint8Array): Uint8Array | undefined {
	return packet[0]! >> 4 === 4 ? timeExceededIpv4(packet) : timeExceededIpv6(packet);
}

function timeExceededIpv4(packet: Uint8Array): Uint8Array | undefined {
	if (packet[8]! > 1 || packet[16]! >= 224) {
		return undefined;
	}

	// The header and 64 bits of what it carries.
	const quoted = packet.subarray(0, ((packet[0]! & 15) * 4) + 8);
	const answer = new Uint8Array(ipv4HeaderBytes + icmpHeaderBytes + quoted.length);
	answer.set([0x45, 0, answer.length >> 8, answer.length & 0xFF, 0, 0, 0, 0, 64, IPPROTO_ICMP]);
	answer.set(ipaddr.parse(routers.ipv4).toByteArray(), 12);
	answer.set(packet.subarray(12, 16), 16);
	setChecksum(answer.subarray(0, ipv4HeaderBytes), 10);
	const message = answer.subarray(ipv4HeaderBytes);
	message.set([11, 0]);
	message.set(quoted, icmpHeaderBytes);
	setChecksum(message, 2);
	return answer;
}

function timeExceededIpv6(packet: Uint8Array): Uint8Array | undefined {
	if (packet[7]! > 1 || packet[24] === 0xFF) {
		return undefined;
	}

	// As much of it as fits in the smallest MTU.
	const quoted = packet.subarray(0, 1280 - ipv6HeaderBytes - icmpHeaderBytes);
	const messageBytes = icmpHeaderBytes + quoted.length;
	const answer = new Uint8Array(ipv6HeaderBytes + messageBytes);
	answer.set([0x60, 0, 0, 0, messageBytes >> 8, messageBytes & 0xFF, IPPROTO_ICMPV6, 64]);
	answer.set(ipaddr.parse(routers.ipv6).toByteArray(), 8);
	answer.set(packet.subarray(8, 24), 24);
	const message = answer.subarray(ipv6HeaderBytes);
	message.set([3, 0]);
	message.set(quoted, icmpHeaderBytes);
	// ICMPv6 also sums the addresses, its length and its protocol number.
	setChecksum(message, 2, sum(answer.subarray(8, ipv6HeaderBytes)) + messageBytes + IPPROTO_ICMPV6);
	return answer;
}

/** The Internet checksum, RFC 1071. */
function setChecksum(bytes: Uint8Array, offset: number, initial = 0): void {
	let total = initial + sum(bytes);
	while (total > 0xFF_FF) {
		total = (total & 0xFF_FF) + Math.floor(total / 0x1_00_00);
	}

	bytes.set([(~total >> 8) & 0xFF, ~total & 0xFF], offset);
}

function sum(bytes: Uint8Array): number {
	let total = 0;
	for (let index = 0; index < bytes.length; index += 2) {
		total += (bytes[index]! << 8) | (bytes[index + 1] ?? 0);
	}

	return total;
}
