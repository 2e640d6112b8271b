import {
	closeSocket,
	timeWaitTimer,
	type OpenSockDiag,
	type SocketNow,
} from '../../collectors/connection-control.ts';
import {isNamedByContent} from '../../collectors/content-cookie.ts';
import type {CloseEffect, CloseProposal} from '../../model/close.ts';
import {isUdp, type Connection, type Protocol} from '../../model/socket.ts';
import type {ToSampler} from '../../protocol/protocol.ts';
import {findSocket} from '../sockets/socket-identity.ts';
import {connectionRow} from '../views/connection-rows.ts';
import type {Sample} from '../views/sample.ts';
import {sessionPartOf} from './own-session.ts';

const hasClosed = 'it has closed already';
const noSample = 'there is no sample yet: try again in a moment';

/** Returns what closing a connection in this state does; null for what is no connection. */
function effectOf(protocol: Protocol, {state, timer}: SocketNow): CloseEffect | null {
	if (isUdp(protocol)) {
		return state === 'ESTABLISHED' ? 'disconnected' : null;
	}

	switch (state) {
		// tcp_need_reset() of net/ipv4/tcp.c.
		case 'ESTABLISHED':
		case 'CLOSE_WAIT':
		case 'FIN_WAIT_1': {
			return 'reset';
		}

		case 'FIN_WAIT_2': {
			return timer === timeWaitTimer ? 'forgotten' : 'reset';
		}

		case 'SYN_SENT': {
			return 'aborted';
		}

		case 'SYN_RECEIVED': {
			return 'dropped';
		}

		case 'CLOSING':
		case 'LAST_ACK':
		case 'TIME_WAIT': {
			return 'forgotten';
		}

		case 'LISTEN':
		case 'CLOSED':
		case 'IDLE': {
			return null;
		}
	}
}

/** A row that may be closed, and how; or why it may not. */
type Closable = {readonly row: number; readonly effect: CloseEffect; readonly mayCarrySession: boolean} | {readonly problem: string};

function closableOf(sample: Sample, procPath: string, identity: string): Closable {
	const {table, index} = sample;
	const row = findSocket(table, index, identity);
	if (row === -1 || row >= table.liveCount) {
		return {problem: hasClosed};
	}

	const protocol = table.protocolOf(row);
	const state = table.stateOf(row);
	const effect = effectOf(protocol, {state, timer: table.columns.timer[row]!});
	if (effect === null) {
		return {problem: state === 'LISTEN' ? 'a listener is no connection: K ends its process' : 'it has no peer, so it is no connection: K ends its process'};
	}

	// The kernel does not know it by this name, and without its cookie the next one with these ends could be hit.
	if (isNamedByContent(table, row)) {
		return {problem: 'it was read from /proc/net, which has no cookie: another connection could have its ends by now'};
	}

	const part = sessionPartOf(sample, procPath, row);
	return 'refusal' in part ? {problem: part.refusal} : {row, effect, mayCarrySession: part.mayCarry};
}

/** Returns what would be closed with a row of Connections, and what that does; or the reason why it cannot be. */
export function proposeClose(sample: Sample | undefined, procPath: string, identity: string): {readonly proposal: CloseProposal | null; readonly problem: string | null} {
	if (sample === undefined) {
		return {proposal: null, problem: noSample};
	}

	const found = closableOf(sample, procPath, identity);
	if ('problem' in found) {
		return {proposal: null, problem: found.problem};
	}

	const {row, effect, mayCarrySession} = found;
	return {
		proposal: {
			connection: connectionRow(row, sample.rowContext), effect, isMptcp: sample.table.columns.isMptcp[row] === 1, mayCarrySession,
		},
		problem: null,
	};
}

/** The result of closing a connection. */
export type Closed = {
	readonly ok: boolean;
	/** For the user. */
	readonly message: string;
};

/**
Closes the connection that was proposed, unless it is no longer that socket, has other ends or would be closed in another way than was said.
@param open The network namespace in which it is: portop's by default.
*/
export function closeConnection(sample: Sample | undefined, procPath: string, {proposal: {connection, effect}}: Extract<ToSampler, {readonly type: 'close'}>, open?: OpenSockDiag): Closed {
	const refused = (reason: string): Closed => ({ok: false, message: `not closed: ${reason}`});
	if (sample === undefined) {
		return refused(noSample);
	}

	const found = closableOf(sample, procPath, connection.identity);
	if ('problem' in found) {
		return refused(found.problem);
	}

	const {table, rowContext} = sample;
	if (endsOf(connectionRow(found.row, rowContext)) !== endsOf(connection)) {
		return refused('it has another peer now');
	}

	const refusal = closeSocket(table, found.row, now => changeOf(effect, effectOf(connection.protocol, now)), {procPath, open});
	return refusal === null ? {ok: true, message: `closed ${endsOf(connection)}`} : refused(refusal);
}

/** Returns why what would be done now is not what was confirmed; null where it is. */
function changeOf(confirmed: CloseEffect, now: CloseEffect | null): string | null {
	if (now === confirmed) {
		return null;
	}

	return now === 'forgotten' ? hasClosed : 'it is in another state now: press X again';
}

/** Returns a connection in words: protocol and both ends, as `ss -n` spells them. */
function endsOf({protocol, localAddress, localPort, remoteAddress, remotePort}: Connection): string {
	return `${protocol} ${localAddress}:${localPort} ↔ ${remoteAddress}:${remotePort}`;
}
