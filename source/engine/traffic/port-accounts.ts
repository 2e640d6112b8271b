import {addressText} from '../../collectors/address-text.ts';
import {
	endpointName,
	type CountedEndpoint,
	type EndpointCounts,
	type PacketCounts,
} from '../../collectors/packet-counts.ts';
import type {SocketEnds, SocketTable} from '../../collectors/socket-table.ts';
import {
	isUdp,
	protocols,
	stateIndices,
	transportOf,
	type Protocol,
} from '../../model/socket.ts';
import type {Counted} from '../../model/traffic.ts';
import {Account} from './account.ts';
import {FailedHandshakes} from './failed-handshakes.ts';
import {localEndOf, type ListenerEnd} from './listener-end.ts';
import {PastPorts} from './past-ports.ts';
import type {PortSlot, PortSlots} from './port-slots.ts';
import {
	closedPortTotals,
	connectionTraffic,
	datagramTraffic,
	type PortTraffic,
} from './port-traffic.ts';
import {SocketDrops} from './socket-drops.ts';

/** Totals of so many ports of each transport that are gone stay, for when their service comes back. */
const maxGone = 512;

const {SYN_RECEIVED: synReceived} = stateIndices;

/** The effects of our own probes on open ports. */
export type SelfProbeEffects = {
	/** Returns the number of connections to a port, by its identity, that our own probes have begun and reset since the sample before. */
	readonly halfOpenAdded: (identity: string) => number;
};

/** A port that was open, and its account. */
export type ClosedPort = {
	readonly protocol: Protocol;
	/** The spelling of `ss -n`. */
	readonly address: string;
	readonly port: number;
	readonly account: Account;
};

type KnownPort = {
	readonly identity: string;
	readonly account: Account;
	readonly end: ListenerEnd;
	readonly handshakes: FailedHandshakes;
	/** As its row has it; null where no sample has seen it open. */
	address: string | null;
	/** The count of the packet filter at the last sample; null while it does not count the port. */
	counts: EndpointCounts | null;
	/** Datagrams came, or may have come, while the filter did not count the port. */
	missesDatagrams: boolean;
	/** The kernel counts its drops; how many it counted, and how many of them our own probes caused. */
	hasDrops: boolean;
	drops: number;
	own: number;
	/** Monotonic milliseconds of the last sample in which it was open, or had a new connection. */
	sampledAt: number;
};

/** A port that is counted by the filter, and its end there. */
type CountedPort = {
	readonly known: KnownPort;
	readonly endpoint: CountedEndpoint;
};

/** The accounts of the open ports, with what is counted apart from their connections: datagrams, drops, failed handshakes. */
export class PortAccounts {
	readonly #known = new Map<string, KnownPort>();
	/** The sample's ports, by slot. */
	#current: readonly KnownPort[] = [];
	/** Those of the last sample that the filter counts. */
	#counted: readonly CountedPort[] = [];
	readonly #drops = new SocketDrops();
	readonly #past = new PastPorts();
	/** Ports of which no sample has seen a listener, only connections that one accepted; by identity. */
	readonly #unseen = new Map<string, KnownPort>();
	#sampledAt = NaN;
	#isFirst = true;

