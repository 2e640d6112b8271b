import type {OutgoingDetail} from '../../../protocol/protocol.ts';
import {socketStates, ssStateNames} from '../../../model/socket.ts';
import {joinAddress} from '../../text/address.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {
	formatCount,
	formatPercent,
	formatRate,
	unknown,
} from '../../../text/format-number.ts';
import {inRightColumn, type Block} from '../../detail/blocks.ts';
import {chartBlocks, trafficCharts} from '../../detail/charts.ts';
import {holderBlocks, processBlocks} from '../../detail/processes.ts';
import {perSecond, totalsBlocks} from '../../detail/totals.ts';
import type {DetailContext} from '../shared/view.ts';

/** Returns everything about the connections to one peer. */
export function outgoingBlocks({row, charts, processes}: OutgoingDetail, context: DetailContext): readonly Block[] {
	const {totals: {isLowerBound}} = row;
	return [
		{heading: `Outgoing to ${joinAddress(row.address, row.port)}/${row.protocol}`},
		{label: 'Service', value: row.service ?? unknown},
		...holderBlocks(row),
		{heading: `Connections: ${row.connectionCount}`},
		{label: 'Begun', value: perSecond(row.openedPerSecond, isLowerBound)},
		{label: 'Failed', value: `${perSecond(row.failedPerSecond, isLowerBound)}: refused, or never answered`},
		{label: 'Closed', value: `${perSecond(row.closedPerSecond, isLowerBound)} (reset ${perSecond(row.resetsPerSecond, isLowerBound)}, timed out ${perSecond(row.timeoutsPerSecond, isLowerBound)})`},
		...socketStates.flatMap(state => {
			const connections = row.connections[state] ?? 0;
			return connections === 0 ? [] : [{label: ssStateNames[state], value: formatCount(connections)}];
		}),
		{heading: 'Traffic (payload)'},
		{label: 'In', value: `${formatRate(row.receiveBitsPerSecond, 'bit/s')}, ${formatRate(row.receivePacketsPerSecond, 'packets/s')}`},
		{label: 'Out', value: `${formatRate(row.sendBitsPerSecond, 'bit/s')}, ${formatRate(row.sendPacketsPerSecond, 'packets/s')}`},
		{label: 'RTT', value: `median ${formatRtt(row.rttMedianMicroseconds)}, 95 % at most ${formatRtt(row.rttP95Microseconds)} (smoothed, measured by the kernel)`},
		{label: 'Retransmitted', value: `${formatPercent(row.retransmissionPercent)} of segments, since the last sample`},
		...chartBlocks(trafficCharts(charts), 'line', context),
		...inRightColumn([...totalsBlocks(row.totals, context, {opened: 'Begun', failed: 'Failed'}), ...processBlocks(processes, row.owners)]),
	];
}
