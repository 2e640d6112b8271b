import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import {isAccepted, isBegun} from '../../collectors/direction.ts';
import {unknown, type SocketEnds} from '../../collectors/socket-table.ts';
import type {Closing} from '../../model/socket.ts';
import {cookieOf} from '../sockets/socket-identity.ts';
import {Account, type TrafficFigure} from './account.ts';
import type {ConnectionGroups} from './connection-groups.ts';
import type {ClosedConnections, LastOfConnection} from './closed-connections.ts';
import {
	connectionEndOf,
	peerFinOf,
	type FindRemnant,
	type Remnant,
} from './connection-ends.ts';
import type {GroupsOfConnection} from './group-finder.ts';
import type {PeerGroups} from './peer-groups.ts';
import type {PortSlots} from './port-slots.ts';
import {addFigures, figuresOf, type SocketFigures} from './socket-figures.ts';

const stride = 512;

/** Sockets that a process still holds after they have left the kernel's tables: more are not kept until they are destroyed. */
const maxLingering = 65_536;

/** A TIME-WAIT lasts for 60 s (TCP_TIMEWAIT_LEN): after this long it may be gone. */
const timeWaitMilliseconds = 50_000;

/** The account of a connection, its groups where there are some, and which end began it. */
type Place = {
	readonly account: Account;
	readonly groups: GroupsOfConnection | undefined;
	readonly beganHere: boolean;
};

/** A socket that has left the kernel's tables while a process still holds it: it is not destroyed yet. */
export type LingeringSocket = Place & {
	readonly figures: SocketFigures;
	/** It was counted as a connect that failed. */
	readonly isFailed: boolean;
	/** Its peer's FIN had come. */
	readonly hadFin: boolean;
	/** Neither end had sent a FIN when its row was begun; the kernel fills the counters in a moment later. */
	readonly wasOpen: boolean;
	/** Left in its place; undefined where it is not known any more. */
	readonly remnant: Remnant | undefined;
	readonly isMptcp: boolean;
};

/** The accounts of connections that were accepted by a listener that is not there any more. */
export type PastAccounts = {
	/** Returns the account of the listener that would have accepted a connection with these ends; undefined if none is known. */
	readonly past: (ends: SocketEnds, row: number) => Account | undefined;
	/** Returns the account of one that no sample has seen. */
	readonly unseen: (ends: SocketEnds, row: number) => Account;
};

/** The kernel's reports of connections that were destroyed since the sample before, and the means to place them. */
export type DestroyedConnections = {
	readonly table: DestroyedTable;
	/** Its first rows, so many, may have been destroyed before the sockets of the sample before were read to their end. */
	readonly lateRows: number;
	/** Whether it is an end of one of our probes. */
	readonly isOwn: (ends: SocketEnds, row: number) => boolean;
	/** Whether it leads to where one of our probes of another machine goes. */
	readonly isProbed: (ends: SocketEnds, row: number) => boolean;
	/** Whether it leads to the address of such a probe. */
	readonly isProbedHost: (ends: SocketEnds, row: number) => boolean;
	readonly pastAccounts: PastAccounts;
	/** The open ports with their accounts, by slot: of the new sample and of the one before. */
	readonly ports: ReadonlyArray<{readonly openPorts: PortSlots; readonly accounts: readonly Account[]}>;
	readonly remnant: FindRemnant;
	/** Monotonic milliseconds of the new sample. */
	readonly sampledAt: number;
	/** Keeps what is known of each; undefined where that is not wanted. */
	readonly closed: Pick<ClosedConnections, 'destroyed'> | undefined;
};

/** Counts connections that were destroyed: what they moved since they were seen last, and how they ended. */
export class EndedConnections {
	readonly #peers: PeerGroups;
	readonly #groups: ConnectionGroups | undefined;
	/** By cookie. */
	readonly #lingering = new Map<number, LingeringSocket>();
	/** Monotonic milliseconds of the first sample. */
	readonly #startedAt: number;

	constructor(peers: PeerGroups, groups: ConnectionGroups | undefined, startedAt: number) {
		this.#peers = peers;
		this.#groups = groups;
		this.#startedAt = startedAt;
	}

	/** Keeps a socket that has vanished until it is destroyed. */
	keep(cookie: number, socket: LingeringSocket): void {
		if (this.#lingering.size >= maxLingering) {
			this.#lingering.delete(this.#lingering.keys().next().value!);
		}

		this.#lingering.set(cookie, socket);
	}

