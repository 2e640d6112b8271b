import type {OutgoingPeer} from '../../../model/traffic.ts';
import {joinAddress} from '../address.ts';
import {formatRtt} from '../format-duration.ts';
import {formatCompact, formatCount, formatPercent} from '../format-number.ts';
import {ownersCell} from '../owners.ts';
import {sparkline} from '../sparkline.ts';
import {
	loaded,
	quiet,
	textOrUnknown,
	userCell,
} from './cells.ts';
import {
	numberColumn,
	textColumn,
	wordColumn,
	type Column,
} from './column.ts';
import {connectionRateCell, totalCell} from './totals.ts';

const widestSparkline = 20;

/** The Outgoing table: the connections that began here, by the peer and port where they go. */
export const outgoingColumns: ReadonlyArray<Column<OutgoingPeer>> = [
	wordColumn(5, {
		id: 'protocol', title: 'Proto', sort: 'protocol', priority: 9,
		meaning: 'tcp, tcp6, udp or udp6',
		cell: row => ({text: row.protocol}),
	}),
	textColumn({widths: [16, 21, 47], shorten: 'address'}, {
		id: 'peer', title: 'Peer', sort: 'address', priority: 0,
		meaning: 'Address and port where the connections go',
		cell: row => ({text: joinAddress(row.address, row.port), style: 'accent'}),
	}),
	textColumn({widths: [6, 8, 14]}, {
		id: 'service', title: 'Service', sort: 'service', priority: 3,
		meaning: 'Name of the port in /etc/services',
		cell: (row, {naming}) => textOrUnknown(naming === 'none' ? null : row.service),
	}),
	textColumn({widths: [10, 15, 40], shorten: 'owners'}, {
		id: 'process', title: 'Process', sort: 'process', priority: 0,
		meaning: 'Who is connected, with its process id; +N: so many other processes are too',
		cell: row => ownersCell(row.owners),
	}),
	textColumn({widths: [8, 8, 16]}, {
		id: 'user', title: 'User', sort: 'user', priority: 10,
		meaning: 'The sockets\' user',
		cell: userCell,
	}),
	textColumn({widths: [12, 12, 32]}, {
		id: 'unit', title: 'Unit', sort: 'unit', priority: 13,
		meaning: 'systemd unit, or the container\'s id',
		cell: row => textOrUnknown(row.container ?? row.unit),
	}),
	numberColumn(5, {
		id: 'connections', title: 'Conns', sort: 'connections', priority: 0,
		meaning: 'Connections there, in whatever state',
		cell: row => ({text: formatCount(row.connectionCount, 5), ...quiet(row.connectionCount)}),
	}),
	numberColumn(6, {
		id: 'opened', title: 'Conn/s', sort: 'opened', priority: 2,
		meaning: 'Connections begun per second, however short they were; ≥ where some may be missing',
		cell: row => connectionRateCell(row.openedPerSecond, row),
	}),
	numberColumn(6, {
		id: 'failed', title: 'Fail/s', sort: 'failed', priority: 2,
		meaning: 'Connects that failed per second: refused, or never answered',
		cell: row => row.failedPerSecond !== null && row.failedPerSecond > 0
			? {text: formatCompact(row.failedPerSecond), style: 'bad'}
			: connectionRateCell(row.failedPerSecond, row),
	}),
	numberColumn(6, {
		id: 'receive', title: 'In b/s', sort: 'receive', priority: 1,
		meaning: 'Payload received, bits per second',
		cell: row => ({text: formatCompact(row.receiveBitsPerSecond), ...quiet(row.receiveBitsPerSecond)}),
	}),
	numberColumn(7, {
		id: 'send', title: 'Out b/s', sort: 'send', priority: 1,
		meaning: 'Payload sent, bits per second',
		cell: row => ({text: formatCompact(row.sendBitsPerSecond), ...quiet(row.sendBitsPerSecond)}),
	}),
	numberColumn(6, {
		id: 'rtt', title: 'RTT', sort: 'rtt', priority: 1,
		meaning: 'Median of the connections\' smoothed round-trip times',
		cell: row => ({text: formatRtt(row.rttMedianMicroseconds), ...quiet(row.rttMedianMicroseconds)}),
	}),
	numberColumn(6, {
		id: 'rttP95', title: 'p95', sort: 'rttP95', priority: 7,
		meaning: '95 % of the connections have a smoothed round-trip time of at most this',
		cell: row => ({text: formatRtt(row.rttP95Microseconds), ...quiet(row.rttP95Microseconds)}),
	}),
	numberColumn(6, {
		id: 'retransmissions', title: 'Retr', sort: 'retransmissions', priority: 4,
		meaning: 'Retransmitted of all sent segments since the previous sample, percent',
		cell: row => ({text: formatPercent(row.retransmissionPercent), ...loaded(row.retransmissionPercent, 1, 5)}),
	}),
	numberColumn(6, {
		id: 'closed', title: 'Clsd/s', sort: 'closed', priority: 14,
		meaning: 'Connections that ended, per second',
		cell: row => connectionRateCell(row.closedPerSecond, row),
	}),
	numberColumn(5, {
		id: 'resets', title: 'Rst/s', sort: 'resets', priority: 11,
		meaning: 'Of those that ended: cut off by a reset from either side, per second',
		cell: row => connectionRateCell(row.resetsPerSecond, row),
	}),
	numberColumn(6, {
		id: 'timeouts', title: 'Tout/s', sort: 'timeouts', priority: 12,
		meaning: 'Of those that ended: given up because nothing came back, per second',
		cell: row => connectionRateCell(row.timeoutsPerSecond, row),
	}),
	numberColumn(5, {
		id: 'totalOpened', title: 'ΣConn', sort: 'totalOpened', priority: 15,
		meaning: 'Connections begun since portop started',
		cell: row => totalCell('opened', row),
	}),
	numberColumn(5, {
		id: 'totalReceived', title: 'ΣIn', sort: 'totalReceived', priority: 16,
		meaning: 'Payload bytes received since portop started',
		cell: row => totalCell('receivedBytes', row),
	}),
	numberColumn(5, {
		id: 'totalSent', title: 'ΣOut', sort: 'totalSent', priority: 17,
		meaning: 'Payload bytes sent since portop started',
		cell: row => totalCell('sentBytes', row),
	}),
	{
		...textColumn({widths: [8, 8, widestSparkline], shorten: 'newest'}, {
			id: 'traffic', title: 'Traffic', sort: null, priority: 5,
			meaning: 'Payload in and out together, a bar per sample, scaled to the row\'s own maximum',
			cell: (row: OutgoingPeer) => ({text: sparkline(row.trafficHistory, widestSparkline)}),
		}),
		align: 'right',
		isFiller: true,
	},
];
