import {endText} from '../collectors/address-text.ts';
import type {Names} from '../collectors/names.ts';
import type {OwnerLookup} from '../collectors/socket-owners.ts';
import {unknown, type SocketTable} from '../collectors/socket-table.ts';
import type {Port, PortRange} from '../model/port.ts';
import {
	protocols,
	socketStates,
	type OwnerStatus,
	type SocketHolder,
	type SocketOwners,
	type SocketState,
} from '../model/socket.ts';
import {sendQueueOf, type RowSources} from './connection-rows.ts';
import {History} from './history.ts';
import {fadeMilliseconds} from './join.ts';
import {isOpenPort, quantile, type PortSlot} from './port-slots.ts';

const tcp6 = protocols.indexOf('tcp6');

/** A row of the Ports view, with what filters need beyond what is shown. */
export type PortEntry = {
	readonly port: Port;
	/** Four big-endian words; IPv4 as ::ffff:a.b.c.d. */
	readonly address: readonly [number, number, number, number];
	/** The port's own state and those of its connections. */
	readonly states: readonly SocketState[];
	readonly ageSeconds: number;
};

type KnownPort = {
	readonly history: History;
	readonly firstSeenAt: number;
	readonly seenAtStart: boolean;
	/** Monotonic milliseconds of the last sample in which the port was there. */
	lastSampleAt: number;
	entry: PortEntry;
};

const anyAddress = [0, 0, 0, 0] as const;

/** Makes the ports' rows of each sample, and remembers from sample to sample what a row needs: history, age, last content. */
export class PortRows {
	/** Each once, ascending. */
	readonly #watchedPorts: readonly number[];
	readonly #known = new Map<string, KnownPort>();
	#isFirst = true;

	constructor(watched: readonly PortRange[]) {
		const ports = watched.flatMap(({first, last}) => Array.from({length: last - first + 1}, (_, index) => first + index));
		this.#watchedPorts = [...new Set(ports)].toSorted((a, b) => a - b);
	}

	/** The rows of a sample: every open port, every watched one, and those that vanished a moment ago. */
	update(slots: readonly PortSlot[], sources: RowSources): PortEntry[] {
		const now = sources.sampledAt;
		const rows: PortEntry[] = [];
		const watchedAndOpen = new Set<number>();
		for (const slot of slots) {
			const entry = this.#openRow(slot, sources);
			rows.push(entry);
			if (entry.port.watched) {
				watchedAndOpen.add(entry.port.port);
			}
		}

		const closed = new Map(this.#watchedPorts.filter(port => !watchedAndOpen.has(port)).map(port => [port, new Uint32Array(socketStates.length)]));
		if (closed.size > 0) {
			countLeftOver(sources.table, closed);
		}

		for (const [port, states] of closed) {
			rows.push(this.#closedRow(port, states, sources.names, now));
		}

		for (const [identity, known] of this.#known) {
			if (known.lastSampleAt === now) {
				continue;
			}

			if (now - known.lastSampleAt >= fadeMilliseconds) {
				this.#known.delete(identity);
			} else if (known.entry.port.status === 'OPEN' && !known.entry.port.watched) {
				rows.push({...known.entry, port: {...known.entry.port, freshness: 'vanished'}});
			}
		}

		this.#isFirst = false;
		return rows;
	}

	#isWatched(port: number): boolean {
		return this.#watchedPorts.includes(port);
	}

	#remember(row: Port, address: PortEntry['address'], now: number): PortEntry {
		let known = this.#known.get(row.identity);
		if (known === undefined) {
			known = {
				history: new History(),
				firstSeenAt: now,
				seenAtStart: this.#isFirst,
				lastSampleAt: NaN,
				entry: {
					port: row, address, states: [], ageSeconds: 0,
				},
			};
			this.#known.set(row.identity, known);
		}

		// The rows of one sample may be made twice, when owners were found after it.
		const isNewSample = known.lastSampleAt !== now;
		known.lastSampleAt = now;
		if (isNewSample && row.receiveBitsPerSecond !== null) {
			known.history.push(row.receiveBitsPerSecond + (row.sendBitsPerSecond ?? 0));
		}

		const isNew = !known.seenAtStart && now - known.firstSeenAt < fadeMilliseconds;
		known.entry = {
			port: {...row, trafficHistory: known.history.toArray(), freshness: isNew ? 'new' : 'present'},
			address,
			states: [row.status === 'CLOSED' || row.protocol.startsWith('udp') ? 'CLOSED' : 'LISTEN', ...Object.keys(row.connections) as SocketState[]],
			ageSeconds: (now - known.firstSeenAt) / 1000,
		};
		return known.entry;
	}

