import {
	EPOLLIN,
	ReadySet,
	SystemError,
	type Libc,
} from '../../linux/calls/libc.ts';

/**
A packet that the kernel has stamped with its time of arrival need not be read at once: it does not wake the loop within
this many milliseconds before the loop wakes anyway. Waking costs more than reading.
*/
const patience = 4;

/** The urgency of a descriptor: read at once, or when the loop wakes anyway. */
export type Urgency = 'prompt' | 'patient';

/** Waits for many descriptors at once, to the microsecond, and calls the handler of each that is ready: epoll(7). */
export class Poller {
	readonly #libc: Libc;
	readonly #prompt: number;
	/** The patient ones, and the whole set of prompt ones. */
	readonly #all: number;
	readonly #ready = new ReadySet();
	readonly #handlers = new Map<number, (events: number) => void>();

	/**
	Makes an empty set.
	@throws SystemError
	*/
	constructor(libc: Libc) {
		this.#libc = libc;
		this.#prompt = libc.epollCreate();
		try {
			this.#all = libc.epollCreate();
		} catch (error) {
			libc.close(this.#prompt);
			throw error;
		}

		libc.epollControl(this.#all, 'add', this.#prompt, EPOLLIN);
	}

	/** Makes room for that many descriptors at once, or for as many as the process may have: later it would cost time. */
	makeRoom(descriptors: number): void {
		try {
			this.#libc.growDescriptorTable(this.#all, descriptors - 1);
		} catch (error) {
			// Fewer are allowed (RLIMIT_NOFILE).
			if (!(error instanceof SystemError)) {
				throw error;
			}
		}
	}

	/**
	Calls the handler whenever the descriptor has one of the events, or an error.
	@throws SystemError
	*/
	add(fd: number, events: number, urgency: Urgency, handler: (events: number) => void): void {
		this.#libc.epollControl(urgency === 'prompt' ? this.#prompt : this.#all, 'add', fd, events);
		this.#handlers.set(fd, handler);
	}

	/** Forgets a descriptor, and closes it. */
	close(fd: number): void {
		this.#handlers.delete(fd);
		// The kernel takes a closed descriptor out of the set by itself.
		this.#libc.close(fd);
	}

	/** Waits at most so long for something to happen, and no longer than until it does; for the patient ones, if it is long. */
	wait(milliseconds: number): void {
		this.#libc.waitReadable(milliseconds < patience ? this.#prompt : this.#all, milliseconds * 1000);
	}

	/** Calls the handlers of all that is ready. */
	dispatch(): void {
		this.#dispatch(this.#prompt);
		this.#dispatch(this.#all);
	}

	dispose(): void {
		for (const fd of this.#handlers.keys()) {
			this.close(fd);
		}

		this.#libc.close(this.#prompt);
		this.#libc.close(this.#all);
	}

	#dispatch(epoll: number): void {
		let count: number;
		do {
			count = this.#libc.epollReady(epoll, this.#ready);
			for (let index = 0; index < count; index++) {
				// One handler may close what another was ready for.
				this.#handlers.get(this.#ready.fd(index))?.(this.#ready.events(index));
			}
		} while (count === this.#ready.capacity);
	}
}
