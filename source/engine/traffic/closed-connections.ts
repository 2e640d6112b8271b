import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import {isAccepted, isBegun} from '../../collectors/direction.ts';
import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import type {ProcessInfo} from '../../model/process.ts';
import {
	closings,
	stateIndices,
	type Closing,
} from '../../model/socket.ts';
import {setRatesUnknown} from '../sockets/join.ts';
import {TupleIndex, type CookieIndex} from '../sockets/row-index.ts';
import {selfProbeSlot} from '../sockets/self-probes.ts';
import {closedCookieOf, cookieOf, markClosed} from '../sockets/socket-identity.ts';
import {isTimeWaitRemnant} from '../sockets/remnant.ts';
import type {CompleteEnds} from './complete-ends.ts';
import type {GroupTotals} from './group-table.ts';
import {isConnection, type SocketFigures} from './socket-figures.ts';

/** A connection that closed is listed for this long. */
export const closedMilliseconds = 60_000;

/** More are not listed: the newest stay. */
export const maxClosed = 4096;

/** The bounds of the connections that closed and are kept. */
export type ClosedLimits = {
	/** For so long. */
	readonly milliseconds: number;
	/** At most so many. */
	readonly most: number;
};

/** The newest connections that were reset from here, so many, are remembered until the kernel reports them: their programs may hold them for long. */
const maxReset = 256;

export const listedLimits: ClosedLimits = {milliseconds: closedMilliseconds, most: maxClosed};

/** For a recording, which has each once: until the kernel has reported it. */
export const recordedLimits: ClosedLimits = {milliseconds: 15_000, most: 65_536};

const {
	CLOSED: closed, CLOSE_WAIT: closeWait, LAST_ACK: lastAck, FIN_WAIT_1: finWait1, FIN_WAIT_2: finWait2, CLOSING: closingState, TIME_WAIT: timeWait,
} = stateIndices;

// Object.fromEntries() forgets that every one is there.
const closingIndices = Object.fromEntries(closings.map((closing, index) => [closing, index])) as Readonly<Record<(typeof closings)[number], number>>;

/** The last that is known of a connection that was destroyed. */
export type LastOfConnection = {
	readonly how: Closing;
	/** Payload; all unknown where the kernel had cleared its counters. */
	readonly figures: SocketFigures;
	/** The payload may be more. */
	readonly isLowerBound: boolean;
	/** The process that held it, or serves the port that accepted it; undefined where that is not known. */
	readonly owner: ProcessInfo | undefined;
	/** It was connected from here; else it was accepted. */
	readonly beganHere: boolean;
	/** A sample has seen it. */
	readonly wasSeen: boolean;
};

type Short = LastOfConnection & {readonly row: number};

/** The part of the sample before that says what closed since. */
type SampleBefore = {
	readonly table: SocketTable;
	/** Monotonic milliseconds. */
	readonly sampledAt: number;
	/** The processes that held connections. */
	readonly processes: Pick<GroupTotals, 'groups'>;
};

/**
Keeps connections that closed as rows behind the living ones of each sample's table, for a minute: those that are in it no more, and, where the kernel
reports them, those that no sample has seen. Everything that counts stops before them (`liveCount`).

For each sample call in this order: `take` for each row that is gone, `append`, `destroyed` for each report, `finish`.
*/
export class ClosedConnections {
	readonly #isOwn: (table: SocketTable, row: number) => boolean;
	readonly #limits: ClosedLimits;
	readonly #ends: CompleteEnds | undefined;
	#taken: number[] = [];
	#shorts: Short[] = [];
	/** The numbers of those that were left out, by sample, the oldest first. */
	#leftOut: Array<{readonly at: number; readonly count: number}> = [];
	/** By cookie, of the rows of this sample; never changed once it is complete. */
	#owners = new Map<number, ProcessInfo>();
	/** The cookie of the one that stays. */
	#followed: number | undefined;
	/** The cookies of those that were reset from here, the newest last. */
	#reset: readonly number[] = [];
	#sample: {readonly table: SocketTable; readonly index: CookieIndex; readonly before: SampleBefore; readonly sampledAt: number} | undefined;

	/** `isOwn` says which rows are connections of our own probes; `ends` learns of each that closed, once. */
	constructor(isOwn: (table: SocketTable, row: number) => boolean, limits: ClosedLimits = listedLimits, ends?: CompleteEnds) {
		this.#isOwn = isOwn;
		this.#limits = limits;
		this.#ends = ends;
	}

	/** The processes that held the connections of the last sample that closed, by cookie. */
	get owners(): ReadonlyMap<number, ProcessInfo> {
		return this.#owners;
	}

	/** The number of those that closed within the last minute and are not listed. */
	get leftOut(): number {
		return this.#leftOut.reduce((sum, {count}) => sum + count, 0);
	}

	/** The connection with this identity stays in the table once it has closed, however long; null: none does. */
	follow(identity: string | null): void {
		this.#followed = identity === null ? undefined : closedCookieOf(identity);
	}

