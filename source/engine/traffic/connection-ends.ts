import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import {stateIndices} from '../../model/socket.ts';
import {isTimeWaitRemnant} from '../sockets/remnant.ts';
import {TupleIndex} from '../sockets/row-index.ts';
import {cookieOf, type CookieColumns} from '../sockets/socket-identity.ts';
import {isConnection} from './socket-figures.ts';

const {FIN_WAIT_2: finWait2} = stateIndices;

/** The ways in which a connection ends. */
export type ConnectionEnd =
	/** Both ends have sent a FIN. */
	| 'orderly'
	/** Cut off, by either end. */
	| 'reset'
	/** Given up: nothing came back any more. */
	| 'timeout'
	/** There never was one. */
	| 'failed';

/** Our FIN was acknowledged. The SYN of a connection that began here counts among what was acknowledged, too. */
function isFinished({columns}: DestroyedTable, row: number, beganHere: boolean): boolean {
	return columns.acknowledgedFlags[row]! >= (beganHere ? 2 : 1);
}

/**
Returns how a connection ended.
@param beganHere It was connected from this end; else it was accepted.
*/
export function connectionEndOf(destroyed: DestroyedTable, row: number, beganHere: boolean): ConnectionEnd {
	const {wasEstablished, wasUnanswered} = destroyed.columns;
	if (wasEstablished[row] === 0) {
		return 'failed';
	}

	if (isFinished(destroyed, row, beganHere)) {
		return 'orderly';
	}

	return wasUnanswered[row] === 1 ? 'timeout' : 'reset';
}

/** The remnant of a connection in the kernel's table: nothing, or a TIME-WAIT that still waits for the peer's FIN, or has it. */
export type Remnant = 'none' | 'without FIN' | 'with FIN';

/**
Looks for what is left of a connection; undefined if another has had the same ends since, which ends a TIME-WAIT (RFC 6191), or if there is
none and the kernel may not have made one.
*/
export type FindRemnant = (socket: SocketEnds & CookieColumns, row: number) => Remnant | undefined;

/** The whereabouts of the peer's FIN, which has a sequence number. */
export type PeerFin =
	/** It is among the received bytes. */
	| 'counted'
	/** There was none. */
	| 'none'
	/** It has not come yet: a TIME-WAIT will take it. */
	| 'awaited'
	/** To the TIME-WAIT, which acknowledged it: no counter has these two packets. */
	| 'taken'
	/** It was counted or taken. */
	| 'presumed'
	/** It is not known whether it is among the received bytes: the connection was cut off, or its remnant is not known. */
	| 'unclear';

/** The facts about a connection's end besides its last counters. */
export type EndContext = {
	readonly beganHere: boolean;
	/** Received bytes when it was seen last, surely without the FIN: 0 if no sample has seen it, or the FIN may have been among them. */
	readonly receivedBefore: number;
	/** Its socket had the FIN when it was seen last. */
	readonly hadFin: boolean;
	/** The program on this port closes without waiting for the peer's FIN. */
	readonly leavesFins: boolean;
	/** undefined where it is not known any more. */
	readonly remnant: () => Remnant | undefined;
};

/**
Returns where the peer's FIN went. The kernel reports neither this nor who closed first, but: what no process has read of an
orderly closed connection is the FIN; and where the peer closed first nothing remains, while this end, if it was first, leaves a
TIME-WAIT, which usually takes the FIN in the socket's place, and shows while it waits for it.
An end that was the first to say that it is done (shutdown(2)), and then read until the peer was too, looks the same: which of
the two the program on this port does is learned; until then the FIN is presumed to be among the bytes, which are a lower bound then.
*/
export function peerFinOf(destroyed: DestroyedTable, row: number, {beganHere, receivedBefore, hadFin, leavesFins, remnant}: EndContext): PeerFin {
	const {unreadBytes, unacknowledgedBytes, receivedBytes} = destroyed.columns;
	const isCutOff = !isFinished(destroyed, row, beganHere);
	if (isCutOff && !hadFin) {
		// After its FIN a peer resets what still comes, which then is not acknowledged; or this end does, with something left to read.
		const hasLeftOver = unreadBytes[row]! > 0 || unacknowledgedBytes[row]! > 0;
		return hasLeftOver && receivedBytes[row]! > receivedBefore ? 'unclear' : 'none';
	}

	if (hadFin || unreadBytes[row]! > 0) {
		return 'counted';
	}

	const left = remnant();
	switch (left) {
		case 'none': {
			return 'counted';
		}

		case 'without FIN': {
			return 'awaited';
		}

		case undefined:
		case 'with FIN': {
			// With the FIN there would be a byte more than before.
			if (receivedBytes[row] === receivedBefore) {
				return 'taken';
			}

			return left === undefined ? 'unclear' : (leavesFins ? 'taken' : 'presumed');
		}
	}
}

/**
Looks for remnants among the living rows of a table, which are indexed, with the connections that are new in it, when one is first looked for.
@param losesRemnants The kernel may have made none of some connections.
*/
export function remnantsIn(table: SocketTable, destroyed: DestroyedTable, losesRemnants: boolean): FindRemnant {
	let latest: TupleIndex | undefined;
	let index: TupleIndex | undefined;
	return (socket, row) => {
		latest ??= new TupleIndex(destroyed.columns, Array.from({length: destroyed.count}, (_, other) => other));
		const last = latest.find(socket, row);
		if (last !== unknown && cookieOf(destroyed.columns, last) !== cookieOf(socket, row)) {
			return undefined;
		}

		index ??= new TupleIndex(table.columns, Array.from({length: table.liveCount}, (_, other) => other)
			.filter(other => isTimeWaitRemnant(table, other) || (table.columns.previousRow[other] === unknown && isConnection(table, other))));
		const found = index.find(socket, row);
		if (found === unknown) {
			return losesRemnants ? undefined : 'none';
		}

		if (!isTimeWaitRemnant(table, found)) {
			return undefined;
		}

		return table.columns.state[found] === finWait2 ? 'without FIN' : 'with FIN';
	};
}

/**
Returns the rows of remnants that were not there at the sample before, nor were their connections: those began and were closed since.
@param survived By row of the sample before: 1 where the socket is still there.
*/
export function shortLivedRows(table: SocketTable, before: SocketTable, survived: Uint8Array): readonly number[] {
	const remnants: number[] = [];
	for (let row = 0; row < table.liveCount; row++) {
		if (table.columns.previousRow[row] === unknown && isTimeWaitRemnant(table, row)) {
			remnants.push(row);
		}
	}

	if (remnants.length === 0) {
		return remnants;
	}

	const closed: number[] = [];
	for (let row = 0; row < before.liveCount; row++) {
		if (survived[row] === 0 && isConnection(before, row)) {
			closed.push(row);
		}
	}

	const index = new TupleIndex(before.columns, closed);
	return remnants.filter(row => !index.has(table.columns, row));
}
