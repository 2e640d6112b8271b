import {
	AF_NETLINK,
	SOCK_CLOEXEC,
	SOCK_NONBLOCK,
	SOCK_RAW,
	type Libc,
} from '../calls/libc.ts';
import {isLittleEndian} from './message.ts';

/** A netlink socket, or a fake kernel in tests. */
export type NetlinkTransport = {
	/**
	@throws SystemError
	*/
	send(bytes: Uint8Array): void;
	/**
	Receives one datagram and returns its length in bytes.
	@throws SystemError, EAGAIN when none came in time.
	*/
	receive(into: Uint8Array): number;
	close(): void;
};

/**
Opens a netlink socket in the network namespace of the calling thread.
@param prepare Sets its options; the socket is closed again if that fails.
@throws SystemError
*/
function openNetlink(libc: Libc, protocol: number, flags: number, prepare: (fd: number) => void): NetlinkTransport {
	const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, protocol);
	let isOpen = true;
	const close = () => {
		// A second close() could close a descriptor that has been given out again.
		if (!isOpen) {
			return;
		}

		isOpen = false;
		libc.close(fd);
	};

	try {
		prepare(fd);
	} catch (error) {
		close();
		throw error;
	}

	return {
		send(bytes) {
			libc.send(fd, bytes);
		},
		receive: into => libc.receive(fd, into),
		close,
	};
}

/**
Returns a socket to ask on: `receive` waits for an answer for so long.
@throws SystemError
*/
export function openForRequests(libc: Libc, protocol: number, timeoutMilliseconds: number): NetlinkTransport {
	return openNetlink(libc, protocol, 0, fd => {
		libc.setReceiveTimeout(fd, timeoutMilliseconds);
	});
}

/**
Opens a socket that receives the notifications of multicast groups, one bit of `groups` each; `receive` does not wait.
@param prepare Sets its options before it listens.
@throws SystemError, EPERM where the groups need CAP_NET_ADMIN.
*/
export function openForNotifications(libc: Libc, protocol: number, groups: number, prepare: (fd: number) => void = () => undefined): NetlinkTransport {
	return openNetlink(libc, protocol, SOCK_NONBLOCK, fd => {
		prepare(fd);
		libc.bind(fd, groupsAddress(groups));
	});
}

/** `struct sockaddr_nl` of linux/netlink.h: family, padding, port id, groups. */
function groupsAddress(groups: number): Uint8Array {
	const address = new Uint8Array(12);
	const view = new DataView(address.buffer);
	view.setUint16(0, AF_NETLINK, isLittleEndian);
	view.setUint32(8, groups, isLittleEndian);
	return address;
}
