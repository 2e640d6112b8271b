import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import {stateIndices} from '../../model/socket.ts';
import type {Account} from './account.ts';
import type {PeerGroups} from './peer-groups.ts';
import type {PortSlots} from './port-slots.ts';
import {
	connectionEndOf,
	isTimeWaitRemnant,
	peerFinOf,
	remnantsIn,
	shortLivedRows,
	type HasRemnant,
} from './connection-ends.ts';
import {
	addFigures,
	addRows,
	figuresOf,
	isConnection,
	type SocketFigures,
} from './socket-figures.ts';

const {SYN_SENT: synSent, SYN_RECEIVED: synReceived} = stateIndices;
const finReceived = new Set([stateIndices.CLOSE_WAIT, stateIndices.LAST_ACK, stateIndices.CLOSING]);
const stride = 2048;
const destroyedStride = 512;

/** Sockets that a process still holds after they have left the kernel's tables: more are not kept until they are destroyed. */
const maxLingering = 65_536;

/** Rows of a peer's connections that are searched for owners. */
const maxOwned = 8;

/** The part of a sample that the ledger reads. */
export type LedgerSample = {
	readonly table: SocketTable;
	/** Monotonic milliseconds. */
	readonly sampledAt: number;
	readonly openPorts: PortSlots;
	/** By slot. */
	readonly accounts: readonly Account[];
};

export type LedgerSources = {
	/** TCP connections that were known to be destroyed before the sample's table was read; undefined where the kernel does not report them. */
	readonly destroyed: DestroyedTable | undefined;
	/** Whether it is an end of one of our probes. */
	readonly isOwn: (ends: SocketEnds, row: number) => boolean;
	/** Whether it leads to where one of our probes of another machine goes. */
	readonly isProbed: (ends: SocketEnds, row: number) => boolean;
};

/** A socket that has left the kernel's tables while a process still holds it: it is not destroyed yet. */
type LingeringSocket = {
	readonly account: Account;
	readonly figures: SocketFigures;
	/** Whether it began here and was counted as a connect that failed. */
	readonly beganHere: boolean;
	readonly isFailed: boolean;
	/** Its peer's FIN had come. */
	readonly hadFin: boolean;
	/** A TIME-WAIT has taken its place. */
	readonly hasRemnant: boolean;
};

/**
Counts the traffic of every port and peer since the previous sample: the difference of each connection's
counters, those of new ones in full, and of those that were destroyed what came after they were last seen. Connections that
lived between two samples are known from the kernel's notifications; without them only those are that left a TIME-WAIT.
*/
export class TrafficLedger {
	readonly #peers: PeerGroups;
	/** By cookie, as a number: the kernel counts them up from 1. */
	readonly #lingering = new Map<number, LingeringSocket>();
	/** The accounts of connections that have outlived their listener, by cookie. */
	readonly #orphans = new Map<number, Account>();
	/** Monotonic milliseconds of the first sample. */
	#startedAt = NaN;

	constructor(peers: PeerGroups) {
		this.#peers = peers;
	}

	/** Counts a new sample; its table has been joined with the one before and given to ports. Yields now and then. */
	* update(sample: LedgerSample, previous: LedgerSample | undefined, sources: LedgerSources): Generator<void> {
		const seconds = previous === undefined ? null : (sample.sampledAt - previous.sampledAt) / 1000;
		for (const account of sample.accounts) {
			account.startTick(seconds);
		}

		for (const group of this.#peers.all()) {
			group.startTick(seconds);
		}

		const survived = new Uint8Array(previous?.table.count ?? 0);
		yield * this.#addRows(sample, previous, survived, sources);
		if (previous === undefined) {
			this.#startedAt = sample.sampledAt;
		} else {
			const hasRemnant = remnantsIn(sample.table);
			yield * this.#addVanished(previous, survived, sources.destroyed === undefined ? undefined : hasRemnant);
			yield;
			if (sources.destroyed === undefined) {
				this.#addShortLived(sample, previous, survived);
			} else {
				yield * this.#addDestroyed(sample, previous, sources.destroyed, sources, hasRemnant);
			}
		}

		yield * this.#peers.finishTick(sample.table, sample.sampledAt);
	}

	/** Returns the account of a row of a sample: that of its listener, of the one it had before, or of its peer. */
	#accountOf({table: {columns}, accounts}: LedgerSample, row: number): Account | undefined {
		const slot = columns.portSlot[row]!;
		if (slot >= 0) {
			return accounts[slot];
		}

