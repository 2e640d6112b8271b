import os from 'node:os';
import {readCredentials} from '../linux/procfs/credentials.ts';
import type {Host, Privileges} from '../model/snapshot.ts';
import {sanitize} from '../text/sanitize.ts';
import type {CountedInterface} from './interfaces.ts';
import type {NetworkCounters} from './network-counters.ts';
import type {OpenSources} from './registry.ts';

export {readBootId} from '../linux/procfs/boot-id.ts';
export {readLocalPortRange} from '../linux/procfs/local-port-range.ts';

/** Counters of the whole machine or network namespace, as the kernel has them: they only grow. null is unknown. */
export type SystemCounters = {
	readonly retransmittedSegments: number | null;
	/** TCP connections that were accepted, and connects that were begun (RFC 1213, tcpPassiveOpens and tcpActiveOpens). */
	readonly passiveOpens: number | null;
	readonly activeOpens: number | null;
	readonly uptimeSeconds: number | null;
	/** By the names of the error catalogue, with others between them; those that could not be read are missing. */
	readonly errors: NetworkCounters;
	/** None where they could not be read. */
	readonly interfaces: readonly CountedInterface[];
	/** Whether it is known which of them make up the machine's traffic. */
	readonly areLinksKnown: boolean;
};

export function readHost(): Host {
	return {name: sanitize(os.hostname()), kernel: sanitize(`${os.type()} ${os.release()}`), cores: os.availableParallelism()};
}

/** Returns what this process may do, from its effective capabilities (/proc/self/status, CapEff). */
export function readPrivileges(procPath: string): Privileges {
	const {userId, capabilities} = readCredentials(procPath);
	if (capabilities === null) {
		return {
			userId, seesAllProcesses: null, networkAdministration: null, rawSockets: null,
		};
	}

	return {
		userId,
		// The list of another user's descriptors is a folder that either of two lets one read.
		seesAllProcesses: capabilities.has('CAP_SYS_PTRACE') && (capabilities.has('CAP_DAC_READ_SEARCH') || capabilities.has('CAP_DAC_OVERRIDE')),
		networkAdministration: capabilities.has('CAP_NET_ADMIN'),
		rawSockets: capabilities.has('CAP_NET_RAW'),
	};
}

/** Returns what was read last. */
export function systemCounters({interfaces, counters, uptime}: Pick<OpenSources, 'interfaces' | 'counters' | 'uptime'>): SystemCounters {
	const errors = counters.value ?? new Map<string, number>();
	return {
		retransmittedSegments: errors.get('TcpRetransSegs') ?? null,
		passiveOpens: errors.get('TcpPassiveOpens') ?? null,
		activeOpens: errors.get('TcpActiveOpens') ?? null,
		uptimeSeconds: uptime.value,
		errors,
		interfaces: interfaces.value?.all ?? [],
		areLinksKnown: interfaces.value?.areLinksKnown ?? false,
	};
}
