import {connectionFields} from '../../../fields/connection.ts';
import {ssStateNames, type Connection} from '../../../model/socket.ts';
import {localAddress, remoteAddress} from '../../text/address.ts';
import {formatAge, formatTimer} from '../../../text/format-duration.ts';
import {formatCompact, formatCount, unknown} from '../../../text/format-number.ts';
import {stateWords} from '../../text/states.ts';
import {quiet, userCell, ownersCell} from '../../tables/cells.ts';
import type {Cell, Column} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';

const {number, text, word} = columnsOf<Connection>()(connectionFields);

/** The Connections table: the columns of `ss -antup`, then what it has not. */
export const connectionColumns: ReadonlyArray<Column<Connection>> = [
	word('protocol', {title: 'Netid', width: 5, priority: 5}),
	word('state', {
		title: 'State', width: 10, priority: 0, cell: stateCell,
	}),
	number('receiveQueue', {
		title: 'Recv-Q', width: 6, priority: 0, format: exactBytes,
	}),
	number('sendQueue', {
		title: 'Send-Q', width: 6, priority: 0, format: exactBytes,
	}),
	text('local', {
		title: 'Local', widths: [11, 21, 47], shorten: 'address', priority: 0, cell: (row, {naming}) => ({text: localAddress(row, naming)}),
	}),
	text('remote', {
		title: 'Peer', widths: [11, 21, 47], shorten: 'address', priority: 0, cell: (row, {naming}) => ({text: remoteAddress(row, naming)}),
	}),
	text('process', {
		title: 'Process', widths: [8, 18, 40], shorten: 'owners', priority: 0, cell: row => ownersCell(row.owners),
	}),
	number('rtt', {title: 'RTT', width: 6, priority: 1}),
	number('retransmissions', {
		title: 'Retr', width: 5, priority: 2, cell: retransmissionsCell,
	}),
	number('receive', {title: 'In b/s', width: 6, priority: 3}),
	number('send', {title: 'Out b/s', width: 7, priority: 4}),
	number('age', {
		title: 'Age', width: 5, priority: 6, cell: (age, {ageIsMinimum}) => ({text: formatAge(age, ageIsMinimum)}),
	}),
	text('user', {
		title: 'User', widths: [8, 8, 16], priority: 7, cell: userCell,
	}),
	text('unit', {title: 'Unit', widths: [12, 16, 32], priority: 8}),
	text('timer', {
		title: 'Timer', widths: [12, 12, 16], priority: 9, cell: timerCell,
	}),
	number('receivePackets', {title: 'In p/s', width: 6, priority: 10}),
	number('sendPackets', {title: 'Out p/s', width: 7, priority: 11}),
];

function stateCell({state}: Connection): Cell {
	const {style} = stateWords[state];
	return {text: ssStateNames[state], ...(style !== null && {style})};
}

/** Formats bytes exactly, as `ss` does, where there is room. */
function exactBytes(value: number | null): string {
	return formatCount(value);
}

/** Returns the style of a row that retransmits now. */
function retransmissionsCell(value: number | null, {retransmissionsPerSecond}: Connection): Cell {
	return {text: formatCompact(value), ...((retransmissionsPerSecond ?? 0) > 0 ? {style: 'warning'} : quiet(value))};
}

function timerCell({timer}: Connection): Cell {
	return timer === null
		? {text: unknown, style: 'muted'}
		: {
			text: `${timer.name} ${formatTimer(timer.expiresMilliseconds)}${timer.attempts > 0 ? ` ×${timer.attempts}` : ''}`,
			...(timer.name === 'on' && timer.attempts > 0 && {style: 'warning' as const}),
		};
}
