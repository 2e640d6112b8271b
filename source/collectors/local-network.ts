import type {BpfMap} from '../linux/bpf/map.ts';
import type {Link} from '../linux/netlink/route.ts';
import {ipv4MappedPrefix} from '../model/address.ts';
import type {NetworkFacts} from './network-facts.ts';

/** The size of each map: further addresses are not passed to the programs, and `refresh` reports it. */
export const maxLocalAddresses = 8192;
export const maxRepeaters = 8192;

/** A packet that leaves by one of these leaves by what it lies on as well, as it is. */
const repeatingKinds = new Set(['macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

/**
Returns whether what leaves by this interface was, or will be, counted on another one. A port of a bridge, bond, team or Open vSwitch
sends what those have sent; a VRF is none of them: its interfaces send by themselves. A macvlan's packet is counted on the
interface below, if that is in this namespace. What is shaped by way of an ifb goes back to where it came from.
*/
export function isRepeater({kind, masterKind, isLinkedElsewhere}: Pick<Link, 'kind' | 'masterKind' | 'isLinkedElsewhere'>): boolean {
	return (masterKind !== null && masterKind !== 'vrf')
		|| (kind !== null && repeatingKinds.has(kind) && !isLinkedElsewhere)
		|| kind === 'ifb';
}

/** The keys of a map; only changes are passed to the kernel. */
class KeySet {
	readonly #map: BpfMap;
	readonly #most: number;
	readonly #keys = new Map<string, readonly number[]>();

	constructor(map: BpfMap, most: number) {
		this.#map = map;
		this.#most = most;
	}

	/** Makes the keys be these; false when they do not fit. */
	assign(wanted: readonly Words[]): boolean {
		const keys = new Map<string, readonly number[]>();
		for (const key of wanted) {
			if (keys.size < this.#most) {
				keys.set(key.join(' '), key);
			}
		}

		for (const [name, key] of this.#keys) {
			if (!keys.has(name)) {
				this.#map.delete(key);
				this.#keys.delete(name);
			}
		}

		for (const [name, key] of keys) {
			if (!this.#keys.has(name)) {
				this.#map.set(key, [1]);
				this.#keys.set(name, key);
			}
		}

		return wanted.length <= this.#most;
	}
}

type Words = readonly number[];

/** Returns the four words of an address of 4 or 16 bytes. */
function wordsOf(address: readonly number[]): Words {
	const view = new DataView(Uint8Array.from(address).buffer);
	return address.length === 4 ? [0, 0, ipv4MappedPrefix, view.getUint32(0)] : [0, 4, 8, 12].map(offset => view.getUint32(offset));
}

/** Passes this machine's addresses, and the interfaces that repeat packets of others, to the programs that count packets. */
export class LocalNetwork {
	readonly #addresses: KeySet;
	readonly #repeaters: KeySet;
	readonly #facts: NetworkFacts;
	/** The version of the facts that the programs have. */
	#version: number | undefined;
	#isComplete = true;

	constructor(facts: NetworkFacts, addresses: BpfMap, repeaters: BpfMap) {
		this.#facts = facts;
		this.#addresses = new KeySet(addresses, maxLocalAddresses);
		this.#repeaters = new KeySet(repeaters, maxRepeaters);
	}

	/** Whether the programs have the network at all: before that they count nothing. */
	get isKnown(): boolean {
		return this.#version !== undefined;
	}

	/**
	Passes on what changed.
	@returns Whether all of it is known to the programs.
	@throws SystemError
	*/
	refresh(): boolean {
		// What changed until now was there before the packets that are read next.
		this.#facts.update();
		const {links, addresses, version} = this.#facts;
		if (links !== null && addresses !== null && version !== this.#version) {
			const hasAllAddresses = this.#addresses.assign(addresses.map(({bytes}) => wordsOf(bytes)));
			const hasAllRepeaters = this.#repeaters.assign(links.filter(link => isRepeater(link)).map(({index}) => [index]));
			this.#isComplete = hasAllAddresses && hasAllRepeaters;
			this.#version = version;
		}

		return this.#isComplete;
	}
}
