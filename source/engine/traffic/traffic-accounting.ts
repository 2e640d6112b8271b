import type {DestroyedSockets} from '../../collectors/destroyed-sockets.ts';
import type {DestroyedTable} from '../../collectors/destroyed-table.ts';
import type {NetworkCounters} from '../../collectors/network-counters.ts';
import type {PacketCounts, RefusedPeer} from '../../collectors/packet-counts.ts';
import type {SocketEnds} from '../../collectors/socket-table.ts';
import type {ProcessInfo} from '../../model/process.ts';
import type {Counted} from '../../model/traffic.ts';
import {hostName, remoteHost} from '../sockets/address-words.ts';
import {isProbed, isSelfProbe, type IsSelfProbePort} from '../sockets/self-probes.ts';
import {LostRemnants} from './lost-remnants.ts';
import {PeerGroups, type PeerGroup} from './peer-groups.ts';
import {BegunFromPorts} from './begun-from-ports.ts';
import type {ClosedConnections} from './closed-connections.ts';
import {ConnectionGroups} from './connection-groups.ts';
import type {GroupsOfSample} from './group-finder.ts';
import {PortAccounts, type ClosedPort, type SelfProbeEffects} from './port-accounts.ts';
import type {PortTraffic} from './port-traffic.ts';
import type {PortSlot, PortSlots} from './port-slots.ts';
import type {Account} from './account.ts';
import {TrafficLedger, type LedgerSample} from './traffic-ledger.ts';

/** Between two looks at what was destroyed: the kernel's buffer holds some ten thousand notifications. */
const drainMilliseconds = 100;

/**
The kernel reports a destroyed socket from a queue: mostly within a millisecond, later where the machine is busy. What is taken for late and
is not makes failed handshakes too few for a moment; the opposite would make them too many for ever.
*/
const latenessMilliseconds = 100;

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

/** The traffic of the connections of each group. */
export type GroupedTraffic = {
	readonly groupings: GroupsOfSample;
	/** Between this sample and the one before; null where there is none. */
	readonly seconds: number | null;
} & Pick<OutgoingTraffic, 'hasCounters' | 'isLowerBound'>;

type BetweenSamples = {
	readonly destroyedSockets: DestroyedSockets | undefined;
	readonly packets: PacketCounts | undefined;
};

/** Counts the traffic of ports and peers, by comparing samples and by what the kernel reports between them. */
export class TrafficAccounting {
	readonly #probes: SelfProbes;
	readonly #peers = new PeerGroups();
	readonly #groups = new ConnectionGroups();
	readonly #ledger = new TrafficLedger(this.#peers, this.#groups);
	readonly #accounts = new PortAccounts();
	readonly #begun = new BegunFromPorts();
	readonly #destroyed: DestroyedSockets | undefined;
	readonly #packets: PacketCounts | undefined;
	/** undefined where they are not kept. */
	readonly #closed: ClosedConnections | undefined;
	readonly #drainTimer: NodeJS.Timeout | undefined;
	/** The sockets that were destroyed before the sample that is being taken. */
	#due: DestroyedTable | undefined;
	/** So many of those that are destroyed next may have been so before the last sample was read to its end. */
	#lateRows = 0;
	#nextLateRows = 0;
	#lateTimer: NodeJS.Timeout | undefined;
	readonly #lostRemnants = new LostRemnants();
	#losesRemnants = false;
	/** A sample failed, and with it what was due. */
	#hasLost = false;
	/** sock_diag gave the sample: its sockets have counters. */
	#hasCounters = false;
	/** Notifications that were lost before the last reset. */
	#overrunsBefore = 0;

	/** The sources say what comes and goes between samples; undefined where that is not wanted. They are closed by their owner. */
	constructor(probes: SelfProbes, {destroyedSockets, packets}: BetweenSamples, closed?: ClosedConnections) {
		this.#probes = probes;
		this.#closed = closed;
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
	@param counters The kernel's, read just before.
	*/
	startSample(counters: NetworkCounters): void {
		this.#losesRemnants = this.#lostRemnants.update(counters) || this.#losesRemnants;
		this.#packets?.read();
		if (this.#destroyed?.isOpen !== true) {
			return;
		}

		this.#hasLost ||= (this.#due?.count ?? 0) > 0;
		this.#endLateness(this.#destroyed);
		this.#due = this.#destroyed.take();
		this.#lateRows = this.#nextLateRows;
	}

	/** The sample's sockets have been read. */
	finishReading(): void {
		const destroyed = this.#destroyed;
		if (destroyed?.isOpen !== true) {
			return;
		}

		clearTimeout(this.#lateTimer);
		this.#nextLateRows = 0;
		this.#lateTimer = setTimeout(() => {
			this.#endLateness(destroyed);
		}, latenessMilliseconds).unref();
	}

