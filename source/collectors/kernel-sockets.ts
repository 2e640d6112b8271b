import type {Link} from '../linux/netlink/route.ts';
import {protocols, stateIndices, transportOf} from '../model/socket.ts';
import {NetworkFacts} from './network-facts.ts';
import type {OwnerLookup} from './owner-lookup.ts';
import type {SocketOwnersIndex} from './socket-owners.ts';
import type {SocketTable} from './socket-table.ts';
import type {Source} from './source.ts';

/** To wait for the list of interfaces, once. */
const listMilliseconds = 500;

/** A socket that looks like a tunnel's. */
type Candidate = {readonly inode: number; readonly port: number; readonly family: 4 | 6};

/**
Finds the UDP sockets that the kernel keeps for tunnels (vxlan, geneve, bareudp, WireGuard): no process holds them, which does not follow from that
none was found where some cannot be seen. Such a socket is root's and does not loop multicast back, and an interface says that it has one.
*/
export class KernelSockets implements Source {
	readonly #shared: NetworkFacts | undefined;
	#own: NetworkFacts | undefined;
	#hasWaited = false;

	/** Takes the facts that others use too; where they use none it asks for them when it has to. */
	constructor(network: NetworkFacts | undefined) {
		this.#shared = network;
	}

	/** Says nothing: what is missing is in the status of the processes. */
	get status(): null {
		return null;
	}

	get #network(): NetworkFacts {
		if (this.#shared !== undefined) {
			return this.#shared;
		}

		this.#own ??= new NetworkFacts();
		return this.#own;
	}

	/** Finds them among the sockets whose owners may be hidden. Waits for the list of interfaces, once, if it needs it. */
	* find(table: SocketTable, index: Pick<SocketOwnersIndex, 'owners' | 'keepForKernel'>): Generator<void | Promise<void>> {
		const candidates = candidatesOf(table, index.owners);
		if (candidates.length === 0) {
			return;
		}

		const network = this.#network;
		network.update();
		if (network.links === null && !this.#hasWaited) {
			this.#hasWaited = true;
			yield network.settled(listMilliseconds);
			network.update();
		}

		const links = network.links ?? [];
		for (const candidate of candidates) {
			if (links.some(link => !link.isLinkedElsewhere && isOf(candidate, link, candidates))) {
				index.keepForKernel(candidate.inode);
			}
		}
	}

	close(): void {
		this.#own?.close();
	}
}

function candidatesOf({columns, liveCount}: SocketTable, owners: OwnerLookup): readonly Candidate[] {
	const candidates: Candidate[] = [];
	for (let row = 0; row < liveCount; row++) {
		const isLikely = columns.multicastLoop[row] === 0 && columns.userId[row] === 0 && columns.state[row] === stateIndices.CLOSED && owners.isHidden(columns.inode[row]!);
		const protocol = protocols[columns.protocol[row]!]!;
		if (isLikely && transportOf(protocol) === 'udp') {
			candidates.push({inode: columns.inode[row]!, port: columns.localPort[row]!, family: protocol === 'udp' ? 4 : 6});
		}
	}

	return candidates;
}

function isOf({port, family}: Candidate, {tunnel}: Link, candidates: readonly Candidate[]): boolean {
	if (!tunnel?.families.includes(family)) {
		return false;
	}

	// WireGuard keeps its port to itself, but has a socket of each family there.
	return tunnel.port === null
		? tunnel.families.every(each => candidates.some(other => other.port === port && other.family === each))
		: tunnel.port === port;
}
