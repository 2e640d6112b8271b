import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import {directions, isAccepted, isBegun} from '../../collectors/direction.ts';
import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {stateIndices} from '../../model/socket.ts';
import {cookieOf} from '../sockets/socket-identity.ts';
import {isTimeWaitRemnant} from '../sockets/remnant.ts';
import type {Account} from './account.ts';
import type {BegunFromPorts} from './begun-from-ports.ts';
import type {ConnectionGroups} from './connection-groups.ts';
import type {PeerGroups} from './peer-groups.ts';
import type {PortSlots} from './port-slots.ts';
import {remnantsIn, shortLivedRows} from './connection-ends.ts';
import {
	addSynAck,
	addTakenFin,
	EndedConnections,
	placeUnseen,
	type DestroyedConnections,
} from './ended-connections.ts';
import {addRows, figuresOf, isConnection} from './socket-figures.ts';

const {ESTABLISHED: established, SYN_SENT: synSent, SYN_RECEIVED: synReceived, FIN_WAIT_2: finWait2, TIME_WAIT: timeWait} = stateIndices;
const finReceived = new Set([stateIndices.CLOSE_WAIT, stateIndices.LAST_ACK, stateIndices.CLOSING]);
const stride = 2048;

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
	/** Connections that this end closed first may have left no TIME-WAIT since the sample before. */
	readonly losesRemnants: boolean;
	readonly begun: BegunFromPorts;
} & Pick<DestroyedConnections, 'closed' | 'lateRows' | 'isOwn' | 'isProbed' | 'isProbedHost' | 'pastAccounts'>;

/**
Counts the traffic of every port and peer since the previous sample: the difference of each connection's
counters, those of new ones in full, and of those that were destroyed what came after they were last seen. Connections that
lived between two samples are known from the kernel's notifications; without them only those are that left a TIME-WAIT.
*/
export class TrafficLedger {
	readonly #peers: PeerGroups;
	readonly #groups: ConnectionGroups | undefined;
	/** The accounts of connections that have outlived their listener, by cookie. */
	readonly #orphans = new Map<number, Account>();
	/** Since the first sample. */
	#ended: EndedConnections | undefined;

