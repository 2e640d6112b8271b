import type {InetDiagRecord} from '../linux/netlink/inet-diag-record.ts';
import {socketStates, stateIndices} from '../model/socket.ts';

/**
The values of the column `direction`: who began a connection. Likely is what was calculated while segments were in flight: two of the
kernel's figures are then read one after the other.
*/
export const directions = {
	unknown: -1,
	/** The other end began it: a listener of this machine accepted it. */
	accepted: 0,
	/** It was connected from here. */
	begun: 1,
	likelyAccepted: 2,
	likelyBegun: 3,
} as const;

const {
	SYN_SENT: synSent, SYN_RECEIVED: synReceived, ESTABLISHED: established, CLOSE_WAIT: closeWait, FIN_WAIT_1: finWait1, FIN_WAIT_2: finWait2, CLOSING: closing, LAST_ACK: lastAck,
} = stateIndices;

/** The states of an established connection and after; and those of them in which our FIN surely is acknowledged, or was not sent. */
const isSynchronized = statesIn([established, closeWait, finWait1, finWait2, closing, lastAck]);
const isFinClear = statesIn([established, closeWait, finWait2]);

function statesIn(states: readonly number[]): Uint8Array {
	return Uint8Array.from(socketStates, (_, state) => Number(states.includes(state)));
}

/** Returns whether a connection was surely or likely begun here. */
export function isBegun(direction: number): boolean {
	return direction === directions.begun || direction === directions.likelyBegun;
}

/** Returns whether a connection was surely or likely accepted. */
export function isAccepted(direction: number): boolean {
	return direction === directions.accepted || direction === directions.likelyAccepted;
}

/**
Returns who began a TCP connection. On the side that connected its SYN is among the acknowledged bytes, on the side that
accepted the SYN-ACK is not (tcp_create_openreq_child() in net/ipv4/tcp_minisocks.c): tcpi_bytes_acked, and what is in flight, are one more than
the payload that was sent.
@param state Index into `socketStates`.
*/
export function directionOf(record: InetDiagRecord, state: number): number {
	if (state === synSent) {
		return directions.begun;
	}

	if (state === synReceived) {
		return directions.accepted;
	}

	// Linux before 4.19 does not count what was sent.
	if (record.tcpi_bytes_sent < 0 || record.tcpi_bytes_retrans < 0 || isSynchronized[state] !== 1) {
		return directions.unknown;
	}

	const hasFlight = record.tcpi_unacked > 0;
	const flight = hasFlight ? record.idiag_wqueue - record.tcpi_notsent_bytes : 0;
	const syn = record.tcpi_bytes_acked + flight - (record.tcpi_bytes_sent - record.tcpi_bytes_retrans) - finIn(record, state);
	// The kernel reads the state, and the length of the queue, before it locks the socket and reads the rest: our FIN may have left in between.
	const mayHaveLeft = finIn(record, state) === 0 && isFinSent(record);
	if (mayHaveLeft && hasFlight) {
		return directions.unknown;
	}

	const isSure = !hasFlight && isFinClear[state] === 1;
	switch (syn - Number(mayHaveLeft)) {
		case 0: {
			return isSure ? directions.accepted : directions.likelyAccepted;
		}

		case 1: {
			return isSure ? directions.begun : directions.likelyBegun;
		}

		default: {
			return directions.unknown;
		}
	}
}

/** Returns whether segments of ours have left that had no payload, besides the SYN or SYN-ACK: the FIN. One that left with the last payload is not seen so. */
function isFinSent({tcpi_data_segs_out: dataSegments, tcpi_delivered: delivered, tcpi_unacked: unacknowledged, tcpi_sacked: sacked}: InetDiagRecord): boolean {
	return delivered > 0 && delivered - 1 + unacknowledged - sacked > dataSegments;
}

/** Returns whether such a segment has arrived. */
export function isFinDelivered({tcpi_data_segs_out: dataSegments, tcpi_delivered: delivered}: InetDiagRecord): boolean {
	return delivered > 0 && delivered - 1 > dataSegments;
}

/** Returns the direction to go by: what was known of the connection before, unless it was only likely and is sure now. */
export function keptDirection(now: number, before: number): number {
	const isSure = now === directions.accepted || now === directions.begun;
	const wasSure = before === directions.accepted || before === directions.begun;
	return before === directions.unknown || (isSure && !wasSure) ? now : before;
}

/** Returns 1 if our FIN has left. It is the last in the queue: where something was not sent yet, it was not. */
function finIn({tcpi_notsent_bytes: notSent}: InetDiagRecord, state: number): number {
	if (state === established || state === closeWait) {
		return 0;
	}

	return state === finWait2 || notSent === 0 ? 1 : 0;
}
