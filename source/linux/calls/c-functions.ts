/**
The functions of the C library as they are: what each returns says whether it failed, and `errno` how.
Buffers are passed by their address; a call reads and writes them only until it returns.
*/
export type CFunctions = {
	/** Returns the errno of this thread's last call that failed, as it was right after it. */
	readonly errno: () => number;
	/** Returns the address of a buffer. It must lie outside of V8's moving heap: `new Uint8Array(new ArrayBuffer(length))`. */
	readonly address: (buffer: Uint8Array) => bigint;
	/** sizeof(long), which is that of size_t and of a pointer too. */
	readonly longBytes: number;
	readonly socket: (domain: number, type: number, protocol: number) => number;
	readonly bind: (fd: number, address: Uint8Array, length: number) => number;
	readonly connect: (fd: number, address: Uint8Array, length: number) => number;
	readonly getsockname: (fd: number, address: Uint8Array, length: Uint8Array) => number;
	readonly send: (fd: number, bytes: Uint8Array, length: number, flags: number) => number;
	readonly recv: (fd: number, into: Uint8Array, length: number, flags: number) => number;
	readonly recvmsg: (fd: number, header: Uint8Array, flags: number) => number;
	readonly setsockopt: (fd: number, ...option: readonly [level: number, name: number, value: Uint8Array, length: number]) => number;
	readonly getsockopt: (fd: number, ...option: readonly [level: number, name: number, into: Uint8Array, length: Uint8Array]) => number;
	readonly close: (fd: number) => number;
	/** Variadic: the type of the last argument is one itself. */
	readonly fcntl: (fd: number, command: number, type: 'int', value: number) => number;
	/** Variadic as well. */
	readonly ioctl: (fd: number, request: number, type: 'void *', argument: Uint8Array) => number;
	readonly epoll_create1: (flags: number) => number;
	readonly epoll_ctl: (epfd: number, operation: number, fd: number, event: Uint8Array) => number;
	readonly epoll_wait: (epfd: number, events: Uint8Array, most: number, timeoutMilliseconds: number) => number;
	readonly ppoll: (fds: Uint8Array, count: number, timeout: Uint8Array, signals: null) => number;
	readonly clock_gettime: (clock: number, into: Uint8Array) => number;
	readonly prctl: (option: number, ...words: readonly [number, number, number, number]) => number;
	readonly setpriority: (which: number, who: number, priority: number) => number;
	readonly sched_setscheduler: (pid: number, policy: number, parameters: Uint8Array) => number;
	readonly setns: (fd: number, type: number) => number;
	/** Does not return; of what type it does not matter. */
	readonly _exit: (status: number) => number;
	readonly syscall: (number: number, ...words: readonly [number, number, null, number]) => number;
	readonly kcmp: (number: number, ...words: readonly [task: number, other: number, type: number, index: number, otherIndex: number]) => number;
	readonly bpf: (number: number, command: number, attributes: Uint8Array, bytes: number) => number;
};
