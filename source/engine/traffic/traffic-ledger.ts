import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {stateIndices} from '../../model/socket.ts';
import type {SocketEnds} from '../sockets/socket-ends.ts';
import {TupleIndex} from '../sockets/tuple-index.ts';
import type {Account} from './account.ts';
import type {PeerGroups} from './peer-groups.ts';
import type {PortSlots} from './port-slots.ts';
import {endingOf, peerFinOf} from './endings.ts';
import {shortLivedRows} from './short-lived.ts';
import {
	bookFigures,
	bookRows,
	figuresOf,
	isConnection,
	isRemains,
	type SocketFigures,
} from './socket-figures.ts';

const {SYN_SENT: synSent, SYN_RECEIVED: synReceived} = stateIndices;
const finReceived = new Set([stateIndices.CLOSE_WAIT, stateIndices.LAST_ACK, stateIndices.CLOSING]);
const stride = 2048;
const destroyedStride = 512;

/** Sockets that are gone from the kernel's tables while a process still holds them: what they had counted, until they are destroyed. */
const mostGone = 65_536;

/** Rows of a peer's connections that are looked at for owners. */
const mostOwned = 8;

/** A sample, as far as accounts go by it. */
export type LedgerSample = {
	readonly table: SocketTable;
	/** Monotonic milliseconds. */
	readonly sampledAt: number;
	readonly openPorts: PortSlots;
	/** By slot. */
	readonly accounts: readonly Account[];
};

export type LedgerSources = {
	/** TCP connections that were known to be destroyed before the sample's table was read; undefined where nobody tells. */
	readonly destroyed: DestroyedTable | undefined;
	/** Whether it is an end of one of our probes. */
	readonly isOwn: (ends: SocketEnds, row: number) => boolean;
	/** Whether it leads to where one of our probes of another machine goes. */
	readonly isProbed: (ends: SocketEnds, row: number) => boolean;
};

/** A socket that is in no table any more, and not known to be destroyed yet. */
type GoneSocket = {
	readonly account: Account;
	readonly figures: SocketFigures;
	/** It began here, and was booked as a connect that failed. */
	readonly beganHere: boolean;
	readonly isFailed: boolean;
	/** Its peer's FIN had come. */
	readonly hadFin: boolean;
	/** A TIME-WAIT has taken its place. */
	readonly hasRemains: boolean;
};

/**
Books what passed through every port and to every peer since the previous sample: the difference of each connection's
counters, those of new ones in full, and of those that were destroyed what came after they were last seen. Connections that
lived between two samples are known from the kernel's notifications; without them only those are that left a TIME-WAIT.
*/
export class TrafficLedger {
	readonly #peers: PeerGroups;
	/** By cookie, as a number: the kernel counts them up from 1. */
	readonly #gone = new Map<number, GoneSocket>();
	/** The accounts of connections that have outlived their listener, by cookie. */
	readonly #orphans = new Map<number, Account>();
	/** Monotonic milliseconds of the first sample. */
	#startedAt = NaN;

	constructor(peers: PeerGroups) {
		this.#peers = peers;
	}

	/** Books a new sample; its table has been joined with the one before and given to ports. Yields now and then. */
	* update(sample: LedgerSample, previous: LedgerSample | undefined, sources: LedgerSources): Generator<void> {
		const seconds = previous === undefined ? null : (sample.sampledAt - previous.sampledAt) / 1000;
		for (const account of sample.accounts) {
			account.startTick(seconds);
		}

		for (const group of this.#peers.all()) {
			group.startTick(seconds);
		}

		const survived = new Uint8Array(previous?.table.count ?? 0);
		yield * this.#bookRows(sample, previous, survived, sources);
		if (previous === undefined) {
			this.#startedAt = sample.sampledAt;
		} else {
			const hasRemains = remainsIn(sample.table);
			yield * this.#bookVanished(previous, survived, sources.destroyed === undefined ? undefined : hasRemains);
			yield;
			if (sources.destroyed === undefined) {
				this.#bookShortLived(sample, previous, survived);
			} else {
				yield * this.#bookDestroyed(sample, previous, sources.destroyed, sources, hasRemains);
			}
		}

		yield * this.#peers.finishTick(sample.table, sample.sampledAt);
	}

	/** The account of a row of a sample: its listener's, the one that was, or its peer's. */
	#accountOf({table: {columns}, accounts}: LedgerSample, row: number): Account | undefined {
		const slot = columns.portSlot[row]!;
		if (slot >= 0) {
			return accounts[slot];
		}

