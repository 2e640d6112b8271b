import type {ConnectionDetail} from '../../../protocol/protocol.ts';
import {
	isTcp,
	isUdp,
	ssStateNames,
	type Connection,
	type TransportDetail,
} from '../../../model/socket.ts';
import {joinAddress} from '../../text/address.ts';
import {formatAge, formatRtt, formatTimer} from '../../../text/format-duration.ts';
import {
	formatBytes,
	formatCount,
	formatCompact,
	formatRate,
	unknown,
} from '../../../text/format-number.ts';
import {stateWords} from '../../text/states.ts';
import {acceptQueueBlock} from '../../detail/accept-queue.ts';
import {inRightColumn, type Block} from '../../detail/blocks.ts';
import {processBlocks, userText} from '../../detail/processes.ts';

export function connectionBlocks({row, processes, transport}: ConnectionDetail): readonly Block[] {
	const {style, meaning} = stateWords[row.state];
	const peer = row.remotePort === 0 ? '' : ` ↔ ${joinAddress(row.remoteAddress, row.remotePort)}`;
	return [
		{heading: `${row.protocol} ${joinAddress(row.localAddress, row.localPort)}${peer}`},
		{label: 'State', value: `${ssStateNames[row.state]}. ${meaning}`, ...(style !== null && {style})},
		{label: 'Local', value: joinAddress(row.localAddress, row.localPort)},
		{label: 'Peer', value: joinAddress(row.remoteAddress, row.remotePort)},
		{label: 'Service', value: row.service ?? unknown},
		{label: 'User', value: userText(row)},
		{label: 'systemd unit', value: row.unit ?? unknown},
		{label: 'Container', value: row.container ?? unknown},
		{label: 'Age', value: ageText(row)},
		{label: 'Timer', value: timerText(row)},
		...queueBlocks(row),
		// A listener itself carries nothing.
		...(row.state === 'LISTEN' ? [] : trafficBlocks(row)),
		...(row.state !== 'LISTEN' && isTcp(row.protocol) ? inRightColumn(transportBlocks(row, transport)) : []),
		...processBlocks(processes, row.owners),
	];
}

function ageText({ageSeconds, ageIsMinimum}: Connection): string {
	const age = formatAge(ageSeconds, ageIsMinimum);
	return ageIsMinimum ? `${age} (it was there before portop)` : age;
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
	const measured: readonly Block[] = [
		{heading: 'TCP, as the kernel measured it'},
		{label: 'RTT', value: `${formatRtt(row.rttMicroseconds)} smoothed, ±${formatRtt(row.rttVariationMicroseconds)}, lowest ${formatRtt(row.minimumRttMicroseconds)}`},
		{
			label: 'Retransmitted',
			value: `${formatCompact(row.retransmissions)} segments total, ${formatRate(row.retransmissionsPerSecond, '/s')} now`,
			...((row.retransmissionsPerSecond ?? 0) > 0 && {style: 'warning' as const}),
		},
	];
	if (transport === null) {
		return [...measured, {text: `${unknown} No further figures: they need the netlink source and a connected socket.`}];
	}

	const segments = (count: number | null) => count === null ? unknown : `${count} ${count === 1 ? 'segment' : 'segments'}`;
	const ago = (milliseconds: number | null) => milliseconds === null ? unknown : `${formatTimer(milliseconds)} ago`;
	return [
		...measured,
		{label: '', value: `${formatBytes(transport.retransmittedBytes, 'short')} total`},
		{label: 'Lost now', value: segments(transport.lostSegments)},
		{label: 'Unacknowledged', value: segments(transport.unacknowledgedSegments)},
		{label: 'Congestion window', value: segments(transport.congestionWindowSegments)},
		{label: 'Slow start until', value: segments(transport.slowStartThresholdSegments)},
		{label: 'Maximum segment', value: formatBytes(transport.maximumSegmentBytes)},
		{label: 'Path MTU', value: formatBytes(transport.pathMtuBytes)},
		{label: 'Resend timeout', value: formatRtt(transport.retransmissionTimeoutMicroseconds)},
		{label: 'Delivery rate', value: formatRate(transport.deliveryRateBitsPerSecond, 'bit/s')},
		{label: 'Last received', value: ago(transport.lastReceivedMilliseconds)},
		{label: 'Last sent', value: ago(transport.lastSentMilliseconds)},
		{label: 'Segments', value: `${transport.segmentsIn ?? unknown} in, ${transport.segmentsOut ?? unknown} out`},
	];
}
