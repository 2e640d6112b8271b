import {portFields} from '../../../fields/port.ts';
import type {Port} from '../../../model/port.ts';
import type {RowOf} from '../../../protocol/protocol.ts';
import {socketStates} from '../../../model/socket.ts';
import {formatCompact, formatCount, unknown} from '../../../text/format-number.ts';
import {forwardingText} from '../../../text/forwarding.ts';
import {statusWords} from '../../text/probe-status.ts';
import {stateWords} from '../../text/states.ts';
import {
	loaded,
	quiet,
	textOrUnknown,
	ownersCell,
} from '../../tables/cells.ts';
import {textColumn, type Cell, type Column} from '../../tables/column.ts';
import {columnsOf} from '../../tables/field-columns.ts';
import {
	connectionRateCell,
	failedCell,
	missingMark,
	totalCell,
	trafficCell,
} from '../../tables/totals.ts';
import type {ColumnWishes} from '../../tables/layout.ts';
import {common} from '../shared/common-columns.ts';
import type {TableSituation} from '../shared/view.ts';
import {latencyColumns, latencyLineColumn} from './latency.ts';

const {number, text, word} = columnsOf<Port>()(portFields);

/** The Ports table. */
export const portColumns: ReadonlyArray<Column<RowOf<'ports'>>> = [
	number('port', {
		title: 'Port', width: 5, priority: 0, cell: (_, row) => ({text: String(row.port), style: 'accent'}),
	}),
	word('protocol', {title: 'Proto', width: 5, priority: 2}),
	word('status', {
		title: 'Status', width: 8, priority: 3, cell: row => row.status === null ? {text: unknown, style: 'muted'} : {text: row.status, style: statusWords[row.status].style},
	}),
	...latencyColumns,
	text('address', {title: 'Address', widths: [9, 15, 41], priority: 10}),
	common('service', 20),
	text('process', {
		title: 'Process', widths: [10, 12, 40], shorten: 'owners', priority: 0, cell: row => processCell(row),
	}),
	common('user', 14),
	common('unit', 34),
	number('connections', {title: 'Conns', width: 5, priority: 0}),
	textColumn({widths: [16, 16, 40]}, {
		id: 'states', title: 'By state', priority: 33,
		meaning: 'Connections of this port by state',
		cell: row => textOrUnknown(statesText(row)),
	}),
	{
		...number('acceptQueue', {
			title: 'Queue', width: 7, priority: 1, cell: (_, row) => queueCell(row),
		}),
		minimum: 5,
		maximum: 9,
	},
	number('drops', {
		title: 'Drops', width: 5, priority: 4, format: formatCompact, limits: [1, Infinity],
	}),
	number('opened', {
		title: 'Acc/s', width: 5, priority: 12, note: '≥ where some may be missing (needs CAP_NET_ADMIN)', cell: connectionRateCell,
	}),
	common('receive', 7),
	common('send', 8),
	common('receiveMinute', 16),
	common('sendMinute', 18),
	common('receiveTenMinutes', 17),
	common('sendTenMinutes', 19),
	common('trafficTenMinutes', 25),
	number('receivePackets', {
		title: 'In p/s', width: 6, priority: 26, cell: trafficCell,
	}),
	number('sendPackets', {
		title: 'Out p/s', width: 7, priority: 27, cell: trafficCell,
	}),
	number('failed', {
		title: 'Fail/s', width: 6, priority: 21, note: `${missingMark} where packets are not counted`, cell: failedCell,
	}),
	common('closed', 36),
	common('resets', 24),
	common('timeouts', 35),
	number('peers', {title: 'Peers', width: 5, priority: 22}),
	number('halfOpen', {
		title: 'Half', width: 5, priority: 28, limits: [64, Infinity],
	}),
	number('closeWait', {
		title: 'Cl-Wt', width: 5, priority: 5, limits: [100, Infinity],
	}),
	number('processes', {
		title: 'Procs', width: 9, priority: 29, cell: (_, row) => processesCell(row),
	}),
	number('totalOpened', {
		title: 'ΣAcc', width: 5, priority: 30, cell: (_, row) => totalCell('opened', row),
	}),
	common('totalReceived', 31),
	common('totalSent', 32),
	common('rtt', 9),
	common('rttP95', 23),
	common('retransmissions', 6),
	number('cpu', {
		title: 'CPU', width: 6, priority: 13, limits: [80, 100],
	}),
	number('memory', {title: 'Memory', width: 7, priority: 15}),
	latencyLineColumn,
	common('traffic', 11),
];

const latencyIds = new Set([...latencyColumns, latencyLineColumn].map(({id}) => id));

/** OPEN and CLOSED are all there is where no latency is measured. */
const shortStatus = {minimum: 6, ideal: 6, maximum: 6};

const columnsWithoutLatency = portColumns
	.filter(({id}) => !latencyIds.has(id))
	.map(column => column.id === 'status' ? {...column, ...shortStatus} : column);

/** Every port is OPEN: the column says nothing. */
const columnsWithoutStatus = columnsWithoutLatency.filter(({id}) => id !== 'status');

/**
Returns the columns of the Ports table; those for latency only where one is measured, and the status only where it differs, or where
they are wished for.
*/
export function portColumnsFor({measuresPorts, portsDiffer, chosen, sortKey}: Pick<TableSituation, 'measuresPorts' | 'portsDiffer'> & ColumnWishes): ReadonlyArray<Column<RowOf<'ports'>>> {
	if (measuresPorts || chosen?.some(id => latencyIds.has(id)) === true) {
		return portColumns;
	}

	return portsDiffer || chosen !== undefined || sortKey === 'status' ? columnsWithoutLatency : columnsWithoutStatus;
}

function processCell({owners, forwarding}: Port): Cell {
	return forwarding === null ? ownersCell(owners) : {text: forwardingText(forwarding) ?? unknown};
}

/** `1+3`. */
function processesCell({processCount, workerCount}: Port): Cell {
	const workers = workerCount === null || workerCount === 0 ? '' : `+${formatCompact(workerCount)}`;
	return {text: formatCompact(processCount) + workers, ...quiet(processCount)};
}

function statesText(row: Port): string | null {
	const parts = socketStates.flatMap(state => {
		const count = row.connections[state] ?? 0;
		return count > 0 ? [`${stateWords[state].short} ${formatCount(count)}`] : [];
	});
	return parts.length === 0 ? null : parts.join(' ');
}

function queueCell({acceptQueue, acceptQueueLimit, receiveQueueBytes}: Port): Cell {
	if (acceptQueue === null) {
		return {text: receiveQueueBytes === null ? unknown : `${formatCount(receiveQueueBytes)}B`, ...quiet(receiveQueueBytes)};
	}

	const limit = acceptQueueLimit ?? Infinity;
	return {text: `${formatCompact(acceptQueue)}/${formatCompact(acceptQueueLimit)}`, ...loaded(acceptQueue, Math.max(1, limit / 2), Math.max(1, limit))};
}
