import type {DestroyedTable} from '../../collectors/destroyed-table.ts';

/** How a connection ended. */
export type Ending =
	/** Each end has said that it is done. */
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
How a connection ended.
@param beganHere It was connected from this end; else it was accepted.
*/
export function endingOf(destroyed: DestroyedTable, row: number, beganHere: boolean): Ending {
	const {wasEstablished, wasUnanswered} = destroyed.columns;
	if (wasEstablished[row] === 0) {
		return 'failed';
	}

	if (isFinished(destroyed, row, beganHere)) {
		return 'orderly';
	}

	return wasUnanswered[row] === 1 ? 'timeout' : 'reset';
}

/** Whether the peer's FIN is among the received bytes. */
export type PeerFin = 'counted' | 'not counted' | 'presumed';

/**
Whether the peer's FIN, which has a sequence number, is among the received bytes. The kernel tells neither this nor who
closed first, but: what no process has read of an orderly closed connection is the FIN; and where the peer closed first
nothing remains, while this end, if it was first, leaves a TIME-WAIT, which usually takes the FIN in the socket's place.
An end that was the first to say that it is done (shutdown(2)), and then read until the peer was too, looks the same: which of
the two the program on this port does is learned (collectors/fin-readers.ts); until then the FIN is presumed to be among them.
@param hasRemains Whether there is a TIME-WAIT with the same ends.
*/
export function peerFinOf(destroyed: DestroyedTable, row: number, beganHere: boolean, hasRemains: () => boolean): PeerFin {
	const {unreadBytes, leavesFinUnread} = destroyed.columns;
	if (!isFinished(destroyed, row, beganHere)) {
		return 'not counted';
	}

	if (unreadBytes[row]! > 0 || !hasRemains()) {
		return 'counted';
	}

	return leavesFinUnread[row] === 0 ? 'presumed' : 'not counted';
}
