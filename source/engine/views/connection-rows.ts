import {endText} from '../../collectors/address-text.ts';
import type {Names} from '../../collectors/names.ts';
import type {ProcessLookup} from '../../collectors/processes.ts';
import type {OwnerLookup} from '../../collectors/owner-lookup.ts';
import {isAccepted} from '../../collectors/direction.ts';
import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import type {ProcessInfo} from '../../model/process.ts';
import {
	closings,
	stateIndices,
	type ClosedConnection,
	type Connection,
	type Freshness,
	type SocketHolder,
	type SocketOwners,
	type SocketTimer,
	type TransportDetail,
	type WaitedQueue,
} from '../../model/socket.ts';
import {fadeMilliseconds} from '../sockets/join.ts';
import {cookieOf, socketIdentity} from '../sockets/socket-identity.ts';
import {isWaiting} from '../traffic/port-slots.ts';
import {byService, compareService, keepersOf} from './serving.ts';

const {LISTEN: listen} = stateIndices;

/** The open ports: of each its sockets, as rows of the table, and the processes that hold its connections. */
export type OpenPorts = {
	readonly slots: ReadonlyArray<{readonly listeners: readonly number[]; readonly holders: ReadonlySet<number>}>;
};

/** Everything that a row of a sample is made from. */
export type RowContext = {
	readonly table: SocketTable;
	/** Monotonic milliseconds of the sample. */
	readonly sampledAt: number;
	readonly owners: OwnerLookup;
	readonly processes: ProcessLookup;
	readonly names: Pick<Names, 'user' | 'service'>;
	readonly interfaceName: (index: number) => string;
	/** The open ports of the sample. Absent: they are not assigned yet. */
	readonly openPorts?: OpenPorts;
	/** The processes that held connections that closed, by cookie. Absent: such are not kept. */
	readonly closedOwners?: ReadonlyMap<number, ProcessInfo>;
};

export function known(value: number): number | null {
	return value === unknown ? null : value;
}

/** Returns every process that holds a socket, those that serve first, with the name it had when it was last read. */
export function socketOwners(inode: number, {owners, processes}: RowContext): SocketOwners {
	const {status, holders} = owners.holders(inode);
	return {status, holders: servingFirst(holders.map(([pid, fileDescriptor]) => holderOf(pid, fileDescriptor, processes)), processes)};
}

/** Returns a holder with the name it had when it was last read. */
export function holderOf(pid: number, fileDescriptor: number, processes: ProcessLookup): SocketHolder {
	const process = processes.lastKnown(pid);
	return process === undefined ? {pid, name: '', fileDescriptor} : holderOfProcess(process, fileDescriptor);
}

/** Returns the names by which a filter finds a holder or process. */
export function namesOf({name, kernelName = name}: Pick<SocketHolder, 'name' | 'kernelName'>): readonly string[] {
	return kernelName === name ? [name] : [name, kernelName];
}

/** Orders holders: those that serve, then those that keep the socket for them; of each by pid. */
export function servingFirst(holders: readonly SocketHolder[], processes: ProcessLookup): readonly SocketHolder[] {
	if (holders.length < 2) {
		return holders;
	}

	const keepers = keepersOf([...new Set(holders.map(({pid}) => pid))].flatMap(pid => processes.lastKnown(pid) ?? []));
	return holders.toSorted(compareService(keepers));
}

export function freshnessOf({columns}: SocketTable, row: number, sampledAt: number): Freshness {
	if (columns.closing[row] !== 0) {
		return 'closed';
	}

	if (columns.vanishedAt[row] !== 0) {
		return 'vanished';
	}

	return columns.seenAtStart[row] === 0 && sampledAt - columns.firstSeenAt[row]! < fadeMilliseconds ? 'new' : 'present';
}

/** Returns the seconds since portop first saw a socket; of one that is gone, until then. */
export function ageOf({columns}: SocketTable, row: number, sampledAt: number): number {
	return ((columns.vanishedAt[row] === 0 ? sampledAt : columns.vanishedAt[row]!) - columns.firstSeenAt[row]!) / 1000;
}

function closedOf({columns}: SocketTable, row: number, sampledAt: number): ClosedConnection | null {
	const how = closings[columns.closing[row]!];
	return how === undefined || how === 'open'
		? null
		: {
			how,
			secondsAgo: (sampledAt - columns.vanishedAt[row]!) / 1000,
			ageIsMaximum: columns.isUnseen[row] === 1,
			bytesAreMinimum: columns.isFinal[row] === 0,
		};
}

