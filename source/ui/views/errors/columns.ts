import type {ErrorCounter} from '../../../model/error-counter.ts';
import {weightWords} from '../../text/alert-text.ts';
import {formatCompact} from '../../../text/format-number.ts';
import {sparkline} from '../../charts/sparkline.ts';
import type {StyleName} from '../../text/theme.ts';
import {quiet} from '../../tables/cells.ts';
import {
	numberColumn,
	textColumn,
	wordColumn,
	type Column,
} from '../../tables/column.ts';

const widestSparkline = 12;

/** What counts now stands out, by how much it matters. */
function countingStyle({perSecond, weight}: ErrorCounter): {readonly style?: StyleName} {
	const isCounting = (perSecond ?? 0) > 0;
	return isCounting && weight !== 'information' ? {style: weightWords[weight].style} : quiet(perSecond);
}

/** The Errors table. */
export const errorColumns: ReadonlyArray<Column<ErrorCounter>> = [
	textColumn({widths: [21, 24, 30]}, {
		id: 'name', title: 'Counter', sort: 'name', priority: 0,
		meaning: 'The kernel\'s counter, as nstat spells it; Softnet…: of the whole machine',
		cell: row => ({text: row.name, ...(row.perSecond !== 0 && countingStyle(row))}),
	}),
	numberColumn(5, {
		id: 'rate', title: '/s', sort: 'rate', priority: 0,
		meaning: 'Counted per second since the previous sample',
		cell: row => ({text: formatCompact(row.perSecond), ...countingStyle(row)}),
	}),
	numberColumn(5, {
		id: 'sinceStart', title: 'Start', sort: 'sinceStart', priority: 0,
		meaning: 'Counted since portop started',
		cell: row => ({text: formatCompact(row.sinceStart), ...quiet(row.sinceStart)}),
	}),
	numberColumn(7, {
		id: 'sinceReset', title: 'Reset', sort: 'sinceReset', priority: 1,
		meaning: 'Counted since the totals were reset; shown from then on',
		cell: row => ({text: formatCompact(row.sinceReset), ...quiet(row.sinceReset)}),
	}),
	numberColumn(5, {
		id: 'total', title: 'Boot', sort: 'total', priority: 4,
		meaning: 'Counted since the machine or the network namespace came up',
		cell: row => ({text: formatCompact(row.total), ...quiet(row.total)}),
	}),
	{
		...textColumn({widths: [8, 8, widestSparkline], shorten: 'newest'}, {
			id: 'history', title: 'History', sort: null, priority: 2,
			meaning: 'Per second, a bar per sample, scaled to the row\'s own maximum',
			cell: (row: ErrorCounter) => ({text: sparkline(row.history, widestSparkline)}),
		}),
		align: 'right',
	},
	wordColumn(8, {
		id: 'weight', title: 'Level', sort: null, priority: 5,
		meaning: 'How much it matters when it counts: critical, warning or info',
		cell({weight}) {
			const {text} = weightWords[weight];
			return {text, style: 'muted'};
		},
	}),
	textColumn({widths: [20, 28, 34]}, {
		id: 'title', title: 'What', sort: 'order', priority: 0,
		meaning: 'What it counts, in a few words; sorted by this, what belongs together stands together',
		cell: row => ({text: row.title}),
	}),
	{
		...textColumn({widths: [30, 40, 300]}, {
			id: 'meaning', title: 'Meaning', sort: null, priority: 3,
			meaning: 'What it means, and what to do about it; where there is no room, the detail shows it',
			cell: (row: ErrorCounter) => ({text: row.meaning, style: 'muted'}),
		}),
		isFiller: true,
	},
];

const columnsWithoutReset = errorColumns.filter(({id}) => id !== 'sinceReset');

/** The columns of the Errors table; what was counted since the totals were reset only where they were. */
export function errorColumnsFor(wasReset: boolean, chosen?: readonly string[]): ReadonlyArray<Column<ErrorCounter>> {
	return wasReset || chosen !== undefined ? errorColumns : columnsWithoutReset;
}
