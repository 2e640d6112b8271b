import {endpointKey, endpointKeyWords, endpointValue} from '../linux/bpf/packet-counter.ts';
import {
	IPPROTO_TCP,
	IPPROTO_UDP,
	loadLibc,
	SystemError,
} from '../linux/calls/libc.ts';
import {addressText} from '../linux/packet/address.ts';
import {isIpv4Mapped, type AddressWords} from '../model/address.ts';
import {readCredentials} from '../linux/procfs/credentials.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import type {Transport} from '../model/socket.ts';
import {refusalText} from '../text/refusal.ts';
import {sanitize} from '../text/sanitize.ts';
import type {NetworkFacts} from './network-facts.ts';
import {maxEndpoints, PacketCounters} from './packet-counters.ts';
import type {Source} from './source.ts';

/** An end at which packets are counted: a listener, or a UDP socket. */
export type CountedEndpoint = {
	readonly transport: Transport;
	/** A wildcard is 0.0.0.0 or ::. */
	readonly words: AddressWords;
	readonly port: number;
	/** Whether :: does not take IPv4 as well. */
	readonly ipv6Only: boolean;
};

/** Since the endpoint has been watched. */
export type EndpointCounts = {
	/** UDP, as are the next three. A datagram in fragments is one. */
	readonly receivedPackets: number;
	/** Payload of UDP: without the headers. */
	readonly receivedBytes: number;
	readonly sentPackets: number;
	readonly sentBytes: number;
	/** TCP: requests for a connection that arrived, each repetition too, before any firewall. */
	readonly syns: number;
};

/** A peer whose connection requests to one of our ports were refused. */
export type RefusedPeer = {
	/** The spelling of `ss -n`, without brackets; IPv4 without ::ffff:. */
	readonly address: string;
	/** Ours. */
	readonly port: number;
	readonly count: number;
};

const counters = ['receivedPackets', 'receivedBytes', 'sentPackets', 'sentBytes', 'syns'] as const;
const addressWords = 4;
const protocols = {tcp: IPPROTO_TCP, udp: IPPROTO_UDP} as const;
const uncounted = 'UDP traffic, SYNs and refused peers are not counted';
/** Loading an eBPF program, and a socket that sees every packet: capabilities(7). */
const neededCapabilities = ['CAP_BPF', 'CAP_NET_RAW'] as const;

/** A place in the kernel's map: sockets that share an address and port share it. */
type Watched = {
	readonly key: readonly number[];
	readonly slot: number;
	readonly ipv6Only: boolean;
};

/** Names an endpoint as the kernel's programs know it: sockets that share an address and port share their counts, whatever device they are bound to. */
export function endpointName({transport, words, port}: CountedEndpoint): string {
	return `${transport} ${words[0]} ${words[1]} ${words[2]} ${words[3]} ${port}`;
}

/**
Packets per port, and who was refused, as programs of eBPF in the kernel count them: also those that no socket keeps a count
of. It needs CAP_BPF and CAP_NET_RAW.

What arrives is counted before the firewall and before any address translation, what leaves behind both. Not counted are
multicast datagrams that this machine sends to itself, and IPv6 packets with more than four extension headers.
*/
export class PacketCounts implements Source {
	readonly #facts: NetworkFacts;
	#kernel: PacketCounters | undefined;
	#status: SourceStatus = ok();
	#readProblem: string | null = null;
	readonly #watched = new Map<string, Watched>();
	readonly #freeSlots = Array.from({length: maxEndpoints}, (_, index) => maxEndpoints - 1 - index);
	/** The last reading, slot by slot. */
	readonly #counts = new Float64Array(maxEndpoints * counters.length);

	/** Loads the programs in the network namespace of the calling thread; where that may not be done `status` says why. Never throws. */
	constructor(facts: NetworkFacts) {
		this.#facts = facts;
		try {
			this.#kernel = new PacketCounters(loadLibc(), facts);
		} catch (error) {
			// Something is missing, nothing broke: the rest of portop needs no privilege.
			this.#status = degraded(`${uncounted}: ${reasonOf(error)}`);
		}
	}

	get status(): SourceStatus {
		return this.#status;
	}

	/** Reads what was counted until now. Before the sockets are read: then each SYN that is counted has become a socket, or nothing. Never throws. */
	read(): void {
		if (this.#kernel === undefined) {
			return;
		}

		try {
			this.#read(this.#kernel);
			this.#readProblem = null;
		} catch (error) {
			this.#readProblem = problemOf(error);
			this.#status = degraded(this.#readProblem);
		}
	}

	/**
	Makes the counted endpoints be these; new ones count from now on. Once per sample. Beyond 4,096 the last are not counted,
	and `status` says so. Never throws.
	*/
	watch(endpoints: readonly CountedEndpoint[]): void {
		if (this.#kernel === undefined) {
			return;
		}

		try {
			const isNetworkComplete = this.#kernel.network.refresh();
			const {problem} = this.#facts;
			if (!this.#kernel.network.isKnown) {
				this.#status = problem === null ? ok() : degraded(`${uncounted}: ${problem}`);
				return;
			}

			const areAllWatched = this.#assign(endpoints, this.#kernel);
			this.#status = ok();
			if (this.#readProblem !== null) {
				this.#status = degraded(this.#readProblem);
			} else if (!areAllWatched) {
				this.#status = degraded(`UDP traffic and SYNs are counted for ${maxEndpoints} ports only`);
			} else if (!isNetworkComplete || problem !== null) {
				this.#status = degraded(`UDP traffic and SYNs may be counted wrong: ${problem ?? 'too many addresses or interfaces'}`);
			}
		} catch (error) {
			this.#status = degraded(problemOf(error));
		}
	}

