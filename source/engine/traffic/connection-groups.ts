import {isAccepted} from '../../collectors/direction.ts';
import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import {groupings} from '../../model/group.ts';
import type {ProcessInfo} from '../../model/process.ts';
import {stateIndices} from '../../model/socket.ts';
import {selfProbeSlot} from '../sockets/self-probes.ts';
import {cookieOf} from '../sockets/socket-identity.ts';
import {isTimeWaitRemnant} from '../sockets/remnant.ts';
import type {Account} from './account.ts';
import {shortLivedRows} from './connection-ends.ts';
import {
	groupColumns,
	GroupFinder,
	type GroupsOfConnection,
	type GroupsOfSample,
	type OwnerGroups,
} from './group-finder.ts';
import {
	figureCount,
	figurePositions,
	type CountedGroup,
	type GroupTable,
} from './group-table.ts';
import {growth, isConnection} from './socket-figures.ts';

const {SYN_SENT: synSent, SYN_RECEIVED: synReceived} = stateIndices;
const stride = 2048;
/** Processes between two yields: one that is new is read from several files. */
const processStride = 64;

/** Connections whose owner is not found yet of which is remembered what they moved meanwhile; of more it stays where it was counted. */
const maxWaiting = 65_536;

/** The part of a sample that groups read. */
type GroupedSample = {
	readonly table: SocketTable;
	/** Monotonic milliseconds. */
	readonly sampledAt: number;
	readonly openPorts: {readonly slots: ReadonlyArray<{readonly first: number}>};
	/** By slot. */
	readonly accounts: readonly Account[];
};

type GroupSources = {
	/** Returns the process that serves a socket of the sample; undefined where it is not known. */
	readonly ownerOf: (row: number) => ProcessInfo | undefined;
	/** Whether a connect leads to where one of our probes of another machine goes. */
	readonly isProbed: (ends: SocketEnds, row: number) => boolean;
	/** The kernel reports connections that were destroyed: they are counted as they come, see `ofUnseen`. */
	readonly reportsDestroyed: boolean;
};

/**
Counts the traffic of connections by what they have in common. A connection's groups are worked out when it is first seen, and those of its
owner again when that is found; the table's columns keep them. What no process holds (yet, or any more) belongs to the owner of the
listener that accepted it; of what was begun here the owner is unknown then.
*/
export class ConnectionGroups {
	readonly #finder = new GroupFinder();
	readonly #tables = this.#finder.tables;
	/** The groups of each listener's owner, by the account of the port, which outlives the listener. */
	readonly #ofAccounts = new WeakMap<Account, OwnerGroups>();
	/** By slot of the sample. */
	#ofSlots: ReadonlyArray<OwnerGroups | undefined> = [];
	/** The figures of connections from before their owners were found, by cookie. */
	readonly #waiting = new Map<number, Float64Array>();
	readonly #amounts = new Float64Array(figureCount);

