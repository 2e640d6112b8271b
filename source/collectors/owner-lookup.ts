import type {OwnerStatus} from '../model/socket.ts';

/** A pid and a descriptor in one number: pids end at 2^22 (PID_MAX_LIMIT), descriptors at 2^31. */
export const descriptorSpan = 2 ** 31;

/** Inode → its only holder, or all of them. */
export type HolderMap = Map<number, number | readonly number[]>;

/** Looks up the processes that hold a socket, now or at one moment. */
export class OwnerLookup {
	readonly #holders: Readonly<HolderMap>;
	readonly #sought: ReadonlySet<number>;
	readonly #isAnyDenied: () => boolean;

	constructor(holders: Readonly<HolderMap>, sought: ReadonlySet<number>, isAnyDenied: () => boolean) {
		this.#holders = holders;
		this.#sought = sought;
		this.#isAnyDenied = isAnyDenied;
	}

	/** Returns a copy that does not change. */
	copy(): OwnerLookup {
		const isAnyDenied = this.#isAnyDenied();
		return new OwnerLookup(new Map(this.#holders), new Set(this.#sought), () => isAnyDenied);
	}

	/** Returns whether the socket's owners have not been looked for everywhere yet. */
	isSought(inode: number): boolean {
		return this.#sought.has(inode);
	}

	/** Returns the holders as (pid, descriptor), by pid and descriptor, and why there may be none. */
	holders(inode: number): {readonly status: OwnerStatus; readonly holders: ReadonlyArray<readonly [pid: number, fileDescriptor: number]>} {
		const held = this.#holders.get(inode);
		if (held !== undefined) {
			const list = typeof held === 'number' ? [held] : held.toSorted((a, b) => a - b);
			return {status: 'known', holders: list.map(value => [Math.floor(value / descriptorSpan), value % descriptorSpan] as const)};
		}

		if (inode === 0) {
			return {status: 'none', holders: []};
		}

		return this.#sought.has(inode) ? {status: 'pending', holders: []} : {status: this.#isAnyDenied() ? 'denied' : 'none', holders: []};
	}

	/** Returns the pid of the first holder, without allocating: for sorting and filtering. */
	firstPid(inode: number): number | undefined {
		const held = this.#holders.get(inode);
		return held === undefined ? undefined : Math.floor((typeof held === 'number' ? held : Math.min(...held)) / descriptorSpan);
	}

	/** Returns the pids of every holder, each once. */
	pids(inode: number): readonly number[] {
		const held = this.#holders.get(inode);
		if (held === undefined) {
			return [];
		}

		return typeof held === 'number'
			? [Math.floor(held / descriptorSpan)]
			: [...new Set(held.map(value => Math.floor(value / descriptorSpan)))];
	}
}
