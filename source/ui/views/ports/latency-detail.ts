import type {PortLatency} from '../../../model/probe.ts';
import {lossStyle} from '../../tables/cells.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatPercent, unknown} from '../../../text/format-number.ts';
import {statusWords} from '../../text/probe-status.ts';
import {rttSparkline} from '../../charts/rtt-sparkline.ts';
import type {Block} from '../../detail/blocks.ts';
import {sinceText} from '../../detail/since.ts';

/** What connecting to a watched port takes, measured on this machine. */
export function latencyBlocks(latency: PortLatency, ui: {readonly columns: number; readonly utc: boolean}, nowMilliseconds: number): readonly Block[] {
	const {status, statusSinceMilliseconds, problem, session, lastRttMicroseconds, recent} = latency;
	const words = status === null ? null : statusWords[status];
	return [
		{heading: 'Connect latency (a connection to it on this machine, closed at once)'},
		{
			label: 'Status',
			value: words === null ? `${unknown} not known yet` : `${status}: ${words.meaning}${sinceText(statusSinceMilliseconds, nowMilliseconds, ui.utc)}`,
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
		...(recent.length === 0 ? [] : [{pieces: rttSparkline(recent, ui.columns - 2)}]),
	];
}
