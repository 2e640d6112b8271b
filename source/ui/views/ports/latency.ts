import type {Port} from '../../../model/port.ts';
import type {PortLatency} from '../../../model/probe.ts';
import {rttSparkline} from '../../charts/rtt-sparkline.ts';
import type {Block} from '../../detail/blocks.ts';
import {sinceText} from '../../detail/times.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatPercent, unknown} from '../../../text/format-number.ts';
import {statusWords} from '../../text/probe-status.ts';
import {
	lossStyle,
	quiet,
	recentCell,
	sinceCell,
} from '../../tables/cells.ts';
import {numberColumn, textColumn, type Column} from '../../tables/column.ts';
import type {DetailContext} from '../shared/view.ts';

/** `▁0.2–█999ms ` and two dozen bars. */
const widestSparkline = 37;

/** Beside the status of a port, where the time of a connect to it is measured. */
export const latencyColumns: ReadonlyArray<Column<Port>> = [
	numberColumn(5, {
		id: 'since', title: 'Since', sort: null, priority: 9,
		meaning: 'For how long a measured port has had its status',
		cell: (row, context) => sinceCell(row.latency?.statusSinceMilliseconds ?? null, context),
	}),
	numberColumn(7, {
		id: 'latency', title: 'Latency', sort: 'latency', priority: 1,
		meaning: 'How long the last connect to a watched port took; the connection is closed at once',
		cell({latency}) {
			const microseconds = latency?.lastRttMicroseconds ?? null;
			return {text: formatRtt(microseconds), ...quiet(microseconds)};
		},
	}),
];

/** The last connects to a port. */
export const latencyLineColumn: Column<Port> = {
	...textColumn<Port>({widths: [10, 18, widestSparkline], shorten: 'newest'}, {
		id: 'latencyLine', title: 'Connect latency', sort: null, priority: 3,
		meaning: 'The last connects as bars, their scale before them; × silent, r refused, ~ late, ! rejected, e not sent',
		cell: ({latency}) => latency === null ? {text: unknown, style: 'muted'} : recentCell(latency),
	}),
	align: 'right',
	isFiller: true,
};

/** What connecting to a watched port takes, measured on this machine. */
export function latencyBlocks(latency: PortLatency, {columns, utc, nowMilliseconds}: DetailContext): readonly Block[] {
	const {status, statusSinceMilliseconds, problem, session, lastRttMicroseconds, recent} = latency;
	const words = status === null ? null : statusWords[status];
	return [
		{heading: 'Connect latency (a connection to it on this machine, closed at once)'},
		{
			label: 'Status',
			value: words === null ? `${unknown} not known yet` : `${status}: ${words.meaning}${sinceText(statusSinceMilliseconds, nowMilliseconds, utc)}`,
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
