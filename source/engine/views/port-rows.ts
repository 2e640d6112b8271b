import type {OwnerLookup} from '../../collectors/owner-lookup.ts';
import {isBegun} from '../../collectors/direction.ts';
import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import type {AddressWords} from '../../model/address.ts';
import type {PortForwarding} from '../../model/forwarding.ts';
import type {Port} from '../../model/port.ts';
import type {PortLatency} from '../../model/probe.ts';
import type {ProcessInfo} from '../../model/process.ts';
import {
	firstUdpIndex,
	isTcp,
	protocols,
	socketStates,
	type Freshness,
	type OwnerStatus,
	type SocketHolder,
	type SocketOwners,
	type SocketState,
} from '../../model/socket.ts';
import {unknownRates, unknownTotals, type Counted} from '../../model/traffic.ts';
import {measuredStatus} from '../probing/port-sensors.ts';
import {ConnectionSums, quantile} from '../sockets/connection-sums.ts';
import {fadeMilliseconds} from '../sockets/join.ts';
import {fullestQueue} from '../traffic/accept-queue.ts';
import type {PortTraffic} from '../traffic/port-traffic.ts';
import {isOpenPort, type PortSlot} from '../traffic/port-slots.ts';
import {statusOfUnbound, type WatchedPort, type WatchedPorts} from '../traffic/watched-ports.ts';
import {
	holderOf,
	sendQueueOf,
	servingFirst,
	type RowContext,
} from './connection-rows.ts';
import {
	noPlaces,
	noUsers,
	placesOf,
	usersOf,
	type SharedPlaces,
} from './row-names.ts';
import {keepersOf} from './serving.ts';

/** A row of the Ports view, with what filters need beyond what is shown. */
export type PortEntry = {
	readonly port: Port;
	readonly address: AddressWords;
	/** The port's own state and those of its connections. */
	readonly states: readonly SocketState[];
	readonly ageSeconds: number;
	/** The interface that the listening socket is bound to; null for none. */
	readonly device: {readonly name: string; readonly index: number} | null;
	/** Those of the owners. */
	readonly commandLines: readonly string[];
};

/** The figures of ports that other parts of the engine know. Each is asked once for each row. */
export type PortFigures = {
	readonly traffic: (slot: PortSlot) => PortTraffic;
	/** The totals of a TCP port on which nothing listens any more; null where none of its listeners is known. */
	readonly closedTotals: (port: number) => Counted | null;
	/** null where the kernel does not count them. */
	readonly drops: (slot: PortSlot) => number | null;
	/** By the port's identity; null where it is not measured. */
	readonly latency: (identity: string) => PortLatency | null;
	/** The ports that rules of the packet filter name, ascending, and the forwarding of a port without a socket. */
	readonly forwards: () => {readonly named: readonly number[]; forwarding(port: number): PortForwarding};
};

/** The part of a row that is kept from sample to sample. */
type KnownPort = {
	readonly firstSeenAt: number;
	readonly seenAtStart: boolean;
	/** Monotonic milliseconds of the last sample in which the port was there. */
	lastSampleAt: number;
	entry: PortEntry | undefined;
};

const anyAddress = [0, 0, 0, 0] as const;
const nothingCounted: Counted = {
	sinceStart: unknownTotals, sinceReset: null, isLowerBound: false, missesBytes: false, atLeast: [],
};

/** Makes the ports' rows of each sample, and remembers from sample to sample what a row needs: age, last content. */
export class PortRows {
	readonly #watchedPorts: WatchedPorts;
	readonly #known = new Map<string, KnownPort>();
	#isFirst = true;

	constructor(watchedPorts: WatchedPorts) {
		this.#watchedPorts = watchedPorts;
	}