	/** Counts those that were destroyed. Yields now and then. */
	* add(destroyed: DestroyedConnections): Generator<void> {
		const {table, lateRows} = destroyed;
		for (let row = 0; row < table.count; row++) {
			if (row % stride === stride - 1) {
				yield;
			}

			const cookie = cookieOf(table.columns, row);
			const lingering = this.#lingering.get(cookie);
			this.#lingering.delete(cookie);
			const place = lingering ?? this.#newcomer(destroyed, row);
			if (place === undefined) {
				continue;
			}

			if (lingering === undefined) {
				addShort(place, table, row, row < lateRows);
			}

			addEnd(place, lingering, table, row);
			const last = addLastFigures(place, lingering, destroyed, row);
			destroyed.closed?.destroyed(table, row, {
				...last, how: closingOf(place, lingering, destroyed, row), owner: place.groups?.process, beganHere: place.beganHere, wasSeen: lingering !== undefined,
			});
		}
	}

	/** Returns to which account a connection belongs that no sample has seen; undefined if to none, or if it was over before the first sample. */
	#newcomer({table, isOwn, isProbed, isProbedHost, pastAccounts, ports, sampledAt}: DestroyedConnections, row: number): Place | undefined {
		const {columns} = table;
		if (isOwn(columns, row) || columns.receivedAt[row]! - columns.lastActivityMilliseconds[row]! < this.#startedAt) {
			return undefined;
		}

		const direction = columns.direction[row]!;
		const account = isBegun(direction) ? undefined : listenersAccount(ports, columns, row) ?? pastAccounts.past(columns, row);
		if (account !== undefined || isAccepted(direction)) {
			const accepting = account ?? pastAccounts.unseen(columns, row);
			return {account: accepting, groups: this.#groups?.ofUnseen(columns, row, accepting), beganHere: false};
		}

		// Cut off by its process: the kernel does not report any more to which port it went.
		if (columns.remotePort[row] === 0) {
			if (isProbedHost(columns, row)) {
				return undefined;
			}

			this.#peers.miss(columns, row, columns.wasEstablished[row] === 1);
			return this.#begunUnseen(columns, row, undefined);
		}

		// Our probes of another machine move nothing.
		if (isProbed(columns, row) && columns.sentBytes[row]! <= 0 && columns.receivedBytes[row]! <= 0) {
			return undefined;
		}

		const group = this.#peers.get(this.#peers.numberOf(columns, row, sampledAt, false));
		group?.touch(sampledAt);
		return this.#begunUnseen(columns, row, group?.account);
	}

	/** Returns where to count a connection that was begun here: in its groups alone where its peer is not known, or is one too many. */
	#begunUnseen(ends: SocketEnds, row: number, account: Account | undefined): Place | undefined {
		const groups = this.#groups?.ofUnseen(ends, row, undefined);
		return account === undefined && groups === undefined ? undefined : {account: account ?? new Account(), groups, beganHere: true};
	}
}

/**
Makes accounts for what was accepted by listeners that no sample has seen. Before the sample's rows are placed: what is left of such a connection in
TIME-WAIT shows only so that it was accepted.
*/
export function placeUnseen({columns, count}: DestroyedTable, ports: DestroyedConnections['ports'], {isOwn, pastAccounts}: Pick<DestroyedConnections, 'isOwn' | 'pastAccounts'>): void {
	for (let row = 0; row < count; row++) {
		const isUnseen = isAccepted(columns.direction[row]!) && listenersAccount(ports, columns, row) === undefined && pastAccounts.past(columns, row) === undefined;
		if (isUnseen && !isOwn(columns, row)) {
			pastAccounts.unseen(columns, row);
		}
	}
}

function listenersAccount(ports: DestroyedConnections['ports'], ends: SocketEnds, row: number): Account | undefined {
	for (const {openPorts, accounts} of ports) {
		const slot = openPorts.find(ends, row);
		if (slot !== unknown) {
			return accounts[slot];
		}
	}

	return undefined;
}

function countFor({account, groups}: Place, figure: TrafficFigure, amount: number): void {
	account.add(figure, amount);
	groups?.add(figure, amount);
}

/** Counts the beginning of a connection that no sample has seen. */
function addShort(place: Place, {columns}: DestroyedTable, row: number, isLate: boolean): void {
	const {account, beganHere} = place;
	countFor(place, 'opened', 1);
	account.openedLate += isLate ? 1 : 0;
	if (!beganHere && columns.isCleared[row] === 0) {
		addSynAck(account);
	}
}

