import type {PortDetail} from '../../../protocol/protocol.ts';
import type {Port} from '../../../model/port.ts';
import {
	isTcp,
	isUdp,
	socketStates,
	ssStateNames,
} from '../../../model/socket.ts';
import {fixedCheckTitles} from '../../../model/alert.ts';
import {withKey} from '../../keys/keymap.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {
	formatBytes,
	formatCompact,
	formatCount,
	formatMemory,
	formatPercent,
	formatRate,
	unknown,
} from '../../../text/format-number.ts';
import {forwardingText} from '../../../text/forwarding.ts';
import {statusWords} from '../../text/probe-status.ts';
import {acceptQueueBlock} from '../../detail/accept-queue.ts';
import {inRightColumn, type Block} from '../../detail/blocks.ts';
import {
	chartBlocks,
	furtherCharts,
	trafficCharts,
	type Chart,
} from '../../detail/charts.ts';
import {holderBlocks, processBlocks} from '../../detail/processes.ts';
import {sinceText} from '../../detail/times.ts';
import {perSecond, totalsBlocks} from '../../detail/totals.ts';
import type {DetailContext} from '../shared/view.ts';
import {portFilter} from './connections-filter.ts';
import {latencyBlocks} from './latency.ts';
import {peerHeadings, peerPieces} from './peers.ts';

/** Returns everything about one port: what shows that it is sick first. */
export function portBlocks({row, charts, processes, peers}: PortDetail, context: DetailContext): readonly Block[] {
	return [
		{heading: `Port ${row.port}/${row.protocol} on ${row.address}`},
		{
			label: 'Status', value: statusText(row), style: row.status === null ? 'muted' : statusWords[row.status].style,
		},
		...queueBlocks(row, context),
		...ownerBlocks(row),
		...holderBlocks(row),
		...(row.latency === null ? [] : latencyBlocks(row.latency, context)),
		{heading: `Connections: ${row.connectionCount ?? unknown}${row.connectionCount === 0 || row.peerCount === null ? '' : `, from ${row.peerCount} ${row.peerCount === 1 ? 'peer' : 'peers'}`}`},
		...stateBlocks(row),
		...rateBlocks(row),
		...peerBlocks(row, peers, context),
		{heading: isUdp(row.protocol) ? 'Traffic (payload of its datagrams)' : 'Traffic of its connections (payload)'},
		...(row.missing === null || isTcp(row.protocol) ? [] : [{label: 'Not counted', value: row.missing, style: 'warning'} as const]),
		...trafficBlocks(row),
		...chartBlocks(trafficCharts(charts), 'line', context),
		...inRightColumn([
			...sicknessCharts(row, charts, context),
			...totalsBlocks(row.totals, context, {opened: 'Accepted', failed: 'Failed handshakes'}),
			...(row.forwarding === null ? processBlocks(processes, row.owners) : []),
			...ownersSum(row, processes.length),
		]),
	];
}

/** Returns charts of what waited to be accepted and of what was dropped; none where nothing was. */
function sicknessCharts({protocol}: Port, {acceptQueue, dropRate}: PortDetail['charts'], context: DetailContext): readonly Block[] {
	const charts: readonly Chart[] = [
		...isTcp(protocol)
			? [{
				name: 'Accept queue', window: acceptQueue, style: 'warning', show: formatCount,
			} as const]
			: [],
		{
			name: 'Drops/s', window: dropRate, style: 'bad', least: 1, show: formatCompact,
		},
	];
	const shown = charts.filter(({window}) => (window?.peak ?? 0) > 0);
	return shown.length === 0 ? [] : [{heading: shown.map(({name}) => name.replace('/s', '')).join(', ')}, ...furtherCharts(shown, 'line', context)];
}

/** Names the service and the processes, whose details come last. */
function ownerBlocks({service, owners}: Port): readonly Block[] {
	const names = new Set(owners.holders.map(({name, pid}) => `${name}(${pid})`));
	return [
		{label: 'Service', value: service ?? unknown},
		...names.size === 0 ? [] : [{label: 'Process', value: [...names].join(', ')}],
	];
}

function trafficBlocks(row: Port): readonly Block[] {
	return [
		{label: 'In', value: `${formatRate(row.receiveBitsPerSecond, 'bit/s')}, ${formatRate(row.receivePacketsPerSecond, 'packets/s')}`},
		{label: 'Out', value: `${formatRate(row.sendBitsPerSecond, 'bit/s')}, ${formatRate(row.sendPacketsPerSecond, 'packets/s')}`},
		// Of datagrams the kernel measures neither.
		...(isUdp(row.protocol)
			? []
			: [
				{label: 'RTT', value: `median ${formatRtt(row.rttMedianMicroseconds)}, 95 % at most ${formatRtt(row.rttP95Microseconds)} (smoothed, measured by the kernel)`},
				{label: 'Retransmitted', value: `${formatPercent(row.retransmissionPercent)} of segments, since the last sample`},
			]),
	];
}

function statusText(row: Port): string {
	const {status, watched} = row;
	return `${status ?? unknown}: ${isMeasured(row) ? measuredText(row) : tableText(row)}${watched ? '; watched' : ''}`;
}