	/** Returns the rows of a new sample: every open port, in the order of the slots, every watched one, and those that vanished a moment ago. */
	update(slots: readonly PortSlot[], context: RowContext, figures: PortFigures): readonly PortEntry[] {
		// Where not every protocol could be read, one that is not listed may be open.
		const closed = context.table.unread.size > 0
			? []
			: [...this.#watchedPorts.closed(slots), ...this.#watchedPorts.forwarded(figures.forwards().named, slots).filter(({port}) => figures.forwards().forwarding(port) !== null)];
		const leftOver = sumLeftOver(context.table, closed);
		const rows = [
			...slots.map(slot => this.#openRow(slot, context, figures)),
			...closed.map(port => this.#closedRow(port, leftOver.get(port.port)!, context, figures)),
		];
		const now = context.sampledAt;
		for (const [identity, {lastSampleAt, entry}] of this.#known) {
			if (lastSampleAt === now) {
				continue;
			}

			if (now - lastSampleAt >= fadeMilliseconds) {
				this.#known.delete(identity);
			} else if (entry?.port.watched === false) {
				rows.push({...entry, port: vanished(entry.port)});
			}
		}

		this.#isFirst &&= context.table.unread.size === protocols.length;
		return rows;
	}

	/** Returns the rows of the last sample with the owners that were found since. */
	withOwners(rows: readonly PortEntry[], slots: readonly PortSlot[], context: RowContext): readonly PortEntry[] {
		return rows.map((row, index) => {
			const slot = slots[index];
			if (slot === undefined) {
				return row;
			}

			const figures = ownerFigures(slot, context);
			const entry = {...row, commandLines: commandLinesOf(figures.owners, context), port: {...row.port, ...figures}};
			this.#know(slot.identity, context.sampledAt).entry = entry;
			return entry;
		});
	}

	#know(identity: string, now: number): KnownPort {
		let known = this.#known.get(identity);
		if (known === undefined) {
			known = {
				firstSeenAt: now, seenAtStart: this.#isFirst, lastSampleAt: now, entry: undefined,
			};
			this.#known.set(identity, known);
		}

		return known;
	}

	#openRow(slot: PortSlot, context: RowContext, figures: PortFigures): PortEntry {
		const {identity, protocol, address, port, listeners} = slot;
		const {table, names, sampledAt, interfaceName} = context;
		const {columns} = table;
		const known = this.#know(identity, sampledAt);
		known.lastSampleAt = sampledAt;
		const traffic = figures.traffic(slot);
		const latency = figures.latency(identity);
		const connections = connectionCounts(slot.states);
		const isListener = isTcp(protocol);
		const owners = ownerFigures(slot, context);
		const interfaceIndex = columns.interfaceIndex[slot.first]!;
		const queue = fullestQueue(listeners.map(row => ({length: columns.receiveQueue[row]!, limit: sendQueueOf(table, row)})));
		known.entry = {
			address: [columns.local0[slot.first]!, columns.local1[slot.first]!, columns.local2[slot.first]!, columns.local3[slot.first]!],
			states: [isListener ? 'LISTEN' : 'CLOSED', ...Object.keys(connections) as SocketState[]],
			ageSeconds: (sampledAt - known.firstSeenAt) / 1000,
			device: interfaceIndex === 0 ? null : {name: interfaceName(interfaceIndex), index: interfaceIndex},
			commandLines: commandLinesOf(owners.owners, context),
			port: {
				identity,
				protocol,
				address,
				port,
				status: (latency === null ? null : measuredStatus(latency)) ?? 'OPEN',
				isBound: true,
				forwarding: null,
				latency,
				watched: this.#watchedPorts.has(port),
				service: names.service(protocol, port),
				...usersOf(listeners, context),
				...owners,
				connections,
				connectionCount: slot.connections,
				peerCount: slot.peerCount,
				...traffic,
				acceptQueue: isListener ? queue.length : null,
				acceptQueueLimit: isListener ? queue.limit : null,
				receiveQueueBytes: isListener ? null : sumOf(listeners.map(row => columns.receiveQueue[row]!)),
				drops: figures.drops(slot),
				rttMedianMicroseconds: quantile(slot.rtts, 0.5),
				rttP95Microseconds: quantile(slot.rtts, 0.95),
				freshness: freshnessOf(known, sampledAt),
			},
		};
		return known.entry;
	}

	#closedRow({identity, protocol, address, port, watched}: WatchedPort, sums: ConnectionSums, {names, sampledAt}: RowContext, figures: PortFigures): PortEntry {
		const known = this.#know(identity, sampledAt);
		known.lastSampleAt = sampledAt;
		const latency = figures.latency(identity);
		const forwarding = figures.forwards().forwarding(port);
		const connections = connectionCounts(sums.states);
		// The connections that are forwarded have no sockets here.
		const isSeen = forwarding === null || sums.connections > 0;
		known.entry = {
			address: anyAddress,
			states: [...forwarding === null ? ['CLOSED' as const] : [], ...Object.keys(connections) as SocketState[]],
			ageSeconds: (sampledAt - known.firstSeenAt) / 1000,
			device: null,
			commandLines: [],
			port: {
				identity,
				protocol: forwarding === null || forwarding === 'unknown' ? protocol : forwarding.transport,
				address,
				port,
				status: statusOfUnbound(forwarding, latency === null ? null : measuredStatus(latency)),
				isBound: false,
				forwarding,
				latency,
				watched,
				service: names.service(protocol, port),
				owners: {status: 'none', holders: []},
				...noUsers,
				...noPlaces,
				connections,
				connectionCount: isSeen ? sums.connections : null,
				peerCount: null,
				processCount: null,
				workerCount: null,
				totals: figures.closedTotals(port) ?? nothingCounted,
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
				openFiles: null,
				freshness: freshnessOf(known, sampledAt),
			},
		};
		return known.entry;
	}
}