/** Counts how a connection ended. */
function addEnd(place: Place, lingering: LingeringSocket | undefined, table: DestroyedTable, row: number): void {
	const {account, groups, beganHere} = place;
	const isCleared = table.columns.isCleared[row] === 1;
	const end = connectionEndOf(table, row, beganHere);
	if (lingering === undefined) {
		countFor(place, end === 'failed' ? 'failed' : 'closed', 1);
	} else if (end !== 'failed' && lingering.isFailed) {
		countFor(place, 'failed', -1);
		countFor(place, 'closed', 1);
	}

	if (!isCleared || end === 'failed') {
		countFor(place, 'resets', end === 'reset' ? 1 : 0);
		countFor(place, 'timeouts', end === 'timeout' ? 1 : 0);
		return;
	}

	groups?.missBytes();

	// MPTCP clears a subflow's counters however it ended: __mptcp_close_ssk() of net/mptcp/protocol.c.
	const isMptcp = lingering === undefined ? account.isMptcp : lingering.isMptcp;
	if (!isMptcp) {
		countFor(place, 'resets', 1);
		account.losesBytes = true;
		return;
	}

	account.atLeast.add('resets').add('timeouts');
	if (lingering === undefined) {
		account.hide();
	} else {
		account.losesBytes = true;
	}
}

/** Returns how a connection closed. What this end closed first has left a TIME-WAIT. */
function closingOf({account, beganHere}: Place, lingering: LingeringSocket | undefined, destroyed: DestroyedConnections, row: number): Closing {
	const end = connectionEndOf(destroyed.table, row, beganHere);
	if (end !== 'failed' && destroyed.table.columns.isCleared[row] === 1) {
		return (lingering ?? account).isMptcp ? 'unknown' : 'reset';
	}

	if (end !== 'orderly') {
		return end;
	}

	switch (remnantOf(lingering, destroyed, row)) {
		case 'none': {
			return 'peer';
		}

		case 'without FIN':
		case 'with FIN': {
			return 'us';
		}

		case undefined: {
			return 'unknown';
		}
	}
}

/** Returns what is, or was, left of a connection; undefined where that is not known any more. */
function remnantOf(lingering: LingeringSocket | undefined, {table: {columns}, remnant, sampledAt}: DestroyedConnections, row: number): Remnant | undefined {
	if (lingering !== undefined) {
		return lingering.remnant;
	}

	const mayBeGone = sampledAt - columns.receivedAt[row]! > timeWaitMilliseconds;
	return mayBeGone ? undefined : remnant(columns, row);
}

/** Counts what a connection moved since it was seen last. Returns what it moved in its life. */
function addLastFigures({account, groups, beganHere}: Place, lingering: LingeringSocket | undefined, destroyed: DestroyedConnections, row: number): Pick<LastOfConnection, 'figures' | 'isLowerBound'> {
	const {columns} = destroyed.table;
	const fin = peerFinOf(destroyed.table, row, {
		beganHere,
		receivedBefore: lingering === undefined ? 0 : receivedWithoutFin(lingering, columns.segmentsIn[row]!),
		hadFin: lingering?.hadFin ?? false,
		leavesFins: account.leavesFins || columns.leavesFinUnread[row] === 1,
		remnant: () => remnantOf(lingering, destroyed, row),
	});
	if (fin === 'awaited' || columns.leavesFinUnread[row] === 1) {
		learnThatFinsAreLeft(account);
	}

	if (fin === 'presumed') {
		account.presumedFins++;
		groups?.missBytes();
	} else if (fin === 'taken') {
		addTakenFin(account);
	}

	const figures = figuresOf(columns, row);
	if (fin === 'unclear') {
		account.losesBytes = true;
		groups?.missBytes();
	}

	const payload = ['counted', 'presumed', 'unclear'].includes(fin) ? Math.max(0, figures.receivedBytes - 1) : figures.receivedBytes;
	const moved = {...figures, receivedBytes: figures.receivedBytes === unknown ? unknown : payload};
	addFigures(account, moved, lingering?.figures);
	if (groups !== undefined) {
		addFigures(groups, moved, lingering?.figures);
	}

	return {figures: moved, isLowerBound: fin === 'presumed' || fin === 'unclear'};
}

/** Returns the received bytes of the row in which it was seen last, without the peer's FIN; 0 if that may have come while the kernel filled the row in. */
function receivedWithoutFin({wasOpen, figures}: LingeringSocket, segmentsIn: number): number {
	// The acknowledgement of our FIN came later.
	return wasOpen && segmentsIn > figures.segmentsIn ? figures.receivedBytes : 0;
}

/** The program is known by now: FINs that were presumed to be among the received bytes went to the TIME-WAITs. */
function learnThatFinsAreLeft(account: Account): void {
	account.leavesFins = true;
	account.add('receivedBytes', account.presumedFins);
	for (; account.presumedFins > 0; account.presumedFins--) {
		addTakenFin(account);
	}
}

/** Counts the SYN-ACK of an accepted connection, which tcpi_segs_out lacks: no socket had been made yet. */
export function addSynAck(account: Account): void {
	account.add('sentPackets', 1);
}

/** Counts a FIN that a TIME-WAIT took, and its acknowledgement. */
export function addTakenFin(account: Account | undefined): void {
	account?.add('receivedPackets', 1);
	account?.add('sentPackets', 1);
}
