import type {ConnectionDetail} from '../../../protocol/protocol.ts';
import type {SeriesWindow} from '../../../model/series.ts';
import {
	isTcp,
	isUdp,
	ssStateNames,
	type ClosedConnection,
	type Connection,
	type TransportDetail,
} from '../../../model/socket.ts';
import {joinAddress} from '../../text/address.ts';
import {
	formatAge,
	formatClock,
	formatRtt,
	formatTimer,
} from '../../../text/format-duration.ts';
import {
	formatBytes,
	formatCount,
	formatCompact,
	formatRate,
	unknown,
} from '../../../text/format-number.ts';
import {atLeast} from '../../tables/totals.ts';
import {ageText} from '../../text/age.ts';
import {closingWords} from '../../text/closings.ts';
import {waitingText} from '../../text/owners.ts';
import {stateWords} from '../../text/states.ts';
import {acceptQueueBlock} from '../../detail/accept-queue.ts';
import {chartBlocks, trafficCharts, type Chart} from '../../detail/charts.ts';
import {inRightColumn, type Block} from '../../detail/blocks.ts';
import {processBlocks, userText} from '../../detail/processes.ts';
import type {DetailContext} from '../shared/view.ts';

/** Returns everything about one socket; of a connection that closed what was last known of it. */
export function connectionBlocks(detail: ConnectionDetail, context: DetailContext): readonly Block[] {
	const {row, processes, transport} = detail;
	const hasTransport = row.state !== 'LISTEN' && isTcp(row.protocol);
	const owners = row.waitsIn === null ? (row.closed === null ? processBlocks(processes, row.owners) : ownerBlocks(detail)) : [];
	return [
		{heading: `${row.protocol} ${joinAddress(row.localAddress, row.localPort)}${peerText(row)}`},
		...row.closed === null ? stateBlocks(row) : closedBlocks(row, row.closed, context),
		...row.waitsIn === null ? [] : [{label: 'Process', value: waitingText(row.waitsIn), style: 'warning'} as const],
		{label: 'Local', value: joinAddress(row.localAddress, row.localPort)},
		{label: 'Peer', value: joinAddress(row.remoteAddress, row.remotePort)},
		{label: 'Service', value: row.service ?? unknown},
		{label: 'User', value: userText(row)},
		{label: 'systemd unit', value: row.unit ?? unknown},
		{label: 'Container', value: row.container ?? unknown},
		...row.closed === null ? openBlocks(row) : [],
		...chartsBlocks(detail, context),
		...hasTransport ? [...inRightColumn(transportBlocks(row, transport)), ...owners] : inRightColumn(owners),
	];
}

function peerText({remoteAddress, remotePort}: Connection): string {
	return remotePort === 0 ? '' : ` ↔ ${joinAddress(remoteAddress, remotePort)}`;
}

function stateBlocks(row: Connection): readonly Block[] {
	const {style, meaning} = stateWords[row.state];
	return [{label: 'State', value: `${ssStateNames[row.state]}. ${meaning}`, ...(style !== null && {style})}];
}

/** Says when and how a connection closed, and what it did until then. */
function closedBlocks(row: Connection, closed: ClosedConnection, {now, utc}: DetailContext): readonly Block[] {
	const at = formatClock(now.timeMilliseconds - (closed.secondsAgo * 1000), utc);
	const total = (bytes: number | null) => bytes === null ? unknown : atLeast(formatBytes(bytes), closed.bytesAreMinimum);
	return [
		{label: 'Closed', value: `${at} (${formatAge(closed.secondsAgo)} ago)`, style: 'warning'},
		{label: 'How', value: closingWords[closed.how].meaning},
		{label: 'Was there for', value: `${ageText(row)}${row.ageIsMinimum ? ' (it was there before portop)' : ''}${closed.ageIsMaximum ? ' (shorter than a sample)' : ''}`},
		{label: 'Received', value: `${total(row.receivedBytes)} payload`},
		{label: 'Sent', value: `${total(row.sentBytes)} payload`},
		...closed.bytesAreMinimum && row.receivedBytes !== null ? [{text: '≥ what the last sample saw: the kernel did not report the last counters.', style: 'muted'} as const] : [],
	];
}

/** The process that held a connection may go on, without it. */
function ownerBlocks({row, processes}: ConnectionDetail): readonly Block[] {
	return row.owners.holders.length === 0
		? [{heading: 'Process'}, {text: `${unknown} not known`}]
		: processBlocks(processes, {status: 'known', holders: processes.length === 0 ? row.owners.holders : []});
}

function openBlocks(row: Connection): readonly Block[] {
	return [
		{label: 'Age', value: `${ageText(row)}${row.ageIsMinimum ? ' (it was there before portop)' : ''}`},
		{label: 'Timer', value: timerText(row)},
		...queueBlocks(row),
		// A listener itself carries nothing.
		...(row.state === 'LISTEN' ? [] : trafficBlocks(row)),
	];
}

