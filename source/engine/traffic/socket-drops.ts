import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {cookieOf} from '../sockets/socket-identity.ts';
import type {PortSlot} from './port-slots.ts';

/** A socket that one sample skips, as the kernel's table changed while it was read, is there again at the next. */
const maxMissed = 1;

type CountedSocket = {
	/** The port that it opens. */
	readonly identity: string;
	/** The kernel's count when it was last seen. */
	drops: number;
	/** The number of the sample in which it was last seen. */
	sample: number;
};

/** The drops of a sample's ports since the sample before. */
export type DropsSince = {
	/** By slot; null where the kernel does not count them. */
	readonly bySlot: ReadonlyArray<number | null>;
	/** Ports of which a socket is gone, by identity: what it dropped after it was last seen is not known. */
	readonly incomplete: ReadonlySet<string>;
};

/** Counts drops socket by socket: a listener that replaced another counts from 0, however many that one had. */
export class SocketDrops {
	/** By cookie. */
	readonly #sockets = new Map<number, CountedSocket>();
	#samples = 0;

	/** Counts a new sample. What a socket dropped before the first one is left out; a later socket's drops count from its birth. */
	update(table: SocketTable, slots: readonly PortSlot[]): DropsSince {
		this.#samples++;
		const bySlot = slots.map(({identity, drops, listeners}) => {
			if (drops === null) {
				return null;
			}

			let added = 0;
			for (const row of listeners) {
				added += this.#addedBy(table, row, identity);
			}

			return added;
		});
		return {bySlot, incomplete: this.#forgetGone()};
	}

	#addedBy({columns}: SocketTable, row: number, identity: string): number {
		const drops = columns.drops[row]!;
		if (drops === unknown) {
			return 0;
		}

		const cookie = cookieOf(columns, row);
		const known = this.#sockets.get(cookie);
		if (known === undefined) {
			this.#sockets.set(cookie, {identity, drops, sample: this.#samples});
			return this.#samples === 1 || columns.seenAtStart[row] === 1 ? 0 : drops;
		}

		// The kernel counts in 32 bits.
		const added = drops >= known.drops ? drops - known.drops : drops;
		known.drops = drops;
		known.sample = this.#samples;
		return added;
	}

	#forgetGone(): ReadonlySet<string> {
		const incomplete = new Set<string>();
		for (const [cookie, {sample, identity}] of this.#sockets) {
			if (this.#samples - sample > maxMissed) {
				this.#sockets.delete(cookie);
				incomplete.add(identity);
			}
		}

		return incomplete;
	}
}
