import type {OutgoingPeer} from '../../../model/traffic.ts';
import {joinAddress} from '../../text/address.ts';
import {formatCompact, formatCount} from '../../../text/format-number.ts';
import {quiet, ownersCell} from '../../tables/cells.ts';
import {
	numberColumn,
	textColumn,
	wordColumn,
	type Column,
} from '../../tables/column.ts';
import {common} from '../../tables/common.ts';
import {connectionRateCell, totalCell} from '../../tables/totals.ts';

/** The Outgoing table: the connections that began here, by the peer and port where they go. */
export const outgoingColumns: ReadonlyArray<Column<OutgoingPeer>> = [
	wordColumn(5, {
		id: 'protocol', title: 'Proto', sort: 'protocol', priority: 9,
		meaning: 'tcp, tcp6, udp or udp6',
		cell: row => ({text: row.protocol}),
	}),
	textColumn({widths: [16, 21, 47], shorten: 'address'}, {
		id: 'peer', title: 'Peer', sort: 'address', priority: 0,
		meaning: 'Address and port where the connections go',
		cell: row => ({text: joinAddress(row.address, row.port), style: 'accent'}),
	}),
	common('service', 3),
	textColumn({widths: [10, 15, 40], shorten: 'owners'}, {
		id: 'process', title: 'Process', sort: 'process', priority: 0,
		meaning: 'Who is connected, with its process id; +N: so many other processes are too',
		cell: row => ownersCell(row.owners),
	}),
	common('user', 10),
	common('unit', 13),
	numberColumn(5, {
		id: 'connections', title: 'Conns', sort: 'connections', priority: 0,
		meaning: 'Connections there, in whatever state',
		cell: row => ({text: formatCount(row.connectionCount, 5), ...quiet(row.connectionCount)}),
	}),
	numberColumn(6, {
		id: 'opened', title: 'Conn/s', sort: 'opened', priority: 2,
		meaning: 'Connections begun per second, however short they were; ≥ where some may be missing',
		cell: row => connectionRateCell(row.openedPerSecond, row),
	}),
	numberColumn(6, {
		id: 'failed', title: 'Fail/s', sort: 'failed', priority: 2,
		meaning: 'Connects that failed per second: refused, or never answered. Of a blocking connect(2) that fails the kernel does not tell where it went: TcpAttemptFails in Errors counts it',
		cell: row => row.failedPerSecond !== null && row.failedPerSecond > 0
			? {text: formatCompact(row.failedPerSecond), style: 'bad'}
			: connectionRateCell(row.failedPerSecond, row),
	}),
	common('receive', 1),
	common('send', 1),
	common('rtt', 1),
	common('rttP95', 7),
	common('retransmissions', 4),
	common('closed', 14),
	common('resets', 11),
	common('timeouts', 12),
	numberColumn(5, {
		id: 'totalOpened', title: 'ΣConn', sort: 'totalOpened', priority: 15,
		meaning: 'Connections begun since portop started',
		cell: row => totalCell('opened', row),
	}),
	common('totalReceived', 16),
	common('totalSent', 17),
	common('traffic', 5),
];
