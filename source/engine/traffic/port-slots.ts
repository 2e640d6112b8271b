import {endText} from '../../collectors/address-text.ts';
import type {InterfaceName} from '../../collectors/interface-labels.ts';
import {SocketTable, unknown, type SocketEnds} from '../../collectors/socket-table.ts';
import {ipv4MappedPrefix, isIpv4Mapped} from '../../model/address.ts';
import {portIdentity} from '../../model/port.ts';
import {
	firstUdpIndex,
	protocolIndices,
	stateIndices,
	type Protocol,
} from '../../model/socket.ts';
import type {Host} from '../sockets/address-words.ts';
import {collectRtts, ConnectionSums} from '../sockets/connection-sums.ts';
import {isSelfProbe, selfProbeSlot, type IsSelfProbePort} from '../sockets/self-probes.ts';
import {BegunFromPorts} from './begun-from-ports.ts';
import {addLocalEnd, type ListenerEnd} from './listener-end.ts';

const {LISTEN: listen, CLOSED: closed, ESTABLISHED: established, CLOSE_WAIT: closeWait} = stateIndices;
const {tcp, tcp6, udp6} = protocolIndices;
const stride = 2048;

/** The index of `lo`: LOOPBACK_IFINDEX of include/net/net_namespace.h. */
const loopbackIndex = 1;

/** One (protocol, address, port, interface) that listens: the sockets that share it, and what their connections add up to. */
export class PortSlot extends ConnectionSums {
	/** Connections that wait to be accepted: no process has them yet. */
	waiting = 0;
	/** Names the open port from sample to sample: (protocol, address, port). */
	readonly identity: string;
	readonly protocol: Protocol;
	/** The spelling of `ss -n`. */
	readonly address: string;
	readonly port: number;
	/** Rows of the listening sockets: several with SO_REUSEPORT. */
	readonly listeners: number[] = [];
	/** The kernel's drops of all listening sockets together; null where it does not count them. */
	drops: number | null = null;
	/** A listening socket takes MPTCP. */
	isMptcp = false;
	/** Different addresses among the connections' peers, and the processes that hold connections (port-peers.ts). */
	peerCount = 0;
	readonly holders = new Set<number>();
	/** There are connections whose holders cannot be seen. */
	hasHiddenHolder = false;
	/** The last that was added: most often the next connection is its own too. */
	lastHolder: number | undefined;
	/** The next slot with the same port and transport. */
	readonly next: number;

	/** `row` is the first listening socket. */
	constructor(table: SocketTable, row: number, interfaceName: InterfaceName, next: number) {
		super();
		this.protocol = table.protocolOf(row);
		this.address = endText(table, row, 'local', interfaceName);
		this.port = table.columns.localPort[row]!;
		this.identity = portIdentity(this);
		this.next = next;
	}

	get first(): number {
		return this.listeners[0]!;
	}

	override add(table: SocketTable, row: number): void {
		super.add(table, row);
		if (isWaiting(table, row)) {
			this.waiting++;
		}
	}

	addListener({columns}: SocketTable, row: number): void {
		this.listeners.push(row);
		this.isMptcp ||= columns.isMptcp[row] === 1;
		const drops = columns.drops[row]!;
		if (drops !== unknown) {
			this.drops = (this.drops ?? 0) + drops;
		}
	}
}

/** The open ports of a sample. */
export class PortSlots {
	readonly #slots: PortSlot[] = [];
	/** The sample's sockets. */
	readonly table: SocketTable;
	readonly #interfaceName: InterfaceName;
	/** An end that has no row in the sample: of one row, so that `fit` meets no other kind of object. */
	#end: SocketTable | undefined;
	/** Heads of the chains of slots, by transport and port. */
	readonly #heads = new Int32Array(2 * 65_536).fill(unknown);

	constructor(table: SocketTable, interfaceName: InterfaceName) {
		this.table = table;
		this.#interfaceName = interfaceName;
	}

	get slots(): readonly PortSlot[] {
		return this.#slots;
	}

