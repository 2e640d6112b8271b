import {createRequire} from 'node:module';
import type * as Koffi from 'koffi';
import {bpfCalls, type BpfCalls} from './bpf-calls.ts';
import type {CFunctions} from './c-functions.ts';
import {processCalls, type ProcessCalls} from './process-calls.ts';
import {socketCalls, type SocketCalls} from './socket-calls.ts';
import {waitCalls, type WaitCalls} from './wait-calls.ts';

export {ReadySet} from '../ready-set.ts';
export * from '../socket-constants.ts';
export {SystemError} from '../system-error.ts';

/** linux/sched.h */
export const CLONE_NEWNET = 0x40_00_00_00;

/** koffi has no binary for this machine, or is not installed: no system call can be made. */
export class LibcUnavailableError extends Error {
	override readonly name = 'LibcUnavailableError';

	constructor(cause: unknown) {
		super(`koffi could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {cause});
	}
}

/** The system calls that Node.js does not have. Each throws SystemError when the call fails. */
export type Libc = SocketCalls & WaitCalls & ProcessCalls & BpfCalls;

function bindFunctions(koffi: typeof Koffi): CFunctions {
	// The C library that Node.js itself is linked to, be it glibc or musl. koffi knows no ssize_t; on Linux it is a long.
	const library = koffi.load(null);

	return {
		errno: () => koffi.errno(),
		address: buffer => koffi.address(buffer),
		longBytes: koffi.sizeof('long'),
		socket: library.func('int socket(int, int, int)'),
		bind: library.func('int bind(int, const void *, uint)'),
		connect: library.func('int connect(int, const void *, uint)'),
		getsockname: library.func('int getsockname(int, void *, void *)'),
		send: library.func('long send(int, const void *, size_t, int)'),
		recv: library.func('long recv(int, void *, size_t, int)'),
		recvmsg: library.func('long recvmsg(int, void *, int)'),
		setsockopt: library.func('int setsockopt(int, int, int, const void *, uint)'),
		getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
		close: library.func('int close(int)'),
		fcntl: library.func('int fcntl(int, int, ...)'),
		epoll_create1: library.func('int epoll_create1(int)'),
		epoll_ctl: library.func('int epoll_ctl(int, int, int, void *)'),
		epoll_wait: library.func('int epoll_wait(int, void *, int, int)'),
		ppoll: library.func('int ppoll(void *, ulong, const void *, const void *)'),
		clock_gettime: library.func('int clock_gettime(int, void *)'),
		prctl: library.func('int prctl(int, ulong, ulong, ulong, ulong)'),
		setpriority: library.func('int setpriority(int, uint, int)'),
		sched_setscheduler: library.func('int sched_setscheduler(int, int, const void *)'),
		setns: library.func('int setns(int, int)'),
		_exit: library.func('int _exit(int)'),
		// Only glibc 2.36 and later have functions for the calls on pidfds.
		syscall: library.func('syscall', 'long', ['long', 'long', 'long', 'void *', 'long']),
		// The C library has no function for bpf(2).
		bpf: library.func('syscall', 'long', ['long', 'long', 'void *', 'long']),
	};
}

let libc: Libc | undefined;

/**
Returns the system calls, through koffi, which is loaded at the first use: it is a native module that stays outside of the
bundle, and where it cannot be had portop still works from /proc.
@throws LibcUnavailableError
*/
export function loadLibc(): Libc {
	if (libc === undefined) {
		try {
			// A border: what require() gives has no type.
			const functions = bindFunctions(createRequire(import.meta.url)('koffi') as typeof Koffi);
			libc = {
				...socketCalls(functions), ...waitCalls(functions), ...processCalls(functions), ...bpfCalls(functions),
			};
		} catch (error) {
			throw new LibcUnavailableError(error);
		}
	}

	return libc;
}
