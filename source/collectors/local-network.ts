import type {BpfMap} from '../linux/bpf/map.ts';
import type {Libc} from '../linux/calls/libc.ts';
import {
	dumpAddresses,
	dumpLinks,
	openRoute,
	RouteChanges,
	type Link,
} from '../linux/netlink/route.ts';
import type {NetlinkTransport} from '../linux/netlink/transport.ts';
import {ipv4MappedPrefix} from '../model/address.ts';

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
export function isRepeater({kind, masterKind, isLinkedElsewhere}: Link): boolean {
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
function wordsOf(address: Uint8Array): Words {
	const view = new DataView(address.buffer, address.byteOffset, address.length);
	return address.length === 4 ? [0, 0, ipv4MappedPrefix, view.getUint32(0)] : [0, 4, 8, 12].map(offset => view.getUint32(offset));
}

/** Passes this machine's addresses, and the interfaces that repeat packets of others, to the programs that count packets. */
export class LocalNetwork {
	readonly #addresses: KeySet;
	readonly #repeaters: KeySet;
	readonly #route: NetlinkTransport;
	readonly #changes: RouteChanges;
	#isCurrent = false;
	#isComplete = true;

	/**
	Opens a socket in the calling thread's network namespace, where it stays.
	@throws SystemError
	*/
	constructor(libc: Libc, addresses: BpfMap, repeaters: BpfMap) {
		this.#addresses = new KeySet(addresses, maxLocalAddresses);
		this.#repeaters = new KeySet(repeaters, maxRepeaters);
		this.#route = openRoute(libc);
		try {
			this.#changes = new RouteChanges(libc);
		} catch (error) {
			this.#route.close();
			throw error;
		}
	}

	/**
	Looks at the network again if anything changed.
	@returns Whether all of it is known to the programs.
	@throws NetlinkError, MalformedMessageError, SystemError
	*/
	refresh(): boolean {
		// First this, so that what changes during the dumps is seen next time.
		if (this.#changes.take() || !this.#isCurrent) {
			this.#isCurrent = false;
			const hasAllAddresses = this.#addresses.assign(dumpAddresses(this.#route).map(address => wordsOf(address)));
			const hasAllRepeaters = this.#repeaters.assign(dumpLinks(this.#route).filter(link => isRepeater(link)).map(({index}) => [index]));
			this.#isComplete = hasAllAddresses && hasAllRepeaters;
			this.#isCurrent = true;
		}

		return this.#isComplete;
	}

	close(): void {
		this.#route.close();
		this.#changes.close();
	}
}