	/** The connection with this identity was reset from here, whatever its state and its last counters make of it. */
	markReset(identity: string): void {
		this.#reset = [...this.#reset, closedCookieOf(identity) ?? unknown].slice(-maxReset);
	}

	/** A row of the sample before is gone. Returns whether it is a connection that is kept here. */
	take(table: SocketTable, row: number): boolean {
		const {columns} = table;
		const isNew = row < table.liveCount && columns.portSlot[row] !== selfProbeSlot && isConnection(table, row) && !this.#isOwn(table, row);
		const isTaken = isNew || columns.closing[row] !== 0;
		if (isTaken) {
			this.#taken.push(row);
		}

		return isTaken;
	}

	/** Appends what was taken to the table of the new sample. */
	append(table: SocketTable, index: CookieIndex, before: SampleBefore, sampledAt: number): void {
		this.#sample = {
			table, index, before, sampledAt,
		};
		const from = before.table.columns;
		const left = this.#takeRemnants(table, before.table);
		const since = sampledAt - this.#limits.milliseconds;
		const kept = this.#taken.filter(row => from.closing[row] !== 0 && (this.#isFollowed(before.table, row) || from.vanishedAt[row]! > since));
		const gone = this.#taken.filter(row => from.closing[row] === 0);
		this.#taken = [];
		this.#leftOut = this.#leftOut.filter(({at}) => at > since);
		const listed = this.#newest([...kept, ...gone], before.table, sampledAt);
		const owners = this.#owners;
		this.#owners = new Map();
		const first = table.count;
		this.#ends?.leaveOut(Math.max(0, gone.length - listed.length));
		table.addCopies(before.table, listed);
		for (const [place, row] of listed.entries()) {
			const isNew = from.closing[row] === 0;
			if (isNew) {
				close(table, first + place, closingOf(before.table, row, left), sampledAt);
				this.#correctReset(first + place);
				this.#ends?.gone(cookieOf(table.columns, first + place), first + place, beganHere(before.table, row));
			}

			const cookie = cookieOf(table.columns, first + place);
			this.#ends?.moved(cookie, first + place);
			const owner = isNew ? ownerOf(before, row) : owners.get(cookie);
			if (owner !== undefined) {
				this.#owners.set(cookie, owner);
			}
		}
	}

	/** A connection was destroyed; it may be one that was kept when it was gone. */
	destroyed(reports: DestroyedTable, row: number, last: LastOfConnection): void {
		if (this.#sample === undefined) {
			return;
		}

		const {table, index} = this.#sample;
		const {cookieLow, cookieHigh, receivedAt} = reports.columns;
		const found = index.find(cookieLow[row]!, markClosed(cookieHigh[row]!));
		if (found === unknown) {
			// One that was seen was listed for its time, or left out.
			if (!last.wasSeen) {
				this.#shorts.push({row, ...last});
			}

			return;
		}

		const {columns} = table;
		this.#ends?.reported(cookieOf(columns, found), last.beganHere);
		columns.closing[found] = closingIndices[moreSure(closings[columns.closing[found]!] as Closing, last.how)];
		this.#correctReset(found);
		columns.vanishedAt[found] = Math.min(columns.vanishedAt[found]!, receivedAt[row]!);
		setFigures(table, found, last);
	}

	/** All reports of the sample are in: appends those that no sample has seen. */
	finish(reports: DestroyedTable | undefined): void {
		const shorts = this.#shorts.slice(-this.#limits.most);
		const omitted = this.#shorts.length - shorts.length;
		this.#shorts = [];
		this.#ends?.leaveOut(omitted);
		this.#ends?.finish(reports !== undefined);
		if (reports === undefined || shorts.length === 0 || this.#sample === undefined) {
			return;
		}

		const {table, index, before, sampledAt} = this.#sample;
		if (omitted > 0) {
			this.#leftOut.push({at: sampledAt, count: omitted});
		}

		const first = table.count;
		table.addBlank(shorts.length);
		for (const [place, short] of shorts.entries()) {
			addShort(table, first + place, reports, {...short, beganAfter: before.sampledAt});
			this.#ends?.unseen(first + place, short.beganHere);
			if (short.owner !== undefined) {
				this.#owners.set(cookieOf(table.columns, first + place), short.owner);
			}
		}

		index.extend();
	}

	/**
	Takes the connections of which the kernel keeps a TIME-WAIT under their own cookies, as later kernels do: for the comparison of samples they
	are still there. Returns what is left of all connections that were closed from this end since the sample before.
	*/
	#takeRemnants(table: SocketTable, before: SocketTable): TupleIndex {
		const {previousRow, state} = table.columns;
		const rows: number[] = [];
		for (let row = 0; row < table.liveCount; row++) {
			if ((state[row] !== timeWait && state[row] !== finWait2) || !isTimeWaitRemnant(table, row)) {
				continue;
			}

			const match = previousRow[row]!;
			if (match === unknown || !isTimeWaitRemnant(before, match)) {
				rows.push(row);
			}

			if (match !== unknown) {
				this.take(before, match);
			}
		}

		return new TupleIndex(table.columns, rows);
	}

	/** A connection that was reset from here closed in that way. */
	#correctReset(row: number): void {
		const {columns} = this.#sample!.table;
		if (this.#reset.includes(cookieOf(columns, row))) {
			columns.closing[row] = closingIndices.reset;
		}
	}

	#isFollowed({columns}: SocketTable, row: number): boolean {
		return this.#followed !== undefined && cookieOf(columns, row) === this.#followed;
	}

	/** Returns the last of the rows, and the followed one. */
	#newest(rows: readonly number[], table: SocketTable, sampledAt: number): readonly number[] {
		const omitted = rows.length - this.#limits.most;
		if (omitted <= 0) {
			return rows;
		}

		this.#leftOut.push({at: sampledAt, count: omitted});
		return rows.filter((row, place) => place >= omitted || this.#isFollowed(table, row));
	}
}