		return columns.peer[row] === unknown ? this.#orphans.get(cookieOf(columns, row)) : this.#peers.get(columns.peer[row]!)?.account;
	}

	* #bookRows(sample: LedgerSample, previous: LedgerSample | undefined, survived: Uint8Array, {isProbed}: LedgerSources): Generator<void> {
		const {table, sampledAt} = sample;
		const {columns} = table;
		for (let row = 0; row < table.liveCount; row++) {
			if (row % stride === stride - 1) {
				yield;
			}

			// What remains of a connection may have its cookie.
			const match = columns.previousRow[row]!;
			if (match !== unknown && !isRemains(table, row)) {
				survived[match] = 1;
			}

			columns.peer[row] = unknown;
			if (columns.portSlot[row] === unknown && columns.remotePort[row] !== 0) {
				columns.peer[row] = this.#peerOf(sample, row, previous?.table, isProbed);
				this.#adopt(sample, row, previous);
				this.#peers.get(columns.peer[row]!)?.addRow(table, row, sampledAt, mostOwned);
			}

			if (previous === undefined || !isConnection(table, row)) {
				continue;
			}

			const account = this.#accountOf(sample, row);
			if (account !== undefined) {
				bookRow(account, table, row, previous.table);
			}
		}
	}

	/** A connection that was its listener's before, and has neither listener nor peer now, stays on that account until it vanishes. */
	#adopt({table}: LedgerSample, row: number, previous: LedgerSample | undefined): void {
		const {columns} = table;
		const match = columns.previousRow[row]!;
		const account = previous === undefined || match === unknown || columns.peer[row] !== unknown || !isConnection(table, row)
			? undefined
			: previous.accounts[previous.table.columns.portSlot[match]!];
		if (account !== undefined) {
			this.#orphans.set(cookieOf(columns, row), account);
		}
	}

	/** A connection keeps its peer; one that outlived its listener has none. */
	#peerOf({table, sampledAt}: LedgerSample, row: number, before: SocketTable | undefined, isProbed: LedgerSources['isProbed']): number {
		const {columns} = table;
		const match = columns.previousRow[row]!;
		const wasThere = before !== undefined && match !== unknown && before.columns.vanishedAt[match] === 0 && before.columns.state[match] !== synSent;
		if (wasThere) {
			return before.columns.peer[match]!;
		}

		const isProbe = columns.state[row] === synSent && isProbed(columns, row);
		return isProbe ? unknown : this.#peers.numberOf(columns, row, sampledAt, before === undefined);
	}

	/** What was there and is not any more is closed; what it moved since is told when it is destroyed, if `hasRemains` is given. */
	* #bookVanished(previous: LedgerSample, survived: Uint8Array, hasRemains: HasRemains | undefined): Generator<void> {
		const {table} = previous;
		const {columns} = table;
		for (let row = 0; row < table.liveCount; row++) {
			if (row % stride === stride - 1) {
				yield;
			}

			const account = survived[row] === 0 && isConnection(table, row) ? this.#accountOf(previous, row) : undefined;
			if (account === undefined) {
				continue;
			}

			this.#orphans.delete(cookieOf(columns, row));
			const isFailed = columns.state[row] === synSent;
			account.add(isFailed ? 'failed' : 'closed', 1);
			if (hasRemains !== undefined) {
				this.#remember(cookieOf(columns, row), {
					account,
					figures: figuresOf(columns, row),
					beganHere: columns.peer[row] !== unknown,
					isFailed,
					hadFin: finReceived.has(columns.state[row]!),
					hasRemains: hasRemains(columns, row),
				});
			}
		}
	}

	#remember(cookie: number, socket: GoneSocket): void {
		if (this.#gone.size >= mostGone) {
			this.#gone.delete(this.#gone.keys().next().value!);
		}

		this.#gone.set(cookie, socket);
	}

	#bookShortLived(sample: LedgerSample, previous: LedgerSample, survived: Uint8Array): void {
		for (const row of shortLivedRows(sample.table, previous.table, survived)) {
			const account = this.#accountOf(sample, row);
			account?.add('opened', 1);
			account?.add('closed', 1);
		}
	}

	* #bookDestroyed(sample: LedgerSample, previous: LedgerSample, destroyed: DestroyedTable, sources: LedgerSources, hasRemains: HasRemains): Generator<void> {
		const {columns, count} = destroyed;
		for (let row = 0; row < count; row++) {
			if (row % destroyedStride === destroyedStride - 1) {
				yield;
			}

			const cookie = cookieOf(columns, row);
			const gone = this.#gone.get(cookie);
			this.#gone.delete(cookie);
			const place = gone ?? this.#newcomer(sample, previous, destroyed, row, sources);
			if (place === undefined) {
				continue;
			}

			const {account, beganHere} = place;
			const ending = endingOf(destroyed, row, beganHere);
			if (gone === undefined) {
				account.add('opened', 1);
				account.add(ending === 'failed' ? 'failed' : 'closed', 1);
			} else if (ending !== 'failed' && gone.isFailed) {
				account.add('failed', -1);
				account.add('closed', 1);
			}

			account.add('resets', ending === 'reset' ? 1 : 0);
			account.add('timeouts', ending === 'timeout' ? 1 : 0);
			const fin = gone?.hadFin === true ? 'counted' : peerFinOf(destroyed, row, beganHere, () => gone?.hasRemains ?? hasRemains(columns, row));
			account.presumedFins += fin === 'presumed' ? 1 : 0;
			if (columns.leavesFinUnread[row] === 1) {
				// The program is known by now: those that were presumed were payload.
				account.add('receivedBytes', account.presumedFins);
				account.presumedFins = 0;
			}

			account.missesBytes ||= columns.isCleared[row] === 1 && ending !== 'failed';
			bookFigures(account, figuresAtEnd(columns, row, fin !== 'not counted'), gone?.figures);
		}
	}

	/** A connection that no sample has seen: whose it was. Undefined for what is nobody's, or was over before the first sample. */
	#newcomer(sample: LedgerSample, previous: LedgerSample, {columns}: DestroyedTable, row: number, {isOwn, isProbed}: LedgerSources): Pick<GoneSocket, 'account' | 'beganHere'> | undefined {
		if (isOwn(columns, row) || columns.receivedAt[row]! - columns.lastActivityMilliseconds[row]! < this.#startedAt) {
			return undefined;
		}

		for (const {openPorts, accounts} of [sample, previous]) {
			const slot = openPorts.find(columns, row);
			if (slot !== unknown) {
				return {account: accounts[slot]!, beganHere: false};
			}
		}

		// A connection from here that was cut off by its process: the kernel does not tell any more where it went.
		if (columns.remotePort[row] === 0) {
			return undefined;
		}

		// Our probes of another machine move nothing.
		if (isProbed(columns, row) && columns.sentBytes[row]! <= 0 && columns.receivedBytes[row]! <= 0) {
			return undefined;
		}

		const group = this.#peers.get(this.#peers.numberOf(columns, row, sample.sampledAt, false));
		group?.touch(sample.sampledAt);
		return group === undefined ? undefined : {account: group.account, beganHere: true};
	}
}

