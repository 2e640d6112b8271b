import type {Port} from '../../../model/port.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {unknown} from '../../../text/format-number.ts';
import {quiet, recentCell, sinceCell} from '../../tables/cells.ts';
import {numberColumn, textColumn, type Column} from '../../tables/column.ts';

/** `▁0.2–█999ms ` and two dozen bars. */
const widestSparkline = 37;

/** Beside the status of a port, where the time of a connect to it is measured. */
export const latencyColumns: ReadonlyArray<Column<Port>> = [
	numberColumn(5, {
		id: 'since', title: 'Since', sort: null, priority: 9,
		meaning: 'For how long a measured port has had its status',
		cell: (row, context) => sinceCell(row.latency?.statusSinceMilliseconds ?? null, context),
	}),
	numberColumn(7, {
		id: 'latency', title: 'Latency', sort: 'latency', priority: 1,
		meaning: 'How long the last connect to a watched port took; the connection is closed at once',
		cell({latency}) {
			const microseconds = latency?.lastRttMicroseconds ?? null;
			return {text: formatRtt(microseconds), ...quiet(microseconds)};
		},
	}),
];

/** The last connects to a port. */
export const latencyLineColumn: Column<Port> = {
	...textColumn<Port>({widths: [10, 18, widestSparkline], shorten: 'newest'}, {
		id: 'latencyLine', title: 'Connect latency', sort: null, priority: 3,
		meaning: 'The last connects as bars, their scale before them; × silent, r refused, ~ late, ! rejected, e not sent',
		cell: ({latency}) => latency === null ? {text: unknown, style: 'muted'} : recentCell(latency),
	}),
	align: 'right',
	isFiller: true,
};
