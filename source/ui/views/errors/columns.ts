import {counterFields} from '../../../fields/counter.ts';
import type {ErrorCounter} from '../../../model/error-counter.ts';
import type {RowOf} from '../../../protocol/protocol.ts';
import {weightWords} from '../../text/alert-text.ts';
import {formatCompact} from '../../../text/format-number.ts';
import {sparkline, sparklinePeak} from '../../charts/sparkline.ts';
import type {StyleName} from '../../text/theme.ts';
import {quiet} from '../../tables/cells.ts';
import {
	historyColumn,
	textColumn,
	wordColumn,
	type Column,
} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';

const {number, text} = columnsOf<ErrorCounter>()(counterFields);

const widestSparkline = 12;

/** Returns the style of a counter that counts now, by its weight. */
function countingStyle({perSecond, weight}: ErrorCounter): {readonly style?: StyleName} {
	const isCounting = (perSecond ?? 0) > 0;
	return isCounting && weight !== 'information' ? {style: weightWords[weight].style} : quiet(perSecond);
}

/** The Errors table. */
export const errorColumns: ReadonlyArray<Column<RowOf<'errors'>>> = [
	text('name', {
		title: 'Counter', widths: [21, 24, 30], priority: 0, cell: row => ({text: row.name, ...(row.perSecond !== 0 && countingStyle(row))}),
	}),
	number('rate', {
		title: '/s', width: 5, priority: 0, cell: (perSecond, row) => ({text: formatCompact(perSecond), ...countingStyle(row)}),
	}),
	number('sinceStart', {
		title: 'Start', width: 5, priority: 0, format: formatCompact,
	}),
	number('sinceReset', {
		title: 'Reset', width: 7, priority: 1, format: formatCompact,
	}),
	number('total', {
		title: 'Boot', width: 5, priority: 4, format: formatCompact,
	}),
	historyColumn([8, 8, widestSparkline], {
		id: 'history', title: 'History', priority: 2,
		meaning: 'Counted per second, a bar per second or sample, scaled to the row\'s own maximum',
		scale: {peak: row => sparklinePeak(row.history, widestSparkline), format: formatCompact},
		cell: (row, _, top) => ({text: sparkline(row.history, widestSparkline, top), ...countingStyle(row)}),
	}),
	wordColumn(8, {
		id: 'weight', title: 'Level', priority: 5,
		meaning: 'How much it matters when it counts: critical, warning or info',
		cell: ({weight}) => ({text: weightWords[weight].text, style: 'muted'}),
	}),
	textColumn({widths: [20, 28, 34]}, {
		id: 'title', title: 'What', sort: 'order', priority: 0,
		meaning: 'What it counts, in a few words; sorted by this, what belongs together stands together',
		cell: row => ({text: row.title}),
	}),
	{
		...textColumn<RowOf<'errors'>>({widths: [30, 40, 300]}, {
			id: 'meaning', title: 'Meaning', priority: 3,
			meaning: 'What it means, and what to do about it; where there is no room, the detail shows it',
			cell: row => ({text: row.meaning, style: 'muted'}),
		}),
		isFiller: true,
	},
];

const columnsWithoutReset = errorColumns.filter(({id}) => id !== 'sinceReset');

/** Returns the columns of the Errors table; what was counted since the totals were reset only where they were. */
export function errorColumnsFor(wasReset: boolean, chosen?: readonly string[]): ReadonlyArray<Column<RowOf<'errors'>>> {
	return wasReset || chosen !== undefined ? errorColumns : columnsWithoutReset;
}
