import type {Endpoint, EndpointCounts, PacketCounts} from '../../collectors/packet-counts.ts';
import type {SocketTable} from '../../collectors/socket-table.ts';
import type {Port} from '../../model/port.ts';
import type {TrafficTotals} from '../../model/traffic.ts';
import type {RowContext} from '../views/connection-rows.ts';
import {portIdentity} from '../sockets/port-identity.ts';
import type {PortEntry} from '../views/port-rows.ts';
import {Account} from './account.ts';
import type {PortSlot} from './port-slots.ts';

/** Totals of so many ports that are gone stay, for when their service comes back. */
const mostGone = 512;

type KnownPort = {
	readonly account: Account;
	/** What the packet filter had counted at the last sample; null while it does not count the port. */
	counts: EndpointCounts | null;
	/** SYNs since the filter counts; what had been opened before, and our own half-open connections. */
	syns: number;
	openedBefore: number;
	ownBefore: number | null;
	/** SYNs of which nothing had come at the last sample. */
	unanswered: number;
	/** As the row had it at the last sample. */
	drops: number | null;
	sampledAt: number;
};

/** The accounts of the open ports, and what is booked on them beyond their connections: datagrams, drops, failed handshakes. */
export class PortAccounts {
	readonly #known = new Map<string, KnownPort>();
	/** Of the sample's ports, by slot. */
	#current: readonly KnownPort[] = [];

	/** The accounts of a new sample's ports, by slot. */
	of(slots: readonly PortSlot[], {table, sampledAt, interfaceName}: RowContext): readonly Account[] {
		this.#current = slots.map(slot => {
			const known = this.#at(portIdentity(table, slot, interfaceName));
			known.sampledAt = sampledAt;
			return known;
		});
		const gone = [...this.#known].filter(([, known]) => known.sampledAt !== sampledAt);
		for (const [identity] of gone.toSorted(([, a], [, b]) => b.sampledAt - a.sampledAt).slice(mostGone)) {
			this.#known.delete(identity);
		}

		return this.#current.map(({account}) => account);
	}

	/** Books the packets that were counted since the previous sample, and has the filter count the ports that are open now. */
	bookPackets(slots: readonly PortSlot[], table: SocketTable, packets: Pick<PacketCounts, 'watch' | 'counts'>): void {
		const endpoints = slots.map(slot => endpointOf(table, slot));
		packets.watch(endpoints);
		for (const [index, slot] of slots.entries()) {
			const endpoint = endpoints[index]!;
			// The filter knows no devices: what is bound to one shares its counts with whoever has the same address and port.
			const isBound = table.columns.interfaceIndex[slot.first] !== 0;
			bookCounts(this.#current[index]!, isBound ? null : packets.counts(endpoint), endpoint.transport);
		}
	}

	/**
	Books the drops of a sample's rows, which are others' only, and the handshakes that came to nothing. Once per sample.
	@param ownHalfOpen How many connections to a row our own probes have begun and reset so far.
	*/
	bookRows(entries: readonly PortEntry[], ownHalfOpen: (identity: string) => number): void {
		for (const {port} of entries) {
			const known = this.#known.get(port.identity);
			if (known !== undefined && port.freshness !== 'vanished') {
				bookDrops(known, port.drops);
				bookFailed(known, port.connections.SYN_RECEIVED ?? 0, ownHalfOpen(port.identity));
			}
		}
	}

	/**
	The rows with what was booked last.
	@param missing Why packets are not counted; null where they are.
	@param isLowerBound Connections that lived between two samples are not all known.
	*/
	complete(entries: readonly PortEntry[], missing: string | null, isLowerBound: boolean): readonly PortEntry[] {
		return entries.map(entry => {
			const known = this.#known.get(entry.port.identity);
			return known === undefined || entry.port.freshness === 'vanished' ? entry : {...entry, port: completed(entry.port, known, missing, isLowerBound)};
		});
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
				account: new Account(), counts: null, syns: 0, openedBefore: 0, ownBefore: null, unanswered: 0, drops: null, sampledAt: NaN,
			};
			this.#known.set(identity, known);
		}

		return known;
	}
}

function endpointOf(table: SocketTable, {first}: PortSlot): Endpoint {
	const {columns} = table;
	return {
		transport: table.protocolOf(first).startsWith('udp') ? 'udp' : 'tcp',
		words: [columns.local0[first]!, columns.local1[first]!, columns.local2[first]!, columns.local3[first]!],
		port: columns.localPort[first]!,
		ipv6Only: columns.ipv6Only[first] === 1,
	};
}

function bookCounts(known: KnownPort, counts: EndpointCounts | null, transport: Endpoint['transport']): void {
	const {account, counts: before} = known;
	known.counts = counts;
	// Counts that went back began anew.
	const isFirst = counts === null || before === null || counts.syns < before.syns || counts.receivedPackets < before.receivedPackets || counts.sentPackets < before.sentPackets;
	account.countsPackets = !isFirst;
	if (isFirst) {
		known.syns = 0;
		known.openedBefore = account.total('opened');
		known.ownBefore = null;
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
function bookDrops(known: KnownPort, drops: number | null): void {
	if (drops !== null && known.drops !== null) {
		known.account.add('drops', drops >= known.drops ? drops - known.drops : drops);
	}

	known.drops = drops;
}

/** A SYN whose answer was under way at one sample has come to something by the next: only what two samples agree on is booked. */
function bookFailed(known: KnownPort, halfOpen: number, own: number): void {
	known.ownBefore = Math.min(known.ownBefore ?? own, own);
	const {account, syns, openedBefore, ownBefore} = known;
	const unanswered = syns - (account.total('opened') - openedBefore) - halfOpen - (own - ownBefore);
	const failed = Math.min(unanswered, known.unanswered);
	known.unanswered = unanswered;
	if (failed > account.total('failed')) {
		account.set('failed', failed);
	}
}

function completed(port: Port, {account}: KnownPort, missing: string | null, isLowerBound: boolean): Port {
	const isUdp = port.protocol.startsWith('udp');
	const isCounted = account.countsPackets;
	// Without the connections that lived between two samples too many handshakes would seem to have failed.
	const knowsFailed = !isUdp && isCounted && !isLowerBound;
	const shown = (totals: TrafficTotals): TrafficTotals => isUdp ? datagramTotals(totals, isCounted) : {...totals, failed: knowsFailed ? totals.failed : null};
	const sinceReset = account.sinceReset();
	return {
		...port,
		dropsPerSecond: port.drops === null ? null : account.rate('drops'),
		failedPerSecond: knowsFailed ? account.rate('failed') : null,
		missing: isCounted ? null : missing,
		totals: {
			sinceStart: shown(account.sinceStart()),
			sinceReset: sinceReset === null ? null : shown(sinceReset),
			isLowerBound: !isUdp && isLowerBound,
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
