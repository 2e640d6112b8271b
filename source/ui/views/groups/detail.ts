import type {GroupDetail} from '../../../protocol/protocol.ts';
import {socketStates, ssStateNames, type Connection} from '../../../model/socket.ts';
import {formatAge, formatRtt} from '../../../text/format-duration.ts';
import {
	formatCompact,
	formatCount,
	formatPercent,
	formatRate,
	unknown,
} from '../../../text/format-number.ts';
import {inRightColumn, type Block} from '../../detail/blocks.ts';
import {chartBlocks, trafficCharts} from '../../detail/charts.ts';
import {processBlocks, userText} from '../../detail/processes.ts';
import {perSecond, totalsBlocks} from '../../detail/totals.ts';
import {withKey} from '../../keys/keymap.ts';
import {joinAddress} from '../../text/address.ts';
import {groupingTitles} from '../../text/groupings.ts';
import {fit} from '../../text/text-width.ts';
import type {DetailContext} from '../shared/view.ts';

const lowerBoundText = '≥ at least this much: of some connections it is not known whether they belong here (see the group unknown), or some that were shorter than a sample are missing.';

/** Returns everything about a group, and its connections that move the most. */
export function groupBlocks({row, processes, connections, charts}: GroupDetail, context: DetailContext): readonly Block[] {
	const {ratesAreLowerBounds: isAtLeast} = row;
	return [
		{heading: `${groupingTitles[row.grouping]} ${row.name}`},
		...kindBlocks(row),
		{heading: `Connections: ${formatCount(row.connectionCount)}`},
		{label: 'In', value: formatRate(row.receiveBitsPerSecond, 'bit/s')},
		{label: 'Out', value: formatRate(row.sendBitsPerSecond, 'bit/s')},
		{label: 'RTT', value: `median ${formatRtt(row.rttMedianMicroseconds)}, 95 % at most ${formatRtt(row.rttP95Microseconds)}`},
		{label: 'Retransmitted', value: `${formatPercent(row.retransmissionPercent)} of segments, since the last sample`},
		...chartBlocks(trafficCharts(charts), 'area', context),
		{label: 'Opened', value: perSecond(row.openedPerSecond, isAtLeast)},
		{label: 'Closed', value: `${perSecond(row.closedPerSecond, isAtLeast)} (reset ${perSecond(row.resetsPerSecond, isAtLeast)}, timed out ${perSecond(row.timeoutsPerSecond, isAtLeast)})`},
		{label: 'Oldest', value: formatAge(row.oldestSeconds, row.oldestIsMinimum)},
		...socketStates.flatMap(state => {
			const count = row.connections[state] ?? 0;
			return count === 0 ? [] : [{label: ssStateNames[state], value: formatCount(count)}];
		}),
		...connectionBlocks(row, connections, context),
		...totalsBlocks(row.totals, context, {opened: 'Opened', failed: 'Failed connects', lowerBound: lowerBoundText}),
		...inRightColumn(processes.length === 0 ? [] : processBlocks(processes, {status: 'known', holders: []})),
	];
}

/** Says what the connections have in common, or why that is not known. */
function kindBlocks(row: GroupDetail['row']): readonly Block[] {
	switch (row.kind) {
		case 'member': {
			return [
				...row.service === null ? [] : [{label: 'Service', value: row.service}],
				...row.userId === null ? [] : [{label: 'User', value: userText(row)}],
				...row.grouping === 'process' ? [{label: 'systemd unit', value: row.unit ?? unknown}, {label: 'Container', value: row.container ?? unknown}] : [],
			];
		}

		case 'unknown': {
			return [{
				text: row.grouping === 'port'
					? 'Connections that a program here cut off: the kernel does not report to which port they went.'
					: 'Connections that no process holds, or of which it cannot be seen; also those begun here that were shorter than a sample. They may belong to any of the others, whose figures are then marked ≥ as lower bounds.',
			}];
		}

		case 'none': {
			return [{text: `Connections of processes that are in ${row.name}.`}];
		}

		case 'others': {
			return [{text: 'Groups that were left out, as there were too many: those that moved something the longest ago.'}];
		}
	}
}

function connectionBlocks(row: GroupDetail['row'], connections: GroupDetail['connections'], context: DetailContext): readonly Block[] {
	if (connections.length === 0) {
		return [];
	}

	const more = row.connectionCount - connections.length;
	const ends = connections.map(connection => endsOf(connection));
	const room = Math.min(Math.max(20, ...ends.map(text => text.length)), Math.max(20, context.columns - 47));
	return [
		{heading: more > 0 ? `The busiest ${connections.length} of them` : 'Each of them', place: 'right'},
		{pieces: [{text: connectionLine('Local → peer', room, ['State', 'In b/s', 'Out b/s', 'RTT', 'Retr', 'Age']), style: 'muted'}]},
		...connections.map((connection, index): Block => ({
			pieces: [{
				text: connectionLine(ends[index]!, room, [
					ssStateNames[connection.state],
					formatCompact(connection.receiveBitsPerSecond),
					formatCompact(connection.sendBitsPerSecond),
					formatRtt(connection.rttMicroseconds),
					formatCompact(connection.retransmissions),
					formatAge(connection.ageSeconds, connection.ageIsMinimum),
				]),
			}],
			destination: {view: 'connections', detail: connection.identity},
		})),
		...row.filter === null ? [] : [{text: withKey(context, 'show-connections-of', key => `${key} shows them in the Connections view`)}],
	];
}

function endsOf({localAddress, localPort, remoteAddress, remotePort}: Connection): string {
	return `${joinAddress(localAddress, localPort)} → ${joinAddress(remoteAddress, remotePort)}`;
}

const widths = [10, 6, 7, 6, 5, 5] as const;

function connectionLine(ends: string, room: number, [state = '', ...figures]: readonly string[]): string {
	const [stateWidth, ...figureWidths] = widths;
	return [fit(ends, room), fit(state, stateWidth), ...figures.map((figure, index) => fit(figure, figureWidths[index] ?? 0, 'right'))].join(' ');
}
