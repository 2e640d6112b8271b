import type {Port} from '../../model/port.ts';
import {transportOf} from '../../model/socket.ts';
import {GrowingCounters, plus, type Counts} from './metrics-counters.ts';
import {
	probeCounts,
	probeFigures,
	type ProbeFigure,
	type WatchedPort,
} from './metrics-model.ts';

/** More than are probed at a time. */
const maxSensors = 256;

const nothing: Counts<ProbeFigure> = {
	sent: 0, received: 0, refused: 0, rejected: 0, timedOut: 0, late: 0, errors: 0, duplicates: 0, reordered: 0, rttSeconds: 0,
};

/**
Makes of the rows of watched ports, which come and go with the addresses that are listened on, one thing that stays for each
port number and protocol. It grows by no more than what is watched.
*/
export class WatchedPorts {
	/** The protocols with which each port was open; TCP where it was never open when it was first reported. */
	readonly #protocols = new Map<number, ReadonlySet<WatchedPort['protocol']>>();
	readonly #sensors = new GrowingCounters(probeFigures, maxSensors);
	readonly #probes = new Map<number, Counts<ProbeFigure>>();

	/** Takes the ports of a sample in: each sample once. */
	add(ports: readonly Port[]): readonly WatchedPort[] {
		const rowsByPort = Map.groupBy(ports.filter(({watched}) => watched), ({port}) => port);
		return [...rowsByPort].flatMap(([port, rows]) => {
			const open = new Set(rows.filter(({status}) => status === 'OPEN').map(row => transportOf(row.protocol)));
			const reported = this.#protocols.get(port) ?? (open.size === 0 ? ['tcp' as const] : []);
			const unknown = new Set(rows.filter(({status}) => status === null).map(row => transportOf(row.protocol)));
			const protocols = new Set([...reported, ...open]);
			this.#protocols.set(port, protocols);
			this.#addProbes(port, rows);
			const probes = this.#probes.get(port) ?? null;
			return [...protocols].map(protocol => ({
				protocol, port, isOpen: open.has(protocol) || (unknown.has(protocol) ? null : false), probes: protocol === 'tcp' ? probes : null,
			}));
		});
	}

	#addProbes(port: number, rows: readonly Port[]): void {
		// Two rows may be reached at the same address, and are probed once.
		const latencies = new Map(rows.flatMap(({latency}) => latency === null ? [] : [[latency.address, latency]]));
		for (const [address, {session}] of latencies) {
			const {growth} = this.#sensors.grow(`${address}|${port}`, probeCounts(session));
			const sum = this.#probes.get(port) ?? nothing;
			this.#probes.set(port, plus(probeFigures, sum, growth));
		}
	}
}
