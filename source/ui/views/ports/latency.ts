import {portFields} from '../../../fields/port.ts';
import type {Port} from '../../../model/port.ts';
import type {PortLatency} from '../../../model/probe.ts';
import {maxRecentRtt, rttSparkline} from '../../charts/rtt-sparkline.ts';
import type {Block} from '../../detail/blocks.ts';
import {sinceText} from '../../detail/times.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatPercent, unknown} from '../../../text/format-number.ts';
import {statusWords} from '../../text/probe-status.ts';
import {lossStyle, recentCell, sinceCell} from '../../tables/cells.ts';
import {historyColumn, numberColumn, type Column} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';
import type {DetailContext} from '../shared/view.ts';

/** `▁0.2–▇999ms ` and two dozen bars. */
const widestSparkline = 37;

const {number} = columnsOf<Port>()(portFields);

/** The columns after the status of a port, where the time of a connect to it is measured. */
export const latencyColumns: ReadonlyArray<Column<Port>> = [
	numberColumn(5, {
		id: 'since', title: 'Since', priority: 15,
		meaning: 'For how long a measured port has had its status',
		cell: (row, context) => sinceCell(row.latency?.statusSince ?? null, context),
	}),
	number('latency', {title: 'Latency', width: 7, priority: 3}),
];

/** The last connects to a port. */
export const latencyLineColumn: Column<Port> = {
	...historyColumn<Port>([10, 18, widestSparkline], {
		id: 'latencyLine', title: 'Connect latency', priority: 9,
		meaning: 'The last connects as bars, their scale before them; × silent, r refused, ~ late, ! rejected, e not sent',
		scale: {peak: ({latency}) => maxRecentRtt(latency?.recent ?? []), format: formatRtt},
		cell: ({latency}, _, top) => latency === null ? {text: unknown, style: 'muted'} : recentCell(latency, top),
	}),
	isFiller: true,
};

/** Returns the latency of connects to a watched port, measured on this machine. */
export function latencyBlocks(latency: PortLatency, {columns, utc, now}: DetailContext): readonly Block[] {
	const {status, statusSince, problem, session, lastRttMicroseconds, recent} = latency;
	const words = status === null ? null : statusWords[status];
	return [
		{heading: 'Connect latency (a connection to it on this machine, closed at once)'},
		{
			label: 'Status',
			value: words === null ? `${unknown} not known yet` : `${status}: ${words.meaning}${sinceText(statusSince, now, utc)}`,
			style: words?.style ?? 'muted',
		},
		...(problem === null ? [] : [{label: 'Problem', value: problem, style: 'bad'} as const]),
		{
			label: 'Latency',
			value: [
				`last ${formatRtt(lastRttMicroseconds)}`,
				`lowest ${formatRtt(session.minimumMicroseconds)}`,
				`average ${formatRtt(session.averageMicroseconds)}`,
				`highest ${formatRtt(session.maximumMicroseconds)}`,
			].join(', '),
		},
		{
			label: '',
			value: `median ${formatRtt(session.p50Microseconds)}, 95 % at most ${formatRtt(session.p95Microseconds)}, jitter ${formatRtt(session.jitterMicroseconds)}`,
		},
		{
			label: 'Connects',
			value: `${session.sent} tried, ${session.replies} accepted, ${session.refused} refused, ${session.lost} without an answer (${formatPercent(session.lossPercent)})`,
			...(session.lossPercent !== null && session.lossPercent > 0 && lossStyle(session.lossPercent)),
		},
		...(recent.length === 0 ? [] : [{pieces: rttSparkline(recent, columns - 2)}]),
	];
}
