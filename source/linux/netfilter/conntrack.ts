/* Whether this network namespace's connections are tracked, without which the packet filter translates no address. */
import {readFileSync} from 'node:fs';
import {
	AF_INET,
	AF_INET6,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SystemError,
	type Libc,
} from '../calls/libc.ts';
import {encodeSocketAddress} from '../packet/address.ts';

/** Returns the names of the loaded modules, /proc/modules (proc(5)); null where the kernel has none. */
export function readModules(procPath: string): ReadonlySet<string> | null {
	try {
		return new Set(readFileSync(`${procPath}/modules`, 'utf8').split('\n').map(line => line.split(' ', 1)[0]!));
	} catch {
		return null;
	}
}

/** Returns how many connections are tracked: /proc/sys/net/netfilter/nf_conntrack_count, which every user may read; null where it is not there. */
export function readTrackedCount(procPath: string): number | null {
	try {
		return Number(readFileSync(`${procPath}/sys/net/netfilter/nf_conntrack_count`, 'utf8'));
	} catch {
		return null;
	}
}

/**
Returns whether connections are tracked, in the network namespace of the calling thread. Where none is at the moment a datagram that a socket
sends to itself shows whether one would be: its entry lives for half a minute. Needs no privilege.
*/
export function isTracking(libc: Pick<Libc, 'socket' | 'bind' | 'socketName' | 'connect' | 'sendNow' | 'close'>, procPath: string): boolean {
	const count = readTrackedCount(procPath);
	if (count === null) {
		return false;
	}

	const isTracked = () => readTrackedCount(procPath) !== 0;
	return count !== 0
		|| !sendToItself(libc, AF_INET, '127.0.0.1') || isTracked()
		|| (sendToItself(libc, AF_INET6, '::1') && isTracked());
}

/** Sends a datagram from a new socket to itself; returns false where that cannot be done. */
function sendToItself(libc: Parameters<typeof isTracking>[0], family: number, address: string): boolean {
	let fd: number | undefined;
	try {
		fd = libc.socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		libc.bind(fd, encodeSocketAddress(address, 0));
		libc.connect(fd, libc.socketName(fd));
		libc.sendNow(fd, new Uint8Array(1));
		return true;
	} catch (error) {
		if (error instanceof SystemError) {
			return false;
		}

		throw error;
	} finally {
		if (fd !== undefined) {
			libc.close(fd);
		}
	}
}
