import type {PortEntry} from './port-rows.ts';

/** What is known of one listener. */
type Listener = {
	/** The kernel's count at the last sample. */
	readonly counted: number;
	/** Of our half-open connections those that were there before this listener. */
	readonly before: number;
	readonly shown: number;
};

/**
Takes the half-open connections of our own probes out of what the kernel counts as a listener's drops. They are read after
the kernel's count, and counted before it: the difference may be too low for a moment, never too high, and what was shown
once stays.
*/
export class OwnDrops {
	#listeners: ReadonlyMap<string, Listener> = new Map();
	/** Our half-open connections to each port at the last sample. */
	#halfOpen: ReadonlyMap<number, number> = new Map();

	/** The rows with the drops that others met; `halfOpen` counts ours by port, undefined while nothing is probed. */
	subtract(entries: readonly PortEntry[], halfOpen: ((port: number) => number) | undefined): readonly PortEntry[] {
		if (halfOpen === undefined) {
			return entries;
		}

		const listeners = new Map<string, Listener>();
		const counts = new Map<number, number>();
		const rows = entries.map(entry => {
			const {identity, port, protocol, drops} = entry.port;
			if (!protocol.startsWith('tcp')) {
				return entry;
			}

			const own = halfOpen(port);
			counts.set(port, own);
			if (drops === null) {
				return entry;
			}

			const known = this.#listeners.get(identity);
			// A count that is lower than before is another socket's.
			const isSame = known !== undefined && drops >= known.counted;
			const before = isSame ? known.before : this.#halfOpen.get(port) ?? 0;
			const shown = Math.max(isSame ? known.shown : 0, drops - (own - before));
			listeners.set(identity, {counted: drops, before, shown});
			return {...entry, port: {...entry.port, drops: shown}};
		});
		this.#listeners = listeners;
		this.#halfOpen = counts;
		return rows;
	}
}
