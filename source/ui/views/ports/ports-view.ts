import {isUdp} from '../../../model/socket.ts';
import {suggestedMetric} from '../../../fields/field.ts';
import {portFields} from '../../../fields/port.ts';
import type {Port} from '../../../model/port.ts';
import {joinAddress} from '../../text/address.ts';
import type {View} from '../shared/view.ts';
import {portColumns, portColumnsFor} from './columns.ts';
import {portFilter} from './connections-filter.ts';
import {portBlocks} from './detail.ts';

/** The ports that are open, and those that are watched. */
export const portsView: View<'ports'> = {
	name: 'ports',
	title: 'Ports',
	command: 'show-ports',
	table: {
		kind: 'live',
		columns: portColumns,
		columnsNow: portColumnsFor,
		// A port that is watched and not open.
		mark: ({status}) => status === 'OPEN' || status === null ? null : {symbol: '!', style: status === 'CLOSED' ? 'bad' : 'warning'},
	},
	usualSort: {key: 'port', descending: false},
	filter: 'sockets',
	source: 'sockets',
	empty: 'No port is open',
	detail: portBlocks,
	connectionsFilter: row => portFilter(row),
	copyText: row => joinAddress(row.address, row.port),
	socketText: row => `${row.protocol} ${joinAddress(row.address, row.port)}`,
	suggestRule: (row, key) => ({metric: suggestedMetric(portFields, key), instead: 'connections', scope: row === undefined ? null : scopeOf(row)}),
	// Never back: no column goes because the row that it is for was scrolled away.
	onContent(ui, {rows}) {
		const measuresPorts = ui.measuresPorts || rows.some(({latency}) => latency !== null);
		const portsDiffer = ui.portsDiffer || rows.some(({status}) => status !== 'OPEN');
		return measuresPorts === ui.measuresPorts && portsDiffer === ui.portsDiffer ? ui : {...ui, measuresPorts, portsDiffer};
	},
};

/** Returns the suggested rule. A peer has no local port: without `sport` the rule would also be about outgoing connections to such a port. */
function scopeOf({port, protocol}: Port): string {
	return `sport:${port}${isUdp(protocol) ? ' proto:udp' : ''}`;
}