function freshnessOf({seenAtStart, firstSeenAt}: KnownPort, now: number): Freshness {
	return !seenAtStart && now - firstSeenAt < fadeMilliseconds ? 'new' : 'present';
}

/** Returns the last row of a vanished port without its counts; the rest fades out as it was. */
function vanished(port: Port): Port {
	return {
		...port, failedPerSecond: null, dropsPerSecond: null, missing: null, totals: nothingCounted, freshness: 'vanished',
	};
}

/** The fields of a row that may be found after the sample. */
type OwnerFigures = Pick<Port, 'owners' | keyof SharedPlaces | 'processCount' | 'workerCount' | 'cpuPercent' | 'residentBytes' | 'openFiles'>;

/** Returns the fields of a row that follow from its owners. */
function ownerFigures({listeners, holders, hasHiddenHolder}: PortSlot, context: RowContext): OwnerFigures {
	const {inode} = context.table.columns;
	const owners = ownersOf(listeners.map(row => inode[row]!), context);
	const pids = new Set(owners.holders.map(({pid}) => pid));
	const workers = holders.difference(pids);
	// What a service manager uses that only keeps the socket is not the port's.
	const processes = servingProcesses([...pids, ...workers], context);
	// Where there may be others their number is not known either.
	const isHidden = owners.status === 'denied' || (owners.status === 'pending' && owners.holders.length === 0);
	return {
		owners,
		...placesOf(processes),
		processCount: isHidden ? null : pids.size,
		workerCount: isHidden || (hasHiddenHolder && workers.size === 0) ? null : workers.size,
		cpuPercent: isHidden ? null : sumOf(processes.map(({cpuPercent}) => cpuPercent)),
		residentBytes: isHidden ? null : sumOf(processes.map(({residentBytes}) => residentBytes)),
		openFiles: nearestToLimit(processes),
	};
}

