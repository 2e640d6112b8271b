import type {AnswerColumn} from './columns.ts';
import type {Topic} from './topic.ts';
import {
	largest,
	mean,
	ownerColumns,
	ownerDomain,
	periodColumns,
	processText,
	sum,
	under,
} from './shared-columns.ts';

/** Percent of the accept queue's limit. With a limit of 0 one connection may wait. */
const queuePercent = '100.0 * accept_queue_max / max(1, accept_queue_limit)';

const sums: readonly AnswerColumn[] = [
	sum('drops', 'drops', 'Drops'),
	sum('opened', 'opened', 'Opened'),
	sum('closed', 'closed'),
	sum('failed', 'failed', 'Failed'),
	sum('resets', 'resets'),
	sum('timeouts', 'timeouts'),
	sum('receivedBytes', 'received_bytes', 'Received', 'bytes'),
	sum('sentBytes', 'sent_bytes', 'Sent', 'bytes'),
	{key: 'bytes', sql: 'sum(received_bytes) + sum(sent_bytes)', kind: 'bytes'},
	sum('receivedPackets', 'received_packets'),
	sum('sentPackets', 'sent_packets'),
	largest('maximumReceiveBitsPerSecond', 'receive_max_bits_per_s', undefined, 'bitsPerSecond'),
	largest('maximumSendBitsPerSecond', 'send_max_bits_per_s', undefined, 'bitsPerSecond'),
];

const paths: readonly AnswerColumn[] = [
	under('RTT', mean('rttMicroseconds', 'rtt_us', 'microseconds')),
	largest('maximumRttMicroseconds', 'rtt_max_us', undefined, 'microseconds'),
	{
		key: 'retransmissionPercent', sql: '100.0 * sum(retransmissions) / nullif(sum(data_segments), 0)', kind: 'percent', title: 'Retrans',
	},
];

/** Ports that listened or were watched. */
export const ports: Topic = {
	source: `FROM chosen CROSS JOIN port_rows ON port_rows.interval_id = chosen.id JOIN port_names ON port_names.id = port_rows.port_id
		LEFT JOIN owners ON owners.id = port_rows.owner_id WHERE 1`,
	ofIntervals: true,
	filter: {
		localPort: 'port',
		protocol: 'protocol',
		servicePorts: ['port'],
		pid: 'pid',
		isListening: 'status = \'OPEN\' AND protocol LIKE \'tcp%\'',
		domains: [
			ownerDomain,
			{
				key: 'port_id', keyType: 'INTEGER', side: 'local', select: 'SELECT id AS key, address AS localAddress FROM port_names',
			},
		],
		// Of an interval the largest value counts, so that nothing that happened is missed.
		numbers: {
			queue: queuePercent,
			recvq: 'ifnull(accept_queue_max, receive_queue_max_bytes)',
			conns: 'connections_max',
			drops: 'drops / chosen.seconds',
			rx: 'receive_max_bits_per_s',
			tx: 'send_max_bits_per_s',
			rtt: 'rtt_max_us',
		},
	},
	rows: {
		order: 'from',
		descending: false,
		tables: ['port_rows', 'port_names', 'owners'],
		period: ['port_id', 'status', 'owner_id'],
		columns: [
			...periodColumns,
			{
				key: 'protocol', sql: 'protocol', kind: 'text', title: 'Proto',
			},
			{
				key: 'address', sql: 'address', kind: 'text', title: 'Address',
			},
			{
				key: 'port', sql: 'port', kind: 'number', title: 'Port',
			},
			{
				key: 'status', sql: 'status', kind: 'text', title: 'Status',
			},
			{
				key: 'process', sql: 'process', kind: 'text', title: 'Process', needs: ['pid'], cell: processText,
			},
			// Null where there were several.
			{key: 'pid', sql: 'iif(min(pid) = max(pid), pid, NULL)', kind: 'number'},
			...ownerColumns.map(({title: _, ...column}) => column),
			under('Conns', largest('maximumConnections', 'connections_max')),
			mean('connections', 'connections'),
			mean('established', 'established'),
			largest('maximumHalfOpen', 'half_open_max'),
			largest('maximumCloseWait', 'close_wait_max'),
			largest('maximumPeers', 'peers_max'),
			{
				key: 'maximumAcceptQueue', sql: 'max(accept_queue_max)', kind: 'number', title: 'Accept-Q', needs: ['acceptQueueLimit'],
				cell: ({maximumAcceptQueue, acceptQueueLimit}) => typeof maximumAcceptQueue === 'number' ? `${maximumAcceptQueue}/${acceptQueueLimit ?? '–'}` : null,
			},
			mean('acceptQueue', 'accept_queue'),
			largest('acceptQueueLimit', 'accept_queue_limit'),
			{key: 'maximumAcceptQueuePercent', sql: `max(${queuePercent})`, kind: 'percent'},
			largest('maximumReceiveQueueBytes', 'receive_queue_max_bytes', undefined, 'bytes'),
			...sums,
			...paths,
			mean('cpuPercent', 'cpu_percent', 'percent'),
			largest('maximumCpuPercent', 'cpu_max_percent', undefined, 'percent'),
			largest('maximumMemoryBytes', 'memory_max_bytes', undefined, 'bytes'),
		],
	},
	groupings: {
		process: {title: 'Process', sql: 'process'},
		unit: {title: 'Unit', sql: 'unit'},
		container: {title: 'Container', sql: 'container'},
		user: {title: 'User', sql: 'user'},
		port: {title: 'Port', sql: 'port || \'/\' || substr(protocol, 1, 3)'},
	},
	groups: {
		order: 'bytes',
		descending: true,
		columns: [
			...periodColumns.filter(({key}) => key !== 'seconds'),
			under('Conns', largest('maximumConnections', 'connections_max')),
			under('Accept-Q', {key: 'maximumAcceptQueuePercent', sql: `max(${queuePercent})`, kind: 'percent'}),
			...sums,
			...paths,
		],
	},
};
