import {createRequire} from 'node:module';
import {constants} from 'node:os';
import process from 'node:process';
import type * as Koffi from 'koffi';
import {errnoMessage, errnoName} from './errno.ts';

// linux/socket.h, bits/socket.h
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o200_0000;

// linux/in.h
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;

// linux/sched.h
export const CLONE_NEWNET = 0x40_00_00_00;

// asm/socket.h: PowerPC numbers its socket options in a way of its own.
const SOL_SOCKET = 1;
const SO_RCVTIMEO = process.arch === 'ppc64' ? 18 : 20;

// asm/unistd.h: since Linux 5.1 new system calls have the same number on every architecture that koffi knows.
const SYS_pidfd_send_signal = 424;
const SYS_pidfd_open = 434;

/** A system call failed. */
export class SystemError extends Error {
	override readonly name = 'SystemError';
	/** E.g. `EPERM`. */
	readonly code: string;
	/** Positive, errno(3). */
	readonly errno: number;
	readonly syscall: string;

	constructor(syscall: string, errno: number) {
		super(`${syscall}: ${errnoMessage(errno)}`);
		this.syscall = syscall;
		this.errno = errno;
		this.code = errnoName(errno);
	}
}

/** koffi has no binary for this machine, or is not installed: no system call can be made. */
export class LibcUnavailableError extends Error {
	override readonly name = 'LibcUnavailableError';

	constructor(cause: unknown) {
		super(`koffi could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {cause});
	}
}

/** The system calls that Node.js does not have. Each throws SystemError when the call fails. */
export type Libc = {
	/** Returns the descriptor, socket(2). */
	socket(domain: number, type: number, protocol: number): number;
	/** Takes a `struct sockaddr_*` as bytes, bind(2). */
	bind(fd: number, address: Uint8Array): void;
	/** Returns how many bytes were sent, send(2), without flags. */
	send(fd: number, bytes: Uint8Array): number;
	/** Returns how many bytes were received, recv(2), without flags; goes on after a signal. A longer datagram is cut. */
	receive(fd: number, into: Uint8Array): number;
	/** Closes the descriptor, close(2). */
	close(fd: number): void;
	/** Moves the calling thread, not the process, to a namespace of a type, e.g. CLONE_NEWNET: setns(2). */
	setns(fd: number, namespaceType: number): void;
	/** Returns a descriptor that names this process for ever: pidfd_open(2), Linux 5.3. */
	pidfdOpen(pid: number): number;
	/** Sends a signal by its number: pidfd_send_signal(2), Linux 5.1. */
	pidfdSendSignal(pidfd: number, signal: number): void;
	/** From then on `receive` fails with EAGAIN after that long; 0 waits for ever: SO_RCVTIMEO, socket(7). */
	setReceiveTimeout(fd: number, milliseconds: number): void;
};

function bindLibc(koffi: typeof Koffi): Libc {
	// The C library that Node.js itself is linked to, be it glibc or musl. koffi knows no ssize_t; on Linux it is a long.
	const library = koffi.load(null);
	const socket: (domain: number, type: number, protocol: number) => number = library.func('int socket(int, int, int)');
	const bind: (fd: number, address: Uint8Array, length: number) => number = library.func('int bind(int, const void *, uint)');
	const send: (fd: number, bytes: Uint8Array, length: number, flags: number) => number = library.func('long send(int, const void *, size_t, int)');
	const recv: (fd: number, into: Uint8Array, length: number, flags: number) => number = library.func('long recv(int, void *, size_t, int)');
	const close: (fd: number) => number = library.func('int close(int)');
	const setns: (fd: number, type: number) => number = library.func('int setns(int, int)');
	const setsockopt: (fd: number, ...option: readonly [level: number, name: number, value: Uint8Array, length: number]) => number =
		library.func('int setsockopt(int, int, int, const void *, uint)');
	// Only glibc 2.36 and later have functions for the calls on pidfds.
	const syscall: (number: number, ...words: readonly [number, number, null, number]) => number =
		library.func('syscall', 'long', ['long', 'long', 'long', 'void *', 'long']);
	const longBytes = koffi.sizeof('long');

	const checked = (name: string, result: number): number => {
		if (result === -1) {
			throw new SystemError(name, koffi.errno());
		}

		return result;
	};

	return {
		socket: (domain, type, protocol) => checked('socket', socket(domain, type, protocol)),
		bind(fd, address) {
			checked('bind', bind(fd, address, address.length));
		},
		send: (fd, bytes) => checked('send', send(fd, bytes, bytes.length, 0)),
		receive(fd, into) {
			for (;;) {
				const length = recv(fd, into, into.length, 0);
				if (length !== -1 || koffi.errno() !== constants.errno.EINTR) {
					return checked('recv', length);
				}
			}
		},
		close(fd) {
			checked('close', close(fd));
		},
		setns(fd, namespaceType) {
			checked('setns', setns(fd, namespaceType));
		},
		pidfdOpen: pid => checked('pidfd_open', syscall(SYS_pidfd_open, pid, 0, null, 0)),
		pidfdSendSignal(pidfd, signal) {
			checked('pidfd_send_signal', syscall(SYS_pidfd_send_signal, pidfd, signal, null, 0));
		},
		setReceiveTimeout(fd, milliseconds) {
			// struct timeval: two longs, seconds and microseconds, little-endian wherever koffi runs.
			const timeval = new Uint8Array(2 * longBytes);
			const view = new DataView(timeval.buffer);
			view.setUint32(0, Math.floor(milliseconds / 1000), true);
			view.setUint32(longBytes, (milliseconds % 1000) * 1000, true);
			checked('setsockopt', setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval, timeval.length));
		},
	};
}

let libc: Libc | undefined;

/**
The system calls, through koffi, which is loaded at the first use: it is a native module that stays outside of the
bundle, and where it cannot be had portop still works from /proc.
@throws LibcUnavailableError
*/
export function loadLibc(): Libc {
	if (libc === undefined) {
		try {
			// A border: what require() gives has no type.
			libc = bindLibc(createRequire(import.meta.url)('koffi') as typeof Koffi);
		} catch (error) {
			throw new LibcUnavailableError(error);
		}
	}

	return libc;
}
