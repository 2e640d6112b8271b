/*
The programs that count packets, for AF_PACKET sockets of type SOCK_DGRAM: the packet begins at its network header. They give
back 0 always: no packet is kept, copied or woken up for.
*/
import type {AddressWords} from '../../model/address.ts';
import {IPPROTO_TCP, IPPROTO_UDP} from '../socket-constants.ts';
import {
	addAtomically,
	assemble,
	calculate,
	calculateWith,
	call,
	exit,
	helpers,
	jump,
	jumpIf,
	label,
	load,
	loadMap,
	loadPacketBehind,
	packetFields,
	store,
	storeNumber,
	type Step,
} from './instructions.ts';
import {
	copyAddress,
	findTransport,
	key,
	letManycastPass,
	look,
	requireLocalAddress,
	word,
	type Version,
} from './packet-steps.ts';

/** The descriptors of the maps that the programs read and count in. */
export type CounterMaps = {
	/** `endpointKey()` → `endpointValue`. */
	readonly endpoints: number;
	/** The four words of each address of this machine. */
	readonly localAddresses: number;
	/** The indices of the interfaces whose packets were counted on another one as they left. */
	readonly repeaters: number;
	/** `endpointKey()` with the peer's address and our port → how often we refused it, 64 bits. */
	readonly refused: number;
};

/** The words of a key: an address (IPv4 as ::ffff:a.b.c.d), and port and protocol in one. */
export const endpointKeyWords = 5;

export function endpointKey(address: AddressWords, port: number, protocol: number): readonly number[] {
	return [...address, port | (protocol << 16)];
}

/** The words of a value: five counters of 64 bits, then what is ours. `slot` is not for the programs. */
export const endpointValue = {
	receivedPackets: 0, receivedBytes: 2, sentPackets: 4, sentBytes: 6, syns: 8, slot: 10, ipv6Only: 11, words: 12,
} as const;

// linux/if_packet.h
const PACKET_OTHERHOST = 3;
const PACKET_OUTGOING = 4;
// ETH_P_IP and ETH_P_IPV6 of linux/if_ether.h, in network order as __sk_buff.protocol has them.
const ipv4Protocol = 0x00_08;
const ipv6Protocol = 0xDD_86;

// TCP flags, RFC 9293.
const finSynRstAck = 0x17;
const syn = 0x02;
const rstAck = 0x14;

// On the stack, below the key of packet-steps.ts.
const refusedKey = -48;
const one = -56;

type Direction = 'incoming' | 'outgoing';

/** Finds the endpoint of our end and goes on at `count` with its value in register 0; ends the program where there is none. */
function findEndpoint(version: Version, direction: Direction, maps: CounterMaps): readonly Step[] {
	const end = direction === 'incoming' ? 'destination' : 'source';
	const isOurs = `is ours ${version}`;
	return [
		loadPacketBehind('half', 7, end === 'source' ? 0 : 2),
		calculate(8, 'shiftLeft', 16),
		calculateWith(0, 'or', 8),
		store('word', 10, word(key, 4), 0),
		...copyAddress(version, end, key),
		...look(maps.endpoints, key),
		jumpIf(0, '!=', 0, 'count'),
		...(direction === 'incoming' ? letManycastPass(version, isOurs) : []),
		...requireLocalAddress(version, maps.localAddresses, isOurs),
		...(version === 4
			? [
				storeNumber('word', 10, word(key, 3), 0),
				...look(maps.endpoints, key),
				jumpIf(0, '!=', 0, 'count'),
				storeNumber('word', 10, word(key, 2), 0),
				...look(maps.endpoints, key),
				jumpIf(0, '=', 0, 'exit'),
				load('word', 1, 0, word(0, endpointValue.ipv6Only)),
				jumpIf(1, '!=', 0, 'exit'),
				jump('count'),
			]
			: [
				...[0, 1, 2, 3].map(index => storeNumber('word', 10, word(key, index), 0)),
				...look(maps.endpoints, key),
				jumpIf(0, '!=', 0, 'count'),
				jump('exit'),
			]),
	];
}

/** Counts in the value that register 0 points to; a packet of several segments (GSO, GRO) as that many. */
function count(direction: Direction): readonly Step[] {
	const {receivedPackets, receivedBytes, sentPackets, sentBytes, syns} = endpointValue;
	const [packets, bytes] = direction === 'incoming' ? [receivedPackets, receivedBytes] as const : [sentPackets, sentBytes] as const;
	return [
		label('count'),
		load('word', 1, 6, packetFields.gsoSegments),
		jumpIf(1, '!=', 0, 'has segments'),
		calculate(1, 'set', 1),
		label('has segments'),
		jumpIf(8, '!=', IPPROTO_UDP << 16, 'count syn'),
		addAtomically(0, word(0, packets), 1),
		// Without the header; a jumbogram says 0.
		jumpIf(9, '<=', 8, 'exit'),
		calculate(9, 'add', -8),
		addAtomically(0, word(0, bytes), 9),
		jump('exit'),
		label('count syn'),
		...(direction === 'incoming' ? [addAtomically(0, word(0, syns), 1)] : []),
		label('exit'),
		calculate(0, 'set', 0),
		exit(),
	];
}

