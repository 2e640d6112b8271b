import {ProcessorTimes, type ProcessorTime} from '../../collectors/processor-times.ts';
import type {Sampler} from '../../engine/sampler.ts';
import type {PortForwarding} from '../../model/forwarding.ts';
import type {Port} from '../../model/port.ts';
import type {Summary} from '../../model/snapshot.ts';
import {isTcp, type Protocol} from '../../model/socket.ts';
import {ownLoopbacks} from '../../probes/sockets/own-address.ts';
import {socketFailure, unreadSockets} from '../../engine/socket-failure.ts';
import type {OwnPlaces} from './port-place.ts';

/** The usage of a port on this machine during the window. Unknown is null. */
export type PortUsage = {
	/** A process waits for connections. */
	readonly isListening: boolean;
	/** A process has a UDP socket bound to it; null where that is not known. */
	readonly isUdpOpen: boolean | null;
	/** The forwarding by the packet filter, if no socket is bound to it. */
	readonly forwarding: PortForwarding;
	/** The processor time of all cores together. */
	readonly cpuPercent: number | null;
	readonly residentBytes: number | null;
	readonly processes: number | null;
	/** ESTABLISHED, now. */
	readonly connections: number | null;
	readonly acceptedPerSecond: number | null;
	readonly sentBytes: number | null;
	readonly receivedBytes: number | null;
	/** The reasons why some are null, or too low: one line for a person each. */
	readonly notes: readonly string[];
};

/** The usage of another machine's port, or where the sockets cannot be read. */
export const unknownUsage: PortUsage = {
	isListening: false,
	isUdpOpen: null,
	forwarding: null,
	cpuPercent: null,
	residentBytes: null,
	processes: null,
	connections: null,
	acceptedPerSecond: null,
	sentBytes: null,
	receivedBytes: null,
	notes: [],
};

type Passed = {
	readonly opened: number | null;
	readonly closed: number | null;
	readonly sentBytes: number | null;
	readonly receivedBytes: number | null;
	readonly isLowerBound: boolean;
};

/** The machine's cores, and the reasons why owners may be hidden and connections not counted. */
type Circumstances = {
	readonly cores: number;
	readonly hidden: string | null;
	readonly uncounted: string | null;
	/** The reason why it is not known which ports are forwarded. */
	readonly unforwarded: string | null;
};

function problemOf({sources}: Summary, source: string): string | null {
	return sources.find(({name}) => name === source)?.problem ?? null;
}

/** Adds up what samples show about one port. */
class PortSums {
	/** The traffic since the first sample, by row: that of a row that vanishes stays. */
	readonly #passed = new Map<string, Passed>();
	/** The processes that held the port at any sample. */
	readonly #processorTimes = new Set<ProcessorTime>();
	#isCpuKnown = true;
	#residentBytes: number | null = null;
	#processes: number | null = null;
	#connections = 0;
	#isListening = false;
	#forwarding: PortForwarding = null;
	#missing: string | null = null;
	/** There were connections, and no listener. */
	#isOrphaned = false;

	add(rows: readonly Port[], sampler: Pick<Sampler, 'portProcesses'>, times: ProcessorTimes): void {
		for (const {identity, totals, isBound, missing} of rows) {
			if (isBound) {
				const {
					opened, closed, sentBytes, receivedBytes,
				} = totals.sinceStart;
				this.#passed.set(identity, {
					opened, closed, sentBytes, receivedBytes, isLowerBound: totals.isLowerBound,
				});
				this.#missing = missing;
			}
		}

		const present = rows.filter(({freshness}) => freshness !== 'vanished');
		this.#isListening = present.some(({isBound}) => isBound);
		this.#forwarding = present.find(({forwarding}) => forwarding !== null)?.forwarding ?? null;
		this.#isOrphaned ||= present.some(({isBound, connectionCount}) => !isBound && (connectionCount ?? 0) > 0);
		const processes = sampler.portProcesses(new Set(present.map(({identity}) => identity)));
		this.#isCpuKnown &&= processes !== null;
		for (const {pid, startTicks} of processes ?? []) {
			const time = times.find(pid, startTicks);
			if (time !== undefined) {
				this.#processorTimes.add(time);
			}
		}

		this.#residentBytes = processes === null ? null : total(processes.map(({residentBytes}) => residentBytes));
		this.#processes = processes?.length ?? null;
		this.#connections = total(present.map(({connections}) => connections.ESTABLISHED ?? 0));
	}

	/**
	Returns what became of it in so many seconds.
	@param missesConnections There were connections on this machine that no sample shows.
	*/
	usage(seconds: number, {cores, hidden, uncounted, unforwarded}: Circumstances, times: ProcessorTimes, missesConnections: boolean): PortUsage {
		const unseen = this.#unseenTraffic(unforwarded);
		if (unseen !== null) {
			return {...unknownUsage, forwarding: this.#forwarding, notes: unseen};
		}

		const cpuPercent = times.percentOf(this.#processorTimes);
		const opened = this.#sum('opened');
		// Without the kernel's notifications the last bytes of a connection that closes are not known, nor those of one that no sample shows.
		const isLowerBound = this.#passed.values().some(row => row.isLowerBound);
		const missesOpened = isLowerBound && missesConnections;
		const missesBytes = missesOpened || (isLowerBound && this.#sum('closed') !== 0);
		return {
			isListening: this.#isListening,
			isUdpOpen: null,
			forwarding: null,
			cpuPercent: cpuPercent === null || !this.#isCpuKnown ? null : cpuPercent / cores,
			residentBytes: this.#residentBytes,
			processes: this.#processes,
			connections: this.#connections,
			acceptedPerSecond: missesOpened || opened === null ? null : opened / seconds,
			sentBytes: missesBytes ? null : this.#sum('sentBytes'),
			receivedBytes: missesBytes ? null : this.#sum('receivedBytes'),
			notes: [
				...this.#processes === null ? [`its processes are not known, nor their CPU and memory${hidden === null ? '' : `: ${hidden}`}`] : [],
				...missesBytes ? [`${missesOpened ? 'rate and throughput are' : 'throughput is'} not known${uncounted === null ? '' : `: ${uncounted}`}`] : [],
				...opened === null && this.#missing !== null ? [this.#missing] : [],
			],
		};
	}

	/** Returns notes about traffic that no listener of this machine takes; null where there is none. */
	#unseenTraffic(unforwarded: string | null): readonly string[] | null {
		if (this.#isOrphaned) {
			return ['no listener, but there are connections: their owners and traffic are unknown'];
		}

		if (this.#forwarding === null) {
			return null;
		}

		return unforwarded === null || this.#forwarding !== 'unknown' ? [] : [unforwarded];
	}

	#sum(key: 'opened' | 'closed' | 'sentBytes' | 'receivedBytes'): number | null {
		const values = this.#passed.values().map(row => row[key]).toArray();
		return values.includes(null) ? null : total(values);
	}
}

