import {BpfMap, type MapOptions} from '../linux/bpf/map.ts';
import {
	endpointKeyWords,
	endpointValue,
	incomingCounter,
	outgoingCounter,
	type CounterMaps,
} from '../linux/bpf/packet-counter.ts';
import {attachProgram, loadSocketFilter} from '../linux/bpf/program.ts';
import type {Libc} from '../linux/calls/libc.ts';
import {
	bindPacketSocket,
	ETH_P_ALL,
	ETH_P_IP,
	ETH_P_IPV6,
	openPacketSocket,
} from '../linux/calls/packet-socket.ts';
import {LocalNetwork, maxLocalAddresses, maxRepeaters} from './local-network.ts';
import type {NetworkFacts} from './network-facts.ts';

/** The maximum number of ports that are counted. */
export const maxEndpoints = 4096;
/** The maximum number of peers and ports whose refusals are remembered, the latest ones. */
export const maxRefused = 4096;

/** The maps and sockets of the programs that count packets: made in one piece, or not at all. */
export class PacketCounters {
	readonly endpoints: BpfMap;
	readonly refused: BpfMap;
	readonly network: LocalNetwork;
	/** The steps that undo the set-up, in order. */
	readonly #undo: Array<() => void> = [];

	/**
	Counts in the network namespace of the calling thread from now on.
	@throws SystemError, EPERM or EACCES where that may not be done; VerifierError.
	*/
	constructor(libc: Libc, facts: NetworkFacts) {
		try {
			// These ask for the privilege that is missing more often: CAP_NET_RAW.
			const [ipv4, ipv6, all] = [this.#openSocket(libc), this.#openSocket(libc), this.#openSocket(libc)];
			this.endpoints = this.#createMap(libc, {
				kind: 'table', name: 'portop_ports', keyWords: endpointKeyWords, valueWords: endpointValue.words, entries: maxEndpoints,
			});
			this.refused = this.#createMap(libc, {
				kind: 'recent', name: 'portop_refused', keyWords: endpointKeyWords, valueWords: 2, entries: maxRefused,
			});
			const addresses = this.#createMap(libc, {
				kind: 'table', name: 'portop_addrs', keyWords: 4, valueWords: 1, entries: maxLocalAddresses,
			});
			const repeaters = this.#createMap(libc, {
				kind: 'table', name: 'portop_repeat', keyWords: 1, valueWords: 1, entries: maxRepeaters,
			});
			this.network = new LocalNetwork(facts, addresses, repeaters);
			this.network.refresh();

			const maps: CounterMaps = {
				endpoints: this.endpoints.fd, localAddresses: addresses.fd, repeaters: repeaters.fd, refused: this.refused.fd,
			};
			attach(libc, ipv4, {name: 'portop_in4', program: incomingCounter(4, maps), protocol: ETH_P_IP});
			attach(libc, ipv6, {name: 'portop_in6', program: incomingCounter(6, maps), protocol: ETH_P_IPV6});
			attach(libc, all, {name: 'portop_out', program: outgoingCounter(maps), protocol: ETH_P_ALL});
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** Ends the counting. */
	close(): void {
		for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) {
			undo();
		}
	}

	#openSocket(libc: Libc): number {
		const fd = openPacketSocket(libc);
		this.#undo.push(() => {
			libc.close(fd);
		});
		return fd;
	}

	#createMap(libc: Libc, options: MapOptions): BpfMap {
		return this.#keep(new BpfMap(libc, options));
	}

	#keep<Made extends {close(): void}>(made: Made): Made {
		this.#undo.push(() => {
			made.close();
		});
		return made;
	}
}

/** Lets a program have the packets of a protocol, before the socket gets any. */
function attach(libc: Libc, socket: number, {name, program, protocol}: {readonly name: string; readonly program: Uint8Array; readonly protocol: number}): void {
	const fd = loadSocketFilter(libc, name, program);
	try {
		attachProgram(libc, socket, fd);
	} finally {
		// The socket has it now.
		libc.close(fd);
	}

	bindPacketSocket(libc, socket, protocol);
}
