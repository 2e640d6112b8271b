import {averageFields, nameFields, trafficFields} from '../../../fields/shared.ts';
import type {RowOf} from '../../../protocol/protocol.ts';
import {sparkline, sparklinePeak} from '../../charts/sparkline.ts';
import {placeCell, textOrUnknown, userCell} from '../../tables/cells.ts';
import {formatCompact, formatPercent} from '../../../text/format-number.ts';
import {historyColumn, type Column} from '../../tables/column.ts';
import type {StyleName} from '../../text/theme.ts';
import {columnsOf} from '../../tables/field-columns.ts';
import {
	connectionRateCell,
	missingMark,
	totalCell,
	trafficCell,
} from '../../tables/totals.ts';

type Common = RowOf<'ports'> | RowOf<'outgoing'>;

const widestSparkline = 20;

const {text} = columnsOf<Common>()(nameFields);
const {number} = columnsOf<Common>()({...trafficFields, ...averageFields});

/** The columns that ports and peers have in common; each table gives them a priority of its own. */
const columns = {
	service: text('service', {
		title: 'Service', widths: [6, 8, 14], priority: 0, cell: (row, {naming}) => textOrUnknown(naming === 'none' ? null : row.service),
	}),
	user: text('user', {
		title: 'User', widths: [8, 8, 16], shorten: 'shared', priority: 0, cell: userCell,
	}),
	unit: text('unit', {
		title: 'Unit', widths: [12, 12, 32], shorten: 'shared', priority: 0, cell: placeCell,
	}),
	receive: number('receive', {
		title: 'In b/s', width: 6, priority: 0, note: `of a UDP port ${missingMark} where packets are not counted`, cell: trafficCell,
	}),
	send: number('send', {
		title: 'Out b/s', width: 7, priority: 0, cell: trafficCell,
	}),
	receiveMinute: number('receiveMinute', {title: 'In 1m', width: 6, priority: 0}),
	sendMinute: number('sendMinute', {title: 'Out 1m', width: 6, priority: 0}),
	receiveTenMinutes: number('receiveTenMinutes', {title: 'In 10m', width: 6, priority: 0}),
	sendTenMinutes: number('sendTenMinutes', {title: 'Out 10m', width: 7, priority: 0}),
	trafficTenMinutes: number('trafficTenMinutes', {title: 'All 10m', width: 7, priority: 0}),
	rtt: number('rtt', {title: 'RTT', width: 6, priority: 0}),
	rttP95: number('rttP95', {title: 'p95', width: 6, priority: 0}),
	retransmissions: number('retransmissions', {
		title: 'Retr', width: 5, priority: 0, limits: [1, 5], format: value => formatPercent(value).replace('100.0%', '100%'),
	}),
	closed: number('closed', {
		title: 'Clsd/s', width: 6, priority: 0, cell: connectionRateCell,
	}),
	resets: number('resets', {
		title: 'Rst/s', width: 5, priority: 0, cell: connectionRateCell,
	}),
	timeouts: number('timeouts', {
		title: 'Tout/s', width: 6, priority: 0, cell: connectionRateCell,
	}),
	totalReceived: number('totalReceived', {
		title: 'ΣIn', width: 5, priority: 0, cell: (_, row) => totalCell('receivedBytes', row),
	}),
	totalSent: number('totalSent', {
		title: 'ΣOut', width: 5, priority: 0, cell: (_, row) => totalCell('sentBytes', row),
	}),
	traffic: {
		...historyColumn<Common>([8, 8, widestSparkline], {
			id: 'traffic', title: 'Traffic', priority: 0,
			meaning: 'Payload in and out together, a bar per second or sample, scaled to the row\'s own maximum or to a common one, in the colour of the direction that moved more',
			scale: {peak: row => sparklinePeak(row.history, widestSparkline), format: formatCompact},
			cell: (row, _, top) => ({text: sparkline(row.history, widestSparkline, top), style: directionOf(row)}),
		}),
		isFiller: true,
	},
} as const satisfies Readonly<Record<string, Column<Common>>>;

/** Returns the direction in which a row moved more in the last minute: it does not change from second to second. */
function directionOf({averages, receiveBitsPerSecond, sendBitsPerSecond}: Common): StyleName {
	const received = averages?.receiveMinute ?? receiveBitsPerSecond ?? 0;
	const sent = averages?.sendMinute ?? sendBitsPerSecond ?? 0;
	return received >= sent ? 'received' : 'sent';
}

/** Returns a column of ports and peers with the priority that it has in a table. */
export function common(id: keyof typeof columns, priority: number): Column<Common> {
	return {...columns[id], priority};
}