/** Returns the owners of a row: of a connection that closed, the process that held it. */
function ownersOf(row: number, context: RowContext): SocketOwners {
	const {columns} = context.table;
	if (columns.closing[row] === 0) {
		return socketOwners(columns.inode[row]!, context);
	}

	const owner = closedOwner(row, context);
	// Its descriptor is another's by now.
	return owner === undefined ? {status: 'none', holders: []} : {status: 'known', holders: [holderOfProcess(owner, unknown)]};
}

function holderOfProcess({pid, name, kernelName, startTicks, program}: ProcessInfo, fileDescriptor: number): SocketHolder {
	return {
		pid, name, fileDescriptor, ...kernelName !== name && {kernelName}, startTicks, program,
	};
}

function closedOwner(row: number, {table, closedOwners}: RowContext): ProcessInfo | undefined {
	return closedOwners?.get(cookieOf(table.columns, row));
}

/** Returns every process of a row, each as last read: for filters. */
export function processesOfRow(row: number, context: RowContext): readonly ProcessInfo[] {
	const {table: {columns}, owners, processes} = context;
	return columns.closing[row] === 0
		? owners.pids(columns.inode[row]!).flatMap(pid => processes.lastKnown(pid) ?? [])
		: [closedOwner(row, context)].filter(process => process !== undefined);
}

/** /proc/net has 0 where sock_diag has a listener's limit; it has no drops of TCP sockets either. */
export function sendQueueOf({columns}: SocketTable, row: number): number | null {
	return columns.state[row] === listen && columns.drops[row] === unknown ? null : columns.sendQueue[row]!;
}

/** Returns the user of a socket. Without a file (TIME-WAIT, SYN-RECV) it has none: the kernel reports 0, which is not root. */
export function userIdOf({columns}: SocketTable, row: number): number | null {
	return columns.inode[row] === 0 ? null : columns.userId[row]!;
}

/** Returns the owner that serves, as last read: for sorting and filtering, which must not read a file per row. */
export function firstProcess(row: number, context: RowContext): ProcessInfo | undefined {
	const {table, owners, processes} = context;
	if (table.columns.closing[row] !== 0) {
		return closedOwner(row, context);
	}

	const inode = table.columns.inode[row]!;
	if (owners.isShared(inode)) {
		return byService(owners.pids(inode).flatMap(pid => processes.lastKnown(pid) ?? []))[0];
	}

	const pid = owners.firstPid(inode);
	return pid === undefined ? undefined : processes.lastKnown(pid);
}

/** Returns the owners that serve, each as last read. */
export function servingOwners(row: number, context: RowContext): readonly ProcessInfo[] {
	const {table, owners, processes} = context;
	const inode = table.columns.inode[row]!;
	if (table.columns.closing[row] !== 0 || !owners.isShared(inode)) {
		return [firstProcess(row, context)].filter(process => process !== undefined);
	}

	const sharing = owners.pids(inode).flatMap(pid => processes.lastKnown(pid) ?? []);
	const keepers = keepersOf(sharing);
	return sharing.filter(({pid}) => !keepers.has(pid));
}

/** Returns the processes that serve the port in whose accept queue a connection waits, each as last read; undefined where it waits in none. */
export function acceptingProcesses(row: number, context: RowContext): readonly ProcessInfo[] | undefined {
	return listenersOfWaiting(row, context)?.flatMap(listener => servingOwners(listener, context));
}

/** Returns the rows of the sockets in one of whose accept queues a connection waits; undefined where it waits in none. */
function listenersOfWaiting(row: number, {table, openPorts}: RowContext): readonly number[] | undefined {
	// Behind the living ones the slots are those of another sample.
	const slot = row < table.liveCount ? openPorts?.slots[table.columns.portSlot[row]!] : undefined;
	return slot !== undefined && isWaiting(table, row) ? slot.listeners : undefined;
}

function waitedQueueOf(row: number, context: RowContext): WaitedQueue | null {
	const listeners = listenersOfWaiting(row, context);
	if (listeners === undefined) {
		return null;
	}

	const [program = null, ...others] = new Set(listeners.map(listener => firstProcess(listener, context)?.name ?? null));
	return {program: others.length > 0 ? null : program};
}

/**
Returns the service of a socket: of its own port where it was accepted there, or that is one of this machine's open ports, else of its
peer's, as a client's own port says nothing.
*/
export function serviceOf(row: number, {table, names}: RowContext): string | null {
	const {localPort, remotePort, portSlot, direction} = table.columns;
	const protocol = table.protocolOf(row);
	const local = () => names.service(protocol, localPort[row]!);
	return portSlot[row] === unknown && !isAccepted(direction[row]!) ? names.service(protocol, remotePort[row]!) ?? local() : local();
}

