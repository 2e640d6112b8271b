import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {firstUdpIndex, stateIndices} from '../../model/socket.ts';
import type {Account, TrafficFigure} from './account.ts';

const {LISTEN: listen, SYN_RECEIVED: synReceived} = stateIndices;

/** The counters of a connection, and the figures of an account to which they are added. */
const figuresOfCounters = {
	receivedBytes: 'receivedBytes',
	sentBytes: 'sentBytes',
	segmentsIn: 'receivedPackets',
	segmentsOut: 'sentPackets',
	dataSegmentsOut: 'dataSegments',
	retransmissions: 'retransmissions',
} as const satisfies Record<string, TrafficFigure>;
type Counter = keyof typeof figuresOfCounters;
const counters = Object.keys(figuresOfCounters) as Counter[];

/** Counters column by column, or of one socket. */
type CounterColumns = Readonly<Record<Counter, ArrayLike<number>>>;
export type SocketFigures = Readonly<Record<Counter, number>>;

export function figuresOf(columns: CounterColumns, row: number): SocketFigures {
	return {
		receivedBytes: columns.receivedBytes[row]!,
		sentBytes: columns.sentBytes[row]!,
		segmentsIn: columns.segmentsIn[row]!,
		segmentsOut: columns.segmentsOut[row]!,
		dataSegmentsOut: columns.dataSegmentsOut[row]!,
		retransmissions: columns.retransmissions[row]!,
	};
}

/** Returns how much a counter grew; one that was not known before began at 0. */
export function growth(after: number, before: number): number {
	if (after === unknown) {
		return 0;
	}

	const difference = after - Math.max(0, before);
	// A FIN that came while the socket was dumped was taken for payload: it is taken back.
	return difference < -1 ? 0 : difference;
}

/** Adds the traffic of a connection since the figures `before`; undefined: since it began. */
export function addFigures(account: Pick<Account, 'add'>, after: SocketFigures, before: SocketFigures | undefined): void {
	for (const counter of counters) {
		account.add(figuresOfCounters[counter], growth(after[counter], before?.[counter] ?? 0));
	}
}

/** Adds the traffic of a connection between its rows in two samples; unknown: since it began. */
export function addRows(account: Account, columns: CounterColumns, row: number, before: CounterColumns, match: number): void {
	// Most connections are idle: nothing moves without a segment.
	const isIdle = match !== unknown && columns.segmentsIn[row] === before.segmentsIn[match] && columns.segmentsOut[row] === before.segmentsOut[match];
	if (isIdle && columns.segmentsIn[row] !== unknown) {
		return;
	}

	for (const counter of counters) {
		account.add(figuresOfCounters[counter], growth(columns[counter][row]!, match === unknown ? 0 : before[counter][match]!));
	}
}

/** Returns whether a row is a TCP socket with a peer that is, or was, more than a handshake: with counters, or with a file. What is left of one in TIME-WAIT has neither. */
export function isConnection({columns}: SocketTable, row: number): boolean {
	return columns.protocol[row]! < firstUdpIndex && columns.remotePort[row] !== 0 && columns.state[row] !== listen && columns.state[row] !== synReceived
		&& (columns.segmentsIn[row] !== unknown || columns.inode[row] !== 0);
}
