import {unknown} from '../../collectors/socket-table.ts';
import {isTcp} from '../../model/socket.ts';
import {fadeMilliseconds} from '../sockets/join.ts';
import {cookieOf} from '../sockets/socket-identity.ts';
import type {PortSlot, PortSlots} from '../traffic/port-slots.ts';
import type {HalfOpenPlaces} from './self-probe-half-open.ts';

/** The state of one listener. */
type Listener = {
	/** The kernel's counts at the last sample, by the sockets' cookies. */
	readonly counted: ReadonlyMap<number, number>;
	/** Our half-open connections to these sockets. */
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
	/** Since the sample before, by the port's identity. */
	#added: ReadonlyMap<string, number> = new Map();
	#places: HalfOpenPlaces = new Map();

	/** Returns the drops of an open port of the last sample that others met; null where the kernel does not count them. */
	othersDrops({identity, drops}: Pick<PortSlot, 'identity' | 'drops'>): number | null {
		return this.#listeners.get(identity)?.others ?? drops;
	}

	/** Returns how many connections to a port our own probes have begun and reset between the last two samples. */
	halfOpenAdded(identity: string): number {
		return this.#added.get(identity) ?? 0;
	}

	/**
	Takes a new sample in.
	@param places Where our half-open connections went; undefined while nothing is probed.
	@param sampledAt Monotonic milliseconds.
	*/
	update(openPorts: PortSlots, places: HalfOpenPlaces | undefined, sampledAt: number): void {
		if (places === undefined) {
			this.#added = new Map();
			return;
		}

		const bySlot = this.#addedTo(openPorts, places);
		const added = new Map<string, number>();
		for (const [index, slot] of openPorts.slots.entries()) {
			const {identity, protocol, drops} = slot;
			if (!isTcp(protocol)) {
				continue;
			}

			added.set(identity, (added.get(identity) ?? 0) + (bySlot.get(index) ?? 0));
			if (drops === null) {
				this.#listeners.delete(identity);
				continue;
			}

			const counted = countsOf(openPorts, slot);
			const before = remaining(this.#listeners.get(identity), counted);
			const halfOpen = before.halfOpen + (bySlot.get(index) ?? 0);
			this.#listeners.set(identity, {
				counted, halfOpen, others: Math.max(before.others, drops - halfOpen), sampledAt,
			});
		}

		// One that a sample missed, as the kernel's table changed while it was read, comes back with its count.
		for (const [identity, listener] of this.#listeners) {
			if (sampledAt - listener.sampledAt >= fadeMilliseconds) {
				this.#listeners.delete(identity);
			}
		}

		this.#added = added;
		this.#places = places;
	}

	/** Returns our half-open connections since the last sample, by the slot of the listener that had them. */
	#addedTo(openPorts: PortSlots, places: HalfOpenPlaces): ReadonlyMap<number, number> {
		const added = new Map<number, number>();
		for (const [name, {host, port, count}] of places) {
			const since = count - (this.#places.get(name)?.count ?? 0);
			const slot = since === 0 ? unknown : openPorts.findLocal(host, port);
			if (slot !== unknown) {
				added.set(slot, since + (added.get(slot) ?? 0));
			}
		}

		return added;
	}
}

function countsOf({table: {columns}}: PortSlots, {listeners}: PortSlot): ReadonlyMap<number, number> {
	return new Map(listeners.map(row => [cookieOf(columns, row), Math.max(0, columns.drops[row]!)]));
}

/**
Returns what is left of a listener's state when sockets of it are gone. Which of its sockets our probes met is not known: they are
taken to have met those that are there.
*/
function remaining(before: Listener | undefined, counted: ReadonlyMap<number, number>): Pick<Listener, 'halfOpen' | 'others'> {
	const kept = before?.counted.entries().filter(([cookie]) => counted.has(cookie)).toArray() ?? [];
	if (before === undefined || kept.length === 0) {
		return {halfOpen: 0, others: 0};
	}

	return kept.length === before.counted.size
		? before
		: {halfOpen: Math.min(before.halfOpen, kept.reduce((sum, [, drops]) => sum + drops, 0)), others: 0};
}