	/**
	Returns the connections that were begun here from a port on which a listener is, those that were destroyed before the sample included.
	Called before its connections are given to ports.
	*/
	begunFromPorts(openPorts: PortSlots | undefined): BegunFromPorts {
		if (openPorts !== undefined && this.#due !== undefined) {
			this.#begun.addDestroyed(this.#due, (ends, row) => openPorts.find(ends, row) >= 0 || this.#accounts.past(ends, row) !== undefined);
		}

		return this.#begun;
	}

	/**
	Counts the traffic of a sample, whose table has been joined with the one before. Returns the accounts of its ports, by slot.
	@param hasCounters Whether the kernel gave the counters of each connection.
	@param selfProbes What our own probes did until the sample.
	@param ownerOf Returns the process that serves a socket of the sample; undefined where it is not known.
	*/
	* update(
		{table, sampledAt, openPorts}: Omit<LedgerSample, 'accounts'>,
		previous: LedgerSample | undefined,
		hasCounters: boolean,
		selfProbes: SelfProbeEffects,
		ownerOf: (row: number) => ProcessInfo | undefined,
	): Generator<void, readonly Account[]> {
		const {isSelfProbePort, destinations} = this.#probes;
		this.#hasCounters = hasCounters;
		const accounts = this.#accounts.of(openPorts, sampledAt);
		const hosts = new Set([...destinations].map(name => name.slice(0, name.lastIndexOf(' '))));
		const sample = {
			table, sampledAt, openPorts, accounts,
		};
		const destroyed = this.#destroyed?.isOpen === true ? this.#due : undefined;
		const leadsToProbed = (ends: SocketEnds, row: number) => isProbed(ends, row, destinations);
		this.#groups.startTick(sample, {ownerOf});
		yield * this.#ledger.update(sample, previous, {
			destroyed,
			lateRows: this.#lateRows,
			losesRemnants: this.#losesRemnants,
			begun: this.#begun,
			closed: this.#closed,
			pastAccounts: {
				past: (ends, row) => this.#accounts.past(ends, row),
				unseen: (ends, row) => this.#accounts.unseen(ends, row),
			},
			isOwn: (ends, row) => isSelfProbePort !== undefined && isSelfProbe(ends, row, isSelfProbePort),
			isProbed: leadsToProbed,
			isProbedHost: (ends, row) => hosts.has(hostName(remoteHost(ends, row))),
		});
		yield * this.#groups.update(sample, previous, {ownerOf, isProbed: leadsToProbed, reportsDestroyed: destroyed !== undefined});
		this.#closed?.finish(destroyed);
		this.#due = undefined;
		this.#losesRemnants = false;
		this.#accounts.addCounted(openPorts, this.#packets, selfProbes);
		return accounts;
	}

	/** Returns the totals of a TCP port on which nothing listens any more; null if no listener of it is known. */
	closedTotals(port: number): Counted | null {
		return this.#accounts.closedTotals(port, this.#missesConnections, this.#hasCounters);
	}

	/** The ports that were open, and are not any more. */
	get closedPorts(): readonly ClosedPort[] {
		return this.#accounts.closedPorts;
	}

	/** Returns what passed through an open port of the last sample. */
	portTraffic(slot: PortSlot): PortTraffic {
		return this.#accounts.traffic(slot, this.#packets?.status.problem ?? null, this.#missesConnections);
	}

	/** The traffic with every peer until the last sample. */
	get outgoing(): OutgoingTraffic {
		return {peers: this.#peers.all(), hasCounters: this.#hasCounters, isLowerBound: this.#missesConnections};
	}

	/** Returns the traffic of every group until the last sample, which is `seconds` after the one before. */
	grouped(seconds: number | null): GroupedTraffic {
		return {
			groupings: this.#groups.published(), seconds, hasCounters: this.#hasCounters, isLowerBound: this.#missesConnections,
		};
	}

	/** Totals count a second time from now on. */
	reset(): void {
		this.#accounts.reset();
		for (const {account} of this.#peers.all()) {
			account.reset();
		}

		this.#groups.reset();
		this.#hasLost = false;
		this.#overrunsBefore = this.#destroyed?.overruns ?? 0;
	}

	close(): void {
		clearInterval(this.#drainTimer);
		clearTimeout(this.#lateTimer);
	}

	/** Ends the time in which what is reported may have been destroyed before the last sample had been read. */
	#endLateness(destroyed: DestroyedSockets): void {
		destroyed.drain();
		if (this.#lateTimer === undefined) {
			return;
		}

		clearTimeout(this.#lateTimer);
		this.#lateTimer = undefined;
		this.#nextLateRows = destroyed.waiting;
	}

	/** Connections that lived between two samples are not all known. */
	get #missesConnections(): boolean {
		return this.#destroyed === undefined || !this.#destroyed.isOpen || this.#hasLost || this.#destroyed.overruns > this.#overrunsBefore;
	}
}
