import {constants} from 'node:os';
import {loadLibc} from '../linux/calls/libc.ts';
import {InetDiagRecord} from '../linux/netlink/inet-diag.ts';
import {NetlinkError} from '../linux/netlink/message.ts';
import {destroySocket, readSocket, type SocketId} from '../linux/netlink/one-socket.ts';
import {openSockDiag} from '../linux/netlink/sock-diag.ts';
import type {NetlinkTransport} from '../linux/netlink/transport.ts';
import {readCredentials} from '../linux/procfs/credentials.ts';
import {socketStates, type SocketState} from '../model/socket.ts';
import {refusalText} from '../text/refusal.ts';
import {sanitize} from '../text/sanitize.ts';
import {unknown, type SocketTable} from './socket-table.ts';
import {addressFamilies, protocolNumbers, stateIndexOf} from './sockets.ts';

const {
	EINVAL, ENOENT, EOPNOTSUPP, EPERM, ESTALE,
} = constants.errno;

/** Opens a socket for sock_diag(7) in the network namespace in which a connection is. */
export type OpenSockDiag = () => NetlinkTransport;

/** `idiag_timer` of a TIME-WAIT, and of what is left of a connection in FIN-WAIT-2: inet_twsk_diag_fill() of net/ipv4/inet_diag.c. */
export const timeWaitTimer = 3;

/** The state that a socket is in, and the timer that runs on it (`idiag_timer`). */
export type SocketNow = {
	readonly state: SocketState;
	readonly timer: number;
};

type CloseOptions = {
	readonly procPath: string;
	/** The network namespace of the socket: absent, the calling thread's. */
	readonly open?: OpenSockDiag | undefined;
};

const openHere: OpenSockDiag = () => openSockDiag(loadLibc());

/** Returns how the kernel finds the socket of a row. */
function socketIdOf(table: SocketTable, row: number): SocketId {
	const {columns} = table;
	const protocol = table.protocolOf(row);
	return {
		protocol: protocolNumbers[protocol],
		idiag_family: addressFamilies[protocol],
		idiag_sport: columns.localPort[row]!,
		idiag_dport: columns.remotePort[row]!,
		src0: columns.local0[row]!,
		src1: columns.local1[row]!,
		src2: columns.local2[row]!,
		src3: columns.local3[row]!,
		dst0: columns.remote0[row]!,
		dst1: columns.remote1[row]!,
		dst2: columns.remote2[row]!,
		dst3: columns.remote3[row]!,
		idiag_if: columns.interfaceIndex[row]!,
		cookie_low: columns.cookieLow[row]!,
		cookie_high: columns.cookieHigh[row]!,
	};
}

/**
Closes the socket of a row, if it still has its ends and its cookie, and passes the check. The kernel answers each of the two requests while it is sent.
@param check Gets what the kernel has of it now; a text refuses.
@returns null when it was closed, else why not.
*/
export function closeSocket(table: SocketTable, row: number, check: (now: SocketNow) => string | null, {procPath, open = openHere}: CloseOptions): string | null {
	try {
		const transport = open();
		try {
			const socket = socketIdOf(table, row);
			const record = new InetDiagRecord();
			readSocket(transport, socket, record);
			const refusal = hasEndsOf(record, socket) ? check(nowOf(record)) : 'it has another peer now';
			if (refusal === null) {
				destroySocket(transport, socket);
			}

			return refusal;
		} finally {
			transport.close();
		}
	} catch (error) {
		return reasonOf(error as Error, procPath);
	}
}

/** A UDP socket can have been given another peer, or none: the kernel finds it by its own end, too. */
function hasEndsOf(record: InetDiagRecord, socket: SocketId): boolean {
	return (['idiag_sport', 'idiag_dport', 'dst0', 'dst1', 'dst2', 'dst3'] as const).every(name => record[name] === socket[name]);
}

function nowOf(record: InetDiagRecord): SocketNow {
	const index = stateIndexOf(record);
	return {state: index === unknown ? 'CLOSED' : socketStates[index]!, timer: record.idiag_timer};
}

/** Returns why the kernel did not close a socket, as a sentence goes on after `not closed:`. */
function reasonOf(error: Error, procPath: string): string {
	// By number: Node.js has no name of its own for some of them.
	const errno = error instanceof NetlinkError ? error.errno : 0;
	if (errno === ENOENT || errno === ESTALE) {
		return 'it is gone already';
	}

	if (errno === EPERM) {
		return refusalText(['CAP_NET_ADMIN'], readCredentials(procPath));
	}

	return errno === EOPNOTSUPP || errno === EINVAL
		? 'this kernel cannot close connections: it was built without CONFIG_INET_DIAG_DESTROY, or is older than Linux 4.5'
		: sanitize(error.message);
}
