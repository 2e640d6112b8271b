import type {CountedEndpoint, EndpointCounts, PacketCounts} from '../../collectors/packet-counts.ts';
import type {SocketTable} from '../../collectors/socket-table.ts';
import type {Port} from '../../model/port.ts';
import {isUdp, stateIndices, transportOf} from '../../model/socket.ts';
import {
	unknownRates,
	unknownTotals,
	type TrafficRates,
	type TrafficTotals,
} from '../../model/traffic.ts';
import {Account} from './account.ts';
import type {PortSlot} from './port-slots.ts';

/** Totals of so many ports that are gone stay, for when their service comes back. */
const maxGone = 512;

const {SYN_RECEIVED: synReceived} = stateIndices;

/** The traffic of an open port for its row. */
export type PortTraffic = TrafficRates & Pick<Port, 'retransmissionPercent' | 'dropsPerSecond' | 'totals' | 'missing'>;

/** The effects of our own probes on open ports. */
export type SelfProbeEffects = {
	/** The drops of an open port that others met; null where the kernel does not count them. */
	readonly othersDrops: (slot: PortSlot) => number | null;
	/** Returns the number of connections to a port, by its identity, that our own probes have begun and reset so far. */
	readonly halfOpen: (identity: string) => number;
};

type KnownPort = {
	readonly account: Account;
	/** The count of the packet filter at the last sample; null while it does not count the port. */
	counts: EndpointCounts | null;
	/** SYNs since the filter counts; what had been opened before, and our own half-open connections. */
	syns: number;
	openedBefore: number;
	selfProbesBefore: number | null;
	/** SYNs of which nothing had come at the last sample. */
	unanswered: number;
	/** Others' drops at the last sample. */
	drops: number | null;
	sampledAt: number;
};

/** The accounts of the open ports, with what is counted apart from their connections: datagrams, drops, failed handshakes. */
export class PortAccounts {
	readonly #known = new Map<string, KnownPort>();
	/** The sample's ports, by slot. */
	#current: readonly KnownPort[] = [];

	/** Returns the accounts of a new sample's ports, by slot. `sampledAt` is in monotonic milliseconds. */
	of(slots: readonly PortSlot[], sampledAt: number): readonly Account[] {
		this.#current = slots.map(({identity}) => {
			const known = this.#at(identity);
			known.sampledAt = sampledAt;
			return known;
		});
		const gone = [...this.#known].filter(([, known]) => known.sampledAt !== sampledAt);
		for (const [identity] of gone.toSorted(([, a], [, b]) => b.sampledAt - a.sampledAt).slice(maxGone)) {
			this.#known.delete(identity);
		}

		return this.#current.map(({account}) => account);
	}

	/** Adds the packets that were counted since the previous sample, and has the filter count the ports that are open now. */
	addPackets(slots: readonly PortSlot[], table: SocketTable, packets: Pick<PacketCounts, 'watch' | 'counts'>): void {
		const endpoints = slots.map(slot => endpointOf(table, slot));
		packets.watch(endpoints);
		for (const [index, slot] of slots.entries()) {
			const endpoint = endpoints[index]!;
			// The filter knows no devices: what is bound to one shares its counts with others on the same address and port.
			const isBound = table.columns.interfaceIndex[slot.first] !== 0;
			addCounts(this.#current[index]!, isBound ? null : packets.counts(endpoint), endpoint.transport);
		}
	}

	/** Adds the drops of a sample's ports that were not our own probes', and the failed handshakes. Once per sample. */
	addDrops(slots: readonly PortSlot[], selfProbes: SelfProbeEffects): void {
		for (const [index, slot] of slots.entries()) {
			const known = this.#current[index]!;
			addDrops(known, selfProbes.othersDrops(slot));
			addFailed(known, slot.states[synReceived]!, selfProbes.halfOpen(slot.identity));
		}
	}

	/**
	Returns the traffic of a port of the sample.
	@param missing The reason why packets are not counted; null where they are.
	@param isLowerBound Connections that lived between two samples are not all known.
	*/
	traffic(slot: PortSlot, missing: string | null, isLowerBound: boolean): PortTraffic {
		const {account, drops} = this.#at(slot.identity);
		return isUdp(slot.protocol) ? datagramTraffic(account, drops, missing) : connectionTraffic(account, drops, {missing, isLowerBound, hasCounters: slot.drops !== null});
	}

	/** Counts a second time from now on. */
	reset(): void {
		for (const {account} of this.#known.values()) {
			account.reset();
		}
	}

	#at(identity: string): KnownPort {
		let known = this.#known.get(identity);
		if (known === undefined) {
			known = {
				account: new Account(), counts: null, syns: 0, openedBefore: 0, selfProbesBefore: null, unanswered: 0, drops: null, sampledAt: NaN,
			};
			this.#known.set(identity, known);
		}

		return known;
	}
}

function endpointOf(table: SocketTable, {first, protocol, port}: PortSlot): CountedEndpoint {
	const {columns} = table;
	return {
		transport: transportOf(protocol),
		words: [columns.local0[first]!, columns.local1[first]!, columns.local2[first]!, columns.local3[first]!],
		port,
		ipv6Only: columns.ipv6Only[first] === 1,
	};
}

