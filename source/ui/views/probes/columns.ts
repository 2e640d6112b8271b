import {probeFields} from '../../../fields/probe.ts';
import type {Probe} from '../../../model/probe.ts';
import {probeAddress} from '../../text/address.ts';
import {maxRecentRtt} from '../../charts/rtt-sparkline.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatCount, formatPercent, unknown} from '../../../text/format-number.ts';
import {fittingColumns, type ColumnWishes} from '../../tables/layout.ts';
import {wordsOf} from '../../text/probe-status.ts';
import {
	lossStyle,
	recentCell,
	sinceCell,
	textOrUnknown,
} from '../../tables/cells.ts';
import {
	historyColumn,
	numberColumn,
	type Cell,
	type CellContext,
	type Column,
} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';

/** `▁0.2–▇999ms ` and as many bars as are kept. */
const widestSparkline = 133;

const {number, text, word} = columnsOf<Probe>(withShownFigures)(probeFields);

/** Returns a row with the figures that are shown in the place of those of the session, which the fields read. */
function withShownFigures(row: Probe, {figures}: CellContext): Probe {
	return figures === 'session' ? row : {...row, session: row.lastMinute};
}

/** The Probes table. */
export const probeColumns: ReadonlyArray<Column<Probe>> = [
	text('target', {
		title: 'Target', widths: [12, 18, 39], shorten: 'target', priority: 0,
		heading: ({figures}) => `Target (${figures === 'session' ? 'session' : 'minute'})`,
		cell: row => ({text: row.target, style: 'accent'}),
	}),
	text('address', {
		title: 'Address', widths: [9, 15, 47], shorten: 'address', priority: 10, cell: addressCell,
	}),
	word('method', {title: 'Method', width: 7, priority: 4}),
	word('status', {
		title: 'Status', width: 8, priority: 0, cell: statusCell,
	}),
	numberColumn(5, {
		id: 'since', title: 'Since', priority: 15,
		meaning: 'For how long the status has been what it is',
		cell: (row, context) => sinceCell(row.statusSince, context),
	}),
	number('sent', {title: 'Sent', width: 5, priority: 5}),
	number('received', {title: 'Recv', width: 5, priority: 9}),
	number('lost', {
		title: 'Lost', width: 5, priority: 2, limits: [1, Infinity],
	}),
	number('loss', {
		title: 'Loss', width: 6, priority: 0, cell: percent => ({text: formatPercent(percent), ...lossStyle(percent)}),
	}),
	number('last', {title: 'Last', width: 6, priority: 0}),
	number('minimum', {title: 'Min', width: 6, priority: 7}),
	number('average', {title: 'Avg', width: 6, priority: 3}),
	number('maximum', {title: 'Max', width: 6, priority: 6}),
	number('p95', {title: 'p95', width: 6, priority: 1}),
	number('deviation', {title: 'StdDev', width: 6, priority: 11}),
	number('jitter', {title: 'Jitter', width: 6, priority: 8}),
	number('late', {
		title: 'Late', width: 5, priority: 16, isUnsorted: true, limits: [1, Infinity],
	}),
	number('duplicates', {
		title: 'Dupl', width: 5, priority: 17, isUnsorted: true, limits: [1, Infinity],
	}),
	number('refused', {
		title: 'Refused', width: 7, priority: 18, isUnsorted: true,
	}),
	number('rejected', {
		title: 'Rejected', width: 8, priority: 19, isUnsorted: true, limits: [1, Infinity],
	}),
	number('passiveRtt', {
		title: 'tcp rtt', width: 7, priority: 12, isUnsorted: true,
	}),
	number('passiveRetransmissions', {
		title: 'tcp retr%', width: 9, priority: 13, isUnsorted: true, limits: [1, 5],
	}),
	number('passiveConnections', {
		title: 'tcp conns', width: 9, priority: 14, isUnsorted: true, format: count => formatCount(count),
	}),
	{
		...historyColumn<Probe>([10, 23, widestSparkline], {
			id: 'recent', title: 'RTT', priority: 0,
			meaning: 'The last round trips as bars, their scale before them; × lost, ~ late, r refused, ! rejected, e not sent',
			scale: {peak: ({recent}) => maxRecentRtt(recent), format: formatRtt},
			cell: (row, _, top) => recentCell(row, top),
		}),
		isFiller: true,
	},
];

/** The columns of tables without the method's: targets keep the one in their names. */
const columnsWithoutMethod = probeColumns.map((column): Column<Probe> => column.id === 'target' ? {...column, shorten: 'targetWithMethod'} : column);

/** Returns the columns of the Probes table at a width. */
export function probeColumnsFor(width: number, wishes: ColumnWishes): ReadonlyArray<Column<Probe>> {
	return fittingColumns(probeColumns, width, wishes).some(({id}) => id === 'method') ? probeColumns : columnsWithoutMethod;
}

function addressCell(row: Probe): Cell {
	const address = probeAddress(row);
	return {...textOrUnknown(address), ...(isNamed(row, address) && {style: 'muted'})};
}

function statusCell(row: Probe): Cell {
	const words = wordsOf(row);
	return {text: words?.short ?? unknown, style: words?.style ?? 'muted'};
}

/** Returns whether the target was named by its address, which then is not shown again. */
function isNamed({target, address}: Probe, shown: string | null): boolean {
	return shown !== null && (target === shown || target === address || target.endsWith(`/${shown}`));
}
