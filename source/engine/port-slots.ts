import {protocols, socketStates} from '../model/socket.ts';
import {unknown, type SocketTable} from '../collectors/socket-table.ts';
import {isOwnProbe, ownProbeSlot, type IsOwnPort} from './own-probes.ts';

const listen = socketStates.indexOf('LISTEN');
const closed = socketStates.indexOf('CLOSED');
const firstUdp = protocols.indexOf('udp');
const tcp6 = protocols.indexOf('tcp6');
const udp6 = protocols.indexOf('udp6');
const ipv4MappedPrefix = 0xFF_FF;
const stride = 2048;

/** One (protocol, address, port, interface) that listens: the sockets that share it, and what their connections add up to. */
export class PortSlot {
	/** Rows of the listening sockets: several with SO_REUSEPORT. */
	readonly listeners: number[] = [];
	/** Connections by state, in the order of `socketStates`. */
	readonly states = new Uint32Array(socketStates.length);
	receiveBits = 0;
	sendBits = 0;
	receivePackets = 0;
	sendPackets = 0;
	retransmissions = 0;
	dataSegments = 0;
	/** How many connections had a rate at all; without any the sums mean nothing. */
	rated = 0;
	/** How many connections had an RTT. */
	rttCount = 0;
	/** Sorted, one per connection that has one. */
	rtts = new Int32Array(0);
	/** The next slot with the same port and transport. */
	next: number;

	constructor(next: number) {
		this.next = next;
	}

	get first(): number {
		return this.listeners[0]!;
	}
}

/** Whether a socket is what others can reach: a TCP listener, or a UDP socket that is bound and not connected. */
export function isOpenPort({columns}: SocketTable, row: number): boolean {
	const isUdp = columns.protocol[row]! >= firstUdp;
	return isUdp ? columns.state[row] === closed && columns.localPort[row] !== 0 : columns.state[row] === listen;
}

/**
Finds the open ports of a sample and gives each connection to its listener (the column `portSlot`): the one on its
very address, else the wildcard of its family, else the dual-stack wildcard. Connections of our own probes are given to
nobody (`ownProbeSlot`). Yields now and then.
*/
export function * assignPorts(table: SocketTable, isOwnPort?: IsOwnPort): Generator<void, PortSlot[]> {
	const slots: PortSlot[] = [];
	// Heads of the chains of slots, by transport and port.
	const heads = new Int32Array(2 * 65_536).fill(unknown);
	const {columns} = table;
	for (let row = 0; row < table.liveCount; row++) {
		columns.portSlot[row] = unknown;
		if (isOpenPort(table, row)) {
			addListener(table, row, slots, heads);
		}
	}

	for (let row = 0; row < table.liveCount; row++) {
		if (row % stride === stride - 1) {
			yield;
		}

		if (isOwnPort !== undefined && columns.portSlot[row] === unknown && isOwnProbe(table, row, isOwnPort)) {
			columns.portSlot[row] = ownProbeSlot;
			continue;
		}

		const head = heads[headOf(table, row)]!;
		if (head !== unknown && columns.portSlot[row] === unknown) {
			const slot = findSlot(table, row, slots, head);
			columns.portSlot[row] = slot;
			if (slot !== unknown) {
				addConnection(table, row, slots[slot]!);
			}
		}
	}

	yield;
	collectRtts(table, slots);
	return slots;
}

function headOf({columns}: SocketTable, row: number): number {
	return (columns.protocol[row]! >= firstUdp ? 65_536 : 0) + columns.localPort[row]!;
}

function addListener(table: SocketTable, row: number, slots: PortSlot[], heads: Int32Array): void {
	const {columns} = table;
	const head = headOf(table, row);
	for (let slot = heads[head]!; slot !== unknown; slot = slots[slot]!.next) {
		const other = slots[slot]!.first;
		const isShared = columns.protocol[other] === columns.protocol[row]
			&& columns.interfaceIndex[other] === columns.interfaceIndex[row]
			&& columns.ipv6Only[other] === columns.ipv6Only[row]
			&& hasSameLocal(table, row, other);
		if (isShared) {
			slots[slot]!.listeners.push(row);
			columns.portSlot[row] = slot;
			return;
		}
	}

	const slot = new PortSlot(heads[head]!);
	slot.listeners.push(row);
	columns.portSlot[row] = slots.length;
	heads[head] = slots.length;
	slots.push(slot);
}

