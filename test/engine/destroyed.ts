import {DestroyedTable} from '../../source/collectors/destroyed-table.ts';
import {tableOf, type TestSocket} from '../builders/socket-table.ts';

/** What a test says of a socket that was destroyed; it ended orderly, after its peer had, unless told. */
export type TestDestroyed = TestSocket & {
	/** Of what the kernel counts; the peer's FIN is one. */
	readonly receivedBytes?: number;
	readonly acknowledgedFlags?: number;
	readonly unreadBytes?: number;
	readonly unacknowledgedBytes?: number;
	readonly isCleared?: boolean;
	readonly wasEstablished?: boolean;
	readonly wasUnanswered?: boolean;
	readonly lastActivityMilliseconds?: number;
	/** The program is known to close without reading to the end; it is, unless told. */
	readonly leavesFinUnread?: boolean;
};

/** A table of these sockets, as the collector would have filled it. */
export function destroyedTable(sockets: readonly TestDestroyed[], receivedAt: number): DestroyedTable {
	const table = new DestroyedTable();
	const sources = tableOf(sockets).columns;
	for (const [index, socket] of sockets.entries()) {
		const row = table.add();
		const {columns} = table;
		for (const name of ['protocol', 'localPort', 'remotePort', 'local0', 'local1', 'local2', 'local3', 'remote0', 'remote1', 'remote2', 'remote3', 'cookieLow', 'cookieHigh', 'receivedBytes', 'sentBytes', 'segmentsIn', 'segmentsOut', 'dataSegmentsOut', 'retransmissions'] as const) {
			columns[name][row] = sources[name][index]!;
		}

		columns.acknowledgedFlags[row] = socket.acknowledgedFlags ?? 1;
		columns.direction[row] = sources.direction[index]!;
		columns.interfaceIndex[row] = sources.interfaceIndex[index]!;
		columns.unreadBytes[row] = socket.unreadBytes ?? 0;
		columns.unacknowledgedBytes[row] = socket.unacknowledgedBytes ?? 0;
		columns.isCleared[row] = socket.isCleared === true ? 1 : 0;
		columns.wasEstablished[row] = socket.wasEstablished === false ? 0 : 1;
		columns.wasUnanswered[row] = socket.wasUnanswered === true ? 1 : 0;
		columns.lastActivityMilliseconds[row] = socket.lastActivityMilliseconds ?? 0;
		columns.leavesFinUnread[row] = socket.leavesFinUnread === false ? 0 : 1;
		columns.receivedAt[row] = receivedAt;
	}

	return table;
}