	#closedRow(port: number, states: Uint32Array, names: Names, now: number): PortEntry {
		return this.#remember({
			identity: `watched|${port}`,
			protocol: 'tcp',
			address: '*',
			port,
			status: 'CLOSED',
			latency: null,
			watched: true,
			service: names.service('tcp', port),
			owners: {status: 'none', holders: []},
			userId: null,
			user: null,
			unit: null,
			container: null,
			connections: connectionCounts(states),
			connectionCount: total(states),
			acceptQueue: null,
			acceptQueueLimit: null,
			receiveQueueBytes: null,
			drops: null,
			receiveBitsPerSecond: null,
			sendBitsPerSecond: null,
			receivePacketsPerSecond: null,
			sendPacketsPerSecond: null,
			rttMedianMicroseconds: null,
			rttP95Microseconds: null,
			retransmissionPercent: null,
			cpuPercent: null,
			residentBytes: null,
			trafficHistory: [],
			freshness: 'present',
		}, anyAddress, now);
	}

	#openRow(slot: PortSlot, sources: RowSources): PortEntry {
		const {table, names, interfaceName} = sources;
		const {columns} = table;
		const protocol = table.protocolOf(slot.first);
		const isTcp = protocol.startsWith('tcp');
		const address = endText(table, slot.first, 'local', interfaceName);
		const port = columns.localPort[slot.first]!;
		const userId = columns.userId[slot.first]!;
		const owners = ownersOf(slot.listeners.map(row => columns.inode[row]!), sources);
		const processes = owners.holders.flatMap(({pid}) => sources.processes.lastKnown(pid) ?? []);
		return this.#remember({
			identity: `${protocol}|${address}|${port}`,
			protocol,
			address,
			port,
			status: 'OPEN',
			latency: null,
			watched: this.#isWatched(port),
			service: names.service(protocol, port),
			owners,
			userId,
			user: names.user(userId),
			unit: processes.find(({unit}) => unit !== null)?.unit ?? null,
			container: processes.find(({container}) => container !== null)?.container ?? null,
			connections: connectionCounts(slot.states),
			connectionCount: total(slot.states),
			acceptQueue: isTcp ? sum(slot.listeners, row => columns.receiveQueue[row]!) : null,
			acceptQueueLimit: isTcp ? sumOf(slot.listeners.map(row => sendQueueOf(table, row))) : null,
			receiveQueueBytes: isTcp ? null : sum(slot.listeners, row => columns.receiveQueue[row]!),
			drops: sumKnown(slot.listeners.map(row => columns.drops[row]!)),
			receiveBitsPerSecond: slot.rated > 0 ? slot.receiveBits : idleRate(slot, isTcp, table),
			sendBitsPerSecond: slot.rated > 0 ? slot.sendBits : idleRate(slot, isTcp, table),
			receivePacketsPerSecond: slot.rated > 0 ? slot.receivePackets : idleRate(slot, isTcp, table),
			sendPacketsPerSecond: slot.rated > 0 ? slot.sendPackets : idleRate(slot, isTcp, table),
			rttMedianMicroseconds: quantile(slot.rtts, 0.5),
			rttP95Microseconds: quantile(slot.rtts, 0.95),
			retransmissionPercent: slot.dataSegments > 0 ? Math.min(100, 100 * slot.retransmissions / slot.dataSegments) : null,
			cpuPercent: sumOf(processes.map(({cpuPercent}) => cpuPercent)),
			residentBytes: sumOf(processes.map(({residentBytes}) => residentBytes)),
			trafficHistory: [],
			freshness: 'present',
		}, [columns.local0[slot.first]!, columns.local1[slot.first]!, columns.local2[slot.first]!, columns.local3[slot.first]!], sources.sampledAt);
	}
}

/** A TCP port without any connection moves nothing, as far as the kernel's counters can be read at all. */
function idleRate(slot: PortSlot, isTcp: boolean, {columns}: SocketTable): number | null {
	const hasCounters = columns.drops[slot.first] !== unknown;
	return isTcp && hasCounters && total(slot.states) === 0 ? 0 : null;
}

/** Connections that outlive their listener: TCP sockets on ports that nobody listens on any more. Our own probes are none. */
function countLeftOver({columns, liveCount}: SocketTable, statesByPort: ReadonlyMap<number, Uint32Array>): void {
	for (let row = 0; row < liveCount; row++) {
		const states = columns.portSlot[row] === unknown && columns.protocol[row]! <= tcp6 ? statesByPort.get(columns.localPort[row]!) : undefined;
		if (states !== undefined) {
			states[columns.state[row]!]!++;
		}
	}
}

function connectionCounts(states: Uint32Array): Partial<Record<SocketState, number>> {
	return Object.fromEntries(socketStates.map((state, index) => [state, states[index]!] as const).filter(([, count]) => count > 0));
}

function total(states: Uint32Array): number {
	return states.reduce((soFar, count) => soFar + count, 0);
}

function sum(rows: readonly number[], value: (row: number) => number): number {
	return rows.reduce((soFar, row) => soFar + value(row), 0);
}

function sumKnown(values: readonly number[]): number | null {
	const known = values.filter(value => value !== unknown);
	return known.length === 0 ? null : sum(known, value => value);
}

function sumOf(values: ReadonlyArray<number | null>): number | null {
	return sumKnown(values.map(value => value ?? unknown));
}

/** Several sockets' holders as one list, each process once. */
function ownersOf(inodes: readonly number[], {owners, processes}: RowSources): SocketOwners {
	const holders = new Map<number, SocketHolder>();
	const statuses = new Set<OwnerStatus>();
	for (const inode of inodes) {
		const found = owners.holders(inode);
		statuses.add(found.status);
		for (const [pid, fileDescriptor] of found.holders) {
			if (!holders.has(pid)) {
				holders.set(pid, {pid, name: processes.name(pid), fileDescriptor});
			}
		}
	}

	const status = (['pending', 'known', 'denied'] as const).find(candidate => statuses.has(candidate)) ?? 'none';
	return {status, holders: holders.values().toArray().toSorted((a, b) => a.pid - b.pid)};
}

/** The pids that own an open port, each once: those whose usage is read at every tick. */
export function portOwnerPids(table: SocketTable, owners: OwnerLookup): Set<number> {
	const pids = new Set<number>();
	for (let row = 0; row < table.liveCount; row++) {
		if (isOpenPort(table, row)) {
			for (const pid of owners.pids(table.columns.inode[row]!)) {
				pids.add(pid);
			}
		}
	}

	return pids;
}
