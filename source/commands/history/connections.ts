import {formatBytes} from '../../text/format-number.ts';
import {valueText, type AnswerColumn, type AnswerRow} from './columns.ts';
import {never} from './open-connections.ts';
import type {Topic} from './topic.ts';
import {
	endText,
	ownerColumns,
	ownerDomain,
	processText,
} from './shared-columns.ts';

/** A part of the connection was within the range. */
const inRange = 'ended_ms >= :since AND (began_ms < :until OR (began_ms IS NULL AND ended_ms < :until))';

/** Connections: those of which a part was within the range, also those that have not ended. */
export const connections: Topic = {
	source: `FROM connection_rows LEFT JOIN names ON names.id = local_address_id LEFT JOIN owners ON owners.id = owner_id WHERE ${inRange}`,
	ofIntervals: false,
	hasOpen: true,
	filter: {
		localPort: 'local_port',
		remotePort: 'remote_port',
		protocol: 'protocol',
		servicePorts: ['iif(direction = \'out\', NULL, local_port)', 'iif(direction = \'in\', NULL, remote_port)'],
		pid: 'pid',
		ending: 'ending',
		numbers: {
			rtt: 'rtt_us', retrans: 'retransmissions', age: '(last_ms - began_ms) / 1000.0', received: 'received_bytes', sent: 'sent_bytes',
		},
		domains: [
			ownerDomain,
			{
				key: 'local_address_id', keyType: 'INTEGER', side: 'local', select: 'SELECT id AS key, name AS localAddress FROM names',
			},
			{
				key: 'remote_address', keyType: 'TEXT', side: 'remote', select: `SELECT DISTINCT remote_address AS key, remote_address AS remoteAddress FROM connection_rows WHERE ${inRange}`,
			},
		],
	},
	rows: {
		order: 'endedAt',
		descending: false,
		columns: [
			{
				key: 'endedAt', sql: `nullif(ended_ms, ${never})`, kind: 'time', title: 'Ended', cell: ({endedAt = null}, clock) => endedAt === null ? 'open' : valueText('time', endedAt, clock),
			},
			{key: 'beganAt', sql: 'began_ms', kind: 'time'},
			{key: 'beganBound', sql: 'began_bound', kind: 'text'},
			{
				key: 'durationSeconds', sql: '(last_ms - began_ms) / 1000.0', kind: 'seconds', title: 'Lasted', needs: ['beganBound', 'endedAt'], cell: lastedText,
			},
			{
				key: 'protocol', sql: 'protocol', kind: 'text', title: 'Proto',
			},
			{
				key: 'direction', sql: 'direction', kind: 'text', title: 'Way',
			},
			{
				key: 'localAddress', sql: 'names.name', kind: 'text', title: 'Local', needs: ['localPort'], cell: row => endText(row['localAddress'], row['localPort']),
			},
			{key: 'localPort', sql: 'local_port', kind: 'number'},
			{
				key: 'remoteAddress', sql: 'remote_address', kind: 'text', title: 'Remote', needs: ['remotePort'], cell: row => endText(row['remoteAddress'], row['remotePort']),
			},
			{key: 'remotePort', sql: 'remote_port', kind: 'number'},
			{
				key: 'process', sql: 'process', kind: 'text', title: 'Process', needs: ['pid'], cell: processText,
			},
			{key: 'pid', sql: 'pid', kind: 'number'},
			...ownerColumns,
			{
				key: 'receivedBytes', sql: 'received_bytes', kind: 'bytes', title: 'Received', needs: ['bytesAreMinimum'], cell: row => bytesText(row, 'receivedBytes'),
			},
			{
				key: 'sentBytes', sql: 'sent_bytes', kind: 'bytes', title: 'Sent', needs: ['bytesAreMinimum'], cell: row => bytesText(row, 'sentBytes'),
			},
			{key: 'bytes', sql: 'received_bytes + sent_bytes', kind: 'bytes'},
			{key: 'bytesAreMinimum', sql: 'bytes_are_minimum', kind: 'flag'},
			{
				key: 'rttMicroseconds', sql: 'rtt_us', kind: 'microseconds', title: 'RTT',
			},
			{key: 'minimumRttMicroseconds', sql: 'rtt_min_us', kind: 'microseconds'},
			{
				key: 'retransmissions', sql: 'retransmissions', kind: 'number', title: 'Retrans',
			},
			{
				key: 'ending', sql: 'ending', kind: 'text', title: 'Closed by',
			},
		],
	},
	groupings: {
		process: {title: 'Process', sql: 'process'},
		host: {title: 'Host', sql: 'remote_address'},
		unit: {title: 'Unit', sql: 'unit'},
		container: {title: 'Container', sql: 'container'},
		user: {title: 'User', sql: 'user'},
		port: {title: 'Port', sql: 'iif(direction = \'out\', remote_port, local_port) || \'/\' || substr(protocol, 1, 3)'},
		ending: {title: 'Closed by', sql: 'ending'},
	},
	groups: {
		order: 'bytes',
		descending: true,
		columns: [
			{
				key: 'connections', sql: 'count(*)', kind: 'number', title: 'Connections',
			},
			{
				key: 'open', sql: `count(*) FILTER (WHERE ended_ms = ${never})`, kind: 'number', title: 'Open',
			},
			{
				key: 'receivedBytes', sql: 'sum(received_bytes)', kind: 'bytes', title: 'Received', needs: ['bytesAreMinimum'], cell: row => bytesText(row, 'receivedBytes'),
			},
			{
				key: 'sentBytes', sql: 'sum(sent_bytes)', kind: 'bytes', title: 'Sent', needs: ['bytesAreMinimum'], cell: row => bytesText(row, 'sentBytes'),
			},
			{key: 'bytes', sql: 'sum(received_bytes) + sum(sent_bytes)', kind: 'bytes'},
			{key: 'bytesAreMinimum', sql: 'max(bytes_are_minimum OR received_bytes IS NULL OR sent_bytes IS NULL)', kind: 'flag'},
			{
				key: 'retransmissions', sql: 'sum(retransmissions)', kind: 'number', title: 'Retrans',
			},
			ended('resets', 'reset', 'Reset'),
			ended('timeouts', 'timeout', 'Timed out'),
			ended('failed', 'failed', 'Failed'),
			{
				key: 'firstAt', sql: 'min(ifnull(began_ms, ended_ms))', kind: 'time', title: 'First',
			},
			{
				key: 'lastAt', sql: `max(ended_ms) FILTER (WHERE ended_ms < ${never})`, kind: 'time', title: 'Last ended',
			},
		],
	},
};

function ended(key: string, ending: string, title: string): AnswerColumn {
	return {
		key, sql: `count(*) FILTER (WHERE ending = '${ending}')`, kind: 'number', title,
	};
}

/** Returns how long a connection lasted, with a sign where that is only a bound. */
function lastedText(row: AnswerRow): string | null {
	const {durationSeconds = null, beganBound, endedAt} = row;
	const text = valueText('seconds', durationSeconds, {isUtc: true, hasZones: false});
	const isLonger = beganBound === 'at latest' || endedAt === null;
	if (text === null || (beganBound === null && !isLonger)) {
		return text;
	}

	// Less than a second, and more than that, is any time.
	return isLonger ? `>${text.replace(/^<.*$/v, '0s')}` : `<${text.replace(/^</v, '')}`;
}

function bytesText(row: AnswerRow, key: 'receivedBytes' | 'sentBytes'): string | null {
	const bytes = row[key];
	return typeof bytes === 'number' ? `${row['bytesAreMinimum'] === 1 ? '>' : ''}${formatBytes(bytes, 'short')}` : null;
}
