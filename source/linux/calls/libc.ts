import {createRequire} from 'node:module';
import type * as Koffi from 'koffi';
import {bpfCalls, type BpfCalls} from './bpf-calls.ts';
import type {CFunctions} from './c-functions.ts';
import {interfaceCalls, type InterfaceCalls} from './interface-calls.ts';
import {processCalls, type ProcessCalls} from './process-calls.ts';
import {SavedErrno} from './saved-errno.ts';
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
		const message = cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause);
		const why = message.includes('failed to map segment') ? ' (its file system is mounted noexec?)' : '';
		super(`koffi could not be loaded: ${message}${why}`, {cause});
	}
}

/** The system calls that Node.js does not have. Each throws SystemError when the call fails. */
export type Libc = SocketCalls & InterfaceCalls & WaitCalls & ProcessCalls & BpfCalls;

function bindFunctions(koffi: typeof Koffi): CFunctions {
	// The C library that Node.js itself is linked to, be it glibc or musl. koffi knows no ssize_t; on Linux it is a long.
	const library = koffi.load(null);
	// koffi's own function: one of ours around it would be compiled at the first failure, between the call and the reading.
	const saved = new SavedErrno(koffi.errno);
	const bind = (definition: string) => saved.wrap(library.func(definition));

	return {
		errno: () => saved.value,
		address: buffer => koffi.address(buffer),
		longBytes: koffi.sizeof('long'),
		socket: bind('int socket(int, int, int)'),
		bind: bind('int bind(int, const void *, uint)'),
		connect: bind('int connect(int, const void *, uint)'),
		getsockname: bind('int getsockname(int, void *, void *)'),
		send: bind('long send(int, const void *, size_t, int)'),
		recv: bind('long recv(int, void *, size_t, int)'),
		recvmsg: bind('long recvmsg(int, void *, int)'),
		setsockopt: bind('int setsockopt(int, int, int, const void *, uint)'),
		getsockopt: bind('int getsockopt(int, int, int, void *, void *)'),
		close: bind('int close(int)'),
		fcntl: bind('int fcntl(int, int, ...)'),
		ioctl: bind('int ioctl(int, ulong, ...)'),
		epoll_create1: bind('int epoll_create1(int)'),
		epoll_ctl: bind('int epoll_ctl(int, int, int, void *)'),
		epoll_wait: bind('int epoll_wait(int, void *, int, int)'),
		ppoll: bind('int ppoll(void *, ulong, const void *, const void *)'),
		clock_gettime: bind('int clock_gettime(int, void *)'),
		prctl: bind('int prctl(int, ulong, ulong, ulong, ulong)'),
		setpriority: bind('int setpriority(int, uint, int)'),
		sched_setscheduler: bind('int sched_setscheduler(int, int, const void *)'),
		setns: bind('int setns(int, int)'),
		_exit: bind('int _exit(int)'),
		// Only glibc 2.36 and later have functions for the calls on pidfds.
		syscall: saved.wrap(library.func('syscall', 'long', ['long', 'long', 'long', 'void *', 'long'])),
		// The C library has no function for kcmp(2) and bpf(2).
		kcmp: saved.wrap(library.func('syscall', 'long', ['long', 'long', 'long', 'long', 'long', 'long'])),
		bpf: saved.wrap(library.func('syscall', 'long', ['long', 'long', 'void *', 'long'])),
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
				...socketCalls(functions), ...interfaceCalls(functions), ...waitCalls(functions), ...processCalls(functions), ...bpfCalls(functions),
			};
		} catch (error) {
			throw new LibcUnavailableError(error);
		}
	}

	return libc;
}
