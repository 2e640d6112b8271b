import {
	AF_INET,
	AF_INET6,
	AF_UNIX,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	SystemError,
	type Libc,
} from './calls/libc.ts';

/** Any socket will do: what is asked is about interfaces. A sandbox allows one of these families at least. */
const families = [AF_UNIX, AF_INET, AF_INET6];

/** The names and indices of the interfaces of one network namespace: an index means nothing in another one. */
export class InterfaceNames {
	readonly #libc: Libc;
	readonly #fd: number;
	#isOpen = true;

	/**
	Opens a socket in the network namespace of the calling thread, where it stays.
	@throws SystemError
	*/
	constructor(libc: Libc) {
		this.#libc = libc;
		this.#fd = openAny(libc);
	}

	/**
	Returns the name of an interface; null where there is none with this index.
	@throws SystemError
	*/
	name(index: number): string | null {
		return this.#libc.interfaceName(this.#fd, index);
	}

	/**
	Returns the index of an interface; null where there is none with this name.
	@throws SystemError
	*/
	index(name: string): number | null {
		return this.#libc.interfaceIndex(this.#fd, name);
	}

	close(): void {
		// A second close() could close a descriptor that has been given out again.
		if (!this.#isOpen) {
			return;
		}

		this.#isOpen = false;
		this.#libc.close(this.#fd);
	}
}

function openAny(libc: Libc): number {
	let refusal: unknown;
	for (const family of families) {
		try {
			return libc.socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		} catch (error) {
			if (!(error instanceof SystemError)) {
				throw error;
			}

			refusal = error;
		}
	}

	throw refusal;
}
