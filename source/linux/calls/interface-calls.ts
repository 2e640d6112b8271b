import {constants} from 'node:os';
import {SystemError} from '../system-error.ts';
import type {CFunctions} from './c-functions.ts';

// linux/sockios.h
const SIOCGIFNAME = 0x89_10;
const SIOCGIFINDEX = 0x89_33;
/** IFNAMSIZ of linux/if.h, the closing zero included. */
const nameBytes = 16;

/**
Names and indices of interfaces in the network namespace of a socket, netdevice(7). Unlike netlink's and getifaddrs(3)'s answers
these never wait for the lock that a change of interfaces holds.
*/
export type InterfaceCalls = {
	/** Returns the name of an interface; null where there is none with this index. */
	interfaceName(fd: number, index: number): string | null;
	/** Returns the index of an interface; null where there is none with this name. */
	interfaceIndex(fd: number, name: string): number | null;
};

export function interfaceCalls(c: CFunctions): InterfaceCalls {
	// struct ifreq: the name, and a union of which `struct ifmap` is the longest with two longs and eight bytes.
	const request = new Uint8Array(new ArrayBuffer(nameBytes + (2 * c.longBytes) + 8));
	const view = new DataView(request.buffer);
	const ask = (fd: number, command: number): boolean => {
		if (c.ioctl(fd, command, 'void *', request) !== -1) {
			return true;
		}

		const errno = c.errno();
		if (errno === constants.errno.ENODEV || errno === constants.errno.ENXIO) {
			return false;
		}

		throw new SystemError('ioctl', errno);
	};

	return {
		interfaceName(fd, index) {
			request.fill(0);
			view.setInt32(nameBytes, index, true);
			return ask(fd, SIOCGIFNAME) ? new TextDecoder().decode(request.subarray(0, request.indexOf(0))) : null;
		},
		interfaceIndex(fd, name) {
			const bytes = new TextEncoder().encode(name);
			if (bytes.length === 0 || bytes.length >= nameBytes) {
				return null;
			}

			request.fill(0);
			request.set(bytes);
			return ask(fd, SIOCGIFINDEX) ? view.getInt32(nameBytes, true) : null;
		},
	};
}
