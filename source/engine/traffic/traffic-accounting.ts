import type {DestroyedSockets} from '../../collectors/destroyed-sockets.ts';
import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import type {PacketCounts, RefusedPeer} from '../../collectors/packet-counts.ts';
import {endName} from '../sockets/address-words.ts';
import {isSelfProbe, type IsSelfProbePort} from '../sockets/self-probes.ts';
import {PeerGroups, type PeerGroup} from './peer-groups.ts';
import {PortAccounts, type PortTraffic, type SelfProbeEffects} from './port-accounts.ts';
import type {PortSlot, PortSlots} from './port-slots.ts';
import type {Account} from './account.ts';
import {TrafficLedger, type LedgerSample} from './traffic-ledger.ts';

/** Between two looks at what was destroyed: the kernel's buffer holds some ten thousand notifications. */
const drainMilliseconds = 100;

/** Our own probes, whose traffic is left out. */
type SelfProbes = {
	readonly isSelfProbePort: IsSelfProbePort;
	/** The destinations of probes to other machines, by `endName`. */
	readonly destinations: ReadonlySet<string>;
};

/** The traffic with the peers of outgoing connections. */
export type OutgoingTraffic = {
	readonly peers: readonly PeerGroup[];
	/** The kernel gave the counters of each connection. */
	readonly hasCounters: boolean;
	/** Connections that lived between two samples are not all known. */
	readonly isLowerBound: boolean;
};

type BetweenSamples = {
	readonly destroyedSockets: DestroyedSockets | undefined;
	readonly packets: PacketCounts | undefined;
};

/** Counts the traffic of ports and peers, by comparing samples and by what the kernel reports between them. */
export class TrafficAccounting {
	readonly #probes: SelfProbes;
	readonly #peers = new PeerGroups();
	readonly #ledger = new TrafficLedger(this.#peers);
	readonly #accounts = new PortAccounts();
	readonly #destroyed: DestroyedSockets | undefined;
	readonly #packets: PacketCounts | undefined;
	readonly #drainTimer: NodeJS.Timeout | undefined;
	/** The sockets that were destroyed before the sample that is being taken. */
	#due: DestroyedTable | undefined;
	/** A sample failed, and with it what was due. */
	#hasLost = false;
	/** sock_diag gave the sample: its sockets have counters. */
	#hasCounters = false;
	/** Notifications that were lost before the last reset. */
	#overrunsBefore = 0;

	/** The sources say what comes and goes between samples; undefined where that is not wanted. They are closed by their owner. */
	constructor(probes: SelfProbes, {destroyedSockets, packets}: BetweenSamples) {
		this.#probes = probes;
		this.#destroyed = destroyedSockets;
		this.#packets = packets;
		this.#drainTimer = destroyedSockets === undefined
			? undefined
			: setInterval(() => {
				destroyedSockets.drain();
			}, drainMilliseconds).unref();
	}

	/** Peers that asked for closed ports since the last call; null where it is not known. */
	takeRefused(): readonly RefusedPeer[] | null {
		return this.#packets?.status.state === 'ok' ? this.#packets.takeRefused() : null;
	}

	/**
	A sample is about to be taken. What was destroyed until now is in none of its tables any more, but what is left of it is;
	what is destroyed from now on belongs to the next.
	*/
	startSample(): void {
		if (this.#destroyed?.isOpen !== true) {
			return;
		}

		this.#hasLost ||= (this.#due?.count ?? 0) > 0;
		this.#destroyed.drain();
		this.#due = this.#destroyed.take();
	}

	/**
	Counts the traffic of a sample, whose table has been joined with the one before. Returns the accounts of its ports, by slot.
	@param hasCounters Whether the kernel gave the counters of each connection.
	*/
	* update({table, sampledAt, openPorts}: Omit<LedgerSample, 'accounts'>, previous: LedgerSample | undefined, hasCounters: boolean): Generator<void, readonly Account[]> {
		const {slots} = openPorts;
		const {isSelfProbePort, destinations} = this.#probes;
		this.#hasCounters = hasCounters;
		const accounts = this.#accounts.of(slots, sampledAt);
		yield * this.#ledger.update({
			table, sampledAt, openPorts, accounts,
		}, previous, {
			destroyed: this.#destroyed?.isOpen === true ? this.#due : undefined,
			isOwn: (ends, row) => isSelfProbePort !== undefined && isSelfProbe(ends, row, isSelfProbePort),
			isProbed: ({remote0, remote1, remote2, remote3, remotePort}, row) => destinations.size > 0
				&& destinations.has(endName([remote0[row]!, remote1[row]!, remote2[row]!, remote3[row]!], remotePort[row]!)),
		});
		this.#due = undefined;
		if (this.#packets !== undefined) {
			this.#accounts.addPackets(slots, table, this.#packets);
		}

		return accounts;
	}

	/** Adds drops and failed handshakes of the sample's ports, without those of our own probes. Once per sample. */
	addDrops(openPorts: PortSlots, selfProbes: SelfProbeEffects): void {
		this.#accounts.addDrops(openPorts.slots, selfProbes);
	}

	/** Returns what passed through an open port of the last sample. */
	portTraffic(slot: PortSlot): PortTraffic {
		return this.#accounts.traffic(slot, this.#packets?.status.problem ?? null, this.#missesConnections);
	}

	/** The traffic with every peer until the last sample. */
	get outgoing(): OutgoingTraffic {
		return {peers: this.#peers.all(), hasCounters: this.#hasCounters, isLowerBound: this.#missesConnections};
	}

	/** Totals count a second time from now on. */
	reset(): void {
		this.#accounts.reset();
		for (const {account} of this.#peers.all()) {
			account.reset();
		}

		this.#hasLost = false;
		this.#overrunsBefore = this.#destroyed?.overruns ?? 0;
	}

	close(): void {
		clearInterval(this.#drainTimer);
	}

	/** Connections that lived between two samples are not all known. */
	get #missesConnections(): boolean {
		return this.#destroyed === undefined || !this.#destroyed.isOpen || this.#hasLost || this.#destroyed.overruns > this.#overrunsBefore;
	}
}
