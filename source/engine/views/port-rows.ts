import {endText} from '../../collectors/address-text.ts';
import type {Names} from '../../collectors/names.ts';
import type {OwnerLookup} from '../../collectors/socket-owners.ts';
import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import type {Port, PortRange} from '../../model/port.ts';
import {unknownRates, unknownTotals, type TrafficRates} from '../../model/traffic.ts';
import {
	protocols,
	socketStates,
	type OwnerStatus,
	type SocketHolder,
	type SocketOwners,
	type SocketState,
} from '../../model/socket.ts';
import type {Account} from '../traffic/account.ts';
import {quantile} from '../sockets/connection-sums.ts';
import {History} from '../sockets/history.ts';
import {fadeMilliseconds} from '../sockets/join.ts';
import {portIdentity} from '../sockets/port-identity.ts';
import {isOpenPort, type PortSlot} from '../traffic/port-slots.ts';
import {sendQueueOf, type RowContext} from './connection-rows.ts';

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
	update(slots: readonly PortSlot[], accounts: readonly Account[], sources: RowContext): PortEntry[] {
		const now = sources.sampledAt;
		const rows: PortEntry[] = [];
		const watchedAndOpen = new Set<number>();
		for (const [index, slot] of slots.entries()) {
			const entry = this.#openRow(slot, accounts[index]!, sources);
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
			peerCount: null,
			processCount: null,
			workerCount: null,
			totals: {
				sinceStart: unknownTotals, sinceReset: null, isLowerBound: false, missesBytes: false,
			},
			missing: null,
			acceptQueue: null,
			acceptQueueLimit: null,
			receiveQueueBytes: null,
			drops: null,
			dropsPerSecond: null,
			...unknownRates,
			rttMedianMicroseconds: null,
			rttP95Microseconds: null,
			retransmissionPercent: null,
			cpuPercent: null,
			residentBytes: null,
			trafficHistory: [],
			freshness: 'present',
		}, anyAddress, now);
	}

	#openRow(slot: PortSlot, account: Account, sources: RowContext): PortEntry {
		const {table, names, interfaceName} = sources;
		const {columns} = table;
		const protocol = table.protocolOf(slot.first);
		const isTcp = protocol.startsWith('tcp');
		const address = endText(table, slot.first, 'local', interfaceName);
		const port = columns.localPort[slot.first]!;
		const userId = columns.userId[slot.first]!;
		const owners = ownersOf(slot.listeners.map(row => columns.inode[row]!), sources);
		const pids = new Set(owners.holders.map(({pid}) => pid));
		const workers = slot.holders.difference(pids);
		const processes = [...pids, ...workers].flatMap(pid => sources.processes.lastKnown(pid) ?? []);
		return this.#remember({
			identity: portIdentity(table, slot, interfaceName),
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
			connectionCount: slot.connections,
			peerCount: slot.peerCount,
			processCount: isHidden(owners) ? null : pids.size,
			workerCount: isHidden(owners) ? null : workers.size,
			totals: {
				sinceStart: unknownTotals, sinceReset: null, isLowerBound: false, missesBytes: false,
			},
			missing: null,
			acceptQueue: isTcp ? sum(slot.listeners, row => columns.receiveQueue[row]!) : null,
			acceptQueueLimit: isTcp ? sumOf(slot.listeners.map(row => sendQueueOf(table, row))) : null,
			receiveQueueBytes: isTcp ? null : sum(slot.listeners, row => columns.receiveQueue[row]!),
			drops: sumKnown(slot.listeners.map(row => columns.drops[row]!)),
			dropsPerSecond: null,
			...ratesOf(account, isTcp, columns.drops[slot.first] !== unknown),
			rttMedianMicroseconds: quantile(slot.rtts, 0.5),
			rttP95Microseconds: quantile(slot.rtts, 0.95),
			retransmissionPercent: account.retransmissionPercent(),
			cpuPercent: sumOf(processes.map(({cpuPercent}) => cpuPercent)),
			residentBytes: sumOf(processes.map(({residentBytes}) => residentBytes)),
			trafficHistory: [],
			freshness: 'present',
		}, [columns.local0[slot.first]!, columns.local1[slot.first]!, columns.local2[slot.first]!, columns.local3[slot.first]!], sources.sampledAt);
	}
}

/**
What the account tells: of TCP everything but handshakes that failed, which packets tell, and without the kernel's counters
only connections; of UDP what packets tell.
*/
function ratesOf(account: Account, isTcp: boolean, hasCounters: boolean): TrafficRates {
	const rates = account.rates();
	const {openedPerSecond, closedPerSecond} = rates;
	if (isTcp) {
		return hasCounters ? {...rates, failedPerSecond: null} : {...unknownRates, openedPerSecond, closedPerSecond};
	}

	const {receiveBitsPerSecond, sendBitsPerSecond, receivePacketsPerSecond, sendPacketsPerSecond} = rates;
	return account.countsPackets
		? {
			...unknownRates, receiveBitsPerSecond, sendBitsPerSecond, receivePacketsPerSecond, sendPacketsPerSecond,
		}
		: unknownRates;
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

/** Nobody is known to own the port, and somebody may: then nobody knows how many they are either. */
export function isHidden({holders, status}: SocketOwners): boolean {
	return holders.length === 0 && status !== 'known' && status !== 'none';
}

/** Several sockets' holders as one list, each process once. */
export function ownersOf(inodes: readonly number[], {owners, processes}: RowContext): SocketOwners {
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

/** The pids that own an open port or its connections, each once: those whose usage is read at every tick. */
export function portOwnerPids(table: SocketTable, slots: readonly PortSlot[], owners: OwnerLookup): Set<number> {
	const pids = new Set(slots.flatMap(({holders}) => [...holders]));
	for (let row = 0; row < table.liveCount; row++) {
		if (isOpenPort(table, row)) {
			for (const pid of owners.pids(table.columns.inode[row]!)) {
				pids.add(pid);
			}
		}
	}

	return pids;
}
