import {readNetNetstat} from '../linux/procfs/net-netstat.ts';
import {readNetSnmp, type PartialCounters} from '../linux/procfs/net-snmp.ts';
import {readNetSnmp6} from '../linux/procfs/net-snmp6.ts';
import {readSoftnetStat} from '../linux/procfs/softnet-stat.ts';
import {sanitize} from '../text/sanitize.ts';
import type {Reading} from './source.ts';

/** Every counter of the files, spelled as `nstat` does: `TcpExtListenOverflows`. What could not be read is not in it. */
export type NetworkCounters = ReadonlyMap<string, number>;

type Values = Map<string, number>;

/**
Adds the counters of every protocol that could be read.
@throws MalformedFileError where one could not.
*/
function addProtocols(values: Values, {counters: protocols, problem}: PartialCounters): void {
	for (const [protocol, counters] of protocols) {
		for (const [name, value] of counters) {
			values.set(protocol + name, value);
		}
	}

	if (problem !== null) {
		throw problem;
	}
}

function addSnmp6(values: Values, procPath: string): void {
	for (const [name, value] of readNetSnmp6(procPath)) {
		values.set(name, value);
	}
}

/** The sum over the CPUs. It goes back when a CPU goes offline or its counter, of 32 bits, starts again. */
function addSoftnet(values: Values, procPath: string): void {
	for (const {dropped, timeSqueeze, flowLimit} of readSoftnetStat(procPath)) {
		values.set('SoftnetDropped', (values.get('SoftnetDropped') ?? 0) + dropped);
		values.set('SoftnetTimeSqueeze', (values.get('SoftnetTimeSqueeze') ?? 0) + timeSqueeze);
		if (flowLimit !== null) {
			values.set('SoftnetFlowLimit', (values.get('SoftnetFlowLimit') ?? 0) + flowLimit);
		}
	}
}

const files: ReadonlyArray<(values: Values, procPath: string) => void> = [
	(values, procPath) => {
		addProtocols(values, readNetSnmp(procPath));
	},
	(values, procPath) => {
		addProtocols(values, readNetNetstat(procPath));
	},
	addSnmp6,
	addSoftnet,
];

/**
Reads /proc/net/{snmp,netstat,snmp6,softnet_stat}: the counters of the network namespace, softnet's of the machine.
Never throws: the status says which files could not be read, or not as a whole.
*/
export function readNetworkCounters(procPath: string): Reading<NetworkCounters> {
	const values: Values = new Map();
	const problems: string[] = [];
	for (const add of files) {
		try {
			add(values, procPath);
		} catch (error) {
			problems.push(sanitize((error as Error).message));
		}
	}

	return {
		value: values,
		status: {
			name: 'counters',
			method: 'proc',
			state: problems.length === 0 ? 'ok' : (values.size === 0 ? 'failed' : 'degraded'),
			problem: problems.length === 0 ? null : problems.join('; '),
		},
	};
}
