import {ReadySet, SystemError, type Libc} from '../linux/libc.ts';

/** Waits for many descriptors at once, to the microsecond, and calls whoever is concerned: epoll(7). */
export class Poller {
	readonly #libc: Libc;
	readonly #epoll: number;
	readonly #ready = new ReadySet();
	readonly #handlers = new Map<number, (events: number) => void>();

	/**
	Makes an empty set.
	@throws SystemError
	*/
	constructor(libc: Libc) {
		this.#libc = libc;
		this.#epoll = libc.epollCreate();
	}

	/** Makes room for so many descriptors in one go, as far as the process may have them: later it would cost time. */
	makeRoom(descriptors: number): void {
		try {
			this.#libc.growDescriptorTable(this.#epoll, descriptors - 1);
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
	add(fd: number, events: number, handler: (events: number) => void): void {
		this.#libc.epollControl(this.#epoll, 'add', fd, events);
		this.#handlers.set(fd, handler);
	}

	/** Forgets a descriptor, and closes it. */
	close(fd: number): void {
		this.#handlers.delete(fd);
		// The kernel takes a closed descriptor out of the set by itself.
		this.#libc.close(fd);
	}

	/** Waits at most so long for something to happen, and no longer than until it does. */
	wait(milliseconds: number): void {
		this.#libc.waitReadable(this.#epoll, milliseconds * 1000);
	}

	/** Calls the handlers of all that is ready. */
	dispatch(): void {
		let count: number;
		do {
			count = this.#libc.epollReady(this.#epoll, this.#ready);
			for (let index = 0; index < count; index++) {
				// One handler may close what another was ready for.
				this.#handlers.get(this.#ready.fd(index))?.(this.#ready.events(index));
			}
		} while (count === this.#ready.capacity);
	}

	dispose(): void {
		for (const fd of this.#handlers.keys()) {
			this.close(fd);
		}

		this.#libc.close(this.#epoll);
	}
}