/** `idiag_timer` by number: linux/inet_diag.h, and `timer_name` in iproute2's ss.c. */
const timerNames = [undefined, 'on', 'keepalive', 'timewait', 'persist'] as const;

function timerOf({columns}: SocketTable, row: number): SocketTimer | null {
	const timer = columns.timer[row]!;
	return timer === 0
		? null
		: {
			name: timerNames[timer] ?? 'unknown',
			expiresMilliseconds: columns.timerExpiresMilliseconds[row]!,
			attempts: columns.timerAttempts[row]!,
		};
}

/** Returns one row of the table as it is shown. */
export function connectionRow(row: number, sources: RowContext): Connection {
	const {table, sampledAt, names, processes, interfaceName} = sources;
	const {columns} = table;
	const protocol = table.protocolOf(row);
	const localPort = columns.localPort[row]!;
	const remotePort = columns.remotePort[row]!;
	const userId = userIdOf(table, row);
	const owners = ownersOf(row, sources);
	const process = closedOwner(row, sources) ?? (owners.holders[0] === undefined ? undefined : processes.lastKnown(owners.holders[0].pid));
	return {
		identity: socketIdentity(table, row),
		protocol,
		state: table.stateOf(row),
		receiveQueueBytes: columns.receiveQueue[row]!,
		sendQueueBytes: sendQueueOf(table, row),
		localAddress: endText(table, row, 'local', interfaceName),
		localPort,
		remoteAddress: endText(table, row, 'remote', interfaceName),
		remotePort,
		service: serviceOf(row, sources),
		owners,
		waitsIn: waitedQueueOf(row, sources),
		userId,
		user: userId === null ? null : names.user(userId),
		unit: process?.unit ?? null,
		container: process?.container ?? null,
		rttMicroseconds: known(columns.rttMicroseconds[row]!),
		rttVariationMicroseconds: known(columns.rttVariationMicroseconds[row]!),
		minimumRttMicroseconds: known(columns.minimumRttMicroseconds[row]!),
		retransmissions: known(columns.retransmissions[row]!),
		retransmissionsPerSecond: known(columns.retransmissionsPerSecond[row]!),
		receivedBytes: known(columns.receivedBytes[row]!),
		sentBytes: known(columns.sentBytes[row]!),
		receiveBitsPerSecond: known(columns.receiveBitsPerSecond[row]!),
		sendBitsPerSecond: known(columns.sendBitsPerSecond[row]!),
		receivePacketsPerSecond: known(columns.receivePacketsPerSecond[row]!),
		sendPacketsPerSecond: known(columns.sendPacketsPerSecond[row]!),
		ageSeconds: ageOf(table, row, sampledAt),
		ageIsMinimum: columns.seenAtStart[row] === 1,
		timer: timerOf(table, row),
		drops: known(columns.drops[row]!),
		freshness: freshnessOf(table, row, sampledAt),
		closed: closedOf(table, row, sampledAt),
	};
}

/** Returns the TCP figures of a row; null where the kernel gave no tcp_info. */
export function transportDetail({columns}: SocketTable, row: number): TransportDetail | null {
	if (columns.segmentsOut[row] === unknown && columns.congestionWindow[row] === unknown) {
		return null;
	}

	const deliveryRate = columns.deliveryBytesPerSecond[row]!;
	return {
		congestionWindowSegments: known(columns.congestionWindow[row]!),
		slowStartThresholdSegments: known(columns.slowStartThreshold[row]!),
		maximumSegmentBytes: known(columns.maximumSegment[row]!),
		pathMtuBytes: known(columns.pathMtu[row]!),
		retransmissionTimeoutMicroseconds: known(columns.retransmissionTimeoutMicroseconds[row]!),
		unacknowledgedSegments: known(columns.unacknowledged[row]!),
		lostSegments: known(columns.lost[row]!),
		deliveryRateBitsPerSecond: deliveryRate === unknown ? null : deliveryRate * 8,
		lastSentMilliseconds: known(columns.lastSentMilliseconds[row]!),
		lastReceivedMilliseconds: known(columns.lastReceivedMilliseconds[row]!),
		segmentsIn: known(columns.segmentsIn[row]!),
		segmentsOut: known(columns.segmentsOut[row]!),
		retransmittedBytes: known(columns.retransmittedBytes[row]!),
	};
}
