import type {SocketTable} from '../../collectors/socket-table.ts';
import type {Port} from '../../model/port.ts';
import {protocols, socketStates} from '../../model/socket.ts';
import type {StateCount} from '../../model/state-count.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';
import type {
	ConnectionSortKey,
	OutgoingSortKey,
	PortSortKey,
	Sort,
	StateSortKey,
} from '../../protocol/protocol.ts';

export type Comparator<Row> = (a: Row, b: Row) => number;

const collator = new Intl.Collator('en', {numeric: true});

/** Ascending, unknown below every number. */
function byNumber<Row>(value: (row: Row) => number | null): Comparator<Row> {
	return (a, b) => {
		const left = value(a) ?? -Infinity;
		const right = value(b) ?? -Infinity;
		return left === right ? 0 : (left < right ? -1 : 1);
	};
}

/** In the order of people, numbers in it by value, nothing below everything. */
function byText<Row>(value: (row: Row) => string | null): Comparator<Row> {
	return (a, b) => collator.compare(value(a) ?? '', value(b) ?? '');
}

/** In the given direction; what is unknown comes last either way. */
export function knownFirst<Row>(value: (row: Row) => number | string | null, descending: boolean): Comparator<Row> {
	const sign = descending ? -1 : 1;
	return (a, b) => {
		const left = value(a);
		const right = value(b);
		return left === null || right === null ? Number(left === null) - Number(right === null) : sign * compareKnown(left, right);
	};
}

function compareKnown(left: number | string, right: number | string): number {
	return typeof left === 'number' && typeof right === 'number' ? left - right : collator.compare(String(left), String(right));
}

const byPort = byNumber<Port>(row => row.port);

const portComparators: Readonly<Record<Exclude<PortSortKey, 'latency'>, Comparator<Port>>> = {
	port: byPort,
	protocol: byNumber(row => protocols.indexOf(row.protocol)),
	address: byText(row => row.address),
	status: byText(row => row.status),
	service: byText(row => row.service),
	process: byText(row => row.owners.holders[0]?.name ?? null),
	user: byText(row => row.user),
	unit: byText(row => row.container ?? row.unit),
	connections: byNumber(row => row.connectionCount),
	acceptQueue: byNumber(row => row.acceptQueue ?? row.receiveQueueBytes),
	drops: byNumber(row => row.drops),
	receive: byNumber(row => row.receiveBitsPerSecond),
	send: byNumber(row => row.sendBitsPerSecond),
	receivePackets: byNumber(row => row.receivePacketsPerSecond),
	sendPackets: byNumber(row => row.sendPacketsPerSecond),
	rtt: byNumber(row => row.rttMedianMicroseconds),
	rttP95: byNumber(row => row.rttP95Microseconds),
	retransmissions: byNumber(row => row.retransmissionPercent),
	cpu: byNumber(row => row.cpuPercent),
	memory: byNumber(row => row.residentBytes),
	opened: byNumber(row => row.openedPerSecond),
	closed: byNumber(row => row.closedPerSecond),
	failed: byNumber(row => row.failedPerSecond),
	resets: byNumber(row => row.resetsPerSecond),
	timeouts: byNumber(row => row.timeoutsPerSecond),
	peers: byNumber(row => row.peerCount),
	halfOpen: byNumber(row => row.connections.SYN_RECEIVED ?? 0),
	closeWait: byNumber(row => row.connections.CLOSE_WAIT ?? 0),
	processes: byNumber(row => row.processCount === null || row.workerCount === null ? null : row.processCount + row.workerCount),
	totalOpened: byNumber(row => row.totals.sinceStart.opened),
	totalReceived: byNumber(row => row.totals.sinceStart.receivedBytes),
	totalSent: byNumber(row => row.totals.sinceStart.sentBytes),
};

/** After the sort key: the port, then what makes the row unique. Always ascending, so that equal rows never dance. */
const portTieBreakers: ReadonlyArray<Comparator<Port>> = [byPort, portComparators.protocol, portComparators.address, byText(row => row.identity)];

const outgoingComparators: Readonly<Record<OutgoingSortKey, Comparator<OutgoingPeer>>> = {
	address: byText(row => row.address),
	port: byNumber(row => row.port),
	protocol: byNumber(row => protocols.indexOf(row.protocol)),
	service: byText(row => row.service),
	process: byText(row => row.owners.holders[0]?.name ?? null),
	user: byText(row => row.user),
	unit: byText(row => row.container ?? row.unit),
	connections: byNumber(row => row.connectionCount),
	opened: byNumber(row => row.openedPerSecond),
	closed: byNumber(row => row.closedPerSecond),
	failed: byNumber(row => row.failedPerSecond),
	resets: byNumber(row => row.resetsPerSecond),
	timeouts: byNumber(row => row.timeoutsPerSecond),
	receive: byNumber(row => row.receiveBitsPerSecond),
	send: byNumber(row => row.sendBitsPerSecond),
	receivePackets: byNumber(row => row.receivePacketsPerSecond),
	sendPackets: byNumber(row => row.sendPacketsPerSecond),
	rtt: byNumber(row => row.rttMedianMicroseconds),
	rttP95: byNumber(row => row.rttP95Microseconds),
	retransmissions: byNumber(row => row.retransmissionPercent),
	totalOpened: byNumber(row => row.totals.sinceStart.opened),
	totalReceived: byNumber(row => row.totals.sinceStart.receivedBytes),
	totalSent: byNumber(row => row.totals.sinceStart.sentBytes),
};

