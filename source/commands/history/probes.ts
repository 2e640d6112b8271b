import type {AnswerColumn} from './columns.ts';
import type {Topic} from './topic.ts';
import {
	largest,
	mean,
	periodColumns,
	sum,
	under,
} from './shared-columns.ts';

/** Lost of all probes whose outcome is known: probes that were refused are among those received. */
const lossPercent = (of: (column: string) => string) => `100.0 * ${of('lost')} / nullif(${of('received')} + ${of('rejected')} + ${of('lost')}, 0)`;

const figures: readonly AnswerColumn[] = [
	sum('sent', 'sent', 'Sent'),
	sum('received', 'received', 'Received'),
	sum('refused', 'refused', 'Refused'),
	sum('rejected', 'rejected', 'Rejected'),
	sum('lost', 'lost', 'Lost'),
	sum('late', 'late', 'Late'),
	{
		key: 'lossPercent', sql: lossPercent(column => `sum(${column})`), kind: 'percent', title: 'Loss',
	},
	{
		key: 'minimumRttMicroseconds', sql: 'min(rtt_min_us)', kind: 'microseconds', title: 'Min',
	},
	under('Average', mean('rttMicroseconds', 'rtt_us', 'microseconds', 'received')),
	largest('maximumRttMicroseconds', 'rtt_max_us', 'Max', 'microseconds'),
];

/** Targets that were probed. */
export const probes: Topic = {
	source: 'FROM chosen CROSS JOIN probe_rows ON probe_rows.interval_id = chosen.id JOIN probe_names ON probe_names.id = probe_rows.probe_id WHERE 1',
	ofIntervals: true,
	filter: {
		remotePort: 'port',
		numbers: {rtt: 'rtt_max_us', loss: lossPercent(column => column)},
		domains: [
			{
				key: 'probe_id', keyType: 'INTEGER', side: 'remote', select: 'SELECT id AS key, target AS remoteAddress, target || \' \' || ifnull(method, \'\') AS text FROM probe_names',
			},
			{key: 'status', keyType: 'TEXT', select: 'SELECT DISTINCT status AS key, status AS text FROM probe_rows'},
		],
	},
	rows: {
		order: 'from',
		descending: false,
		tables: ['probe_rows', 'probe_names'],
		period: ['probe_id'],
		columns: [
			...periodColumns,
			{
				key: 'target', sql: 'target', kind: 'text', title: 'Target',
			},
			{
				key: 'method', sql: 'method', kind: 'text', title: 'Method',
			},
			{key: 'port', sql: 'port', kind: 'number'},
			...figures,
		],
	},
	groupings: {target: {title: 'Target', sql: 'target'}},
	groups: {
		order: 'lost',
		descending: true,
		columns: [...periodColumns.filter(({key}) => key !== 'seconds'), ...figures],
	},
};
