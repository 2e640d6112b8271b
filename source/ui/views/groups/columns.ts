import {groupFields} from '../../../fields/group.ts';
import type {ConnectionGroup} from '../../../model/group.ts';
import {formatAge} from '../../../text/format-duration.ts';
import {formatCompact, unknown} from '../../../text/format-number.ts';
import {quiet, textOrUnknown} from '../../tables/cells.ts';
import type {Cell, Column} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';
import {atLeast, totalCell} from '../../tables/totals.ts';
import {groupingTitles} from '../../text/groupings.ts';

const {number, text} = columnsOf<ConnectionGroup>()(groupFields);
const lowerBound = '≥ where some may belong to a group that is not known';

/** The Groups table: connections by what they have in common, with the totals of those that are over. */
export const groupColumns: ReadonlyArray<Column<ConnectionGroup>> = [
	text('name', {
		title: 'Group', widths: [16, 24, 47], priority: 0, shorten: 'owners', heading: ({grouping}) => groupingTitles[grouping], cell: nameCell,
	}),
	text('service', {
		title: 'Service', widths: [6, 8, 14], priority: 0, cell: (row, {naming}) => textOrUnknown(naming === 'none' ? null : row.service),
	}),
	text('user', {
		title: 'User', widths: [8, 8, 16], priority: 11, cell: row => textOrUnknown(row.user),
	}),
	text('unit', {title: 'Unit', widths: [12, 16, 32], priority: 12}),
	number('connections', {title: 'Conns', width: 5, priority: 0}),
	number('established', {title: 'Estab', width: 5, priority: 7}),
	number('closeWait', {
		title: 'ClsW', width: 5, priority: 2, limits: [1, Infinity],
	}),
	number('timeWait', {title: 'TimeW', width: 5, priority: 10}),
	number('receive', {
		title: 'In b/s', width: 6, priority: 0, note: lowerBound, cell: rateCell,
	}),
	number('send', {
		title: 'Out b/s', width: 7, priority: 0, cell: rateCell,
	}),
	number('rtt', {title: 'RTT', width: 6, priority: 1}),
	number('rttP95', {title: 'p95', width: 6, priority: 13}),
	number('retransmissions', {
		title: 'Retr', width: 6, priority: 5, limits: [1, 5],
	}),
	number('opened', {
		title: 'Conn/s', width: 6, priority: 6, cell: rateCell,
	}),
	number('closed', {
		title: 'Clsd/s', width: 6, priority: 14, cell: rateCell,
	}),
	number('failed', {
		title: 'Fail/s', width: 6, priority: 15, cell: rateCell,
	}),
	number('resets', {
		title: 'Rst/s', width: 5, priority: 16, cell: rateCell,
	}),
	number('timeouts', {
		title: 'Tout/s', width: 6, priority: 17, cell: rateCell,
	}),
	number('totalReceived', {
		title: 'ΣIn', width: 5, priority: 3, note: 'unknown under a filter', cell: (_, row) => totalCell('receivedBytes', row),
	}),
	number('totalSent', {
		title: 'ΣOut', width: 5, priority: 4, cell: (_, row) => totalCell('sentBytes', row),
	}),
	number('totalOpened', {
		title: 'ΣConn', width: 5, priority: 8, cell: (_, row) => totalCell('opened', row),
	}),
	number('oldest', {
		title: 'Oldest', width: 6, priority: 9, cell: (age, {oldestIsMinimum}) => ({text: formatAge(age, oldestIsMinimum), ...quiet(age)}),
	}),
];

/** Returns the columns that say something of groups of this kind. */
export function columnsFor(grouping: ConnectionGroup['grouping']): ReadonlyArray<Column<ConnectionGroup>> {
	const without = new Set([...grouping === 'process' ? [] : ['user', 'unit'], ...grouping === 'port' ? [] : ['service']]);
	return groupColumns.filter(({id}) => !without.has(id));
}

function nameCell({name, kind}: ConnectionGroup): Cell {
	return {text: name, style: kind === 'member' ? 'accent' : 'muted'};
}

function rateCell(value: number | null, {ratesAreLowerBounds}: ConnectionGroup): Cell {
	return value === null ? {text: unknown, style: 'muted'} : {text: atLeast(formatCompact(value), ratesAreLowerBounds), ...quiet(value)};
}
