import {unknown} from '../../collectors/socket-table.ts';
import {isTcp} from '../../model/socket.ts';
import {fadeMilliseconds} from '../sockets/join.ts';
import type {PortSlot, PortSlots} from '../traffic/port-slots.ts';
import type {HalfOpenPlaces} from './self-probe-half-open.ts';

/** The state of one listener. */
type Listener = {
	/** The kernel's count at the last sample. */
	readonly counted: number;
	/** Our half-open connections to it. */
	readonly halfOpen: number;
	/** The drops that others met. */
	readonly others: number;
	/** Monotonic milliseconds of the last sample in which it was there. */
	readonly sampledAt: number;
};

/**
Takes the half-open connections of our own probes out of what the kernel counts as a listener's drops. They are read after
the kernel's count, and counted before it: the difference may be too low for a moment, never too high, and never falls.
*/
export class SelfProbeDrops {
	/** By the port's identity. */
	readonly #listeners = new Map<string, Listener>();
	#places: HalfOpenPlaces = new Map();

	/** Returns the drops of an open port of the last sample that others met; null where the kernel does not count them. */
	othersDrops({identity, drops}: Pick<PortSlot, 'identity' | 'drops'>): number | null {
		return this.#listeners.get(identity)?.others ?? drops;
	}

	/** Returns how many connections to a port our own probes have begun and reset, as of the last sample. */
	halfOpen(identity: string): number {
		return this.#listeners.get(identity)?.halfOpen ?? 0;
	}

	/**
	Takes a new sample in.
	@param places Where our half-open connections went; undefined while nothing is probed.
	@param sampledAt Monotonic milliseconds.
	*/
	update(openPorts: PortSlots, places: HalfOpenPlaces | undefined, sampledAt: number): void {
		if (places === undefined) {
			return;
		}

		const added = this.#addedTo(openPorts, places);
		for (const [index, {identity, protocol, drops}] of openPorts.slots.entries()) {
			if (!isTcp(protocol)) {
				continue;
			}

			if (drops === null) {
				this.#listeners.delete(identity);
				continue;
			}

			const known = this.#listeners.get(identity);
			// A count that is lower than before is another socket's.
			const before = known !== undefined && drops >= known.counted ? known : {halfOpen: 0, others: 0};
			const halfOpen = before.halfOpen + (added.get(index) ?? 0);
			this.#listeners.set(identity, {
				counted: drops, halfOpen, others: Math.max(before.others, drops - halfOpen), sampledAt,
			});
		}

		// One that a sample missed, as the kernel's table changed while it was read, comes back with its count.
		for (const [identity, listener] of this.#listeners) {
			if (sampledAt - listener.sampledAt >= fadeMilliseconds) {
				this.#listeners.delete(identity);
			}
		}

		this.#places = places;
	}

	/** Returns our half-open connections since the last sample, by the slot of the listener that had them. */
	#addedTo(openPorts: PortSlots, places: HalfOpenPlaces): ReadonlyMap<number, number> {
		const added = new Map<number, number>();
		for (const [name, {address, port, count}] of places) {
			const since = count - (this.#places.get(name)?.count ?? 0);
			const slot = since === 0 ? unknown : openPorts.findLocal(address, port);
			if (slot !== unknown) {
				added.set(slot, since + (added.get(slot) ?? 0));
			}
		}

		return added;
	}
}