/** Returns the process that held a connection. */
function ownerOf({table, processes}: SampleBefore, row: number): ProcessInfo | undefined {
	const subject = processes.groups[table.columns.processGroup[row]!]?.subject;
	return subject?.kind === 'process' ? subject.process : undefined;
}

/** Returns whether a row of a sample was connected from here; null where that is not known. */
export function beganHere({columns}: SocketTable, row: number): boolean | null {
	if (columns.portSlot[row]! >= 0 || isAccepted(columns.direction[row]!)) {
		return false;
	}

	return columns.peer[row] !== unknown || isBegun(columns.direction[row]!) ? true : null;
}

/** Returns how a connection closed, by what the last sample and the kernel's report say. Which end was first its state says best. */
function moreSure(seen: Closing, reported: Closing): Closing {
	const isOrderly = reported === 'peer' || reported === 'us';
	const isSeen = seen === 'peer' || seen === 'us';
	return reported === 'unknown' || (isSeen && isOrderly) ? seen : reported;
}

/** Returns how a connection closed, by what is left of it, and by the state in which it was seen last. */
function closingOf({columns}: SocketTable, row: number, left: TupleIndex): Closing {
	if (left.has(columns, row)) {
		return 'us';
	}

	switch (columns.state[row]!) {
		case closeWait:
		case lastAck: {
			return 'peer';
		}

		case finWait1:
		case finWait2:
		case closingState: {
			return 'us';
		}

		// One that was connecting may have been answered and closed since.
		default: {
			return 'unknown';
		}
	}
}

function close(table: SocketTable, row: number, how: Closing, at: number): void {
	const {columns} = table;
	columns.closing[row] = closingIndices[how];
	columns.cookieHigh[row] = markClosed(columns.cookieHigh[row]!);
	columns.isUnseen[row] = 0;
	columns.isFinal[row] = 0;
	columns.vanishedAt[row] = at;
	columns.state[row] = closed;
	columns.receiveQueue[row] = 0;
	columns.sendQueue[row] = 0;
	columns.timer[row] = 0;
	columns.timerExpiresMilliseconds[row] = 0;
	columns.portSlot[row] = unknown;
	columns.peer[row] = unknown;
	columns.previousRow[row] = unknown;
	setRatesUnknown(table, row);
}

/** Sets the counters; where they were cleared those that were seen last stay. */
function setFigures({columns}: SocketTable, row: number, {figures, isLowerBound}: LastOfConnection): void {
	if (figures.segmentsIn === unknown) {
		return;
	}

	columns.isFinal[row] = isLowerBound ? 0 : 1;
	columns.receivedBytes[row] = figures.receivedBytes;
	columns.sentBytes[row] = figures.sentBytes;
	columns.segmentsIn[row] = figures.segmentsIn;
	columns.segmentsOut[row] = figures.segmentsOut;
	columns.dataSegmentsOut[row] = figures.dataSegmentsOut;
	columns.retransmissions[row] = figures.retransmissions;
}

const copied = [
	'protocol',
	'localPort',
	'remotePort',
	'local0',
	'local1',
	'local2',
	'local3',
	'remote0',
	'remote1',
	'remote2',
	'remote3',
	'interfaceIndex',
	'cookieLow',
	'cookieHigh',
	'direction',
	'rttMicroseconds',
	'minimumRttMicroseconds',
] as const satisfies ReadonlyArray<keyof DestroyedTable['columns'] & keyof SocketTable['columns']>;

/** Fills in a blank row for a connection that no sample has seen: it began after the sample before. */
function addShort(table: SocketTable, row: number, reports: DestroyedTable, short: Short & {readonly beganAfter: number}): void {
	const {columns} = table;
	for (const name of copied) {
		columns[name][row] = reports.columns[name][short.row]!;
	}

	const at = reports.columns.receivedAt[short.row]!;
	close(table, row, short.how, at);
	columns.isUnseen[row] = 1;
	columns.sampledAt[row] = at;
	columns.firstSeenAt[row] = Math.min(at, short.beganAfter);
	columns.isMptcp[row] = 0;
	setFigures(table, row, short);
}