/** Returns whether the status comes from connects to the port, where an unreachable one counts as filtered; else it comes from the sockets. */
function isMeasured({status, latency}: Port): boolean {
	return latency !== null && latency.problem === null && (latency.status === 'UNREACHABLE' ? 'FILTERED' : latency.status) === status;
}

/** Returns the status from the sockets in words. */
function tableText({isBound, protocol, forwarding}: Port): string {
	if (forwarding === 'unknown') {
		return 'no listener, but it may be forwarded by the packet filter, whose rules cannot be read';
	}

	if (forwarding !== null) {
		return `no listener, but the packet filter forwards ${forwarding.isNamed ? 'it' : 'many ports, perhaps this one'}: ${forwardingText(forwarding)!}`;
	}

	if (!isBound) {
		return 'no listener';
	}

	return isTcp(protocol) ? 'a program listens' : 'a socket is bound';
}

/** Returns the result of connects in words, and the sockets' status where the two disagree. */
function measuredText({status, acceptQueue, forwarding}: Port): string {
	const isListening = acceptQueue !== null;
	switch (status) {
		case 'OPEN': {
			return isListening ? 'accepts connections' : `accepts connections, although no program listens here: ${forwardingText(forwarding) ?? 'redirected?'}`;
		}

		case 'CLOSED': {
			return isListening ? 'refuses connections, although a program listens: a firewall refuses?' : 'refuses connections: no listener';
		}

		case 'FILTERED':
		case null: {
			return `connections are not answered, or turned away${isListening ? ', although a program listens' : ''}`;
		}
	}
}

function queueBlocks(row: Port, context: DetailContext): readonly Block[] {
	if (isUdp(row.protocol)) {
		return [
			{label: 'Receive queue', value: formatBytes(row.receiveQueueBytes)},
			{label: 'Drops', value: `${formatCount(row.drops)} datagrams (receive buffer full)`},
		];
	}

	return [
		acceptQueueBlock(row.acceptQueue, row.acceptQueueLimit, queueSince(context)),
		{label: 'Drops', value: `${formatCount(row.drops)} since the socket opened (queue full or half-open reset)`},
	];
}

/** Returns since when the fixed check has found the queue full, in words. */
function queueSince({about, now, utc}: DetailContext): string {
	const alert = about.find(({origin, source}) => origin === 'check' && source === fixedCheckTitles.acceptQueue);
	return sinceText(alert?.since ?? null, now, utc);
}

function stateBlocks(row: Port): readonly Block[] {
	return socketStates.flatMap(state => {
		const count = row.connections[state] ?? 0;
		return count === 0 ? [] : [{label: ssStateNames[state], value: formatCount(count)}];
	});
}

/** Each peer leads to its connections. */
function peerBlocks(row: Port, peers: PortDetail['peers'], {columns, keys}: DetailContext): readonly Block[] {
	const width = columns - 2;
	return peers.length === 0
		? []
		: [
			{heading: 'Peers with the most connections', place: 'right'},
			{pieces: [{text: peerHeadings(width), style: 'muted'}]},
			...peers.map((peer): Block => ({pieces: peerPieces(peer, width), destination: {connections: portFilter(row, peer)}})),
			{text: withKey({keys}, 'show-connections-of', key => `${key} shows all of its connections`), style: 'muted'},
		];
}

/** Shows the rates of connections and of their failures. A closed port has none. */
function rateBlocks(row: Port): readonly Block[] {
	if (isUdp(row.protocol) || row.acceptQueue === null) {
		return [];
	}

	const {totals: {isLowerBound}} = row;
	return [
		{heading: 'Connection rate'},
		{label: 'Accepted', value: perSecond(row.openedPerSecond, isLowerBound)},
		{label: 'Closed', value: `${perSecond(row.closedPerSecond, isLowerBound)} (reset ${perSecond(row.resetsPerSecond, isLowerBound)}, timed out ${perSecond(row.timeoutsPerSecond, isLowerBound)})`},
		{label: 'Failed handshakes', value: failedText(row), ...warnsOf(row.failedPerSecond)},
		{label: 'Dropped', value: perSecond(row.dropsPerSecond), ...warnsOf(row.dropsPerSecond)},
	];
}

function failedText({failedPerSecond, missing, totals: {isLowerBound}}: Port): string {
	if (failedPerSecond !== null) {
		return `${perSecond(failedPerSecond)} (SYNs that never became a connection)`;
	}

	if (missing !== null) {
		return `${unknown} not counted: ${missing}`;
	}

	return isLowerBound ? `${unknown} not known while connections may be missing` : unknown;
}

function warnsOf(value: number | null): {readonly style?: 'warning'} {
	return value !== null && value > 0 ? {style: 'warning'} : {};
}

/** Only where it says more than the one process above. */
function ownersSum(row: Port, processes: number): readonly Block[] {
	return processes < 2
		? []
		: [
			{heading: `All together: ${row.processCount ?? unknown} with the socket, ${row.workerCount ?? unknown} more with its connections`},
			{label: 'CPU', value: `${formatPercent(row.cpuPercent)} of one core`},
			{label: 'Memory', value: `${formatMemory(row.residentBytes)} resident`},
		];
}