	/** A sample begins, whose connections have been given to its ports. Finds the owners of its listeners. */
	startTick({table, sampledAt, openPorts, accounts}: GroupedSample, {ownerOf}: Pick<GroupSources, 'ownerOf'>): void {
		this.#finder.startTick(sampledAt);
		this.#ofSlots = openPorts.slots.map(({first}, slot) => {
			const account = accounts[slot]!;
			const process = ownerOf(first);
			if (process !== undefined) {
				this.#ofAccounts.set(account, {...this.#finder.ofProcess(process), user: this.#finder.userOfAccepted(process, table, first)});
			}

			return this.#ofAccounts.get(account);
		});
	}

	/** Returns the groups of a connection of a sample; undefined where it has none. */
	ofRow(table: SocketTable, row: number): GroupsOfConnection | undefined {
		return this.#finder.ofRow(table, row);
	}

	/**
	Returns the groups of a connection that no sample has seen.
	@param account That of the listener that accepted it; undefined where it was begun here.
	*/
	ofUnseen(ends: SocketEnds, row: number, account: Account | undefined): GroupsOfConnection {
		const owner = account === undefined ? undefined : this.#ofAccounts.get(account);
		return this.#finder.ofUnseen(ends, row, owner, account !== undefined);
	}

	/** Counts a sample's connections, what has been destroyed apart. Yields now and then. */
	* update(sample: GroupedSample, previous: {readonly table: SocketTable} | undefined, sources: GroupSources): Generator<void> {
		const {table} = sample;
		const before = previous?.table;
		const survived = new Uint8Array(before?.count ?? 0);
		let processes = processStride;
		for (let row = 0; row < table.liveCount; row++) {
			if (row % stride === stride - 1 || this.#finder.processCount > processes) {
				processes = this.#finder.processCount + processStride;
				yield;
			}

			this.#place(table, row, before, sources);
			if (before === undefined) {
				continue;
			}

			const match = table.columns.previousRow[row]!;
			if (match !== unknown && !isTimeWaitRemnant(table, row)) {
				survived[match] = 1;
			}

			if (table.columns.hostGroup[row] !== unknown) {
				this.#count(table, row, before, match);
			}
		}

		if (before !== undefined) {
			yield * this.#countVanished(before, survived);
			if (!sources.reportsDestroyed) {
				this.#countShortLived(table, before, survived);
			}
		}

		yield;
		this.#makeRoom(table);
	}

	/** Returns what has been counted, as of now. */
	published(): GroupsOfSample {
		const {process, unit, container, user, host, port} = this.#tables;
		return {
			process: process.published(), unit: unit.published(), container: container.published(), user: user.published(), host: host.published(), port: port.published(),
		};
	}

	/** Totals count a second time from now on. */
	reset(): void {
		for (const groups of Object.values(this.#tables)) {
			groups.reset();
		}
	}

	/** Sets the groups of a row: those that it had, else new ones. */
	#place(table: SocketTable, row: number, before: SocketTable | undefined, sources: GroupSources): void {
		const {columns} = table;
		const match = columns.previousRow[row]!;
		const had = before !== undefined && match !== unknown && before.columns.hostGroup[match] !== unknown;
		if (had) {
			const old = before.columns;
			columns.processGroup[row] = old.processGroup[match]!;
			columns.unitGroup[row] = old.unitGroup[match]!;
			columns.containerGroup[row] = old.containerGroup[match]!;
			columns.userGroup[row] = old.userGroup[match]!;
			columns.hostGroup[row] = old.hostGroup[match]!;
			columns.portGroup[row] = old.portGroup[match]!;
			columns.ownerIsFound[row] = old.ownerIsFound[match]!;
		} else if (this.#isGrouped(columns, row, sources)) {
			const wasAccepted = columns.portSlot[row]! >= 0 || isAccepted(columns.direction[row]!);
			columns.processGroup[row] = this.#tables.process.unknown.number;
			columns.unitGroup[row] = this.#tables.unit.unknown.number;
			columns.containerGroup[row] = this.#tables.container.unknown.number;
			columns.userGroup[row] = this.#tables.user.unknown.number;
			columns.hostGroup[row] = this.#finder.hostOf(columns, row).number;
			columns.portGroup[row] = this.#finder.portOf(columns, row, wasAccepted).number;
			columns.ownerIsFound[row] = 0;
		} else {
			for (const grouping of groupings) {
				columns[groupColumns[grouping]][row] = unknown;
			}

			return;
		}

		if (columns.ownerIsFound[row] === 0) {
			this.#findOwner(table, row, sources);
		}
	}

	/** Whether a socket is a connection of this machine's: it has a peer, and is none of our own probes. */
	#isGrouped(columns: SocketTable['columns'], row: number, {isProbed}: GroupSources): boolean {
		return columns.remotePort[row] !== 0 && columns.portSlot[row] !== selfProbeSlot && !(columns.state[row] === synSent && isProbed(columns, row));
	}

	/** Looks for the owner of a connection; takes along what it has moved meanwhile. */
	#findOwner(table: SocketTable, row: number, {ownerOf}: GroupSources): void {
		const {columns} = table;
		const hasFile = columns.inode[row] !== 0;
		const ofListener = this.#ofSlots[columns.portSlot[row]!];
		if (!hasFile && ofListener === undefined) {
			return;
		}

		const process = hasFile ? ownerOf(row) : undefined;
		const owner = process === undefined ? ofListener : this.#finder.ofProcess(process);
		const user = hasFile ? this.#finder.userOf(table, row) : ofListener!.user;
		columns.ownerIsFound[row] = Number(process !== undefined);
		const amounts = this.#waiting.size === 0 ? undefined : this.#waiting.get(cookieOf(columns, row));
		this.#setOwner(columns.userGroup, row, user, this.#tables.user, amounts);
		if (owner !== undefined) {
			this.#setOwner(columns.processGroup, row, owner.process, this.#tables.process, amounts);
			this.#setOwner(columns.unitGroup, row, owner.unit, this.#tables.unit, amounts);
			this.#setOwner(columns.containerGroup, row, owner.container, this.#tables.container, amounts);
		}

		if (process !== undefined && amounts !== undefined) {
			this.#waiting.delete(cookieOf(columns, row));
		}
	}

	#setOwner(column: Int16Array, row: number, {number}: CountedGroup, groups: GroupTable, amounts: Float64Array | undefined): void {
		const before = column[row]!;
		if (before === number) {
			return;
		}

		column[row] = number;
		if (amounts !== undefined) {
			groups.move(before, number, amounts);
		}
	}

	#count(table: SocketTable, row: number, before: SocketTable, match: number): void {
		const {columns} = table;
		const old = before.columns;
		const isNew = match === unknown || old.state[match] === synReceived;
		const isBack = !isNew && old.vanishedAt[match] !== 0;
		// Most connections are idle: nothing moves without a segment.
		if ((!isNew && !isBack && columns.segmentsIn[row] === old.segmentsIn[match] && columns.segmentsOut[row] === old.segmentsOut[match]) || !isConnection(table, row)) {
			return;
		}

		const amounts = this.#amounts.fill(0);
		amounts[figurePositions.opened] = Number(isNew);
		// The table had changed while it was read: the sample before had missed it.
		amounts[figurePositions.closed] = isBack ? -1 : 0;
		amounts[figurePositions.receivedBytes] = since(columns.receivedBytes, row, old.receivedBytes, match);
		amounts[figurePositions.sentBytes] = since(columns.sentBytes, row, old.sentBytes, match);
		amounts[figurePositions.dataSegments] = since(columns.dataSegmentsOut, row, old.dataSegmentsOut, match);
		amounts[figurePositions.retransmissions] = since(columns.retransmissions, row, old.retransmissions, match);
		this.#addToRow(columns, row, amounts);
		if (columns.ownerIsFound[row] === 0) {
			this.#wait(cookieOf(columns, row), amounts);
		}
	}

	#addToRow(columns: SocketTable['columns'], row: number, amounts: Float64Array): void {
		this.#tables.process.addAll(columns.processGroup[row]!, amounts);
		this.#tables.unit.addAll(columns.unitGroup[row]!, amounts);
		this.#tables.container.addAll(columns.containerGroup[row]!, amounts);
		this.#tables.user.addAll(columns.userGroup[row]!, amounts);
		this.#tables.host.addAll(columns.hostGroup[row]!, amounts);
		this.#tables.port.addAll(columns.portGroup[row]!, amounts);
	}

	/** Remembers what was counted for a connection whose owner is not found yet. */
	#wait(cookie: number, amounts: Float64Array): void {
		const waiting = this.#waiting.get(cookie);
		if (waiting === undefined) {
			if (this.#waiting.size < maxWaiting) {
				this.#waiting.set(cookie, Float64Array.from(amounts));
			}

			return;
		}

		for (let index = 0; index < figureCount; index++) {
			waiting[index]! += amounts[index]!;
		}
	}

	* #countVanished(before: SocketTable, survived: Uint8Array): Generator<void> {
		const {columns} = before;
		for (let row = 0; row < before.liveCount; row++) {
			if (row % stride === stride - 1) {
				yield;
			}

			if (survived[row] === 1 || columns.hostGroup[row] === unknown || !isConnection(before, row)) {
				continue;
			}

			this.#waiting.delete(cookieOf(columns, row));
			const amounts = this.#amounts.fill(0);
			amounts[columns.state[row] === synSent ? figurePositions.failed : figurePositions.closed] = 1;
			this.#addToRow(columns, row, amounts);
		}
	}

	#countShortLived(table: SocketTable, before: SocketTable, survived: Uint8Array): void {
		for (const row of shortLivedRows(table, before, survived)) {
			if (table.columns.hostGroup[row] === unknown) {
				continue;
			}

			const amounts = this.#amounts.fill(0);
			amounts[figurePositions.opened] = 1;
			amounts[figurePositions.closed] = 1;
			this.#addToRow(table.columns, row, amounts);
		}
	}

	/** Makes room where it is scarce. A group with connections, or with such as vanished a moment ago, stays. */
	#makeRoom({columns, count}: SocketTable): void {
		for (const grouping of groupings) {
			const groups = this.#tables[grouping];
			if (!groups.isCrowded) {
				continue;
			}

			const isUsed = new Uint8Array(2 ** 15);
			const numbers = columns[groupColumns[grouping]];
			for (let row = 0; row < count; row++) {
				if (numbers[row] !== unknown) {
					isUsed[numbers[row]!] = 1;
				}
			}

			groups.makeRoom(isUsed);
		}
	}
}

/** Returns how much a counter of a row grew; unknown for `match`: since the connection began. */
function since(column: Float64Array, row: number, before: Float64Array, match: number): number {
	return growth(column[row]!, match === unknown ? 0 : before[match]!);
}
