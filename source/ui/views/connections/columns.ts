import {ssStateNames, type Connection} from '../../../model/socket.ts';
import {localAddress, remoteAddress} from '../../text/address.ts';
import {formatAge, formatRtt, formatTimer} from '../../../text/format-duration.ts';
import {formatCompact, formatCount, unknown} from '../../../text/format-number.ts';
import {stateWords} from '../../text/states.ts';
import {
	quiet,
	textOrUnknown,
	userCell,
	ownersCell,
} from '../../tables/cells.ts';
import {
	numberColumn,
	textColumn,
	wordColumn,
	type Column,
} from '../../tables/column.ts';

/** The Connections table: the columns of `ss -antup`, then what it has not. */
export const connectionColumns: ReadonlyArray<Column<Connection>> = [
	wordColumn(5, {
		id: 'protocol', title: 'Netid', sort: 'protocol', priority: 1,
		meaning: 'tcp, tcp6, udp or udp6',
		cell: row => ({text: row.protocol}),
	}),
	wordColumn(10, {
		id: 'state', title: 'State', sort: 'state', priority: 0,
		meaning: 'The state, spelled as ss does',
		cell(row) {
			const {style} = stateWords[row.state];
			return {text: ssStateNames[row.state], ...(style !== null && {style})};
		},
	}),
	numberColumn(6, {
		id: 'receiveQueue', title: 'Recv-Q', sort: 'receiveQueue', priority: 0,
		meaning: 'Bytes received that the program has not read; of a listener: connections not yet accepted',
		cell: row => ({text: formatCount(row.receiveQueueBytes), ...quiet(row.receiveQueueBytes)}),
	}),
	numberColumn(6, {
		id: 'sendQueue', title: 'Send-Q', sort: 'sendQueue', priority: 0,
		meaning: 'Bytes sent that the peer has not acknowledged; of a listener: the limit of its accept queue',
		cell: row => ({text: formatCount(row.sendQueueBytes), ...quiet(row.sendQueueBytes)}),
	}),
	textColumn({widths: [11, 21, 47], shorten: 'address'}, {
		id: 'local', title: 'Local', sort: 'local', priority: 0,
		meaning: 'Local address and port',
		cell: (row, {naming}) => ({text: localAddress(row, naming)}),
	}),
	textColumn({widths: [11, 21, 47], shorten: 'address'}, {
		id: 'remote', title: 'Peer', sort: 'remote', priority: 0,
		meaning: 'The peer\'s address and port; * where there is none',
		cell: (row, {naming}) => ({text: remoteAddress(row, naming)}),
	}),
	textColumn({widths: [8, 18, 40], shorten: 'owners'}, {
		id: 'process', title: 'Process', sort: 'process', priority: 0,
		meaning: 'Owner with its process id; +N: so many other processes share the socket',
		cell: row => ownersCell(row.owners),
	}),
	numberColumn(6, {
		id: 'rtt', title: 'RTT', sort: 'rtt', priority: 2,
		meaning: 'Smoothed round-trip time that the kernel measured on this connection',
		cell: row => ({text: formatRtt(row.rttMicroseconds), ...quiet(row.rttMicroseconds)}),
	}),
	numberColumn(5, {
		id: 'retransmissions', title: 'Retr', sort: 'retransmissions', priority: 5,
		meaning: 'Segments sent again in the life of the connection',
		cell: ({retransmissions, retransmissionsPerSecond}) => ({
			text: formatCompact(retransmissions),
			...((retransmissionsPerSecond ?? 0) > 0 ? {style: 'warning'} : quiet(retransmissions)),
		}),
	}),
	numberColumn(6, {
		id: 'receive', title: 'In b/s', sort: 'receive', priority: 3,
		meaning: 'Payload received, bits per second',
		cell: row => ({text: formatCompact(row.receiveBitsPerSecond), ...quiet(row.receiveBitsPerSecond)}),
	}),
	numberColumn(7, {
		id: 'send', title: 'Out b/s', sort: 'send', priority: 4,
		meaning: 'Payload sent and acknowledged, bits per second',
		cell: row => ({text: formatCompact(row.sendBitsPerSecond), ...quiet(row.sendBitsPerSecond)}),
	}),
	numberColumn(5, {
		id: 'age', title: 'Age', sort: 'age', priority: 6,
		meaning: 'Since portop first saw the socket; > where it is older than portop',
		cell: row => ({text: formatAge(row.ageSeconds, row.ageIsMinimum)}),
	}),
	textColumn({widths: [8, 8, 16]}, {
		id: 'user', title: 'User', sort: 'user', priority: 7,
		meaning: 'The socket\'s user',
		cell: userCell,
	}),
	textColumn({widths: [12, 16, 32]}, {
		id: 'unit', title: 'Unit', sort: 'unit', priority: 8,
		meaning: 'systemd unit, or the container\'s id',
		cell: row => textOrUnknown(row.container ?? row.unit),
	}),
	textColumn({widths: [12, 12, 16]}, {
		id: 'timer', title: 'Timer', sort: 'timer', priority: 9,
		meaning: 'The kernel\'s timer that runs, when it expires, and how often it has (as ss -o)',
		cell: ({timer}) => timer === null
			? {text: unknown, style: 'muted'}
			: {
				text: `${timer.name} ${formatTimer(timer.expiresMilliseconds)}${timer.attempts > 0 ? ` ×${timer.attempts}` : ''}`,
				...(timer.name === 'on' && timer.attempts > 0 && {style: 'warning' as const}),
			},
	}),
	numberColumn(6, {
		id: 'receivePackets', title: 'In p/s', sort: 'receivePackets', priority: 10,
		meaning: 'Segments received per second',
		cell: row => ({text: formatCompact(row.receivePacketsPerSecond), ...quiet(row.receivePacketsPerSecond)}),
	}),
	numberColumn(7, {
		id: 'sendPackets', title: 'Out p/s', sort: 'sendPackets', priority: 11,
		meaning: 'Segments sent per second',
		cell: row => ({text: formatCompact(row.sendPacketsPerSecond), ...quiet(row.sendPacketsPerSecond)}),
	}),
];
