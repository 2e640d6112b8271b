import type {SocketEnds} from './socket-ends.ts';

/** What a person sees as one connection, even when the kernel makes a new socket of it, as it does for TIME-WAIT. */
export function tupleName(ends: SocketEnds, row: number): string {
	return [
		ends.protocol[row],
		ends.localPort[row],
		ends.remotePort[row],
		ends.local0[row],
		ends.local1[row],
		ends.local2[row],
		ends.local3[row],
		ends.remote0[row],
		ends.remote1[row],
		ends.remote2[row],
		ends.remote3[row],
	].join(' ');
}
