import {endText, peerText} from '../../collectors/address-text.ts';
import type {SocketTable} from '../../collectors/socket-table.ts';
import type {connectionFields, ConnectionSortKey} from '../../fields/connection.ts';
import type {FilterNumberName} from '../../fields/field.ts';
import type {FilterFields} from '../../filter/fields.ts';
import {socketStates, type SocketState} from '../../model/socket.ts';
import type {Sort} from '../../protocol/protocol.ts';
import {findSocket, socketIdentity} from '../sockets/socket-identity.ts';
import {
	acceptingProcesses,
	ageOf,
	connectionRow,
	firstProcess,
	known,
	namesOf,
	processesOfRow,
	sendQueueOf,
	serviceOf,
	servingOwners,
	transportDetail,
	userIdOf,
	type RowContext,
} from './connection-rows.ts';
import {collator, type Comparator} from './order.ts';
import {processesOf} from './row-details.ts';
import {chartsOf} from './row-series.ts';
import {rowTest, type PrintedView, type ViewQuestion} from './view.ts';

/** One list per state, so that a filter allocates nothing per row. */
const stateLists: ReadonlyArray<readonly SocketState[]> = socketStates.map(state => [state]);

type Numbers = Readonly<Record<FilterNumberName<typeof connectionFields>, (row: number) => number | null>>;

/** Returns the fields of a row of the socket table for filters. */
export function connectionFilterFields(sources: RowContext): FilterFields<number> & {readonly numbers: Numbers} {
	const {table, owners, names, interfaceName, sampledAt} = sources;
	const {columns} = table;
	const locals = [columns.local0, columns.local1, columns.local2, columns.local3] as const;
	const remotes = [columns.remote0, columns.remote1, columns.remote2, columns.remote3] as const;
	// A connection in an accept queue is found by who is to accept it.
	const foundBy = (row: number) => acceptingProcesses(row, sources) ?? processesOfRow(row, sources);
	return {
		localPort: row => columns.localPort[row]!,
		remotePort: row => columns.remotePort[row] === 0 ? null : columns.remotePort[row]!,
		localAddressWord: (row, word) => locals[word][row]!,
		remoteAddressWord: (row, word) => remotes[word][row]!,
		hasRemote: row => columns.remotePort[row] !== 0,
		localAddressText: row => endText(table, row, 'local', interfaceName),
		remoteAddressText: row => peerText(table, row),
		deviceName: row => columns.interfaceIndex[row] === 0 ? null : interfaceName(columns.interfaceIndex[row]!),
		deviceIndex: row => columns.interfaceIndex[row]!,
		states: row => stateLists[columns.state[row]!]!,
		protocol: row => table.protocolOf(row),
		pids: row => columns.closing[row] === 0 && columns.inode[row] !== 0 ? owners.pids(columns.inode[row]!) : foundBy(row).map(({pid}) => pid),
		processes: row => foundBy(row).flatMap(process => namesOf(process)),
		commandLines: row => foundBy(row).flatMap(({commandLine}) => commandLine ?? []),
		users(row) {
			const userId = userIdOf(table, row);
			return userId === null ? [] : [names.user(userId)];
		},
		userIds(row) {
			const userId = userIdOf(table, row);
			return userId === null ? [] : [userId];
		},
		service: row => serviceOf(row, sources),
		units: row => servingOwners(row, sources).flatMap(({unit}) => unit ?? []),
		containers: row => servingOwners(row, sources).flatMap(({container}) => container ?? []),
		numbers: {
			rtt: row => known(columns.rttMicroseconds[row]!),
			retrans: row => known(columns.retransmissions[row]!),
			rx: row => known(columns.receiveBitsPerSecond[row]!),
			tx: row => known(columns.sendBitsPerSecond[row]!),
			received: row => known(columns.receivedBytes[row]!),
			sent: row => known(columns.sentBytes[row]!),
			sendq: row => sendQueueOf(table, row),
			recvq: row => columns.receiveQueue[row]!,
			age: row => ageOf(table, row, sampledAt),
		},
	};
}