function bookRow(account: Account, table: SocketTable, row: number, before: SocketTable): void {
	const {columns} = table;
	const match = columns.previousRow[row]!;
	if (match === unknown || before.columns.state[match] === synReceived) {
		account.add('opened', 1);
	} else if (before.columns.vanishedAt[match] !== 0) {
		// The table had changed while it was read: the sample before had missed it.
		account.add('closed', -1);
	}

	bookRows(account, columns, row, before.columns, match);
}

/** Whether a connection that is gone has left a TIME-WAIT. */
type HasRemains = (ends: SocketEnds, row: number) => boolean;

function remainsIn(table: SocketTable): HasRemains {
	let index: TupleIndex | undefined;
	return (ends, row) => {
		index ??= new TupleIndex(table.columns, Array.from({length: table.liveCount}, (_, other) => other).filter(other => isRemains(table, other)));
		return index.has(ends, row);
	};
}

function figuresAtEnd(columns: DestroyedTable['columns'], row: number, hasFin: boolean): SocketFigures {
	const figures = figuresOf(columns, row);
	return {...figures, receivedBytes: hasFin ? Math.max(0, figures.receivedBytes - 1) : figures.receivedBytes};
}

function cookieOf({cookieLow, cookieHigh}: {readonly cookieLow: ArrayLike<number>; readonly cookieHigh: ArrayLike<number>}, row: number): number {
	return (cookieHigh[row]! * 0x1_00_00_00_00) + cookieLow[row]!;
}