const tcpProtocols: ReadonlySet<Protocol> = new Set(['tcp', 'tcp6']);

/** Says whether a row belongs to the check, given this machine's addresses and how the sockets were read. */
type Serves = (row: Port, window: {readonly own: OwnPlaces; readonly method: string}) => boolean;

/** Watches ports of this machine from the first sample on. */
export class PortWindow {
	readonly #sampler: Sampler;
	readonly #serves: Serves;
	readonly #loopbacks = ownLoopbacks();
	readonly #sums: ReadonlyMap<number, PortSums>;
	readonly #times = new ProcessorTimes('/proc', () => performance.now());
	#rows: ReadonlyMap<number, readonly Port[]> = new Map();
	#circumstances: Circumstances = {
		cores: 1, hidden: null, uncounted: null, unforwarded: null,
	};

	#seconds = 0;
	/** Connections as the kernel counts them, which is every one; and as samples show them. */
	#accepted: number | null = 0;
	#seen = 0;
	#failure: string | null = null;
	#method = '';
	/** Nothing is missing in the last sample. */
	#isComplete = false;

	constructor(sampler: Sampler, ports: readonly number[], serves: Serves) {
		this.#sampler = sampler;
		this.#serves = serves;
		this.#sums = new Map(ports.map(port => [port, new PortSums()]));
	}

	/** The reason why there are no figures; null when there are some. */
	get failure(): string | null {
		return this.#failure;
	}

	/** Resolves when the window can begin. */
	async ready(): Promise<void> {
		await this.#sampler.ready();
	}

	/** Takes a sample. */
	async sample(): Promise<void> {
		await this.#sampler.tick();
		this.#times.sample();
		const {summary, rows} = this.#sampler.snapshot('ports', '');
		this.#failure = socketFailure(summary) ?? unreadSockets(summary, tcpProtocols);
		const source = summary.sources.find(({name}) => name === 'sockets');
		this.#method = source?.method ?? '';
		this.#isComplete = source?.state === 'ok';
		this.#circumstances = {
			cores: summary.host.cores,
			hidden: problemOf(summary, 'processes'),
			uncounted: problemOf(summary, 'destroyed sockets'),
			unforwarded: problemOf(summary, 'packet filter'),
		};
		this.#rows = Map.groupBy(rows as readonly Port[], ({port}) => port);
		const seconds = summary.intervalSeconds ?? 0;
		this.#seconds += seconds;
		const {acceptedPerSecond} = summary.totals;
		if (seconds > 0) {
			this.#accepted = acceptedPerSecond === null || this.#accepted === null ? null : this.#accepted + (acceptedPerSecond * seconds);
			this.#seen += total((rows as readonly Port[]).map(({openedPerSecond}) => openedPerSecond)) * seconds;
		}

		for (const [port, sums] of this.#sums) {
			sums.add(this.rows(port), this.#sampler, this.#times);
		}
	}

	/** This machine's addresses, as of the last sample. */
	get own(): OwnPlaces {
		return {...this.#sampler.interfaces, loopbacks: this.#loopbacks};
	}

	/** The way in which the sockets were read. */
	get method(): string {
		return this.#method;
	}

	/** Returns the TCP rows of a port, of the last sample. */
	rows(port: number): readonly Port[] {
		return this.#served(port).filter(({protocol}) => isTcp(protocol));
	}

	#served(port: number): readonly Port[] {
		return this.#rows.get(port)?.filter(row => this.#serves(row, this)) ?? [];
	}

	close(): void {
		this.#sampler.close();
	}

	/** `wantedSeconds` is how long the window should have been. */
	usage(port: number, wantedSeconds: number): PortUsage {
		if (this.#failure !== null || this.#seconds === 0) {
			return unknownUsage;
		}

		const missesConnections = this.#accepted === null || this.#accepted - this.#seen > 0.5;
		const isUdpOpen = this.#served(port).some(({protocol, freshness, isBound}) => !isTcp(protocol) && isBound && freshness !== 'vanished');
		const usage: PortUsage = {
			...this.#sums.get(port)!.usage(this.#seconds, this.#circumstances, this.#times, missesConnections),
			isUdpOpen: isUdpOpen || (this.#isComplete ? false : null),
		};
		// Bytes are those of the whole window, which is not always as long as it should be.
		return this.#seconds < wantedSeconds + 1 ? usage : {...usage, notes: [...usage.notes, `this machine was busy: what was measured is of ${this.#seconds.toFixed(1)} s, not of ${wantedSeconds}`]};
	}
}

function total(values: ReadonlyArray<number | null>): number {
	return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
