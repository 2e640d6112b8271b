import {readUptime} from '../linux/procfs/uptime.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {DestroyedSockets} from './destroyed-sockets.ts';
import {readInterfaces} from './interfaces.ts';
import {readNetworkCounters} from './network-counters.ts';
import {PacketCounts} from './packet-counts.ts';
import {readProcessSight} from './process-sight.ts';
import {SocketOwnersIndex} from './socket-owners.ts';
import {SocketSource, type openSocketCollector} from './sockets.ts';
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

/**
Every source of samples, in the order in which users see how they fare. To add one: its file, and a line here.
What returns undefined is not wanted with these options.
*/
const openers = {
	sockets: ({socketMethod, procPath, openSockets}) => new SocketSource(socketMethod, procPath, openSockets),
	processes: ({procPath, now}) => new SocketOwnersIndex(procPath, now, readProcessSight(procPath)),
	interfaces: ({procPath}) => new PolledSource(() => attempt('interfaces', () => readInterfaces(procPath))),
	counters: ({procPath}) => new PolledSource(() => readNetworkCounters(procPath)),
	uptime: ({procPath}) => new PolledSource(() => attempt('uptime', () => readUptime(procPath))),
	destroyedSockets: ({countsBetweenSamples}) => countsBetweenSamples ? new DestroyedSockets() : undefined,
	packets: ({countsBetweenSamples}) => countsBetweenSamples ? new PacketCounts() : undefined,
} as const satisfies Readonly<Record<string, (options: SourceOptions) => Source | undefined>>;

/** The open sources, by name. */
export type OpenSources = {readonly [Name in keyof typeof openers]: ReturnType<(typeof openers)[Name]>};

/** All open sources, for what is done with each of them. */
export class Sources {
	readonly open: OpenSources;
	readonly #all: readonly Source[];

	/**
	Opens every source.
	@throws SystemError or LibcUnavailableError if netlink is demanded and cannot be had.
	*/
	constructor(options: SourceOptions) {
		const opened = Object.entries(openers).map(([name, open]) => [name, open(options)] as const);
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

	close(): void {
		for (const source of this.#all) {
			source.close?.();
		}
	}
}