	/** Adds a listening socket to its slot, and names the slot in the row. */
	add(row: number): void {
		const {columns} = this.table;
		const head = headOf(columns, row);
		const shared = this.#sharedBy(row, head);
		if (shared !== unknown) {
			this.#slots[shared]!.addListener(this.table, row);
			columns.portSlot[row] = shared;
			return;
		}

		const slot = new PortSlot(this.table, row, this.#interfaceName, this.#heads[head]!);
		slot.addListener(this.table, row);
		columns.portSlot[row] = this.#slots.length;
		this.#heads[head] = this.#slots.length;
		this.#slots.push(slot);
	}

	/**
	Returns to which slot a connection belongs, as an index; unknown if to none: the one on its very address, else the wildcard of
	its family, else the dual-stack wildcard.
	*/
	find(ends: SocketEnds, row: number): number {
		let best = unknown;
		let bestFit = 0;
		for (let slot = this.#heads[headOf(ends, row)]!; slot !== unknown; slot = this.#slots[slot]!.next) {
			const score = fit(this.table, this.#slots[slot]!.first, ends, row);
			if (!(score > bestFit)) {
				continue;
			}

			best = slot;
			bestFit = score;
		}

		return best;
	}

	/**
	Returns which TCP listener the kernel chooses for a connection that this machine makes to one of its own addresses, as an index;
	unknown if none.
	*/
	findLocal({words, scopeId}: Host, port: number): number {
		const end = this.#endAt({
			protocol: tcp6, words, port, interfaceIndex: scopeId, ipv6Only: 0,
		});
		let best = unknown;
		let bestFit = 0;
		for (let slot = this.#heads[port]!; slot !== unknown; slot = this.#slots[slot]!.next) {
			const score = localFit(this.table, this.#slots[slot]!.first, end, scopeId);
			if (score > bestFit) {
				best = slot;
				bestFit = score;
			}
		}

		return best;
	}

	/** Returns to which slot a connection with this local end would belong, as an index; unknown if to none. */
	findEnd(end: ListenerEnd): number {
		return this.find(this.#endAt(end).columns, 0);
	}

	#endAt(end: ListenerEnd): SocketTable {
		this.#end ??= new SocketTable(1);
		this.#end.clear();
		addLocalEnd(this.#end, end);
		return this.#end;
	}

	/** Returns the slot of sockets with which this one shares its address; unknown if it is the first. */
	#sharedBy(row: number, head: number): number {
		const {columns} = this.table;
		for (let slot = this.#heads[head]!; slot !== unknown; slot = this.#slots[slot]!.next) {
			const other = this.#slots[slot]!.first;
			const isShared = columns.protocol[other] === columns.protocol[row]
				&& columns.interfaceIndex[other] === columns.interfaceIndex[row]
				&& columns.ipv6Only[other] === columns.ipv6Only[row]
				&& hasSameLocal(columns, row, columns, other);
			if (isShared) {
				return slot;
			}
		}

		return unknown;
	}
}

/** Returns whether a connection of an open port waits to be accepted: no process has it yet. */
export function isWaiting({columns: {state, inode}}: SocketTable, row: number): boolean {
	return inode[row] === 0 && (state[row] === established || state[row] === closeWait);
}

/** Returns whether a socket is what others can reach: a TCP listener, or a UDP socket that is bound and not connected. */
export function isOpenPort({columns}: SocketTable, row: number): boolean {
	const isUdp = columns.protocol[row]! >= firstUdpIndex;
	return isUdp ? columns.state[row] === closed && columns.localPort[row] !== 0 : columns.state[row] === listen;
}

/**
Finds the open ports of a sample and gives each connection to its listener (the column `portSlot`), unless it was begun here: a process
may connect from an address and port on which another listens. Connections of our own probes are given to none
(`selfProbeSlot`). Yields now and then.
@param begun The connections of the samples before that were begun here from a port that is open.
@param interfaceName Names the interfaces that ports are bound to; without it they are numbers.
*/
export function * assignPorts(table: SocketTable, isSelfProbePort?: IsSelfProbePort, interfaceName: InterfaceName = String, begun = new BegunFromPorts()): Generator<void, PortSlots> {
	const ports = new PortSlots(table, interfaceName);
	const {slots} = ports;
	const {columns} = table;
	for (let row = 0; row < table.liveCount; row++) {
		columns.portSlot[row] = unknown;
		if (isOpenPort(table, row)) {
			ports.add(row);
		}
	}

	for (let row = 0; row < table.liveCount; row++) {
		if (row % stride === stride - 1) {
			yield;
		}

		if (columns.portSlot[row] !== unknown) {
			continue;
		}

		if (isSelfProbePort !== undefined && isSelfProbe(columns, row, isSelfProbePort)) {
			columns.portSlot[row] = selfProbeSlot;
			continue;
		}

		const slot = ports.find(columns, row);
		if (slot !== unknown && begun.has(table, row)) {
			continue;
		}

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

function hasSameLocal(ends: SocketEnds, row: number, others: SocketEnds, other: number): boolean {
	return ends.local3[row] === others.local3[other]
		&& ends.local2[row] === others.local2[other]
		&& ends.local1[row] === others.local1[other]
		&& ends.local0[row] === others.local0[other];
}

/** Returns whether the local address is unspecified; the IPv4 one is stored as ::ffff:0.0.0.0. */
function isWildcard({columns}: SocketTable, row: number): boolean {
	return columns.local3[row] === 0 && columns.local1[row] === 0 && columns.local0[row] === 0
		&& (columns.local2[row] === 0 || columns.local2[row] === ipv4MappedPrefix);
}

/** Returns how well a listener fits a connection, as the kernel's compute_score() (net/ipv4/inet_hashtables.c) ranks: 0 is not at all. */
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

/** Rates a listener like `fit`, for a connection from this machine to one of its own addresses. */
function localFit(table: SocketTable, listener: number, {columns}: SocketTable, scopeId: number): number {
	// It comes in by lo. IPv6 has it come in by the interface that has the address (ip6_rcv_core() in net/ipv6/ip6_input.c).
	const isExact = hasSameLocal(columns, 0, table.columns, listener);
	columns.interfaceIndex[0] = scopeId === 0 ? (isExact ? table.columns.interfaceIndex[listener]! : loopbackIndex) : scopeId;
	// The socket that it gets is of the listener's family: an IPv6 one takes IPv4 too.
	columns.protocol[0] = tcp6;
	const asIpv6 = fit(table, listener, columns, 0);
	if (!isIpv4Mapped(columns.local0[0]!, columns.local1[0]!, columns.local2[0]!)) {
		return asIpv6;
	}

	columns.protocol[0] = tcp;
	return Math.max(asIpv6, fit(table, listener, columns, 0));
}