function hasSameLocal({columns}: SocketTable, row: number, other: number): boolean {
	return columns.local3[row] === columns.local3[other]
		&& columns.local2[row] === columns.local2[other]
		&& columns.local1[row] === columns.local1[other]
		&& columns.local0[row] === columns.local0[other];
}

/** An unspecified address; the IPv4 one is stored as ::ffff:0.0.0.0. */
function isWildcard({columns}: SocketTable, row: number): boolean {
	return columns.local3[row] === 0 && columns.local1[row] === 0 && columns.local0[row] === 0
		&& (columns.local2[row] === 0 || columns.local2[row] === ipv4MappedPrefix);
}

/** How well a listener fits a connection, as the kernel's compute_score() (net/ipv4/inet_hashtables.c) ranks: 0 is not at all. */
function fit(table: SocketTable, row: number, listener: number): number {
	const {columns} = table;
	const boundTo = columns.interfaceIndex[listener]!;
	if (boundTo !== 0 && boundTo !== columns.interfaceIndex[row]) {
		return 0;
	}

	const isSameFamily = columns.protocol[listener] === columns.protocol[row];
	const bonus = boundTo === 0 ? 0 : 1;
	if (isSameFamily && hasSameLocal(table, row, listener)) {
		return 4 + bonus;
	}

	if (!isWildcard(table, listener)) {
		return 0;
	}

	const protocol = columns.protocol[listener];
	const isMapped = columns.local2[row] === ipv4MappedPrefix && columns.local1[row] === 0 && columns.local0[row] === 0;
	if (protocol === tcp6 || protocol === udp6) {
		return isMapped && columns.ipv6Only[listener] === 1 ? 0 : 1 + bonus;
	}

	// An IPv4 listener's connections are IPv4 sockets.
	return isSameFamily ? 2 + bonus : 0;
}

function findSlot(table: SocketTable, row: number, slots: readonly PortSlot[], head: number): number {
	let best = unknown;
	let bestFit = 0;
	for (let slot = head; slot !== unknown; slot = slots[slot]!.next) {
		const score = fit(table, row, slots[slot]!.first);
		if (!(score > bestFit)) {
			continue;
		}

		best = slot;
		bestFit = score;
	}

	return best;
}

function addConnection({columns}: SocketTable, row: number, slot: PortSlot): void {
	slot.states[columns.state[row]!]!++;
	if (columns.rttMicroseconds[row] !== unknown) {
		slot.rttCount++;
	}

	if (columns.receiveBitsPerSecond[row] === unknown) {
		return;
	}

	slot.rated++;
	slot.receiveBits += columns.receiveBitsPerSecond[row]!;
	slot.sendBits += Math.max(0, columns.sendBitsPerSecond[row]!);
	slot.receivePackets += Math.max(0, columns.receivePacketsPerSecond[row]!);
	slot.sendPackets += Math.max(0, columns.sendPacketsPerSecond[row]!);
	slot.retransmissions += Math.max(0, columns.retransmissionsPerSecond[row]!);
	slot.dataSegments += Math.max(0, columns.dataSegmentsPerSecond[row]!);
}

function collectRtts({columns, liveCount}: SocketTable, slots: readonly PortSlot[]): void {
	for (const slot of slots) {
		slot.rtts = new Int32Array(slot.rttCount);
		slot.rttCount = 0;
	}

	for (let row = 0; row < liveCount; row++) {
		const slot = columns.portSlot[row]!;
		if (slot >= 0 && columns.rttMicroseconds[row] !== unknown) {
			const {rtts} = slots[slot]!;
			if (slots[slot]!.rttCount < rtts.length) {
				rtts[slots[slot]!.rttCount++] = columns.rttMicroseconds[row]!;
			}
		}
	}

	for (const {rtts} of slots) {
		rtts.sort();
	}
}

/** The value below which `fraction` of the sorted values lie (nearest rank); null of none. */
export function quantile(sorted: Int32Array, fraction: number): number | null {
	return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)]!;
}
