import {constants} from 'node:os';
import {readTimespecMicroseconds} from '../long.ts';
import {ReadySet} from '../ready-set.ts';
import {SystemError} from '../system-error.ts';
import type {CFunctions} from './c-functions.ts';
import {checkWith} from './checked.ts';

/** linux/time.h */
const CLOCK_REALTIME = 0;
/** linux/eventpoll.h: O_CLOEXEC. */
const EPOLL_CLOEXEC = 0o200_0000;
/** linux/eventpoll.h: EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL. */
const epollOperations = {add: 1, modify: 3, delete: 2} as const;
/** asm-generic/poll.h */
const POLLIN = 1;
const POLLERR = 8;
const POLLHUP = 16;

/** System calls that wait for sockets and for time. Only making an epoll instance allocates. Each throws SystemError when it fails. */
export type WaitCalls = {
	/** Returns a descriptor under which others are watched, epoll_create1(2). */
	epollCreate(): number;
	/** Watches a descriptor for EPOLLIN, EPOLLOUT (level-triggered; EPOLLERR and EPOLLHUP always), or no longer: epoll_ctl(2). */
	epollControl(epfd: number, operation: keyof typeof epollOperations, fd: number, events: number): void;
	/** Returns how many of the watched descriptors are ready right now, and which: epoll_wait(2) with a timeout of 0. */
	epollReady(epfd: number, into: ReadySet): number;
	/**
	Blocks the calling thread until the descriptor is readable or has an error, so long has passed, or a signal came: ppoll(2).
	With a descriptor of -1 for the time alone. Less than 0 is 0.
	*/
	waitReadable(fd: number, microseconds: number): void;
	/** Returns whether the other end of a pipe or terminal is gone, so that what is written is never read: ppoll(2) with a timeout of 0. */
	hasLostReader(fd: number): boolean;
	/** Returns the clock of the kernel's receive times: microseconds since 1970 with a fraction, exact to 0.25: clock_gettime(2). */
	realtimeMicroseconds(): number;
};

export function waitCalls(c: CFunctions): WaitCalls {
	const checked = checkWith(c);
	const control = new ReadySet(1);
	// struct pollfd: the descriptor, and two shorts with the events.
	const pollfd = new Uint8Array(new ArrayBuffer(8));
	const pollfdView = new DataView(pollfd.buffer);
	const eventsOffset = 4;
	const returnedOffset = 6;
	// struct timespec: two longs, seconds and nanoseconds.
	const timespec = new Uint8Array(new ArrayBuffer(2 * c.longBytes));
	const timespecView = new DataView(timespec.buffer);

	/** Returns the events that have come. */
	function poll(fd: number, events: number, microseconds: number): number {
		const nanoseconds = Math.max(0, Math.ceil(microseconds * 1000));
		timespecView.setUint32(0, Math.floor(nanoseconds / 1e9), true);
		timespecView.setUint32(c.longBytes, nanoseconds % 1e9, true);
		// The clock's reading left its upper half there.
		if (c.longBytes === 8) {
			timespecView.setUint32(4, 0, true);
			timespecView.setUint32(12, 0, true);
		}

		pollfdView.setInt32(0, fd, true);
		pollfdView.setInt16(eventsOffset, events, true);
		pollfdView.setInt16(returnedOffset, 0, true);
		if (c.ppoll(pollfd, 1, timespec, null) === -1 && c.errno() !== constants.errno.EINTR) {
			throw new SystemError('ppoll', c.errno());
		}

		return pollfdView.getInt16(returnedOffset, true);
	}

	return {
		epollCreate: () => checked('epoll_create1', c.epoll_create1(EPOLL_CLOEXEC)),
		epollControl(epfd, operation, fd, events) {
			control.set(0, fd, events);
			checked('epoll_ctl', c.epoll_ctl(epfd, epollOperations[operation], fd, control.bytes));
		},
		epollReady(epfd, into) {
			const count = c.epoll_wait(epfd, into.bytes, into.capacity, 0);
			return count === -1 && c.errno() === constants.errno.EINTR ? 0 : checked('epoll_wait', count);
		},
		waitReadable(fd, microseconds) {
			poll(fd, POLLIN, microseconds);
		},
		hasLostReader: fd => (poll(fd, 0, 0) & (POLLERR | POLLHUP)) !== 0,
		realtimeMicroseconds() {
			checked('clock_gettime', c.clock_gettime(CLOCK_REALTIME, timespec));
			return readTimespecMicroseconds(timespecView, c.longBytes);
		},
	};
}