const outgoingTieBreakers: ReadonlyArray<Comparator<OutgoingPeer>> = [outgoingComparators.address, outgoingComparators.port, outgoingComparators.protocol];

const byState = byNumber<StateCount>(row => socketStates.indexOf(row.state));

const stateComparators: Readonly<Record<StateSortKey, Comparator<StateCount>>> = {
	// The order in which the states are listed.
	state: byState,
	tcp: byNumber(row => row.counts.tcp),
	tcp6: byNumber(row => row.counts.tcp6),
	udp: byNumber(row => row.counts.udp),
	udp6: byNumber(row => row.counts.udp6),
	total: byNumber(row => row.total),
	change: byNumber(row => row.totalChange),
};

/** Compares by the sort key, in its direction, then by the tie-breakers. */
function inOrder<Row>(primary: Comparator<Row>, descending: boolean, tieBreakers: ReadonlyArray<Comparator<Row>>): Comparator<Row> {
	const sign = descending ? -1 : 1;
	return (a, b) => {
		const order = sign * primary(a, b);
		if (order !== 0) {
			return order;
		}

		for (const compare of tieBreakers) {
			const tie = compare(a, b);
			if (tie !== 0) {
				return tie;
			}
		}

		return 0;
	};
}

export function portOrder({key, descending}: Sort): Comparator<Port> {
	const portKey = key as PortSortKey;
	return portKey === 'latency'
		? inOrder(knownFirst(row => row.latency?.lastRttMicroseconds ?? null, descending), false, portTieBreakers)
		: inOrder(portComparators[portKey], descending, portTieBreakers);
}

export function outgoingOrder({key, descending}: Sort): Comparator<OutgoingPeer> {
	return inOrder(outgoingComparators[key as OutgoingSortKey], descending, outgoingTieBreakers);
}

export function stateOrder({key, descending}: Sort): Comparator<StateCount> {
	return inOrder(stateComparators[key as StateSortKey], descending, [byState]);
}

/** What sorting connections needs beyond the table. */
export type ConnectionTexts = {
	readonly process: (row: number) => string;
	readonly user: (row: number) => string;
	readonly unit: (row: number) => string;
};

/** Texts are compared once per distinct text, not once per comparison: each row gets its text's rank. */
function byRank(table: SocketTable, text: (row: number) => string): Comparator<number> {
	const texts = new Map<string, number>();
	const ids = new Uint32Array(table.count);
	for (let row = 0; row < table.count; row++) {
		const name = text(row);
		let id = texts.get(name);
		if (id === undefined) {
			id = texts.size;
			texts.set(name, id);
		}

		ids[row] = id;
	}

	const sorted = [...texts].toSorted(([a], [b]) => collator.compare(a, b));
	const ranks = new Uint32Array(texts.size);
	for (const [rank, [, id]] of sorted.entries()) {
		ranks[id] = rank;
	}

	return (a, b) => ranks[ids[a]!]! - ranks[ids[b]!]!;
}

/** By address, as a number, then by port. */
function byEnd({columns}: SocketTable, end: 'local' | 'remote'): Comparator<number> {
	const words = [columns[`${end}0`], columns[`${end}1`], columns[`${end}2`], columns[`${end}3`], columns[`${end}Port`]];
	return (a, b) => {
		for (const word of words) {
			if (word[a] !== word[b]) {
				return word[a]! - word[b]!;
			}
		}

		return 0;
	};
}

function byColumn(column: ArrayLike<number>): Comparator<number> {
	return (a, b) => column[a]! - column[b]!;
}

/** Sorts the rows of a table; of equal ones the older comes first. */
export function connectionOrder(table: SocketTable, {key, descending}: Sort, texts: ConnectionTexts): Comparator<number> {
	const {columns} = table;
	const primary: Readonly<Record<ConnectionSortKey, () => Comparator<number>>> = {
		protocol: () => byColumn(columns.protocol),
		state: () => byColumn(columns.state),
		receiveQueue: () => byColumn(columns.receiveQueue),
		sendQueue: () => byColumn(columns.sendQueue),
		local: () => byEnd(table, 'local'),
		remote: () => byEnd(table, 'remote'),
		process: () => byRank(table, texts.process),
		user: () => byRank(table, texts.user),
		unit: () => byRank(table, texts.unit),
		rtt: () => byColumn(columns.rttMicroseconds),
		retransmissions: () => byColumn(columns.retransmissions),
		receive: () => byColumn(columns.receiveBitsPerSecond),
		send: () => byColumn(columns.sendBitsPerSecond),
		receivePackets: () => byColumn(columns.receivePacketsPerSecond),
		sendPackets: () => byColumn(columns.sendPacketsPerSecond),
		// The younger the socket, the later it was first seen.
		age: () => (a, b) => columns.firstSeenAt[b]! - columns.firstSeenAt[a]!,
		timer: () => byColumn(columns.timerExpiresMilliseconds),
	};
	const compare = primary[key as ConnectionSortKey]();
	const sign = descending ? -1 : 1;
	const {firstSeenAt, cookieHigh, cookieLow} = columns;
	// Written out, not composed: this runs some million times per sample of 100,000 sockets.
	return (a, b) => {
		const order = sign * compare(a, b);
		if (order !== 0) {
			return order;
		}

		if (firstSeenAt[a] !== firstSeenAt[b]) {
			return firstSeenAt[a]! - firstSeenAt[b]!;
		}

		return cookieHigh[a] === cookieHigh[b] ? cookieLow[a]! - cookieLow[b]! : cookieHigh[a]! - cookieHigh[b]!;
	};
}
