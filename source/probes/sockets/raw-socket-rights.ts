import process from 'node:process';
import {
	AF_INET,
	AF_INET6,
	IPPROTO_TCP,
	SOCK_CLOEXEC,
	SOCK_RAW,
	SystemError,
	type Libc,
} from '../../linux/calls/libc.ts';
import {readCredentials, type Credentials} from '../../linux/procfs/credentials.ts';
import {readPingGroupRange} from '../../linux/procfs/ping-group-range.ts';
import {refusalText} from '../../text/refusal.ts';

/** Returns what is missing where a capability was needed, and how to have it. bin/portop is a script: the capability belongs to Node.js. */
export function missingRight(capability: 'CAP_NET_RAW' | 'CAP_NET_BIND_SERVICE', credentials: Credentials = readCredentials()): string {
	const {userId, capabilities, isInUserNamespace} = credentials;
	// Root has what it may have, and what was refused although it is there, or is wanted outside, is not to be had that way.
	const way = isInUserNamespace || userId === 0 || capabilities?.has(capability) !== false ? '' : `: setcap ${capability.toLowerCase()}+ep ${process.execPath}`;
	return `${refusalText([capability], credentials)}${way}`;
}

/**
Returns how else ICMP is to be had where a socket for it was refused without the privilege. A group out of the range is EACCES
(ping_init_sock() of net/ipv4/ping.c); where it is in the range, that is no remedy.
*/
export function pingSocketRemedy({code}: SystemError, range = readPingGroupRange(), groups = ownGroups()): string {
	const isInRange = range !== null && groups.some(group => group >= range[0] && group <= range[1]);
	return code === 'EACCES' && !isInRange
		? ', or sysctl -w net.ipv4.ping_group_range="0 2147483647"'
		: '; ping sockets are refused, too, and not by net.ipv4.ping_group_range: by a filter of system calls (seccomp), or a security module';
}

function ownGroups(): readonly number[] {
	return [process.getegid?.() ?? 0, ...process.getgroups?.() ?? []];
}

/**
Opens a socket that may need a privilege.
@returns The descriptor, or the error where it was refused.
@throws SystemError for any other reason.
*/
export function openIfAllowed(open: () => number): number | SystemError {
	try {
		return open();
	} catch (error) {
		if (error instanceof SystemError && (error.code === 'EPERM' || error.code === 'EACCES')) {
			return error;
		}

		throw error;
	}
}

/** Returns whether this process may open raw sockets: not where a filter of system calls forbids them (seccomp), with whatever error. */
export function mayOpenRawSockets(libc: Libc, family: 4 | 6): boolean {
	try {
		libc.close(libc.socket(family === 4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_TCP));
		return true;
	} catch (error) {
		if (error instanceof SystemError) {
			return false;
		}

		throw error;
	}
}
