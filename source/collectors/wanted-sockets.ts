import type {HolderMap} from './owner-lookup.ts';

/** More changes are not listed one by one: every socket may have changed then. */
const maxChanges = 65_536;

/** The living sockets whose owners are wanted, and the holders that are known: each is a task and a descriptor in one number. */
export class WantedSockets {
	readonly holders: HolderMap = new Map();
	/** The sockets for which not everything has been scanned yet. */
	readonly sought = new Set<number>();
	/** Those of which no holder is known. */
	readonly #unowned = new Set<number>();
	readonly #now: () => number;
	#lastAppearedAt = -Infinity;
	/** The sockets whose holders have changed since they were last taken; null: any may have. */
	#changed: Set<number> | null = null;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** The time at which a socket last appeared, or lost its last holder. */
	get lastAppearedAt(): number {
		return this.#lastAppearedAt;
	}

	/** The number of sockets that were looked for everywhere, and not found. */
	get unfoundCount(): number {
		return this.#unowned.size - this.sought.size;
	}

	/** Returns the sockets whose holders have changed since the last call; null where that is not known, as at the first. */
	takeChanged(): ReadonlySet<number> | null {
		const changed = this.#changed;
		this.#changed = new Set();
		return changed;
	}

	has(inode: number): boolean {
		return this.holders.has(inode) || this.#unowned.has(inode);
	}

	/** A socket is there that was not. 0, the inode of a socket without a file, is ignored. */
	appeared(inode: number): void {
		if (inode === 0 || this.holders.has(inode)) {
			return;
		}

		this.#unowned.add(inode);
		this.sought.add(inode);
		this.#lastAppearedAt = this.#now();
	}

	/** The socket is gone. Returns its holders. */
	forget(inode: number): readonly number[] {
		this.#unowned.delete(inode);
		this.sought.delete(inode);
		const held = this.holders.get(inode) ?? [];
		this.holders.delete(inode);
		this.#noteChange(inode);
		return typeof held === 'number' ? [held] : held;
	}

	/** The socket is the kernel's own: it has no holder, and none is looked for. */
	keepForKernel(inode: number): void {
		if (!this.#unowned.delete(inode)) {
			return;
		}

		this.sought.delete(inode);
		this.holders.set(inode, []);
		this.#noteChange(inode);
	}

	/** Adds a holder; returns whether it is the first. */
	hold(inode: number, holder: number): boolean {
		const held = this.holders.get(inode);
		if (held === undefined) {
			this.holders.set(inode, holder);
		} else if (typeof held === 'number') {
			this.holders.set(inode, [held, holder]);
		} else {
			this.holders.set(inode, [...held, holder]);
		}

		this.sought.delete(inode);
		this.#noteChange(inode);
		return this.#unowned.delete(inode);
	}

	/** Removes a holder. Closed by its last known one, the socket is held by another process if it is still there. */
	release(inode: number, holder: number): void {
		const held = this.holders.get(inode);
		if (held === undefined) {
			return;
		}

		this.#noteChange(inode);
		const rest = typeof held === 'number' ? (held === holder ? [] : [held]) : held.filter(value => value !== holder);
		if (rest.length === 0) {
			this.holders.delete(inode);
			this.appeared(inode);
		} else {
			this.holders.set(inode, rest.length === 1 ? rest[0]! : rest);
		}
	}

	#noteChange(inode: number): void {
		this.#changed?.add(inode);
		if ((this.#changed?.size ?? 0) > maxChanges) {
			this.#changed = null;
		}
	}
}
