import {endName, hostOf, type Host} from '../sockets/address-words.ts';

/** A destination of half-open connections of our own probes, with their number. */
export type HalfOpenPlace = {
	readonly host: Host;
	readonly port: number;
	readonly count: number;
};

/** The places by their names. */
export type HalfOpenPlaces = ReadonlyMap<string, HalfOpenPlace>;

/** One target of one prober. */
type Source = {
	readonly port: number;
	readonly read: () => number;
	/** As `hostText` spells it; null until it is known. */
	address: string | null;
	/** The count from before it went to this address. */
	before: number;
};

/** A prober goes on counting for a moment after a target was removed; of older ones the count is final. */
const maxRemoved = 64;

/**
Counts the connections to this machine that our own probes have begun and reset, by the address and port where they went.
What was counted for a target before its name changed its address belongs to the address before: a few probes too many,
if some were sent before that was reported.
*/
export class SelfProbeHalfOpen {
	readonly #sources = new Map<string, Source>();
	/** Names of sources whose target is gone, the oldest first. */
	readonly #removed: string[] = [];
	/** Counts that are final. */
	readonly #past = new Map<string, HalfOpenPlace>();

	/** Counts what goes to a target's port; `name` is another one each time that a target is added to a prober. */
	add(name: string, port: number, read: () => number): void {
		this.#sources.set(name, {
			port, read, address: null, before: read(),
		});
	}

	/** Its probes go to this address from now on. */
	moved(name: string, address: string): void {
		const source = this.#sources.get(name);
		if (source === undefined || source.address === address) {
			return;
		}

		if (source.address !== null) {
			addTo(this.#past, source);
			source.before = source.read();
		}

		source.address = address;
	}

	/** Its target is probed no more; what was counted stays. */
	remove(name: string): void {
		if (this.#sources.has(name)) {
			this.#removed.push(name);
		}

		const oldest = this.#removed.length > maxRemoved ? this.#removed.shift()! : '';
		const source = this.#sources.get(oldest);
		if (source === undefined) {
			return;
		}

		addTo(this.#past, source);
		this.#sources.delete(oldest);
	}

	/** Returns all that were counted so far, by place. */
	places(): HalfOpenPlaces {
		const places = new Map(this.#past);
		for (const source of this.#sources.values()) {
			addTo(places, source);
		}

		return places;
	}
}

/** Nothing is kept of places on other machines, where nothing is counted. */
function addTo(places: Map<string, HalfOpenPlace>, {address, port, read, before}: Source): void {
	const count = read() - before;
	const host = address === null || count === 0 ? null : hostOf(address);
	if (host === null) {
		return;
	}

	const name = endName(host, port);
	places.set(name, {host, port, count: count + (places.get(name)?.count ?? 0)});
}
