import {directions} from '../../source/collectors/direction.ts';
import {SocketTable, unknown} from '../../source/collectors/socket-table.ts';
import {groupColumns} from '../../source/engine/traffic/group-finder.ts';
import {
	protocols,
	socketStates,
	type Protocol,
	type SocketState,
} from '../../source/model/socket.ts';

/** What a test says of a socket; the rest is unremarkable. */
export type TestSocket = {
	readonly cookie: number;
	readonly protocol?: Protocol;
	readonly state?: SocketState;
	/** IPv4 dotted, or the four words of an IPv6 address. */
	readonly local?: string | readonly number[];
	readonly remote?: string | readonly number[];
	readonly localPort?: number;
	readonly remotePort?: number;
	readonly inode?: number;
	readonly userId?: number;
	readonly receivedBytes?: number;
	readonly sentBytes?: number;
	readonly rttMicroseconds?: number;
	readonly receiveQueue?: number;
	readonly sendQueue?: number;
	readonly drops?: number;
	readonly ipv6Only?: number;
	readonly interfaceIndex?: number;
	readonly retransmissions?: number;
	readonly dataSegmentsOut?: number;
	readonly segmentsIn?: number;
	readonly segmentsOut?: number;
	readonly direction?: keyof typeof directions;
	readonly isMptcp?: boolean;
	readonly multicastLoop?: 0 | 1;
	readonly seenAtStart?: boolean;
};

function words(address: string | readonly number[]): readonly number[] {
	if (typeof address !== 'string') {
		return address;
	}

	const value = address.split('.').reduce((sum, part) => (sum * 256) + Number(part), 0);
	return [0, 0, 0xFF_FF, value];
}

/** Fills a table with these sockets, as a collector would. */
export function fill(table: SocketTable, sockets: readonly TestSocket[]): void {
	for (const socket of sockets) {
		const row = table.add();
		const {columns} = table;
		for (const column of Object.values(columns)) {
			column[row] = 0;
		}

		for (const [index, word] of words(socket.local ?? '127.0.0.1').entries()) {
			columns[`local${index as 0 | 1 | 2 | 3}`][row] = word;
		}

		for (const [index, word] of words(socket.remote ?? '0.0.0.0').entries()) {
			columns[`remote${index as 0 | 1 | 2 | 3}`][row] = word;
		}

		columns.protocol[row] = protocols.indexOf(socket.protocol ?? 'tcp');
		columns.state[row] = socketStates.indexOf(socket.state ?? 'ESTABLISHED');
		columns.localPort[row] = socket.localPort ?? 1000;
		columns.remotePort[row] = socket.remotePort ?? 0;
		columns.cookieLow[row] = socket.cookie;
		columns.inode[row] = socket.inode ?? 0;
		columns.userId[row] = socket.userId ?? 0;
		columns.receivedBytes[row] = socket.receivedBytes ?? unknown;
		columns.sentBytes[row] = socket.sentBytes ?? unknown;
		columns.rttMicroseconds[row] = socket.rttMicroseconds ?? unknown;
		columns.receiveQueue[row] = socket.receiveQueue ?? 0;
		columns.sendQueue[row] = socket.sendQueue ?? 0;
		columns.drops[row] = socket.drops ?? unknown;
		columns.ipv6Only[row] = socket.ipv6Only ?? unknown;
		columns.interfaceIndex[row] = socket.interfaceIndex ?? 0;
		columns.retransmissions[row] = socket.retransmissions ?? unknown;
		columns.dataSegmentsOut[row] = socket.dataSegmentsOut ?? unknown;
		columns.segmentsIn[row] = socket.segmentsIn ?? unknown;
		columns.segmentsOut[row] = socket.segmentsOut ?? unknown;
		columns.direction[row] = directions[socket.direction ?? 'unknown'];
		columns.multicastLoop[row] = socket.multicastLoop ?? unknown;
		columns.isMptcp[row] = Number(socket.isMptcp ?? false);
		columns.seenAtStart[row] = Number(socket.seenAtStart ?? false);
		columns.previousRow[row] = unknown;
		columns.peer[row] = unknown;
		for (const column of Object.values(groupColumns)) {
			columns[column][row] = unknown;
		}
	}
}

/** Returns a table of these sockets. */
export function tableOf(sockets: readonly TestSocket[]): SocketTable {
	const table = new SocketTable();
	fill(table, sockets);
	return table;
}

export {runToEnd as run} from '../../source/linux/run-to-end.ts';
