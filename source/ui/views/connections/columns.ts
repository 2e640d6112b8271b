import {connectionFields} from '../../../fields/connection.ts';
import {ssStateNames, type Connection} from '../../../model/socket.ts';
import {localAddress, remoteAddress} from '../../text/address.ts';
import {formatTimer} from '../../../text/format-duration.ts';
import {formatCompact, formatCount, unknown} from '../../../text/format-number.ts';
import {ageText} from '../../text/age.ts';
import {closingWords} from '../../text/closings.ts';
import {shortWaitingText} from '../../text/owners.ts';
import {shortenOwners} from '../../text/shorten.ts';
import {stateWords} from '../../text/states.ts';
import {fit, textWidth, truncate} from '../../text/text-width.ts';
import {quiet, userCell, ownersCell} from '../../tables/cells.ts';
import type {Cell, Column} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';
import {atLeast} from '../../tables/totals.ts';

const {number, text, word} = columnsOf<Connection>()(connectionFields);

const usualProcessWidth = 18;

/** The Connections table: the columns of `ss -antup`, then what it has not. */
export const connectionColumns: ReadonlyArray<Column<Connection>> = [
	word('protocol', {title: 'Netid', width: 5, priority: 6}),
	word('state', {
		title: 'State', width: 10, priority: 0, note: 'of one that closed, how it did', cell: stateCell,
	}),
	number('receiveQueue', {
		title: 'Recv-Q', width: 6, priority: 0, note: 'Σ all that was received by one that closed', cell: (value, row) => queueCell(value, row, 'receivedBytes'),
	}),
	number('sendQueue', {
		title: 'Send-Q', width: 6, priority: 0, note: 'Σ all that was sent by one that closed', cell: (value, row) => queueCell(value, row, 'sentBytes'),
	}),
	text('local', {
		title: 'Local', widths: [11, 21, 47], shorten: 'address', priority: 0, cell: (row, {naming}) => ({text: localAddress(row, naming)}),
	}),
	text('remote', {
		title: 'Peer', widths: [11, 21, 47], shorten: 'address', priority: 0, cell: (row, {naming}) => ({text: remoteAddress(row, naming)}),
	}),
	text('process', {
		title: 'Process', widths: [8, usualProcessWidth, 40], shorten: 'owners', priority: 0, cell: processCell,
	}),
	number('rtt', {title: 'RTT', width: 6, priority: 1}),
	number('retransmissions', {
		title: 'Retr', width: 5, priority: 2, cell: retransmissionsCell,
	}),
	number('receive', {title: 'In b/s', width: 6, priority: 3}),
	number('send', {title: 'Out b/s', width: 7, priority: 4}),
	number('totalReceived', {
		title: 'ΣIn', width: 6, priority: 10, cell: (value, row) => totalCell(value, row),
	}),
	number('totalSent', {
		title: 'ΣOut', width: 6, priority: 11, cell: (value, row) => totalCell(value, row),
	}),
	number('age', {
		title: 'Age', width: 5, priority: 5, cell: (_, row) => ({text: ageText(row)}),
	}),
	text('user', {
		title: 'User', widths: [8, 8, 16], priority: 7, cell: userCell,
	}),
	text('unit', {title: 'Unit', widths: [12, 16, 32], priority: 8}),
	text('timer', {
		title: 'Timer', widths: [12, 12, 16], priority: 9, cell: timerCell,
	}),
	number('receivePackets', {title: 'In p/s', width: 6, priority: 12}),
	number('sendPackets', {title: 'Out p/s', width: 7, priority: 13}),
];

function stateCell({state, closed}: Connection): Cell {
	if (closed !== null) {
		return {text: closingWords[closed.how].short};
	}

	const {style} = stateWords[state];
	return {text: ssStateNames[state], ...(style !== null && {style})};
}

/** Returns the owner; of a connection that waits to be accepted whose queue has it; of one that closed, where the column is so narrow that there is none for its age, how long it was there before that. */
function processCell(row: Connection): Cell {
	if (row.waitsIn !== null) {
		const queue = shortWaitingText(row.waitsIn);
		return {text: queue, style: 'warning', pieces: width => [{text: fit(width < usualProcessWidth && textWidth(queue) > width ? '(queue)' : queue, width), style: 'warning'}]};
	}

	const cell = ownersCell(row.owners);
	if (row.closed === null) {
		return cell;
	}

	const narrow = `${ageText(row)} ${row.owners.holders[0]?.name ?? unknown}`;
	return {...cell, pieces: width => [{text: width < usualProcessWidth ? truncate(narrow, width) : fit(cell.text, width, 'left', shortenOwners)}]};
}

/** Returns the bytes of a queue exactly, as `ss` does, where there is room. A connection that closed has none: what it moved stands there. */
function queueCell(value: number | null, row: Connection, total: 'receivedBytes' | 'sentBytes'): Cell {
	return row.closed === null ? {text: formatCount(value), ...quiet(value)} : {text: `Σ${totalCell(row[total], row).text}`};
}

/** Returns what a connection moved in its life. */
function totalCell(value: number | null, {closed}: Connection): Cell {
	return value === null ? {text: unknown, style: 'muted'} : {text: atLeast(formatCompact(value), closed?.bytesAreMinimum === true), ...quiet(value)};
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
