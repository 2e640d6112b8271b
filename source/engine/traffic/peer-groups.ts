import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import type {AddressWords} from '../../model/address.ts';
import {hostName, remoteHost, remoteScope} from '../sockets/address-words.ts';
import {collectRtts, ConnectionSums} from '../sockets/connection-sums.ts';
import {Account} from './account.ts';

/** More peers than this are not distinguished: those that were active the longest ago give way to new ones. */
const maxPeers = 4096;

/** The outgoing connections to one (protocol, address, port). */
export class PeerGroup extends ConnectionSums {
	readonly account = new Account();
	/** Index into `protocols`. */
	readonly protocol: number;
	readonly address: AddressWords;
	/** The interface of a link-local address, which names a machine on it only; else 0. */
	readonly interfaceIndex: number;
	readonly port: number;
	readonly firstSeenAt: number;
	/** There was a connection to it in the first sample. */
	readonly seenAtStart: boolean;
	/** The first rows of its connections in the sample, and the first of each other user, to find their owners by. */
	rows: number[] = [];
	/** Monotonic milliseconds of the last sample in which a connection was there or had just been. */
	activeAt: number;

	constructor(ends: SocketEnds, row: number, now: number, seenAtStart: boolean) {
		super();
		this.protocol = ends.protocol[row]!;
		this.address = [ends.remote0[row]!, ends.remote1[row]!, ends.remote2[row]!, ends.remote3[row]!];
		this.interfaceIndex = remoteScope(ends, row);
		this.port = ends.remotePort[row]!;
		this.firstSeenAt = now;
		this.activeAt = now;
		this.seenAtStart = seenAtStart;
	}

	startTick(seconds: number | null): void {
		this.clear();
		// A new list: the sample before refers to the former.
		this.rows = [];
		this.account.startTick(seconds);
	}

	/** A connection of the sample. */
	addRow(table: SocketTable, row: number, now: number, maxRows: number): void {
		this.add(table, row);
		this.touch(now);
		const {userId} = table.columns;
		if (this.rows.length < maxRows || (this.rows.length < 2 * maxRows && this.rows.every(kept => userId[kept] !== userId[row]))) {
			this.rows.push(row);
		}
	}

	/** There was a connection to it. */
	touch(now: number): void {
		this.activeAt = now;
	}
}

function nameOf(ends: SocketEnds, row: number): string {
	return `${ends.protocol[row]} ${ends.remotePort[row]} ${hostOf(ends, row)}`;
}

/** Names the machine at the other end. */
function hostOf(ends: SocketEnds, row: number): string {
	return hostName(remoteHost(ends, row));
}

function markMissed({account}: PeerGroup, hasConnections: boolean): void {
	account.missesConnections ||= hasConnections;
	account.atLeast.add('failed');
}

function isAt({address, interfaceIndex}: PeerGroup, ends: SocketEnds, row: number): boolean {
	const [word0, word1, word2, word3] = address;
	const hasAddress = word3 === ends.remote3[row] && word2 === ends.remote2[row] && word1 === ends.remote1[row] && word0 === ends.remote0[row];
	return hasAddress && interfaceIndex === remoteScope(ends, row);
}

/** The peers of outgoing connections, each with a number that it keeps. */
export class PeerGroups {
	readonly #numbers = new Map<string, number>();
	/** By number; a number whose peer has given way is used again. */
	readonly #groups: Array<PeerGroup | undefined> = [];
	readonly #free: number[] = [];
	/** The machines of which traffic is missed, see `miss()`: whether there were connections, not only connects that failed. */
	readonly #missed = new Map<string, boolean>();
	/** There were more such machines than are remembered. */
	#missesAnywhere = false;

	get(number: number): PeerGroup | undefined {
		return this.#groups[number];
	}

	all(): readonly PeerGroup[] {
		return this.#groups.filter(group => group !== undefined);
	}

	/** Returns the number of a connection's peer, which begins a group where there is none; unknown if there are too many. */
	numberOf(ends: SocketEnds, row: number, now: number, isFirst: boolean): number {
		const name = nameOf(ends, row);
		const known = this.#numbers.get(name);
		if (known !== undefined) {
			return known;
		}

		if (this.#numbers.size >= maxPeers) {
			return unknown;
		}

		const number = this.#free.pop() ?? this.#groups.length;
		const group = new PeerGroup(ends, row, now, isFirst);
		this.#groups[number] = group;
		this.#numbers.set(name, number);
		const missed = this.#missed.get(hostOf(ends, row)) ?? (this.#missesAnywhere ? true : undefined);
		if (missed !== undefined) {
			markMissed(group, missed);
		}

		return number;
	}

	/**
	A connection was cut off here, or a connect failed, of which the kernel reports the machine, but not the port that it went to. The totals with
	that machine are lower bounds from now on.
	@param wasEstablished There was a connection.
	*/
	miss(ends: SocketEnds, row: number, wasEstablished: boolean): void {
		const host = hostOf(ends, row);
		const known = this.#missed.get(host);
		if (known === true || known === wasEstablished || this.#missesAnywhere) {
			return;
		}

		if (known === undefined && this.#missed.size >= maxPeers) {
			this.#missesAnywhere = true;
		} else {
			this.#missed.set(host, wasEstablished);
		}

		for (const group of this.all()) {
			if (this.#missesAnywhere || isAt(group, ends, row)) {
				markMissed(group, this.#missesAnywhere || wasEstablished);
			}
		}
	}

	/**
	Called when every connection of the sample has been added and counted. Makes room when it is scarce: the groups without connections that were
	active the longest ago give way. Yields now and then. No table refers to them: a connection's group was active in its sample.
	*/
	* finishTick(table: SocketTable, now: number): Generator<void> {
		const {columns} = table;
		const groups = this.all();
		yield * collectRtts(table, groups, row => this.get(columns.peer[row]!));
		if (this.#numbers.size >= maxPeers * 7 / 8) {
			this.#makeRoom(now);
		}
	}

	#makeRoom(now: number): void {
		const idle = [...this.#numbers]
			.map(([name, number]) => ({name, number, activeAt: this.#groups[number]!.activeAt}))
			.filter(({activeAt}) => activeAt < now)
			.toSorted((a, b) => a.activeAt - b.activeAt)
			.slice(0, maxPeers / 4);
		for (const {name, number} of idle) {
			this.#numbers.delete(name);
			this.#groups[number] = undefined;
			this.#free.push(number);
		}
	}
}
