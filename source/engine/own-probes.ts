import {unknown, type SocketTable} from '../collectors/socket-table.ts';
import {protocols} from '../model/socket.ts';

/** Whether a port of this machine is reserved for probes; undefined while nothing is probed. */
export type IsOwnPort = ((port: number) => boolean) | undefined;

/** In the column `portSlot`: an end of a probe's connection, which belongs to no port: portop is no client. */
export const ownProbeSlot = unknown - 1;

const firstUdp = protocols.indexOf('udp');
const ipv4MappedPrefix = 0xFF_FF;
const ipv4Loopback = 127;

/** Whether a TCP socket is an end of one of our probes: its own port is reserved, or its peer is this machine with such a port. */
export function isOwnProbe(table: SocketTable, row: number, isOwnPort: (port: number) => boolean): boolean {
	const {columns} = table;
	return columns.protocol[row]! >= firstUdp ? false : isOwnPort(columns.localPort[row]!) || (isOwnPort(columns.remotePort[row]!) && isPeerThisMachine(table, row));
}

function isPeerThisMachine({columns}: SocketTable, row: number): boolean {
	const [word0, word1, word2, word3] = [columns.remote0[row]!, columns.remote1[row]!, columns.remote2[row]!, columns.remote3[row]!];
	const isLocal = word3 === columns.local3[row] && word2 === columns.local2[row] && word1 === columns.local1[row] && word0 === columns.local0[row];
	if (isLocal || word0 !== 0 || word1 !== 0) {
		return isLocal;
	}

	return word2 === ipv4MappedPrefix ? word3 >>> 24 === ipv4Loopback : word2 === 0 && word3 === 1;
}
