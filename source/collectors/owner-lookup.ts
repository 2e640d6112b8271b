import type {OwnerStatus} from '../model/socket.ts';

/** A task and a descriptor in one number: tasks end at 2^22 (PID_MAX_LIMIT), descriptors at 2^31. */
export const descriptorSpan = 2 ** 31;

/** Inode → its only holder, or all of them: a process, or a thread that has a table of descriptors of its own. None of a socket that the kernel keeps for itself. */
export type HolderMap = Map<number, number | readonly number[]>;

/** Everything that a lookup knows. */
export type OwnerFacts = {
	readonly holders: Readonly<HolderMap>;
	readonly sought: ReadonlySet<number>;
	readonly mayBeHidden: boolean;
	readonly processes: ReadonlyMap<number, number>;
};

/** Looks up the processes that hold a socket, now or at one moment. */
export class OwnerLookup {
	readonly #holders: Readonly<HolderMap>;
	readonly #sought: ReadonlySet<number>;
	readonly #mayBeHidden: () => boolean;
	readonly #processes: ReadonlyMap<number, number>;

	/**
	Looks into what others keep up to date.
	@param sought The sockets for which not everything has been scanned yet.
	@param mayBeHidden Whether there may be holders that cannot be seen.
	@param processes Thread → its process, of the threads among the holders.
	*/
	constructor(holders: Readonly<HolderMap>, sought: ReadonlySet<number>, mayBeHidden: () => boolean, processes: ReadonlyMap<number, number> = new Map()) {
		this.#holders = holders;
		this.#sought = sought;
		this.#mayBeHidden = mayBeHidden;
		this.#processes = processes;
	}

	/** Everything that is known now, not copied. */
	get facts(): OwnerFacts {
		return {
			holders: this.#holders, sought: this.#sought, mayBeHidden: this.#mayBeHidden(), processes: this.#processes,
		};
	}

	/** Returns a copy that does not change. */
	copy(): OwnerLookup {
		const mayBeHidden = this.#mayBeHidden();
		return new OwnerLookup(new Map(this.#holders), new Set(this.#sought), () => mayBeHidden, new Map(this.#processes));
	}

	/** Returns whether the socket's owners have not been looked for everywhere yet. */
	isSought(inode: number): boolean {
		return this.#sought.has(inode);
	}

	/** Returns whether the socket was not found although it may have holders. */
	isHidden(inode: number): boolean {
		return inode !== 0 && !this.#holders.has(inode) && !this.#sought.has(inode) && this.#mayBeHidden();
	}

	/** Returns the holders as (pid, descriptor), by pid and descriptor, and why there may be none. */
	holders(inode: number): {readonly status: OwnerStatus; readonly holders: ReadonlyArray<readonly [pid: number, fileDescriptor: number]>} {
		const held = this.#holders.get(inode);
		if (held !== undefined) {
			const list = typeof held === 'number' ? [held] : held.toSorted((a, b) => a - b);
			return {status: list.length === 0 ? 'none' : 'known', holders: list.map(value => [this.#pidOf(value), value % descriptorSpan] as const)};
		}

		return inode === 0 ? {status: 'none', holders: []} : {status: this.#sought.has(inode) ? 'pending' : (this.isHidden(inode) ? 'denied' : 'none'), holders: []};
	}

	/** Returns the pid of the first holder, without allocating: for sorting and filtering. */
	firstPid(inode: number): number | undefined {
		const held = this.#holders.get(inode);
		if (held === undefined || typeof held === 'number') {
			return held === undefined ? undefined : this.#pidOf(held);
		}

		return held.length === 0 ? undefined : this.#pidOf(Math.min(...held));
	}

	/** Returns whether a socket has several holders. */
	isShared(inode: number): boolean {
		const held = this.#holders.get(inode);
		return typeof held === 'object' && held.length > 0;
	}

	/** Returns the pids of every holder, each once. */
	pids(inode: number): readonly number[] {
		const held = this.#holders.get(inode);
		if (held === undefined) {
			return [];
		}

		return typeof held === 'number' ? [this.#pidOf(held)] : [...new Set(held.map(value => this.#pidOf(value)))];
	}

	/** Returns the pids of every holder of any socket, each once. */
	allPids(): ReadonlySet<number> {
		return new Set(this.#holders.values().flatMap(held => (typeof held === 'number' ? [held] : held).map(value => this.#pidOf(value))));
	}

	#pidOf(holder: number): number {
		const task = Math.floor(holder / descriptorSpan);
		return this.#processes.size === 0 ? task : this.#processes.get(task) ?? task;
	}
}
