import {readFileSync} from 'node:fs';
import {
	AF_INET,
	AF_INET6,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SystemError,
	type Libc,
} from './calls/libc.ts';
import {encodeSocketAddress} from './packet/address.ts';

/** An address without brackets and scope, and the interface's index for a link-local one; else 0. */
export type OwnAddress = {readonly family: 4 | 6; readonly address: string; readonly scopeId: number};

/** The errors of bind(2) for an address that is another machine's, of a family that there is not, or of an interface that there is not. */
const noSuchAddress: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENODEV']);

/**
Returns whether an address is one of this machine's, of this network namespace: bind(2) takes no other. No list of addresses is asked
for: that needs netlink, which may be forbidden, and waits while another program changes interfaces. Where bind(2) takes every address
(ip_nonlocal_bind), or none, only loopback addresses are known.
*/
export function isOwnAddress(libc: Pick<Libc, 'socket' | 'bind' | 'close'>, address: OwnAddress, takesEvery: (family: 4 | 6) => boolean = bindsEveryAddress): boolean {
	return (takesEvery(address.family) ? null : mayBind(libc, address)) ?? isLoopback(address.address);
}

/**
Returns whether a socket may be bound to an address: a loopback address, too, may be missing. null where that cannot be found out, without
a descriptor for example.
*/
export function mayBind(libc: Pick<Libc, 'socket' | 'bind' | 'close'>, {family, address, scopeId}: OwnAddress): boolean | null {
	let fd: number | undefined;
	try {
		fd = libc.socket(family === 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		libc.bind(fd, encodeSocketAddress(address, 0, scopeId));
		return true;
	} catch (error) {
		if (error instanceof SystemError) {
			return noSuchAddress.has(error.code) ? false : null;
		}

		throw error;
	} finally {
		if (fd !== undefined) {
			libc.close(fd);
		}
	}
}

/** Returns whether an address, without brackets, is a loopback one. */
export function isLoopback(address: string): boolean {
	return address === '::1' || address.startsWith('127.');
}

/** Reads /proc/sys/net/ipv4/ip_nonlocal_bind, or ipv6's (Documentation/networking/ip-sysctl.rst). It is off where it cannot be read. */
function bindsEveryAddress(family: 4 | 6): boolean {
	try {
		return readFileSync(`/proc/sys/net/ipv${family}/ip_nonlocal_bind`, 'utf8').trim() === '1';
	} catch {
		return false;
	}
}
