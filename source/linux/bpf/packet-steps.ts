/*
Building blocks of the programs in packet-counter.ts. Registers, in addition to those of the assembler: 6 the context, 7 where the transport
header begins, 8 its protocol, 9 the bytes of UDP. On the stack: the key of an endpoint, of which the address is the key of a
local address too. `exit` is the label of the end.
*/
import {ipv4MappedPrefix} from '../../model/address.ts';
import {IPPROTO_TCP, IPPROTO_UDP} from '../socket-constants.ts';
import {
	calculate,
	calculateWith,
	call,
	helpers,
	jump,
	jumpIf,
	label,
	load,
	loadMap,
	loadPacket,
	loadPacketBehind,
	packetFields,
	store,
	storeNumber,
	type Step,
} from './instructions.ts';

export type Version = 4 | 6;

/** linux/if_packet.h */
const PACKET_BROADCAST = 1;

// IPv6 extension headers, RFC 8200.
const hopByHop = 0;
const routing = 43;
const fragment = 44;
const destinationOptions = 60;
/** More of them in one packet are not walked over: what is behind is not counted. */
const maxExtensionHeaders = 4;

/** The offset of the key below the end of the stack: four words of address, then one with port and protocol. */
export const key = -24;

/** Returns the offset of the word with this index in what begins at `offset`. */
export function word(offset: number, index: number): number {
	return offset + (4 * index);
}

/** Puts the source or destination address there; through register 0. */
export function copyAddress(version: Version, end: 'source' | 'destination', to: number): readonly Step[] {
	if (version === 4) {
		return [
			storeNumber('word', 10, word(to, 0), 0),
			storeNumber('word', 10, word(to, 1), 0),
			storeNumber('word', 10, word(to, 2), ipv4MappedPrefix),
			loadPacket('word', end === 'source' ? 12 : 16),
			store('word', 10, word(to, 3), 0),
		];
	}

	const start = end === 'source' ? 8 : 24;
	return [0, 1, 2, 3].flatMap(index => [loadPacket('word', word(start, index)), store('word', 10, word(to, index), 0)]);
}

/** Looks the key at a place of the stack up: register 0 is where its value lies, or 0. */
export function look(map: number, at: number): readonly Step[] {
	return [
		...loadMap(1, map),
		calculateWith(2, 'set', 10),
		calculate(2, 'add', at),
		call(helpers.mapLookup),
	];
}

/** Finds protocol and transport header; ends the program for anything but TCP and UDP, and for later fragments, which have no ports. */
export function findTransport(version: Version): readonly Step[] {
	if (version === 4) {
		return [
			loadPacket('byte', 9),
			calculateWith(8, 'set', 0),
			loadPacket('half', 6),
			jumpIf(0, 'has bits', 0x1F_FF, 'exit'),
			loadPacket('byte', 0),
			calculate(0, 'and', 0x0F),
			calculate(0, 'shiftLeft', 2),
			calculateWith(7, 'set', 0),
		];
	}

	const walk = Array.from({length: maxExtensionHeaders}, (_, index) => [
		jumpIf(8, '=', IPPROTO_UDP, 'transport 6'),
		jumpIf(8, '=', IPPROTO_TCP, 'transport 6'),
		jumpIf(8, '=', fragment, `fragment ${index}`),
		jumpIf(8, '=', hopByHop, `options ${index}`),
		jumpIf(8, '=', routing, `options ${index}`),
		jumpIf(8, '!=', destinationOptions, 'exit'),
		label(`options ${index}`),
		loadPacketBehind('byte', 7, 1),
		calculate(0, 'add', 1),
		calculate(0, 'shiftLeft', 3),
		calculateWith(9, 'set', 0),
		jump(`next ${index}`),
		label(`fragment ${index}`),
		loadPacketBehind('half', 7, 2),
		jumpIf(0, 'has bits', 0xFF_F8, 'exit'),
		calculate(9, 'set', 8),
		label(`next ${index}`),
		loadPacketBehind('byte', 7, 0),
		calculateWith(8, 'set', 0),
		calculateWith(7, 'add', 9),
	]);
	return [
		loadPacket('byte', 6),
		calculateWith(8, 'set', 0),
		calculate(7, 'set', 40),
		...walk.flat(),
		label('transport 6'),
	];
}

/** Ends the program unless the address in the key is this machine's: a router's packets are not ours. Of 127.0.0.0/8 all are. */
export function requireLocalAddress(version: Version, localAddresses: number, isLocal: string): readonly Step[] {
	return [
		...(version === 4 ? [load('byte', 0, 10, word(key, 3) + 3), jumpIf(0, '=', 127, isLocal)] : []),
		...look(localAddresses, key),
		jumpIf(0, '=', 0, 'exit'),
		label(isLocal),
	];
}

/** Goes past the check of the address for what goes to many: multicast, and broadcast as the interface marks it. */
export function letManycastPass(version: Version, target: string): readonly Step[] {
	return [
		load('word', 0, 6, packetFields.packetType),
		jumpIf(0, '=', PACKET_BROADCAST, target),
		// The highest byte of the first word, in our byte order.
		load('byte', 0, 10, word(key, version === 4 ? 3 : 0) + 3),
		jumpIf(0, '>=', version === 4 ? 224 : 255, target),
	];
}
