import type {AddressWords} from '../../model/address.ts';
import type {PortEntry} from '../views/port-rows.ts';
import type {HalfOpenPlace, HalfOpenPlaces} from './self-probe-half-open.ts';

/** What is known of one listener. */
type Listener = {
	/** The kernel's count at the last sample. */
	readonly counted: number;
	/** Our half-open connections to it. */
	readonly own: number;
	readonly shown: number;
};

/**
Takes the half-open connections of our own probes out of what the kernel counts as a listener's drops. They are read after
the kernel's count, and counted before it: the difference may be too low for a moment, never too high, and what was shown
once stays.
*/
export class SelfProbeDrops {
	/** By the row's identity. */
	#listeners: ReadonlyMap<string, Listener> = new Map();
	#places: HalfOpenPlaces = new Map();

	/** How many connections to a row our own probes have begun and reset, as of the last sample. */
	own(identity: string): number {
		return this.#listeners.get(identity)?.own ?? 0;
	}

	/** The rows with the drops that others met; `places` says where our half-open connections went, undefined while nothing is probed. */
	subtract(entries: readonly PortEntry[], places: HalfOpenPlaces | undefined): readonly PortEntry[] {
		if (places === undefined) {
			return entries;
		}

		const added = this.#addedTo(entries, places);
		const listeners = new Map<string, Listener>();
		const rows = entries.map(entry => {
			const {identity, protocol, drops} = entry.port;
			if (drops === null || !protocol.startsWith('tcp')) {
				return entry;
			}

			const known = this.#listeners.get(identity);
			// A count that is lower than before is another socket's.
			const before = known !== undefined && drops >= known.counted ? known : {own: 0, shown: 0};
			const own = before.own + (added.get(entry) ?? 0);
			const shown = Math.max(before.shown, drops - own);
			listeners.set(identity, {counted: drops, own, shown});
			return {...entry, port: {...entry.port, drops: shown}};
		});
		this.#listeners = listeners;
		this.#places = places;
		return rows;
	}

	/** Our half-open connections since the last sample, by the listener that had them. */
	#addedTo(entries: readonly PortEntry[], places: HalfOpenPlaces): ReadonlyMap<PortEntry, number> {
		const added = new Map<PortEntry, number>();
		for (const [name, place] of places) {
			const count = place.count - (this.#places.get(name)?.count ?? 0);
			const listener = count === 0 ? undefined : listenerAt(entries, place);
			if (listener !== undefined) {
				added.set(listener, count + (added.get(listener) ?? 0));
			}
		}

		return added;
	}
}

/** The listener that the kernel chooses for a connection from this machine; undefined if nobody listens there. */
function listenerAt(entries: readonly PortEntry[], {address, port}: HalfOpenPlace): PortEntry | undefined {
	let best: PortEntry | undefined;
	let bestFit = 0;
	for (const entry of entries) {
		const score = entry.port.port === port && entry.states[0] === 'LISTEN' && entry.port.freshness !== 'vanished' ? fit(entry, address) : 0;
		if (score > bestFit) {
			best = entry;
			bestFit = score;
		}
	}

	return best;
}

const ipv4MappedPrefix = 0xFF_FF;

/**
How well a listener fits an address of this machine, as the kernel's compute_score() (net/ipv4/inet_hashtables.c) ranks:
its very address, the wildcard of its family, the dual-stack one; 0 is not at all.
*/
function fit({port, address: own}: PortEntry, address: AddressWords): number {
	const [host, interfaceName = 'lo'] = port.address.split('%', 2);
	if (host === '*') {
		return interfaceName === 'lo' ? 1 : 0;
	}

	const isIpv4 = address[0] === 0 && address[1] === 0 && address[2] === ipv4MappedPrefix;
	if (host === (isIpv4 ? '0.0.0.0' : '[::]')) {
		return interfaceName === 'lo' ? 2 : 0;
	}

	return own.every((word, index) => word === address[index]) ? 3 : 0;
}