/** Returns the descriptors of the process that has the largest part of its limit in use; null where none is known. */
function nearestToLimit(processes: readonly ProcessInfo[]): Port['openFiles'] {
	const known = processes.flatMap(({pid, openFiles, openFilesLimit}) => openFiles === null || openFilesLimit === null ? [] : [{pid, count: openFiles, limit: openFilesLimit}]);
	return known.toSorted((a, b) => (b.count / b.limit) - (a.count / a.limit))[0] ?? null;
}

/**
Returns the sums over connections that have outlived their listener, by port: TCP sockets on these ports, on which no socket listens
any more. What was begun from here is none, nor are our own probes.
*/
function sumLeftOver(table: SocketTable, closed: readonly WatchedPort[]): ReadonlyMap<number, ConnectionSums> {
	const sumsByPort = new Map(closed.map(({port}) => [port, new ConnectionSums()]));
	if (sumsByPort.size === 0) {
		return sumsByPort;
	}

	const {columns, liveCount} = table;
	for (let row = 0; row < liveCount; row++) {
		const isLeftOver = columns.portSlot[row] === unknown && columns.peer[row] === unknown && columns.protocol[row]! < firstUdpIndex && !isBegun(columns.direction[row]!);
		if (isLeftOver) {
			sumsByPort.get(columns.localPort[row]!)?.add(table, row);
		}
	}

	return sumsByPort;
}

function connectionCounts(states: Uint32Array): Partial<Record<SocketState, number>> {
	return Object.fromEntries(socketStates.map((state, index) => [state, states[index]!] as const).filter(([, count]) => count > 0));
}

/** Returns the sum of those that are known; null if none is. */
function sumOf(values: ReadonlyArray<number | null>): number | null {
	const known = values.filter(value => value !== null);
	return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Returns several sockets' holders as one list, each process once, those that serve first. */
export function ownersOf(inodes: readonly number[], {owners, processes}: RowContext): SocketOwners {
	const holders = new Map<number, SocketHolder>();
	const statuses = new Set<OwnerStatus>();
	for (const inode of inodes) {
		const found = owners.holders(inode);
		statuses.add(found.status);
		for (const [pid, fileDescriptor] of found.holders) {
			if (!holders.has(pid)) {
				holders.set(pid, holderOf(pid, fileDescriptor, processes));
			}
		}
	}

	const status = (['pending', 'denied', 'known'] as const).find(candidate => statuses.has(candidate)) ?? 'none';
	return {status, holders: servingFirst(holders.values().toArray(), processes)};
}

/** Returns the known command lines of a row's owners. */
export function commandLinesOf({holders}: SocketOwners, {processes}: RowContext): readonly string[] {
	return holders.flatMap(({pid}) => processes.lastKnown(pid)?.commandLine ?? []);
}

/** Returns the pids that own an open port or its connections, each once: those whose usage is read for every sample. */
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

/** Returns the processes that listen on these ports, by identity, or hold their connections, each once; null where not all may be known. */
export function portProcesses(slots: readonly PortSlot[], context: RowContext, identities: ReadonlySet<string>): readonly ProcessInfo[] | null {
	const {inode} = context.table.columns;
	const pids = new Set<number>();
	for (const {identity, listeners, holders} of slots) {
		if (!identities.has(identity)) {
			continue;
		}

		const owners = ownersOf(listeners.map(row => inode[row]!), context);
		// One of its sockets has an owner that cannot be seen. A socket of the kernel's has none.
		if (owners.status !== 'known' && owners.status !== 'none') {
			return null;
		}

		for (const pid of [...owners.holders.map(holder => holder.pid), ...holders]) {
			pids.add(pid);
		}
	}

	return servingProcesses([...pids], context);
}

/** Returns the processes without those that only keep a socket for another one of them. */
function servingProcesses(pids: readonly number[], {processes}: RowContext): readonly ProcessInfo[] {
	const known = pids.flatMap(pid => processes.lastKnown(pid) ?? []);
	const keepers = keepersOf(known);
	return known.filter(({pid}) => !keepers.has(pid));
}
