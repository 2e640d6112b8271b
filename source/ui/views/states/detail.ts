import type {StateDetail} from '../../../protocol/protocol.ts';
import {protocols, ssStateNames, type SocketState} from '../../../model/socket.ts';
import {formatChange, formatCompact, unknown} from '../../../text/format-number.ts';
import {stateWords} from '../../text/states.ts';
import {widthOfLabels, type Block} from '../../detail/blocks.ts';
import {chartBlocks} from '../../detail/charts.ts';
import type {DetailContext} from '../shared/view.ts';

export function stateBlocks({row, ports, charts}: StateDetail, context: DetailContext): readonly Block[] {
	const {meaning, availability, style} = stateWords[row.state];
	const spelling = ssStateNames[row.state];
	const labels = ports.map(({port, service}) => `${port}${service === null ? '' : ` ${service}`}`);
	return [
		{heading: `${row.state}${spelling === row.state ? '' : ` (ss: ${spelling})`}`},
		{text: meaning},
		{text: availability, style: 'muted'},
		{heading: `Sockets in this state: ${row.total} ${formatChange(row.totalChange)}`.trimEnd()},
		...protocols.map(protocol => ({
			label: protocol,
			value: row.counts[protocol] === null
				? `${unknown} not possible`
				: `${row.counts[protocol]} ${formatChange(row.changes[protocol])}`.trimEnd(),
		})),
		...chartBlocks([{
			name: 'Sockets', window: charts.total, style: style === null || style === 'muted' ? 'accent' : style, show: formatCompact,
		}], 'line', context),
		...(ports.length === 0 ? [] : [{heading: 'Local ports with the most of them', place: 'right' as const}]),
		...ports.map(({port, sockets}, index) => ({
			label: labels[index]!, labelWidth: widthOfLabels(labels), value: String(sockets), destination: {connections: `${stateFilter(row.state)} sport:${port}`},
		})),
	];
}

/** Returns the filter that leaves the sockets in a state. */
export function stateFilter(state: SocketState): string {
	return `state:${state.toLowerCase().replaceAll('_', '-')}`;
}
