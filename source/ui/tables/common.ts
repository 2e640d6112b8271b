import type {Port} from '../../model/port.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';
import {formatRtt} from '../../text/format-duration.ts';
import {formatPercent} from '../../text/format-number.ts';
import {sparkline} from '../charts/sparkline.ts';
import {
	loaded,
	quiet,
	textOrUnknown,
	userCell,
} from './cells.ts';
import {numberColumn, textColumn, type Column} from './column.ts';
import {connectionRateCell, totalCell, trafficCell} from './totals.ts';

type Common = Port | OutgoingPeer;

const widestSparkline = 20;

/** The columns that ports and peers have in common. */
const columns = {
	service: textColumn({widths: [6, 8, 14]}, {
		id: 'service', title: 'Service', sort: 'service', priority: 0,
		meaning: 'Name of the port in /etc/services',
		cell: (row, {naming}) => textOrUnknown(naming === 'none' ? null : row.service),
	}),
	user: textColumn({widths: [8, 8, 16]}, {
		id: 'user', title: 'User', sort: 'user', priority: 0,
		meaning: 'The socket\'s user',
		cell: userCell,
	}),
	unit: textColumn({widths: [12, 12, 32]}, {
		id: 'unit', title: 'Unit', sort: 'unit', priority: 0,
		meaning: 'systemd unit, or the container\'s id',
		cell: row => textOrUnknown(row.container ?? row.unit),
	}),
	receive: numberColumn(6, {
		id: 'receive', title: 'In b/s', sort: 'receive', priority: 0,
		meaning: 'Payload received, bits per second; of a UDP port root? where counting packets needs root',
		cell: row => trafficCell(row.receiveBitsPerSecond, row),
	}),
	send: numberColumn(7, {
		id: 'send', title: 'Out b/s', sort: 'send', priority: 0,
		meaning: 'Payload sent, bits per second',
		cell: row => trafficCell(row.sendBitsPerSecond, row),
	}),
	rtt: numberColumn(6, {
		id: 'rtt', title: 'RTT', sort: 'rtt', priority: 0,
		meaning: 'Median of the connections\' smoothed round-trip times',
		cell: row => ({text: formatRtt(row.rttMedianMicroseconds), ...quiet(row.rttMedianMicroseconds)}),
	}),
	rttP95: numberColumn(6, {
		id: 'rttP95', title: 'p95', sort: 'rttP95', priority: 0,
		meaning: '95 % of the connections have a smoothed round-trip time of at most this',
		cell: row => ({text: formatRtt(row.rttP95Microseconds), ...quiet(row.rttP95Microseconds)}),
	}),
	retransmissions: numberColumn(6, {
		id: 'retransmissions', title: 'Retr', sort: 'retransmissions', priority: 0,
		meaning: 'Retransmitted of all sent segments since the previous sample, percent',
		cell: row => ({text: formatPercent(row.retransmissionPercent), ...loaded(row.retransmissionPercent, 1, 5)}),
	}),
	closed: numberColumn(6, {
		id: 'closed', title: 'Clsd/s', sort: 'closed', priority: 0,
		meaning: 'Connections that ended, per second',
		cell: row => connectionRateCell(row.closedPerSecond, row),
	}),
	resets: numberColumn(5, {
		id: 'resets', title: 'Rst/s', sort: 'resets', priority: 0,
		meaning: 'Of those that ended: cut off by a reset from either side, per second',
		cell: row => connectionRateCell(row.resetsPerSecond, row),
	}),
	timeouts: numberColumn(6, {
		id: 'timeouts', title: 'Tout/s', sort: 'timeouts', priority: 0,
		meaning: 'Of those that ended: given up because nothing came back, per second',
		cell: row => connectionRateCell(row.timeoutsPerSecond, row),
	}),
	totalReceived: numberColumn(5, {
		id: 'totalReceived', title: 'ΣIn', sort: 'totalReceived', priority: 0,
		meaning: 'Payload bytes received since portop started',
		cell: row => totalCell('receivedBytes', row),
	}),
	totalSent: numberColumn(5, {
		id: 'totalSent', title: 'ΣOut', sort: 'totalSent', priority: 0,
		meaning: 'Payload bytes sent since portop started',
		cell: row => totalCell('sentBytes', row),
	}),
	traffic: {
		...textColumn({widths: [8, 8, widestSparkline], shorten: 'newest'}, {
			id: 'traffic', title: 'Traffic', sort: null, priority: 0,
			meaning: 'Payload in and out together, a bar per sample, scaled to the row\'s own maximum',
			cell: (row: Common) => ({text: sparkline(row.trafficHistory, widestSparkline)}),
		}),
		align: 'right',
		isFiller: true,
	},
} as const satisfies Readonly<Record<string, Column<Common>>>;

/** A column of ports and of peers, as important as it is there. */
export function common(id: keyof typeof columns, priority: number): Column<Common> {
	return {...columns[id], priority};
}
