/** A function of the C library, which says that it failed by returning −1. */
type CFunction = (...words: never[]) => unknown;

/**
Keeps the errno of the last call that failed. It is read right after the call, with nothing in between: compiling, collecting
garbage and allocating make system calls of their own, and those that fail set errno too.
*/
export class SavedErrno {
	readonly #read: () => number;
	#value = 0;

	/** Keeps what `read` returns: the errno of this thread as it is now. */
	constructor(read: () => number) {
		this.#read = read;
	}

	/** The errno of the last wrapped call that failed; 0 before one did. */
	get value(): number {
		return this.#value;
	}

	/** Returns the function, with its errno kept. */
	wrap<Wrapped extends CFunction>(function_: Wrapped): Wrapped {
		const read = this.#read;
		const wrapped = (...words: Parameters<Wrapped>) => {
			const returned = function_(...words);
			if (returned === -1) {
				this.#value = read();
			}

			return returned;
		};

		return wrapped as Wrapped;
	}
}
