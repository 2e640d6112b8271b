import {readUptime} from '../linux/procfs/uptime.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {DestroyedSockets} from './destroyed-sockets.ts';
import {ForwardedPorts} from './forwarded-ports.ts';
import {InterfaceSource} from './interfaces.ts';
import {KernelSockets} from './kernel-sockets.ts';
import {readNetworkCounters} from './network-counters.ts';
import {NetworkFacts} from './network-facts.ts';
import {PacketCounts} from './packet-counts.ts';
import {readProcessSight} from './process-sight.ts';
import {SocketOwnersIndex} from './socket-owners.ts';
import {SocketSource} from './socket-source.ts';
import type {openSocketCollector} from './sockets.ts';
import {attempt, PolledSource, type Source} from './source.ts';

export type SourceOptions = {
	/** The mount point of proc. */
	readonly procPath: string;
	/** The method of reading sockets. */
	readonly socketMethod: 'auto' | 'netlink' | 'proc';
	readonly openSockets: typeof openSocketCollector;
	/** Whether to count also what comes and goes between two samples. */
	readonly countsBetweenSamples: boolean;
	/** Monotonic milliseconds. */
	readonly now: () => number;
};

/** The options, and what several sources need: the interfaces and addresses of our network namespace, where more than one sample is taken. */
type OpenerOptions = SourceOptions & {readonly network: NetworkFacts | undefined};

/**
Every source of samples, in the order in which users see how they fare. To add one: its file, and a line here.
What returns undefined is not wanted with these options.
*/
const openers = {
	sockets: ({socketMethod, procPath, openSockets}) => new SocketSource(socketMethod, procPath, openSockets),
	processes: ({procPath, now}) => new SocketOwnersIndex(procPath, now, readProcessSight(procPath)),
	kernelSockets: ({network}) => new KernelSockets(network),
	interfaces: ({procPath, network}) => new InterfaceSource(procPath, network),
	counters: ({procPath}) => new PolledSource(() => readNetworkCounters(procPath)),
	uptime: ({procPath}) => new PolledSource(() => attempt('uptime', () => readUptime(procPath))),
	destroyedSockets: ({countsBetweenSamples}) => countsBetweenSamples ? new DestroyedSockets() : undefined,
	forwardedPorts: ({procPath, now}) => new ForwardedPorts(procPath, now),
	packets: ({network}) => network === undefined ? undefined : new PacketCounts(network),
} as const satisfies Readonly<Record<string, (options: OpenerOptions) => Source | undefined>>;

/** The open sources, by name. */
export type OpenSources = {readonly [Name in keyof typeof openers]: ReturnType<(typeof openers)[Name]>};

/** All open sources, for what is done with each of them. */
export class Sources {
	readonly open: OpenSources;
	readonly #all: readonly Source[];
	readonly #network: NetworkFacts | undefined;

	/**
	Opens every source.
	@throws SystemError or LibcUnavailableError if netlink is demanded and cannot be had.
	*/
	constructor(options: SourceOptions) {
		this.#network = options.countsBetweenSamples ? new NetworkFacts() : undefined;
		const opened = Object.entries(openers).map(([name, open]) => [name, open({...options, network: this.#network})] as const);
		// Object.fromEntries() forgets which source has which name.
		this.open = Object.fromEntries(opened) as unknown as OpenSources;
		this.#all = opened.flatMap(([, source]) => source ?? []);
	}

	get statuses(): readonly SourceStatus[] {
		return this.#all.flatMap(({status}) => status ?? []);
	}

	/** Reads those that need nothing but themselves, for a new sample. Never throws. */
	read(): void {
		for (const source of this.#all) {
			source.read?.();
		}
	}

	/** Returns the addresses of an interface as targets are spelled; null where they are not known. */
	addressesOf(interfaceName: string): readonly string[] | null {
		return this.#network?.addressesOf(interfaceName) ?? null;
	}

	/** Resolves when everything that is not read in one go has been, or after that many milliseconds. */
	async ready(maxMilliseconds: number): Promise<void> {
		await this.#network?.settled(maxMilliseconds);
	}

	close(): void {
		this.#network?.close();
		for (const source of this.#all) {
			source.close?.();
		}
	}
}
