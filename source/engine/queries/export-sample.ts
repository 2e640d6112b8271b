import type {ExportedSample} from '../../model/exported.ts';
import {connectionRow} from '../views/connection-rows.ts';
import {portOrder} from '../views/ports.ts';
import type {Sample} from '../views/sample.ts';

/** Returns the data of a sample for other programs, with `others`, which is not part of it. */
export function exportSample(sample: Sample, others: Pick<ExportedSample, 'tcp' | 'ephemeralPorts'>): ExportedSample {
	const {summary, table, rowContext, ports, outgoing, states, probes, errors, interfaces, alerts} = sample;
	return {
		...others,
		summary,
		ports: ports
			.map(({port}) => port)
			.filter(({freshness}) => freshness !== 'vanished')
			.toSorted(portOrder({key: 'port', descending: false})),
		outgoing: outgoing.map(({peer}) => peer),
		states,
		probes: probes.rows,
		errors,
		interfaces,
		alerts: alerts.rows,
		connections: most => ({
			rows: Array.from({length: Math.min(most, table.liveCount)}, (_, row) => connectionRow(row, rowContext)),
			total: table.liveCount,
		}),
	};
}