/** Reads the texts by which connections are sorted, which the table does not hold. */
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

/** Returns the values of a column by which rows stand still. Cookies are counters of the kernel: as numbers they are exact. */
function steadyColumn({sample: {table, sampledAt}, sort, steady}: ViewQuestion, column: ArrayLike<number>): ArrayLike<number> {
	const {cookieHigh, cookieLow} = table.columns;
	return steady.of(`connections ${sort.key}`, {
		sampledAt,
		count: table.count,
		identity: row => (cookieHigh[row]! * (2 ** 32)) + cookieLow[row]!,
		value: row => column[row]! < 0 ? NaN : column[row]!,
	});
}

/** Sorts the rows of a table, rates by what `averaged` makes of them; of equal ones the older comes first. */
export function connectionOrder(table: SocketTable, sampledAt: number, {key, descending}: Sort, texts: ConnectionTexts, averaged: (column: ArrayLike<number>) => ArrayLike<number> = column => column): Comparator<number> {
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
		receive: () => byColumn(averaged(columns.receiveBitsPerSecond)),
		send: () => byColumn(averaged(columns.sendBitsPerSecond)),
		totalReceived: () => byColumn(columns.receivedBytes),
		totalSent: () => byColumn(columns.sentBytes),
		receivePackets: () => byColumn(averaged(columns.receivePacketsPerSecond)),
		sendPackets: () => byColumn(averaged(columns.sendPacketsPerSecond)),
		age: () => (a, b) => ageOf(table, a, sampledAt) - ageOf(table, b, sampledAt),
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

/** Lists the rows of the socket table: 100,000 of them, so that filter and order read its typed columns. */
export const connectionsView: PrintedView<'connections'> = {
	// Connections have no alerts of their own.
	subjectKind: null,
	ending: {
		sockets({table, index}, identity) {
			const row = findSocket(table, index, identity);
			return row === -1 || row >= table.liveCount ? [] : [row];
		},
	},
	open(question) {
		const {table, index, rowContext} = question.sample;
		const {count, liveCount} = table;
		const fields = connectionFilterFields(rowContext);
		return {
			count,
			matches: rowTest(question, fields),
			compare: connectionOrder(table, rowContext.sampledAt, question.sort, {
				process: row => firstProcess(row, rowContext)?.name ?? '',
				user: row => fields.users(row)[0] ?? '',
				unit(row) {
					const process = firstProcess(row, rowContext);
					return process?.container ?? process?.unit ?? '';
				},
			}, column => steadyColumn(question, column)),
			identity: row => socketIdentity(table, row),
			find: identity => findSocket(table, index, identity),
			isThere: count === liveCount ? null : row => row < liveCount,
			isClosed: row => table.columns.closing[row] !== 0,
			total: liveCount,
		};
	},
	content: ({sample}, rows) => ({view: 'connections', rows: Array.from(rows, row => connectionRow(row, sample.rowContext))}),
	detail(question, identity) {
		const {sample} = question;
		const row = findSocket(sample.table, sample.index, identity);
		if (row === -1) {
			return 'gone';
		}

		const connection = connectionRow(row, sample.rowContext);
		return {
			view: 'connections',
			row: connection,
			processes: processesOf(sample, connection.owners),
			transport: transportDetail(sample.table, row),
			charts: chartsOf(question, 'connection', identity, ['receive', 'send', 'rtt', 'retransmissionRate', 'congestionWindow']),
		};
	},
	snapshot(source) {
		const {summary, table, rowContext} = source.sample;
		const matches = rowTest(source, connectionFilterFields(rowContext));
		const matching = Array.from({length: table.liveCount}, (_, row) => row).filter(row => matches(row));
		return {summary, view: 'connections', rows: matching.map(row => connectionRow(row, rowContext))};
	},
};
