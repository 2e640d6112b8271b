import type {ProbeSortKey} from '../../../fields/probe.ts';
import type {Probe, ProbeFigures} from '../../../model/probe.ts';
import {probeAddress} from '../../text/address.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatCount, formatPercent, unknown} from '../../../text/format-number.ts';
import {chooseColumns, pickColumns} from '../../tables/layout.ts';
import {statusWords} from '../../text/probe-status.ts';
import {
	loaded,
	lossStyle,
	quiet,
	recentCell,
	sinceCell,
	textOrUnknown,
} from '../../tables/cells.ts';
import {
	numberColumn,
	textColumn,
	wordColumn,
	type CellContext,
	type Column,
} from '../../tables/column.ts';

/** `▁0.2–█999ms ` and as many bars as are kept. */
const widestSparkline = 133;

type Common = Pick<Column<Probe>, 'id' | 'title' | 'meaning' | 'priority'> & {readonly sort: ProbeSortKey | null};

/** A round-trip time among the figures that are shown. */
function rttColumn(value: (figures: ProbeFigures) => number | null, common: Common): Column<Probe> {
	return numberColumn(6, {
		...common,
		cell(row, context) {
			const microseconds = value(figuresOf(row, context));
			return {text: formatRtt(microseconds), ...quiet(microseconds)};
		},
	});
}

/** A count among the figures that are shown; one that should stay 0 is a warning when it does not. */
function countColumn(width: number, value: (figures: ProbeFigures) => number, common: Common & {readonly isTrouble?: true}): Column<Probe> {
	const {isTrouble, ...rest} = common;
	return numberColumn(width, {
		...rest,
		cell(row, context) {
			const count = value(figuresOf(row, context));
			return {text: formatCount(count, 5), ...(isTrouble === true ? loaded(count, 1, Infinity) : quiet(count))};
		},
	});
}

function figuresOf(row: Probe, {figures}: CellContext): ProbeFigures {
	return row[figures];
}