	/** Returns the accounts of a new sample's ports, by slot. `sampledAt` is in monotonic milliseconds. */
	of(openPorts: PortSlots, sampledAt: number): readonly Account[] {
		this.#isFirst = Number.isNaN(this.#sampledAt);
		this.#sampledAt = sampledAt;
		this.#current = openPorts.slots.map(({identity, address, first, isMptcp}) => {
			const known = this.#known.get(identity) ?? this.#add(identity, localEndOf(openPorts.table.columns, first));
			known.sampledAt = sampledAt;
			known.address = address;
			known.account.isMptcp ||= isMptcp;
			return known;
		});
		this.#mergeUnseen(openPorts);
		this.#forgetOldest();
		this.#updatePast();
		return this.#current.map(({account}) => account);
	}

	/** Returns the account of a listener that is gone and would have accepted a connection with these ends; undefined if none is known. */
	past(ends: SocketEnds, row: number): Account | undefined {
		return this.#past.accountOf(ends, row);
	}

	/** Returns the account of a connection that was accepted by a listener that no sample has seen. It is the port's if that is seen open. */
	unseen(ends: SocketEnds, row: number): Account {
		const end = localEndOf(ends, row);
		const identity = `accepted|${end.protocol}|${end.words.join(' ')}|${end.interfaceIndex}|${end.port}`;
		const known = this.#unseen.get(identity) ?? this.#add(identity, end);
		known.sampledAt = this.#sampledAt;
		if (!this.#unseen.has(identity)) {
			this.#unseen.set(identity, known);
			this.#updatePast();
		}

		return known.account;
	}

	/**
	Adds what is counted apart from connections until a sample, whose connections have been counted: drops, datagrams, failed handshakes.
	Then has the filter count the ports that are open now. Once per sample.
	@param packets Was read before the sample's sockets; undefined where packets are not counted.
	*/
	addCounted({slots, table}: PortSlots, packets: Pick<PacketCounts, 'watch' | 'counts'> | undefined, selfProbes: SelfProbeEffects): void {
		for (const known of this.#current) {
			known.own += selfProbes.halfOpenAdded(known.identity);
		}

		this.#addDrops(slots, table);
		if (packets !== undefined) {
			this.#addPackets(slots, table, packets);
		}
	}

	/**
	Returns the traffic of a port of the sample.
	@param missing The reason why packets are not counted; null where they are.
	@param isLowerBound Connections that lived between two samples are not all known.
	*/
	traffic({identity, protocol, drops}: PortSlot, missing: string | null, isLowerBound: boolean): PortTraffic {
		const {account, missesDatagrams, hasDrops} = this.#known.get(identity)!;
		return isUdp(protocol)
			? datagramTraffic(account, {hasDrops, missing, isLowerBound: missesDatagrams})
			: connectionTraffic(account, {
				hasDrops, missing, isLowerBound, hasCounters: drops !== null,
			});
	}

	/** Returns the totals of a TCP port on which nothing listens any more; null if none of its listeners is known. */
	closedTotals(port: number, isLowerBound: boolean, hasCounters: boolean): Counted | null {
		const accounts = this.#known.values().filter(known => known.end.port === port && !isDatagrams(known)).map(({account}) => account).toArray();
		return accounts.length === 0 ? null : closedPortTotals(accounts, isLowerBound, hasCounters);
	}

	/** The ports that are not open in the sample: connections that they accepted go on, or end. */
	get closedPorts(): readonly ClosedPort[] {
		return this.#known.values()
			.filter(({sampledAt, identity}) => sampledAt !== this.#sampledAt || this.#unseen.has(identity))
			.map(({end, account, address}) => ({
				protocol: protocols[end.protocol]!, port: end.port, address: address ?? addressText(end.words, protocols[end.protocol]!), account,
			}))
			.toArray();
	}

	/** Counts a second time from now on. */
	reset(): void {
		for (const {account} of this.#known.values()) {
			account.reset();
		}
	}

	#add(identity: string, end: ListenerEnd): KnownPort {
		const known: KnownPort = {
			identity,
			end,
			account: new Account(),
			handshakes: new FailedHandshakes(),
			address: null,
			counts: null,
			missesDatagrams: !this.#isFirst,
			hasDrops: false,
			drops: 0,
			own: 0,
			sampledAt: this.#sampledAt,
		};
		this.#known.set(identity, known);
		return known;
	}

	/** Gives connections that listeners accepted that no sample saw to those that are seen now. */
	#mergeUnseen(openPorts: PortSlots): void {
		for (const [identity, {end, account}] of this.#unseen) {
			const slot = openPorts.findEnd(end);
			if (slot >= 0) {
				this.#current[slot]!.account.absorb(account);
				this.#unseen.delete(identity);
				this.#known.delete(identity);
			}
		}
	}

	/** Forgets those that have been gone the longest. */
	#forgetOldest(): void {
		const gone = this.#known.values().filter(({sampledAt}) => sampledAt !== this.#sampledAt).toArray();
		for (const {identity} of [...tooMany(gone.filter(known => isDatagrams(known))), ...tooMany(gone.filter(known => !isDatagrams(known)))]) {
			this.#known.delete(identity);
			this.#unseen.delete(identity);
		}
	}

	#updatePast(): void {
		const isPast = (known: KnownPort) => known.sampledAt !== this.#sampledAt || this.#unseen.has(known.identity);
		this.#past.replace(this.#known.values().filter(known => !isDatagrams(known) && isPast(known)).toArray());
	}

	#addDrops(slots: readonly PortSlot[], table: SocketTable): void {
		const {bySlot, incomplete} = this.#drops.update(table, slots);
		for (const [index, known] of this.#current.entries()) {
			const added = bySlot[index] ?? null;
			known.hasDrops = added !== null;
			known.drops += added ?? 0;
			// Our own are counted before the kernel's are read: the difference may be too low for a moment.
			known.account.set('drops', known.drops - known.own);
		}

		for (const identity of incomplete) {
			this.#known.get(identity)?.account.atLeast.add('drops');
		}
	}

	#addPackets(slots: readonly PortSlot[], table: SocketTable, packets: Pick<PacketCounts, 'watch' | 'counts'>): void {
		const added = new Map(this.#counted.map(({known, endpoint}) => [known, addCounts(known, packets.counts(endpoint), endpoint.transport)]));
		for (const [index, known] of this.#current.entries()) {
			const {account, own} = known;
			const syns = added.get(known) ?? null;
			account.countsPackets = syns !== null;
			if (isDatagrams(known)) {
				continue;
			}

			const slot = slots[index]!;
			known.handshakes.update(syns, account.openedLate, {
				opened: account.total('opened'), halfOpen: slot.states[synReceived]!, hidden: hiddenInQueues(slot, table), own,
			});
			account.set('failed', known.handshakes.total);
		}

		const counted = countedPorts(slots, this.#current, table);
		const namesBefore = new Set(this.#counted.map(({endpoint}) => endpointName(endpoint)));
		packets.watch(counted.map(({endpoint}) => endpoint));
		for (const {known, endpoint} of counted) {
			// One that another port had goes on from where it is: what it counts is known at the next sample.
			if (known.counts === null && !namesBefore.has(endpointName(endpoint))) {
				known.counts = packets.counts(endpoint);
			}
		}

		const areCounted = new Set(counted.map(({known}) => known));
		for (const {known} of this.#counted) {
			if (!areCounted.has(known)) {
				known.counts = null;
			}
		}

		this.#counted = counted;
	}
}

/** Returns how many connections wait to be accepted although they are over: the queues have them, no other table of the kernel has. */
function hiddenInQueues({listeners, waiting}: PortSlot, {columns}: SocketTable): number {
	const queued = listeners.reduce((sum, row) => sum + Math.max(0, columns.receiveQueue[row]!), 0);
	return Math.max(0, queued - waiting);
}

function isDatagrams({end}: KnownPort): boolean {
	return isUdp(protocols[end.protocol]!);
}

/** Returns those beyond the limit, that were open last the longest ago. */
function tooMany(gone: readonly KnownPort[]): readonly KnownPort[] {
	return gone.length <= maxGone ? [] : gone.toSorted((a, b) => b.sampledAt - a.sampledAt).slice(maxGone);
}

/**
Returns the ports that the filter can count. It knows no devices: sockets on one address and port of which one is bound to a device
share a count, of which no one knows whose it is.
*/
function countedPorts(slots: readonly PortSlot[], current: readonly KnownPort[], table: SocketTable): readonly CountedPort[] {
	const {interfaceIndex} = table.columns;
	const ports = slots.map((slot, index) => ({known: current[index]!, endpoint: endpointOf(table, slot), isBound: interfaceIndex[slot.first] !== 0}));
	const sharing = new Map<string, number>();
	for (const {endpoint} of ports) {
		const name = endpointName(endpoint);
		sharing.set(name, (sharing.get(name) ?? 0) + 1);
	}

	return ports.filter(({endpoint, isBound}) => !isBound && sharing.get(endpointName(endpoint)) === 1);
}

function endpointOf(table: SocketTable, {first, protocol, port}: PortSlot): CountedEndpoint {
	const {words, ipv6Only} = localEndOf(table.columns, first);
	return {
		transport: transportOf(protocol), words, port, ipv6Only: ipv6Only === 1,
	};
}

/** Adds datagrams since the sample before; returns the SYNs, 0 where counting begins. null where the filter does not count it. */
function addCounts(known: KnownPort, counts: EndpointCounts | null, transport: CountedEndpoint['transport']): number | null {
	const {account, counts: before} = known;
	known.counts = counts;
	if (counts === null || before === null) {
		known.missesDatagrams = true;
		return counts === null ? null : 0;
	}

	// They began again.
	if (counts.syns < before.syns || counts.receivedPackets < before.receivedPackets || counts.sentPackets < before.sentPackets) {
		known.missesDatagrams = true;
		known.counts = null;
		return null;
	}

	if (transport === 'udp') {
		for (const figure of ['receivedPackets', 'sentPackets', 'receivedBytes', 'sentBytes'] as const) {
			account.add(figure, counts[figure] - before[figure]);
		}
	}

	return counts.syns - before.syns;
}
