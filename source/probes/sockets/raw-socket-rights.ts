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
import {refusalText} from '../../text/refusal.ts';

/** Returns what is missing where a capability was needed, and how to have it. bin/portop is a script: the capability belongs to Node.js. */
export function missingRight(capability: 'CAP_NET_RAW' | 'CAP_NET_BIND_SERVICE', credentials: Credentials = readCredentials()): string {
	const {userId, capabilities, isInUserNamespace} = credentials;
	// Root has what it may have, and what was refused although it is there, or is wanted outside, is not to be had that way.
	const way = isInUserNamespace || userId === 0 || capabilities.has(capability) ? '' : `: setcap ${capability.toLowerCase()}+ep ${process.execPath}`;
	return `${refusalText([capability], credentials)}${way}`;
}

/**
Opens a socket that may need a privilege.
@returns The descriptor; undefined where the privilege is missing.
@throws SystemError for any other reason.
*/
export function openIfAllowed(open: () => number): number | undefined {
	try {
		return open();
	} catch (error) {
		if (error instanceof SystemError && (error.code === 'EPERM' || error.code === 'EACCES')) {
			return undefined;
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