function addCounts(known: KnownPort, counts: EndpointCounts | null, transport: CountedEndpoint['transport']): void {
	const {account, counts: before} = known;
	known.counts = counts;
	// Counts that went back began again.
	const isFirst = counts === null || before === null || counts.syns < before.syns || counts.receivedPackets < before.receivedPackets || counts.sentPackets < before.sentPackets;
	account.countsPackets = !isFirst;
	if (isFirst) {
		known.syns = 0;
		known.openedBefore = account.total('opened');
		known.selfProbesBefore = null;
		return;
	}

	if (transport === 'tcp') {
		known.syns += counts.syns - before.syns;
		return;
	}

	for (const figure of ['receivedPackets', 'sentPackets', 'receivedBytes', 'sentBytes'] as const) {
		account.add(figure, counts[figure] - before[figure]);
	}
}

/** A count that is lower than before is another socket's. */
function addDrops(known: KnownPort, drops: number | null): void {
	if (drops !== null && known.drops !== null) {
		known.account.add('drops', drops >= known.drops ? drops - known.drops : drops);
	}

	known.drops = drops;
}

/** Adds failed handshakes. A SYN that is unanswered at one sample may be answered by the next: only what two samples agree on counts. */
function addFailed(known: KnownPort, halfOpen: number, own: number): void {
	known.selfProbesBefore = Math.min(known.selfProbesBefore ?? own, own);
	const {account, syns, openedBefore, selfProbesBefore} = known;
	const unanswered = syns - (account.total('opened') - openedBefore) - halfOpen - (own - selfProbesBefore);
	const failed = Math.min(unanswered, known.unanswered);
	known.unanswered = unanswered;
	if (failed > account.total('failed')) {
		account.set('failed', failed);
	}
}

/**
Returns a TCP port's traffic, which is known from its connections, except failed handshakes, which are known from packets; without the kernel's
counters (/proc/net) only the number of connections is known.
*/
function connectionTraffic(account: Account, drops: number | null, {missing, isLowerBound, hasCounters}: {readonly missing: string | null; readonly isLowerBound: boolean; readonly hasCounters: boolean}): PortTraffic {
	const rates = account.rates();
	const {openedPerSecond, closedPerSecond} = rates;
	// Without the connections that lived between two samples too many handshakes would seem to have failed.
	const knowsFailed = account.countsPackets && !isLowerBound;
	const shown = (totals: TrafficTotals): TrafficTotals => {
		const {opened, closed, drops: dropped, failed} = totals;
		const known = hasCounters
			? totals
			: {
				...unknownTotals, opened, closed, drops: drops === null ? null : dropped,
			};
		return {...known, failed: knowsFailed ? failed : null};
	};

	const sinceReset = account.sinceReset();
	return {
		...hasCounters ? rates : {...unknownRates, openedPerSecond, closedPerSecond},
		failedPerSecond: knowsFailed ? account.rate('failed') : null,
		retransmissionPercent: account.retransmissionPercent(),
		dropsPerSecond: drops === null ? null : account.rate('drops'),
		missing: account.countsPackets ? null : missing,
		totals: {
			sinceStart: shown(account.sinceStart()),
			sinceReset: sinceReset === null ? null : shown(sinceReset),
			isLowerBound,
			missesBytes: account.missesBytes,
		},
	};
}

/** Returns a UDP port's traffic, which is known from packets only. */
function datagramTraffic(account: Account, drops: number | null, missing: string | null): PortTraffic {
	const isCounted = account.countsPackets;
	const shown = (totals: TrafficTotals): TrafficTotals => ({...datagramTotals(totals, isCounted), drops: drops === null ? null : totals.drops});
	const {receiveBitsPerSecond, sendBitsPerSecond, receivePacketsPerSecond, sendPacketsPerSecond} = account.rates();
	const sinceReset = account.sinceReset();
	return {
		...unknownRates,
		...isCounted && {
			receiveBitsPerSecond, sendBitsPerSecond, receivePacketsPerSecond, sendPacketsPerSecond,
		},
		retransmissionPercent: account.retransmissionPercent(),
		dropsPerSecond: drops === null ? null : account.rate('drops'),
		missing: isCounted ? null : missing,
		totals: {
			sinceStart: shown(account.sinceStart()),
			sinceReset: sinceReset === null ? null : shown(sinceReset),
			isLowerBound: false,
			missesBytes: account.missesBytes,
		},
	};
}

/** Datagrams make no connections. */
function datagramTotals({receivedBytes, sentBytes, receivedPackets, sentPackets, drops}: TrafficTotals, isCounted: boolean): TrafficTotals {
	const counted = (value: number | null) => isCounted ? value : null;
	return {
		opened: null,
		closed: null,
		failed: null,
		resets: null,
		timeouts: null,
		receivedBytes: counted(receivedBytes),
		sentBytes: counted(sentBytes),
		receivedPackets: counted(receivedPackets),
		sentPackets: counted(sentPackets),
		retransmissions: null,
		drops,
	};
}
