import {outgoingFields} from '../../../fields/outgoing.ts';
import type {OutgoingPeer} from '../../../model/traffic.ts';
import type {RowOf} from '../../../protocol/protocol.ts';
import {formatCompact} from '../../../text/format-number.ts';
import {joinAddress} from '../../text/address.ts';
import {ownersCell} from '../../tables/cells.ts';
import type {Column} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';
import {connectionRateCell, totalCell} from '../../tables/totals.ts';
import {common} from '../shared/common-columns.ts';

const {number, text, word} = columnsOf<OutgoingPeer>()(outgoingFields);

/** The Outgoing table: the connections that began here, by the peer and port where they go. */
export const outgoingColumns: ReadonlyArray<Column<RowOf<'outgoing'>>> = [
	word('protocol', {title: 'Proto', width: 5, priority: 12}),
	text('address', {
		id: 'peer', title: 'Peer', widths: [16, 21, 47], shorten: 'address', priority: 0, cell: row => ({text: joinAddress(row.address, row.port), style: 'accent'}),
	}),
	common('service', 7),
	text('process', {
		title: 'Process', widths: [10, 12, 40], shorten: 'owners', priority: 0, cell: row => ownersCell(row.owners),
	}),
	common('user', 10),
	common('unit', 13),
	number('connections', {title: 'Conns', width: 5, priority: 0}),
	number('opened', {
		title: 'Conn/s', width: 6, priority: 6, note: '≥ where some may be missing', cell: connectionRateCell,
	}),
	number('failed', {
		title: 'Fail/s', width: 6, priority: 3,
		note: 'of a blocking connect(2) that fails the kernel does not say where it went: TcpAttemptFails in Errors counts it',
		cell: (value, row) => value !== null && value > 0 ? {text: formatCompact(value), style: 'bad'} : connectionRateCell(value, row),
	}),
	common('receive', 1),
	common('send', 2),
	common('receiveMinute', 18),
	common('sendMinute', 19),
	common('receiveTenMinutes', 20),
	common('sendTenMinutes', 21),
	common('trafficTenMinutes', 22),
	common('rtt', 5),
	common('rttP95', 8),
	common('retransmissions', 4),
	common('closed', 14),
	common('resets', 11),
	common('timeouts', 23),
	number('totalOpened', {
		title: 'ΣConn', width: 5, priority: 15, cell: (_, row) => totalCell('opened', row),
	}),
	common('totalReceived', 16),
	common('totalSent', 17),
	common('traffic', 9),
];
