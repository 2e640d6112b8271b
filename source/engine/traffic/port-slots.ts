import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import {ipv4MappedPrefix, isIpv4Mapped} from '../../model/address.ts';
import {firstUdpIndex, protocolIndices, stateIndices} from '../../model/socket.ts';
import {collectRtts, ConnectionSums} from '../sockets/connection-sums.ts';
import {isSelfProbe, selfProbeSlot, type IsOwnPort} from '../sockets/self-probes.ts';

const {LISTEN: listen, CLOSED: closed} = stateIndices;
const {tcp6, udp6} = protocolIndices;
const stride = 2048;

/** One (protocol, address, port, interface) that listens: the sockets that share it, and what their connections add up to. */
export class PortSlot extends ConnectionSums {
	/** Rows of the listening sockets: several with SO_REUSEPORT. */
	readonly listeners: number[] = [];
	/** Different addresses among the connections' peers, and the processes that hold connections (port-peers.ts). */
	peerCount = 0;
	readonly holders = new Set<number>();
	/** The last that was added: most often the next connection is its own too. */
	lastHolder: number | undefined;
	/** The next slot with the same port and transport. */
	next: number;

	constructor(next: number) {
		super();
		this.next = next;
	}

	get first(): number {
		return this.listeners[0]!;
	}
}

/** The open ports of a sample. */
export class PortSlots {
	readonly slots: readonly PortSlot[];
	readonly #table: SocketTable;
	/** Heads of the chains of slots, by transport and port. */
	readonly #heads: Int32Array;

	constructor(table: SocketTable, slots: readonly PortSlot[], heads: Int32Array) {
		this.#table = table;
		this.slots = slots;
		this.#heads = heads;
	}

	/**
	Which slot a connection belongs to, as an index; unknown if none: the one on its very address, else the wildcard of its
	family, else the dual-stack wildcard.
	*/
	find(ends: SocketEnds, row: number): number {
		let best = unknown;
		let bestFit = 0;
		for (let slot = this.#heads[headOf(ends, row)]!; slot !== unknown; slot = this.slots[slot]!.next) {
			const score = fit(this.#table, this.slots[slot]!.first, ends, row);
			if (!(score > bestFit)) {
				continue;
			}

			best = slot;
			bestFit = score;
		}

		return best;
	}
}

/** Whether a socket is what others can reach: a TCP listener, or a UDP socket that is bound and not connected. */
export function isOpenPort({columns}: SocketTable, row: number): boolean {
	const isUdp = columns.protocol[row]! >= firstUdpIndex;
	return isUdp ? columns.state[row] === closed && columns.localPort[row] !== 0 : columns.state[row] === listen;
}

/**
Finds the open ports of a sample and gives each connection to its listener (the column `portSlot`). Connections of our
own probes are given to nobody (`selfProbeSlot`). Yields now and then.
*/
export function * assignPorts(table: SocketTable, isOwnPort?: IsOwnPort): Generator<void, PortSlots> {
	const slots: PortSlot[] = [];
	const heads = new Int32Array(2 * 65_536).fill(unknown);
	const {columns} = table;
	for (let row = 0; row < table.liveCount; row++) {
		columns.portSlot[row] = unknown;
		if (isOpenPort(table, row)) {
			addListener(table, row, slots, heads);
		}
	}

	const ports = new PortSlots(table, slots, heads);
	for (let row = 0; row < table.liveCount; row++) {
		if (row % stride === stride - 1) {
			yield;
		}

		if (columns.portSlot[row] !== unknown) {
			continue;
		}

		if (isOwnPort !== undefined && isSelfProbe(columns, row, isOwnPort)) {
			columns.portSlot[row] = selfProbeSlot;
			continue;
		}

		const slot = ports.find(columns, row);
		columns.portSlot[row] = slot;
		slots[slot]?.add(table, row);
	}

	yield;
	// A UDP socket that listens has no RTT, and a TCP one neither.
	yield * collectRtts(table, slots, row => slots[columns.portSlot[row]!]);
	return ports;
}

function headOf({protocol, localPort}: SocketEnds, row: number): number {
	return (protocol[row]! >= firstUdpIndex ? 65_536 : 0) + localPort[row]!;
}

function addListener(table: SocketTable, row: number, slots: PortSlot[], heads: Int32Array): void {
	const {columns} = table;
	const head = headOf(columns, row);
	for (let slot = heads[head]!; slot !== unknown; slot = slots[slot]!.next) {
		const other = slots[slot]!.first;
		const isShared = columns.protocol[other] === columns.protocol[row]
			&& columns.interfaceIndex[other] === columns.interfaceIndex[row]
			&& columns.ipv6Only[other] === columns.ipv6Only[row]
			&& hasSameLocal(columns, row, columns, other);
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

function hasSameLocal(ends: SocketEnds, row: number, others: SocketEnds, other: number): boolean {
	return ends.local3[row] === others.local3[other]
		&& ends.local2[row] === others.local2[other]
		&& ends.local1[row] === others.local1[other]
		&& ends.local0[row] === others.local0[other];
}

/** An unspecified address; the IPv4 one is stored as ::ffff:0.0.0.0. */
function isWildcard({columns}: SocketTable, row: number): boolean {
	return columns.local3[row] === 0 && columns.local1[row] === 0 && columns.local0[row] === 0
		&& (columns.local2[row] === 0 || columns.local2[row] === ipv4MappedPrefix);
}

/** How well a listener fits a connection, as the kernel's compute_score() (net/ipv4/inet_hashtables.c) ranks: 0 is not at all. */
function fit(table: SocketTable, listener: number, ends: SocketEnds, row: number): number {
	const {columns} = table;
	const boundTo = columns.interfaceIndex[listener]!;
	if (boundTo !== 0 && boundTo !== ends.interfaceIndex?.[row]) {
		return 0;
	}

	const protocol = columns.protocol[listener];
	const isSameFamily = protocol === ends.protocol[row];
	const bonus = boundTo === 0 ? 0 : 1;
	if (isSameFamily && hasSameLocal(ends, row, columns, listener)) {
		return 4 + bonus;
	}

	if (!isWildcard(table, listener)) {
		return 0;
	}

	const isMapped = isIpv4Mapped(ends.local0[row]!, ends.local1[row]!, ends.local2[row]!);
	if (protocol === tcp6 || protocol === udp6) {
		return isMapped && columns.ipv6Only[listener] === 1 ? 0 : 1 + bonus;
	}

	// An IPv4 listener's connections are IPv4 sockets.
	return isSameFamily ? 2 + bonus : 0;
}