		return columns.peer[row] === unknown ? this.#orphans.get(cookieOf(columns, row)) : this.#peers.get(columns.peer[row]!)?.account;
	}

	* #addRows(sample: LedgerSample, previous: LedgerSample | undefined, survived: Uint8Array, {isProbed}: LedgerSources): Generator<void> {
		const {table, sampledAt} = sample;
		const {columns} = table;
		for (let row = 0; row < table.liveCount; row++) {
			if (row % stride === stride - 1) {
				yield;
			}

			// A remnant of a connection may have its cookie.
			const match = columns.previousRow[row]!;
			if (match !== unknown && !isTimeWaitRemnant(table, row)) {
				survived[match] = 1;
			}

			columns.peer[row] = unknown;
			if (columns.portSlot[row] === unknown && columns.remotePort[row] !== 0) {
				columns.peer[row] = this.#peerOf(sample, row, previous?.table, isProbed);
				this.#keepListenerAccount(sample, row, previous);
				this.#peers.get(columns.peer[row]!)?.addRow(table, row, sampledAt, maxOwned);
			}

			if (previous === undefined || !isConnection(table, row)) {
				continue;
			}

			const account = this.#accountOf(sample, row);
			if (account !== undefined) {
				addRow(account, table, row, previous.table);
			}
		}
	}

	/** A connection that was its listener's before, and has neither listener nor peer now, stays on that account until it vanishes. */
	#keepListenerAccount({table}: LedgerSample, row: number, previous: LedgerSample | undefined): void {
		const {columns} = table;
		const match = columns.previousRow[row]!;
		const account = previous === undefined || match === unknown || columns.peer[row] !== unknown || !isConnection(table, row)
			? undefined
			: previous.accounts[previous.table.columns.portSlot[match]!];
		if (account !== undefined) {
			this.#orphans.set(cookieOf(columns, row), account);
		}
	}

	/** Returns the peer group of a connection, which it keeps; one that outlived its listener has none. */
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

	/** Counts vanished connections as closed; their last traffic is counted when they are destroyed, if `hasRemnant` is given. */
	* #addVanished(previous: LedgerSample, survived: Uint8Array, hasRemnant: HasRemnant | undefined): Generator<void> {
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
			if (hasRemnant !== undefined) {
				this.#linger(cookieOf(columns, row), {
					account,
					figures: figuresOf(columns, row),
					beganHere: columns.peer[row] !== unknown,
					isFailed,
					hadFin: finReceived.has(columns.state[row]!),
					hasRemnant: hasRemnant(columns, row),
				});
			}
		}
	}

	#linger(cookie: number, socket: LingeringSocket): void {
		if (this.#lingering.size >= maxLingering) {
			this.#lingering.delete(this.#lingering.keys().next().value!);
		}

		this.#lingering.set(cookie, socket);
	}

	#addShortLived(sample: LedgerSample, previous: LedgerSample, survived: Uint8Array): void {
		for (const row of shortLivedRows(sample.table, previous.table, survived)) {
			const account = this.#accountOf(sample, row);
			account?.add('opened', 1);
			account?.add('closed', 1);
		}
	}

	* #addDestroyed(sample: LedgerSample, previous: LedgerSample, destroyed: DestroyedTable, sources: LedgerSources, hasRemnant: HasRemnant): Generator<void> {
		const {columns, count} = destroyed;
		for (let row = 0; row < count; row++) {
			if (row % destroyedStride === destroyedStride - 1) {
				yield;
			}

			const cookie = cookieOf(columns, row);
			const lingering = this.#lingering.get(cookie);
			this.#lingering.delete(cookie);
			const place = lingering ?? this.#newcomer(sample, previous, destroyed, row, sources);
			if (place === undefined) {
				continue;
			}

			const {account, beganHere} = place;
			const end = connectionEndOf(destroyed, row, beganHere);
			if (lingering === undefined) {
				account.add('opened', 1);
				account.add(end === 'failed' ? 'failed' : 'closed', 1);
			} else if (end !== 'failed' && lingering.isFailed) {
				account.add('failed', -1);
				account.add('closed', 1);
			}

			account.add('resets', end === 'reset' ? 1 : 0);
			account.add('timeouts', end === 'timeout' ? 1 : 0);
			const fin = lingering?.hadFin === true ? 'counted' : peerFinOf(destroyed, row, beganHere, () => lingering?.hasRemnant ?? hasRemnant(columns, row));
			account.presumedFins += fin === 'presumed' ? 1 : 0;
			if (columns.leavesFinUnread[row] === 1) {
				// The program is known by now: those that were presumed were payload.
				account.add('receivedBytes', account.presumedFins);
				account.presumedFins = 0;
			}

			account.missesBytes ||= columns.isCleared[row] === 1 && end !== 'failed';
			addFigures(account, figuresAtEnd(columns, row, fin !== 'not counted'), lingering?.figures);
		}
	}

	/** Returns to which account a connection belongs that no sample has seen; undefined if to none, or if it was over before the first sample. */
	#newcomer(sample: LedgerSample, previous: LedgerSample, {columns}: DestroyedTable, row: number, {isOwn, isProbed}: LedgerSources): Pick<LingeringSocket, 'account' | 'beganHere'> | undefined {
		if (isOwn(columns, row) || columns.receivedAt[row]! - columns.lastActivityMilliseconds[row]! < this.#startedAt) {
			return undefined;
		}

		for (const {openPorts, accounts} of [sample, previous]) {
			const slot = openPorts.find(columns, row);
			if (slot !== unknown) {
				return {account: accounts[slot]!, beganHere: false};
			}
		}

		// A connection from here that was cut off by its process: the kernel does not report any more where it went.
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

function addRow(account: Account, table: SocketTable, row: number, before: SocketTable): void {
	const {columns} = table;
	const match = columns.previousRow[row]!;
	if (match === unknown || before.columns.state[match] === synReceived) {
		account.add('opened', 1);
	} else if (before.columns.vanishedAt[match] !== 0) {
		// The table had changed while it was read: the sample before had missed it.
		account.add('closed', -1);
	}

	addRows(account, columns, row, before.columns, match);
}

function figuresAtEnd(columns: DestroyedTable['columns'], row: number, hasFin: boolean): SocketFigures {
	const figures = figuresOf(columns, row);
	return {...figures, receivedBytes: hasFin ? Math.max(0, figures.receivedBytes - 1) : figures.receivedBytes};
}

function cookieOf({cookieLow, cookieHigh}: {readonly cookieLow: ArrayLike<number>; readonly cookieHigh: ArrayLike<number>}, row: number): number {
	return (cookieHigh[row]! * 0x1_00_00_00_00) + cookieLow[row]!;
}
