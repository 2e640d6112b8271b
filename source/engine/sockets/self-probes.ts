import {unknown, type SocketEnds, type SocketTable} from '../../collectors/socket-table.ts';
import {ipv4MappedPrefix} from '../../model/address.ts';
import {firstUdpIndex, stateIndices} from '../../model/socket.ts';
import {endName, remoteHost} from './address-words.ts';

/** Whether a port of this machine is reserved for probes; undefined while nothing is probed. */
export type IsSelfProbePort = ((port: number) => boolean) | undefined;

/** In the column `portSlot`: an end of a probe's connection, which belongs to no port: portop is no client. */
export const selfProbeSlot = unknown - 1;

const ipv4Loopback = 127;

/** Returns whether a TCP socket is an end of one of our probes: its own port is reserved, or its peer is this machine with such a port. */
export function isSelfProbe(ends: SocketEnds, row: number, isSelfProbePort: (port: number) => boolean): boolean {
	return ends.protocol[row]! >= firstUdpIndex ? false : isSelfProbePort(ends.localPort[row]!) || (isSelfProbePort(ends.remotePort[row]!) && isPeerThisMachine(ends, row));
}

/** Returns whether a socket leads to where one of our probes of another machine goes. */
export function isProbed(ends: SocketEnds, row: number, destinations: ReadonlySet<string>): boolean {
	return destinations.size > 0 && destinations.has(endName(remoteHost(ends, row), ends.remotePort[row]!));
}

/** Returns whether a socket asks for a connection there: most likely it is such a probe. */
export function mayBeProbe({columns}: SocketTable, row: number, destinations: ReadonlySet<string>): boolean {
	return columns.state[row] === stateIndices.SYN_SENT && isProbed(columns, row, destinations);
}

function isPeerThisMachine(ends: SocketEnds, row: number): boolean {
	const [word0, word1, word2, word3] = [ends.remote0[row]!, ends.remote1[row]!, ends.remote2[row]!, ends.remote3[row]!];
	const isLocal = word3 === ends.local3[row] && word2 === ends.local2[row] && word1 === ends.local1[row] && word0 === ends.local0[row];
	if (isLocal || word0 !== 0 || word1 !== 0) {
		return isLocal;
	}

	return word2 === ipv4MappedPrefix ? word3 >>> 24 === ipv4Loopback : word2 === 0 && word3 === 1;
}