/** Shows the figures of the connection since its detail was opened. */
function chartsBlocks({charts}: ConnectionDetail, context: DetailContext): readonly Block[] {
	const blocks = chartBlocks([
		...trafficCharts(charts),
		{
			...rttUnit(charts.rtt), window: charts.rtt, style: 'accent', show: formatRtt,
		},
		{
			name: 'Retransmissions/s', window: charts.retransmissionRate, style: 'bad', show: formatCompact,
		},
		{
			name: 'Congestion window', window: charts.congestionWindow, style: 'good', show: formatCompact,
		},
	], 'area', context);
	return blocks.length === 0 ? [] : [{heading: 'Since this detail was opened'}, ...blocks];
}

/** Returns the name and the scale of a chart of round-trip times: in milliseconds the labels of one within this host would all be <0.1. */
function rttUnit(window: SeriesWindow | undefined): Pick<Chart, 'name' | 'scale'> {
	return (window?.peak ?? 0) < 1000 ? {name: 'RTT µs'} : {name: 'RTT ms', scale: 1000};
}

function timerText({timer}: Connection): string {
	return timer === null ? 'none' : `${timer.name}, expires in ${formatTimer(timer.expiresMilliseconds)}, ${timer.attempts} attempts so far`;
}

function queueBlocks(row: Connection): readonly Block[] {
	if (row.state === 'LISTEN') {
		return [
			acceptQueueBlock(row.receiveQueueBytes, row.sendQueueBytes),
			{label: 'Drops', value: `${formatCount(row.drops)} since the socket opened (queue full or half-open reset)`},
		];
	}

	return [
		{label: 'Recv-Q', value: `${formatBytes(row.receiveQueueBytes)} unread`},
		{label: 'Send-Q', value: `${formatBytes(row.sendQueueBytes)} unacknowledged`},
		...(isUdp(row.protocol) ? [{label: 'Drops', value: `${formatCount(row.drops)} datagrams (receive buffer full)`}] : []),
	];
}

function trafficBlocks(row: Connection): readonly Block[] {
	return [
		{heading: 'Traffic (payload)'},
		{label: 'In', value: trafficText(row.receiveBitsPerSecond, row.receivePacketsPerSecond, row.receivedBytes)},
		{label: 'Out', value: trafficText(row.sendBitsPerSecond, row.sendPacketsPerSecond, row.sentBytes)},
	];
}

function trafficText(bits: number | null, packets: number | null, bytes: number | null): string {
	return `${formatRate(bits, 'bit/s')}, ${formatRate(packets, 'packets/s')}; ${formatBytes(bytes, 'short')} total`;
}

function transportBlocks(row: Connection, transport: TransportDetail | null): readonly Block[] {
	const isOver = row.closed !== null;
	const measured: readonly Block[] = [
		{heading: isOver ? 'TCP, as the kernel measured it last' : 'TCP, as the kernel measured it'},
		{label: 'RTT', value: `${formatRtt(row.rttMicroseconds)} smoothed, ±${formatRtt(row.rttVariationMicroseconds)}, lowest ${formatRtt(row.minimumRttMicroseconds)}`},
		{
			label: 'Retransmitted',
			value: `${formatCompact(row.retransmissions)} segments total${isOver ? '' : `, ${formatRate(row.retransmissionsPerSecond, '/s')} now`}`,
			...((row.retransmissionsPerSecond ?? 0) > 0 && {style: 'warning' as const}),
		},
	];
	if (transport === null || row.closed?.ageIsMaximum === true) {
		return isOver ? measured : [...measured, {text: `${unknown} No further figures: they need the netlink source and a connected socket.`}];
	}

	const segments = (count: number | null) => count === null ? unknown : `${count} ${count === 1 ? 'segment' : 'segments'}`;
	const ago = (milliseconds: number | null) => milliseconds === null ? unknown : `${formatTimer(milliseconds)} ago`;
	return [
		...measured,
		{label: '', value: `${formatBytes(transport.retransmittedBytes, 'short')} total`},
		...isOver ? [] : [{label: 'Lost now', value: segments(transport.lostSegments)}],
		{label: 'Unacknowledged', value: segments(transport.unacknowledgedSegments)},
		{label: 'Congestion window', value: segments(transport.congestionWindowSegments)},
		{label: 'Slow start until', value: segments(transport.slowStartThresholdSegments)},
		{label: 'Maximum segment', value: formatBytes(transport.maximumSegmentBytes)},
		{label: 'Path MTU', value: formatBytes(transport.pathMtuBytes)},
		{label: 'Resend timeout', value: formatRtt(transport.retransmissionTimeoutMicroseconds)},
		{label: 'Delivery rate', value: formatRate(transport.deliveryRateBitsPerSecond, 'bit/s')},
		...isOver ? [] : [{label: 'Last received', value: ago(transport.lastReceivedMilliseconds)}, {label: 'Last sent', value: ago(transport.lastSentMilliseconds)}],
		{label: 'Segments', value: `${transport.segmentsIn ?? unknown} in, ${transport.segmentsOut ?? unknown} out`},
	];
}