function incoming(version: Version, maps: CounterMaps): readonly Step[] {
	return [
		calculateWith(6, 'set', 1),
		// Seen only because an interface is in promiscuous mode: not for this machine.
		load('word', 0, 6, packetFields.packetType),
		jumpIf(0, '=', PACKET_OTHERHOST, 'exit'),
		...findTransport(version),
		jumpIf(8, '=', IPPROTO_UDP, 'udp'),
		jumpIf(8, '!=', IPPROTO_TCP, 'exit'),
		loadPacketBehind('byte', 7, 13),
		calculate(0, 'and', finSynRstAck),
		jumpIf(0, '!=', syn, 'exit'),
		calculate(9, 'set', 0),
		jump('find'),
		label('udp'),
		loadPacketBehind('half', 7, 4),
		calculateWith(9, 'set', 0),
		label('find'),
		...findEndpoint(version, 'incoming', maps),
		...count('incoming'),
	];
}

/**
Ends the program where the packet was counted before, on an interface above this one. Asked last: most packets, being TCP's, are
of no interest anyway.
*/
function requireFirstInterface(maps: CounterMaps): readonly Step[] {
	return [
		load('word', 0, 6, packetFields.interfaceIndex),
		store('word', 10, key, 0),
		...look(maps.repeaters, key),
		jumpIf(0, '!=', 0, 'exit'),
	];
}

/**
Returns what answers a segment without ACK, mostly a SYN, that no socket takes: RST and ACK with sequence number 0 (RFC 9293, 3.10.7.1).
An established connection's RST has its own number. A firewall's `reject with tcp reset` looks the same, and is a refusal too.
*/
function refusal(version: Version, maps: CounterMaps): readonly Step[] {
	const {refused} = maps;
	return [
		loadPacketBehind('byte', 7, 13),
		calculate(0, 'and', finSynRstAck),
		jumpIf(0, '!=', rstAck, 'exit'),
		loadPacketBehind('word', 7, 4),
		jumpIf(0, '!=', 0, 'exit'),
		...requireFirstInterface(maps),
		...copyAddress(version, 'source', key),
		...requireLocalAddress(version, maps.localAddresses, `refused by us ${version}`),
		loadPacketBehind('half', 7, 0),
		store('word', 10, word(refusedKey, 4), 0),
		...copyAddress(version, 'destination', refusedKey),
		...look(refused, refusedKey),
		calculate(1, 'set', 1),
		jumpIf(0, '=', 0, `new ${version}`),
		addAtomically(0, 0, 1),
		jump('exit'),
		label(`new ${version}`),
		store('doubleWord', 10, one, 1),
		...loadMap(1, refused),
		calculateWith(2, 'set', 10),
		calculate(2, 'add', refusedKey),
		calculateWith(3, 'set', 10),
		calculate(3, 'add', one),
		calculate(4, 'set', 0),
		call(helpers.mapUpdate),
		jump('exit'),
	];
}

function outgoing(maps: CounterMaps): readonly Step[] {
	const ofVersion = (version: Version) => [
		label(`version ${version}`),
		...findTransport(version),
		jumpIf(8, '=', IPPROTO_UDP, `udp ${version}`),
		jumpIf(8, '!=', IPPROTO_TCP, 'exit'),
		...refusal(version, maps),
		label(`udp ${version}`),
		loadPacketBehind('half', 7, 4),
		calculateWith(9, 'set', 0),
		...requireFirstInterface(maps),
		...findEndpoint(version, 'outgoing', maps),
	];
	return [
		calculateWith(6, 'set', 1),
		load('word', 0, 6, packetFields.packetType),
		jumpIf(0, '!=', PACKET_OUTGOING, 'exit'),
		// It has been counted on the VLAN's own interface.
		load('word', 0, 6, packetFields.vlanPresent),
		jumpIf(0, '!=', 0, 'exit'),
		load('word', 0, 6, packetFields.protocol),
		jumpIf(0, '=', ipv4Protocol, 'version 4'),
		jumpIf(0, '=', ipv6Protocol, 'version 6'),
		jump('exit'),
		...ofVersion(4),
		...ofVersion(6),
		...count('outgoing'),
	];
}

/** Counts datagrams and SYNs that arrive, on a socket of ETH_P_IP or ETH_P_IPV6: each is given to those once, by the interface that IP sees. */
export function incomingCounter(version: 4 | 6, maps: CounterMaps): Uint8Array {
	return assemble(incoming(version, maps));
}

/** Counts datagrams and refusals that leave, on a socket of ETH_P_ALL: only those are given what leaves, by each interface that it passes. */
export function outgoingCounter(maps: CounterMaps): Uint8Array {
	return assemble(outgoing(maps));
}