	/** Returns what was counted until the last `read`; null for an endpoint that is not counted. */
	counts(endpoint: CountedEndpoint): EndpointCounts | null {
		const watched = this.#watched.get(endpointName(endpoint));
		if (watched === undefined) {
			return null;
		}

		const start = watched.slot * counters.length;
		const [receivedPackets, receivedBytes, sentPackets, sentBytes, syns] = this.#counts.subarray(start, start + counters.length);
		return {
			receivedPackets: receivedPackets!, receivedBytes: receivedBytes!, sentPackets: sentPackets!, sentBytes: sentBytes!, syns: syns!,
		};
	}

	/** Refusals since the last call, by peer and port: of at most 4,096, the latest. Never throws. */
	takeRefused(): readonly RefusedPeer[] {
		if (this.#kernel === undefined) {
			return [];
		}

		const {refused} = this.#kernel;
		try {
			return Array.from({length: refused.take()}, (_, index) => {
				const key = refused.keys.subarray(index * endpointKeyWords, (index + 1) * endpointKeyWords);
				return {address: peerText(key), port: key[addressWords]! & 0xFF_FF, count: wide(refused.values, index * 2)};
			});
		} catch (error) {
			this.#status = degraded(`refused peers could not be read: ${sanitize((error as Error).message)}`);
			return [];
		}
	}

	/** Ends the counting and takes the programs out of the kernel. */
	close(): void {
		this.#kernel?.close();
		this.#kernel = undefined;
		this.#watched.clear();
	}

	/** Passes new and vanished endpoints to the kernel; false when there are too many. */
	#assign(endpoints: readonly CountedEndpoint[], {endpoints: map}: PacketCounters): boolean {
		const wanted = new Map<string, CountedEndpoint>();
		for (const endpoint of endpoints) {
			const name = endpointName(endpoint);
			const known = wanted.get(name);
			if (known === undefined || known.ipv6Only) {
				// Of two sockets on one address one may take IPv4.
				wanted.set(name, endpoint);
			}
		}

		for (const [name, {key, slot, ipv6Only}] of this.#watched) {
			// With another meaning it is another endpoint.
			if (wanted.get(name)?.ipv6Only !== ipv6Only) {
				map.delete(key);
				this.#watched.delete(name);
				this.#freeSlots.push(slot);
			}
		}

		for (const [name, {words, port, transport, ipv6Only}] of wanted) {
			if (this.#watched.has(name)) {
				continue;
			}

			const slot = this.#freeSlots.at(-1);
			if (slot === undefined) {
				return false;
			}

			const key = endpointKey(words, port, protocols[transport]);
			map.set(key, newValue(slot, ipv6Only));
			this.#counts.fill(0, slot * counters.length, (slot + 1) * counters.length);
			this.#freeSlots.pop();
			this.#watched.set(name, {key, slot, ipv6Only});
		}

		return true;
	}

	#read({endpoints: map}: PacketCounters): void {
		const count = map.read();
		for (let entry = 0; entry < count; entry++) {
			const start = entry * endpointValue.words;
			const slot = map.values[start + endpointValue.slot]!;
			for (const [index, counter] of counters.entries()) {
				this.#counts[(slot * counters.length) + index] = wide(map.values, start + endpointValue[counter]);
			}
		}
	}
}

function newValue(slot: number, ipv6Only: boolean): readonly number[] {
	const value = Array.from({length: endpointValue.words}, () => 0);
	value[endpointValue.slot] = slot;
	value[endpointValue.ipv6Only] = Number(ipv6Only);
	return value;
}

/** Returns a counter of two words, the lower first; exact below 2^53. */
function wide(words: Uint32Array, index: number): number {
	return (words[index + 1]! * (2 ** 32)) + words[index]!;
}

/** Returns the address that a key begins with. */
function peerText(key: Uint32Array): string {
	const bytes = new Uint8Array(addressWords * 4);
	const view = new DataView(bytes.buffer);
	for (const [index, word] of key.subarray(0, addressWords).entries()) {
		view.setUint32(index * 4, word);
	}

	return addressText(isIpv4Mapped(key[0]!, key[1]!, key[2]!) ? bytes.subarray(12) : bytes);
}

function reasonOf(error: unknown): string {
	const isForbidden = error instanceof SystemError && (error.code === 'EPERM' || error.code === 'EACCES');
	return isForbidden ? refusalText(neededCapabilities, readCredentials()) : sanitize((error as Error).message);
}

function problemOf(error: unknown): string {
	return `the count of packets could not be read: ${sanitize((error as Error).message)}`;
}

function ok(): SourceStatus {
	return {
		name: 'packets', method: 'ebpf', state: 'ok', problem: null,
	};
}

function degraded(problem: string): SourceStatus {
	return {...ok(), state: 'degraded', problem};
}