	/** `groups` count with it what is destroyed. */
	constructor(peers: PeerGroups, groups?: ConnectionGroups) {
		this.#peers = peers;
		this.#groups = groups;
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

		if (previous !== undefined && sources.destroyed !== undefined) {
			placeUnseen(sources.destroyed, [sample, previous], sources);
		}

		const survived = new Uint8Array(previous?.table.count ?? 0);
		yield * this.#addRows(sample, previous, survived, sources);
		this.#ended ??= new EndedConnections(this.#peers, this.#groups, sample.sampledAt);
		if (previous !== undefined) {
			yield * this.#addEnded(sample, previous, survived, sources);
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

	* #addRows(sample: LedgerSample, previous: LedgerSample | undefined, survived: Uint8Array, sources: LedgerSources): Generator<void> {
		const {table, sampledAt} = sample;
		const {columns} = table;
		for (let row = 0; row < table.liveCount; row++) {
			if (row % stride === stride - 1) {
				yield;
			}

			// A remnant of a connection may have its cookie.
			const match = columns.previousRow[row]!;
			const isRemnant = match !== unknown && isTimeWaitRemnant(table, row);
			if (match !== unknown && !isRemnant) {
				survived[match] = 1;
			}

			columns.peer[row] = unknown;
			if (columns.portSlot[row] === unknown && columns.remotePort[row] !== 0) {
				this.#placeWithoutListener(sample, row, previous, sources);
				this.#peers.get(columns.peer[row]!)?.addRow(table, row, sampledAt, maxOwned);
			}

			if (previous === undefined) {
				continue;
			}

			if (isRemnant && columns.state[row] === timeWait && previous.table.columns.state[match] === finWait2 && isTimeWaitRemnant(previous.table, match)) {
				addTakenFin(this.#accountOf(sample, row) ?? sources.pastAccounts.past(columns, row));
			} else if (isConnection(table, row)) {
				const account = this.#accountOf(sample, row);
				if (account !== undefined) {
					addRow(account, table, row, previous.table);
				}
			}
		}
	}

	/**
	Gives a connection of which no listener is there to its peer, if it was begun here; else to the listener that accepted it. Who began it is
	mostly known from the kernel; where it is not, one that was a listener's before, and has no peer, stays on its account.
	*/
	#placeWithoutListener(sample: LedgerSample, row: number, previous: LedgerSample | undefined, {isProbed, pastAccounts, begun}: LedgerSources): void {
		const {table} = sample;
		const {columns} = table;
		if (pastAccounts.past(columns, row) !== undefined && !begun.has(table, row) && isTimeWaitRemnant(table, row)) {
			columns.direction[row] = directions.accepted;
			return;
		}

		const direction = columns.direction[row]!;
		if (!isAccepted(direction)) {
			columns.peer[row] = this.#peerOf(sample, row, previous?.table, isProbed);
		}

		if (previous === undefined || columns.peer[row] !== unknown || !isConnection(table, row)) {
			return;
		}

		const cookie = cookieOf(columns, row);
		const match = columns.previousRow[row]!;
		const before = match === unknown ? undefined : previous.accounts[previous.table.columns.portSlot[match]!];
		const account = before ?? (isAccepted(direction) ? this.#orphans.get(cookie) ?? pastAccounts.past(columns, row) ?? pastAccounts.unseen(columns, row) : undefined);
		if (account !== undefined) {
			this.#orphans.set(cookie, account);
		}
	}

	/** Returns the peer group of a connection, which it keeps; one that outlived its listener has none. */
	#peerOf({table, sampledAt}: LedgerSample, row: number, before: SocketTable | undefined, isProbed: LedgerSources['isProbed']): number {
		const {columns} = table;
		const match = columns.previousRow[row]!;
		const wasThere = before !== undefined && match !== unknown && before.columns.vanishedAt[match] === 0 && before.columns.state[match] !== synSent;
		const mayKeep = wasThere && (before.columns.peer[match] !== unknown || !isBegun(columns.direction[row]!));
		if (mayKeep) {
			return before.columns.peer[match]!;
		}

		const isProbe = columns.state[row] === synSent && isProbed(columns, row);
		return isProbe ? unknown : this.#peers.numberOf(columns, row, sampledAt, before === undefined);
	}

	* #addEnded(sample: LedgerSample, previous: LedgerSample, survived: Uint8Array, sources: LedgerSources): Generator<void> {
		const {destroyed} = sources;
		const ended = this.#ended;
		if (destroyed === undefined || ended === undefined) {
			yield * this.#addVanished(previous, survived, () => undefined);
			yield;
			this.#addShortLived(sample, previous, survived);
			return;
		}

		const {sampledAt} = sample;
		const remnant = remnantsIn(sample.table, destroyed, sources.losesRemnants);
		const {columns} = previous.table;
		yield * this.#addVanished(previous, survived, (row, account, isFailed) => {
			const direction = columns.direction[row]!;
			ended.keep(cookieOf(columns, row), {
				account,
				groups: this.#groups?.ofRow(previous.table, row),
				figures: figuresOf(columns, row),
				beganHere: direction === directions.unknown ? columns.peer[row] !== unknown : isBegun(direction),
				isFailed,
				hadFin: finReceived.has(columns.state[row]!),
				wasOpen: columns.state[row] === established,
				remnant: remnant(columns, row),
				isMptcp: columns.isMptcp[row] === 1,
			});
		});
		yield;
		yield * ended.add({
			...sources, table: destroyed, ports: [sample, previous], remnant, sampledAt,
		});
	}

	/** Counts vanished connections as closed, or as connects that failed, and passes each to `onVanished`: what it moved last is known when it is destroyed. */
	* #addVanished(previous: LedgerSample, survived: Uint8Array, onVanished: (row: number, account: Account, isFailed: boolean) => void): Generator<void> {
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
			onVanished(row, account, isFailed);
		}
	}

	#addShortLived(sample: LedgerSample, previous: LedgerSample, survived: Uint8Array): void {
		for (const row of shortLivedRows(sample.table, previous.table, survived)) {
			const account = this.#accountOf(sample, row);
			account?.add('opened', 1);
			account?.add('closed', 1);
		}
	}
}

function addRow(account: Account, table: SocketTable, row: number, before: SocketTable): void {
	const {columns} = table;
	const match = columns.previousRow[row]!;
	if (match === unknown || before.columns.state[match] === synReceived) {
		account.add('opened', 1);
		if (columns.segmentsOut[row] !== unknown && !isBegun(columns.direction[row]!) && columns.peer[row] === unknown) {
			addSynAck(account);
		}
	} else if (before.columns.vanishedAt[match] !== 0) {
		// The table had changed while it was read: the sample before had missed it.
		account.add('closed', -1);
	}

	addRows(account, columns, row, before.columns, match);
}