/** The Probes table. */
export const probeColumns: ReadonlyArray<Column<Probe>> = [
	{
		...textColumn<Probe>({widths: [12, 18, 39], shorten: 'target'}, {
			id: 'target', title: 'Target', sort: 'target', priority: 0,
			meaning: 'As it was named. The heading says whether the figures are those of the session or of the last minute',
			cell: row => ({text: row.target, style: 'accent'}),
		}),
		heading: ({figures}) => `Target (${figures === 'session' ? 'session' : 'minute'})`,
	},
	textColumn({widths: [9, 15, 47], shorten: 'address'}, {
		id: 'address', title: 'Address', sort: 'address', priority: 10,
		meaning: 'Where the probes go, as the name was resolved last',
		cell(row) {
			const address = probeAddress(row);
			return {...textOrUnknown(address), ...(isNamed(row, address) && {style: 'muted'})};
		},
	}),
	wordColumn(7, {
		id: 'method', title: 'Method', sort: 'method', priority: 4,
		meaning: 'connect: TCP handshake; syn: raw TCP segment; icmp: echo; udp: datagram',
		cell: row => textOrUnknown(row.method),
	}),
	wordColumn(8, {
		id: 'status', title: 'Status', sort: 'status', priority: 0,
		meaning: 'OPEN replies; CLOSED refuses; FILTERED is silent or turned away; UNREACH: no way there; OPEN|FIL: silent, as UDP may be',
		cell(row) {
			const words = row.status === null ? null : statusWords[row.status];
			return {text: words?.short ?? unknown, style: words?.style ?? 'muted'};
		},
	}),
	numberColumn(5, {
		id: 'since', title: 'Since', sort: null, priority: 15,
		meaning: 'For how long the status has been what it is',
		cell: (row, context) => sinceCell(row.statusSinceMilliseconds, context),
	}),
	countColumn(5, ({sent}) => sent, {
		id: 'sent', title: 'Sent', sort: 'sent', priority: 1,
		meaning: 'Probes that left',
	}),
	countColumn(5, ({received}) => received, {
		id: 'received', title: 'Recv', sort: 'received', priority: 9,
		meaning: 'Answered by the target in time: replied or refused',
	}),
	countColumn(5, ({lost}) => lost, {
		id: 'lost', title: 'Lost', sort: 'lost', priority: 3, isTrouble: true,
		meaning: 'Not answered within the timeout',
	}),
	numberColumn(6, {
		id: 'loss', title: 'Loss', sort: 'loss', priority: 0,
		meaning: 'Lost of all decided probes, percent: those still in flight do not count',
		cell(row, context) {
			const {lossPercent} = figuresOf(row, context);
			return {text: formatPercent(lossPercent), ...lossStyle(lossPercent)};
		},
	}),
	numberColumn(6, {
		id: 'last', title: 'Last', sort: 'last', priority: 0,
		meaning: 'Round-trip time of the last probe that was answered',
		cell: row => ({text: formatRtt(row.lastRttMicroseconds), ...quiet(row.lastRttMicroseconds)}),
	}),
	rttColumn(({minimumMicroseconds}) => minimumMicroseconds, {
		id: 'minimum', title: 'Min', sort: 'minimum', priority: 7,
		meaning: 'The shortest round-trip time',
	}),
	rttColumn(({averageMicroseconds}) => averageMicroseconds, {
		id: 'average', title: 'Avg', sort: 'average', priority: 2,
		meaning: 'The average round-trip time',
	}),
	rttColumn(({maximumMicroseconds}) => maximumMicroseconds, {
		id: 'maximum', title: 'Max', sort: 'maximum', priority: 6,
		meaning: 'The longest round-trip time',
	}),
	rttColumn(({p95Microseconds}) => p95Microseconds, {
		id: 'p95', title: 'p95', sort: 'p95', priority: 5,
		meaning: '95 % of the round trips took at most this',
	}),
	rttColumn(({standardDeviationMicroseconds}) => standardDeviationMicroseconds, {
		id: 'deviation', title: 'StdDev', sort: 'deviation', priority: 11,
		meaning: 'Standard deviation of the round-trip times',
	}),
	rttColumn(({jitterMicroseconds}) => jitterMicroseconds, {
		id: 'jitter', title: 'Jitter', sort: 'jitter', priority: 8,
		meaning: 'How much successive round trips differ, smoothed (RFC 3550)',
	}),
	countColumn(5, ({late}) => late, {
		id: 'late', title: 'Late', sort: null, priority: 16, isTrouble: true,
		meaning: 'Answered after the timeout: not lost',
	}),
	countColumn(5, ({duplicates}) => duplicates, {
		id: 'duplicates', title: 'Dupl', sort: null, priority: 17, isTrouble: true,
		meaning: 'Answers to probes that had been answered before',
	}),
	countColumn(7, ({refused}) => refused, {
		id: 'refused', title: 'Refused', sort: null, priority: 18,
		meaning: 'Answered by a TCP reset or an ICMP port unreachable: the path works, the port is closed',
	}),
	countColumn(8, ({rejected}) => rejected, {
		id: 'rejected', title: 'Rejected', sort: null, priority: 19, isTrouble: true,
		meaning: 'Turned away by another ICMP error',
	}),
	numberColumn(7, {
		id: 'passiveRtt', title: 'tcp rtt', sort: null, priority: 12,
		meaning: 'Passive: median of the smoothed round-trip times of the real TCP connections to the same host',
		cell({passive}) {
			const microseconds = passive?.rttMicroseconds ?? null;
			return {text: formatRtt(microseconds), ...quiet(microseconds)};
		},
	}),
	numberColumn(9, {
		id: 'passiveRetransmissions', title: 'tcp retr%', sort: null, priority: 13,
		meaning: 'Passive: segments that those connections sent again in the last minute, percent of all they sent',
		cell({passive}) {
			const percent = passive?.retransmissionPercent ?? null;
			return {text: formatPercent(percent), ...loaded(percent, 1, 5)};
		},
	}),
	numberColumn(9, {
		id: 'passiveConnections', title: 'tcp conns', sort: null, priority: 14,
		meaning: 'Passive: how many real TCP connections to the same host are established; portop\'s own probes are not among them',
		cell({passive}) {
			const connections = passive?.connections ?? null;
			return {text: formatCount(connections), ...quiet(connections)};
		},
	}),
	{
		...textColumn<Probe>({widths: [10, 23, widestSparkline], shorten: 'newest'}, {
			id: 'recent', title: 'RTT', sort: null, priority: 0,
			meaning: 'The last round trips as bars, their scale before them; × lost, ~ late, r refused, ! rejected, e not sent',
			cell: recentCell,
		}),
		align: 'right',
		isFiller: true,
	},
];

/** Where no column shows the method, targets keep the one that they were named with. */
const columnsWithoutMethod = probeColumns.map((column): Column<Probe> => column.id === 'target' ? {...column, shorten: 'targetWithMethod'} : column);

/** The columns of the Probes table at a width. */
export function probeColumnsFor(width: number, chosen?: readonly string[]): ReadonlyArray<Column<Probe>> {
	const shown = chosen === undefined ? chooseColumns(probeColumns, width) : pickColumns(probeColumns, width, chosen);
	return shown.some(({id}) => id === 'method') ? probeColumns : columnsWithoutMethod;
}

/** Whether the target was named by its address: that says nothing new. */
function isNamed({target, address}: Probe, shown: string | null): boolean {
	return shown !== null && (target === shown || target === address || target.endsWith(`/${shown}`));
}
