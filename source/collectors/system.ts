import os from 'node:os';
import process from 'node:process';
import {readNetDev, type InterfaceCounters} from '../linux/procfs/net-dev.ts';
import {readPidStatus} from '../linux/procfs/pid-status.ts';
import {readUptime} from '../linux/procfs/uptime.ts';
import {listInterfaces, physicalInterfaces} from '../linux/procfs/sys-class-net.ts';
import type {Host, Privileges, SourceStatus} from '../model/snapshot.ts';
import {sanitize} from '../text/sanitize.ts';
import {readNetworkCounters} from './network-counters.ts';

export {readLocalPortRange} from '../linux/procfs/local-port-range.ts';

/** Counters of the whole machine or network namespace, as the kernel has them: they only grow. null is unknown. */
export type SystemCounters = {
	readonly receivedBytes: number | null;
	readonly sentBytes: number | null;
	readonly receivedPackets: number | null;
	readonly sentPackets: number | null;
	readonly retransmittedSegments: number | null;
	/** TCP connections that were accepted, and connects that were begun (RFC 1213, tcpPassiveOpens and tcpActiveOpens). */
	readonly passiveOpens: number | null;
	readonly activeOpens: number | null;
	readonly uptimeSeconds: number | null;
	/** By the names of the error catalogue, with others beside them; those that could not be read are missing. */
	readonly errors: ReadonlyMap<string, number>;
	/** None where they could not be read. */
	readonly interfaces: readonly CountedInterface[];
	readonly sources: readonly SourceStatus[];
};

/** An interface, and whether its traffic is part of the machine's. */
export type CountedInterface = InterfaceCounters & {readonly isCounted: boolean};

// linux/capability.h
const capabilities = {
	dacReadSearch: 2, networkAdministration: 12, rawSockets: 13, ptrace: 19,
} as const;

export function readHost(): Host {
	return {name: sanitize(os.hostname()), kernel: sanitize(`${os.type()} ${os.release()}`), cores: os.availableParallelism()};
}

/** What this process may do, from its effective capabilities (/proc/self/status, CapEff). */
export function readPrivileges(procPath: string): Privileges {
	const status = readPidStatus(procPath, process.pid);
	const effective = status?.capEff ?? 0n;
	const has = (capability: number) => ((effective >> BigInt(capability)) & 1n) === 1n;
	return {
		userId: status?.effectiveUid ?? process.geteuid?.() ?? 0,
		seesAllProcesses: has(capabilities.ptrace) && has(capabilities.dacReadSearch),
		networkAdministration: has(capabilities.networkAdministration),
		rawSockets: has(capabilities.rawSockets),
	};
}

/** Reads one source; its failure becomes a status. */
function attempt<Value>(name: string, sources: SourceStatus[], read: () => Value): Value | null {
	try {
		const value = read();
		sources.push({
			name, method: 'proc', state: 'ok', problem: null,
		});
		return value;
	} catch (error) {
		sources.push({
			name, method: 'proc', state: 'failed', problem: sanitize((error as Error).message),
		});
		return null;
	}
}

/**
The machine's traffic is the sum over the physical interfaces, or over all but loopback where there is none (a container,
a namespace): bridges, tunnels and virtual pairs would count the same packet twice.
*/
function markCounted(all: readonly InterfaceCounters[]): readonly CountedInterface[] {
	const physical = physicalInterfaces();
	const hasPhysical = all.some(({name}) => physical.has(name));
	return all.map(each => ({
		...each,
		name: sanitize(each.name),
		isCounted: hasPhysical ? physical.has(each.name) : each.name !== 'lo',
	}));
}

/** Finds the name of an interface by its index, from a listing made now; the index as text where it is not in it. */
export function interfaceNames(): (index: number) => string {
	const names = listInterfaces();
	return index => {
		const name = names.get(index);
		return name === undefined ? String(index) : sanitize(name);
	};
}

/** Never throws: what cannot be read is null, and its source says why. */
export function readSystemCounters(procPath: string): SystemCounters {
	const sources: SourceStatus[] = [];
	const interfaces = attempt('interfaces', sources, () => markCounted(readNetDev(procPath)));
	const sum = (counter: (of: InterfaceCounters) => number) => interfaces === null
		? null
		: interfaces.filter(({isCounted}) => isCounted).reduce((total, each) => total + counter(each), 0);
	const {values, source} = readNetworkCounters(procPath);
	sources.push(source);
	const uptimeSeconds = attempt('uptime', sources, () => readUptime(procPath));
	return {
		receivedBytes: sum(each => each.receivedBytes),
		sentBytes: sum(each => each.sentBytes),
		receivedPackets: sum(each => each.receivedPackets),
		sentPackets: sum(each => each.sentPackets),
		retransmittedSegments: values.get('TcpRetransSegs') ?? null,
		passiveOpens: values.get('TcpPassiveOpens') ?? null,
		activeOpens: values.get('TcpActiveOpens') ?? null,
		uptimeSeconds,
		errors: values,
		interfaces: interfaces ?? [],
		sources,
	};
}
