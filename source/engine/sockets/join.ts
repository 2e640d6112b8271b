import {keptDirection} from '../../collectors/direction.ts';
import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {TupleIndex, type CookieIndex} from './row-index.ts';
import {markClosed} from './socket-identity.ts';

/** A vanished socket stays in the table for this long, and a new one is marked for this long. */
export const fadeMilliseconds = 3000;

/** More vanished rows than this are not worth their memory: no person reads so many. */
const maxVanished = 10_000;

/**
The kernel reads the clock for each socket, some time after the sample began. An age or a timer that differs by less from what time has made of
it goes on as it was: then it does not tremble, and a socket that does nothing has nothing new in the history.
*/
const toleranceMilliseconds = 50;

/** Rows between two yields. */
const stride = 2048;

export type PreviousSample = {
	readonly table: SocketTable;
	readonly index: CookieIndex;
	/** Monotonic milliseconds. */
	readonly sampledAt: number;
};

export type JoinEvents = {
	/** A socket has this inode from now on. */
	readonly onInode: (inode: number) => void;
	/** No socket has it any more. */
	readonly onInodeGone: (inode: number) => void;
	/** A row of the sample before is not there any more. Returns whether it is kept otherwise than for the few seconds in which rows fade. */
	readonly onGone?: (row: number) => boolean;
};

/**
Compares a new sample with the one before: rates, ages, what is new and what vanished. Sockets are matched by cookie.
A socket that was not there at the sample before moved all of its bytes since then, so that nothing is lost.
Vanished sockets are appended to the new table for a few seconds; if the kernel merely skipped one while the table
changed under the dump, it is found there and its rates go on over the longer interval.
@param previous The sample before; undefined at the first.
@param now Monotonic milliseconds of the new sample.
*/
export function * join(table: SocketTable, previous: PreviousSample | undefined, now: number, events: JoinEvents): Generator<void> {
	table.liveCount = table.count;
	if (previous === undefined) {
		yield * startWithout(table, now, events);
		return;
	}

	const {columns} = table;
	const before = previous.table.columns;
	const survived = new Uint8Array(previous.table.count);
	const appeared: number[] = [];
	for (let row = 0; row < table.liveCount; row++) {
		if (row % stride === stride - 1) {
			yield;
		}

		columns.sampledAt[row] = now;
		columns.vanishedAt[row] = 0;
		columns.closing[row] = 0;
		const match = findBefore(previous.index, columns.cookieLow[row]!, columns.cookieHigh[row]!);
		columns.previousRow[row] = match;
		if (match === unknown) {
			appeared.push(row);
			columns.firstSeenAt[row] = now;
			columns.seenAtStart[row] = 0;
			setRatesSinceOpened(table, row, now - previous.sampledAt);
			events.onInode(columns.inode[row]!);
			continue;
		}

		survived[match] = 1;
		columns.firstSeenAt[row] = before.firstSeenAt[match]!;
		columns.seenAtStart[row] = before.seenAtStart[match]!;
		columns.direction[row] = keptDirection(columns.direction[row]!, before.direction[match]!);
		letTimePass(columns, row, before, match);
		setRatesSince(table, row, previous.table, match);
		// A connection gets its inode when it is accepted, and loses it when it is closed.
		const inodeBefore = before.vanishedAt[match] === 0 ? before.inode[match]! : 0;
		if (inodeBefore === columns.inode[row]) {
			continue;
		}

		events.onInodeGone(inodeBefore);
		events.onInode(columns.inode[row]!);
	}

	keepVanished(table, previous.table, survived, appeared, now, events);
}

function * startWithout(table: SocketTable, now: number, events: JoinEvents): Generator<void> {
	const {columns} = table;
	for (let row = 0; row < table.liveCount; row++) {
		if (row % stride === stride - 1) {
			yield;
		}

		columns.sampledAt[row] = now;
		columns.firstSeenAt[row] = now;
		columns.vanishedAt[row] = 0;
		columns.closing[row] = 0;
		columns.seenAtStart[row] = 1;
		columns.previousRow[row] = unknown;
		setRatesUnknown(table, row);
		events.onInode(columns.inode[row]!);
	}
}

/** Lets the ages and the timer of a row go on from those of the sample before, where they are the same. */
function letTimePass(columns: SocketTable['columns'], row: number, before: SocketTable['columns'], match: number): void {
	const elapsed = Math.round(columns.sampledAt[row]! - before.sampledAt[match]!);
	columns.lastSentMilliseconds[row] = goneOn(columns.lastSentMilliseconds[row]!, before.lastSentMilliseconds[match]!, elapsed);
	columns.lastReceivedMilliseconds[row] = goneOn(columns.lastReceivedMilliseconds[row]!, before.lastReceivedMilliseconds[match]!, elapsed);
	if (columns.timer[row] !== 0 && columns.timer[row] === before.timer[match] && columns.timerAttempts[row] === before.timerAttempts[match]) {
		columns.timerExpiresMilliseconds[row] = goneOn(columns.timerExpiresMilliseconds[row]!, before.timerExpiresMilliseconds[match]!, -elapsed);
	}
}

