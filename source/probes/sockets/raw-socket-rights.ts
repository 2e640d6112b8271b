import process from 'node:process';
import {
	AF_INET,
	IPPROTO_TCP,
	SOCK_CLOEXEC,
	SOCK_RAW,
	SystemError,
	type Libc,
} from '../../linux/calls/libc.ts';

/** The ways to get CAP_NET_RAW, capabilities(7). bin/portop is a script: the capability belongs to Node.js. */
export const waysToRawSockets = `run as root, or setcap cap_net_raw+ep ${process.execPath}`;

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

/** Returns whether this process may open raw sockets. */
export function mayOpenRawSockets(libc: Libc): boolean {
	const fd = openIfAllowed(() => libc.socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_TCP));
	if (fd === undefined) {
		return false;
	}

	libc.close(fd);
	return true;
}