function goneOn(now: number, before: number, elapsed: number): number {
	const expected = afterTime(before, elapsed);
	return now !== unknown && expected !== unknown && Math.abs(now - expected) <= toleranceMilliseconds ? expected : now;
}

/** Returns an age or a countdown after some milliseconds: unknown stays so, and nothing falls below 0. */
export function afterTime(value: number, milliseconds: number): number {
	return value === unknown ? unknown : Math.max(0, value + milliseconds);
}

/** Sets the rates of a row of which there is nothing to compare with. */
export function setRatesUnknown({columns}: SocketTable, row: number): void {
	columns.receiveBitsPerSecond[row] = unknown;
	columns.sendBitsPerSecond[row] = unknown;
	columns.receivePacketsPerSecond[row] = unknown;
	columns.sendPacketsPerSecond[row] = unknown;
	columns.retransmissionsPerSecond[row] = unknown;
	columns.dataSegmentsPerSecond[row] = unknown;
}

/** Per second; unknown where either counter is, or where the counter went back. */
function rate(after: number, before: number, seconds: number): number {
	return after === unknown || before === unknown || after < before || seconds <= 0 ? unknown : (after - before) / seconds;
}

function bits(bytesPerSecond: number): number {
	return bytesPerSecond === unknown ? unknown : bytesPerSecond * 8;
}

/** Returns the row of a socket in the sample before: also of one that was taken for closed, as a dump had skipped it. */
function findBefore(index: CookieIndex, low: number, high: number): number {
	const row = index.find(low, high);
	return row === unknown ? index.find(low, markClosed(high)) : row;
}

/** Sets the rates of a row since the row of the same socket in the sample before. */
export function setRatesSince({columns}: SocketTable, row: number, {columns: before}: SocketTable, match: number): void {
	const seconds = (columns.sampledAt[row]! - before.sampledAt[match]!) / 1000;
	columns.receiveBitsPerSecond[row] = bits(rate(columns.receivedBytes[row]!, before.receivedBytes[match]!, seconds));
	columns.sendBitsPerSecond[row] = bits(rate(columns.sentBytes[row]!, before.sentBytes[match]!, seconds));
	columns.receivePacketsPerSecond[row] = rate(columns.segmentsIn[row]!, before.segmentsIn[match]!, seconds);
	columns.sendPacketsPerSecond[row] = rate(columns.segmentsOut[row]!, before.segmentsOut[match]!, seconds);
	columns.retransmissionsPerSecond[row] = rate(columns.retransmissions[row]!, before.retransmissions[match]!, seconds);
	columns.dataSegmentsPerSecond[row] = rate(columns.dataSegmentsOut[row]!, before.dataSegmentsOut[match]!, seconds);
}

/** Sets the rates of a row of a socket that was not there at the sample before, so many milliseconds ago. */
export function setRatesSinceOpened({columns}: SocketTable, row: number, milliseconds: number): void {
	const seconds = milliseconds / 1000;
	columns.receiveBitsPerSecond[row] = bits(rate(columns.receivedBytes[row]!, 0, seconds));
	columns.sendBitsPerSecond[row] = bits(rate(columns.sentBytes[row]!, 0, seconds));
	columns.receivePacketsPerSecond[row] = rate(columns.segmentsIn[row]!, 0, seconds);
	columns.sendPacketsPerSecond[row] = rate(columns.segmentsOut[row]!, 0, seconds);
	columns.retransmissionsPerSecond[row] = rate(columns.retransmissions[row]!, 0, seconds);
	columns.dataSegmentsPerSecond[row] = rate(columns.dataSegmentsOut[row]!, 0, seconds);
}

function keepVanished(table: SocketTable, previous: SocketTable, survived: Uint8Array, appeared: readonly number[], now: number, events: JoinEvents): void {
	const before = previous.columns;
	let successors: TupleIndex | undefined;
	for (let row = 0; row < previous.count; row++) {
		if (survived[row] === 1) {
			continue;
		}

		const vanishedJustNow = before.vanishedAt[row] === 0;
		if (vanishedJustNow) {
			events.onInodeGone(before.inode[row]!);
		}

		if (events.onGone?.(row) === true) {
			continue;
		}

		if (vanishedJustNow) {
			successors ??= new TupleIndex(table.columns, appeared);
			if (successors.has(before, row)) {
				continue;
			}
		} else if (now - before.vanishedAt[row]! >= fadeMilliseconds) {
			continue;
		}

		if (table.count - table.liveCount < maxVanished) {
			const kept = table.addCopy(previous, row);
			table.columns.vanishedAt[kept] = vanishedJustNow ? now : before.vanishedAt[row]!;
			table.columns.portSlot[kept] = unknown;
			table.columns.peer[kept] = unknown;
			setRatesUnknown(table, kept);
		}
	}
}
