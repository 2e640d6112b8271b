import type {Port} from '../../../model/port.ts';
import {socketStates} from '../../../model/socket.ts';
import {
	formatCompact,
	formatCount,
	formatMemory,
	formatPercent,
	unknown,
} from '../../../text/format-number.ts';
import {statusWords} from '../../text/probe-status.ts';
import {stateWords} from '../../text/states.ts';
import {
	loaded,
	quiet,
	textOrUnknown,
	ownersCell,
} from '../../tables/cells.ts';
import {
	numberColumn,
	textColumn,
	wordColumn,
	type Cell,
	type Column,
} from '../../tables/column.ts';
import {common} from '../../tables/common.ts';
import {
	connectionRateCell,
	failedCell,
	totalCell,
	trafficCell,
} from '../../tables/totals.ts';
import {latencyColumns, latencyLineColumn} from './latency.ts';

/** The Ports table. */
export const portColumns: ReadonlyArray<Column<Port>> = [
	{
		...numberColumn(5, {
			id: 'port', title: 'Port', sort: 'port', priority: 0,
			meaning: 'Local port',
			cell: (row: Port) => ({text: String(row.port), style: 'accent'}),
		}),
		largestFirst: false,
	},
	wordColumn(5, {
		id: 'protocol', title: 'Proto', sort: 'protocol', priority: 0,
		meaning: 'tcp, tcp6, udp or udp6',
		cell: row => ({text: row.protocol}),
	}),
	wordColumn(8, {
		id: 'status', title: 'Status', sort: 'status', priority: 0,
		meaning: 'OPEN: something listens (TCP) or is bound (UDP). CLOSED: watched, and nothing does, or connects are refused. FILTERED: watched, and connects are not answered',
		cell: row => ({text: row.status, style: statusWords[row.status].style}),
	}),
	...latencyColumns,
	textColumn({widths: [9, 15, 41], shorten: 'end'}, {
		id: 'address', title: 'Address', sort: 'address', priority: 0,
		meaning: 'Address that is listened on: 0.0.0.0, [::] or * is every one',
		cell: row => ({text: row.address}),
	}),
	common('service', 4),
	textColumn({widths: [10, 15, 40], shorten: 'owners'}, {
		id: 'process', title: 'Process', sort: 'process', priority: 0,
		meaning: 'Owner with its process id; +N: so many other processes share the socket',
		cell: row => ownersCell(row.owners),
	}),
	common('user', 9),
	common('unit', 16),
	numberColumn(5, {
		id: 'connections', title: 'Conns', sort: 'connections', priority: 0,
		meaning: 'Connections of this port, in whatever state',
		cell: row => ({text: formatCount(row.connectionCount, 5), ...quiet(row.connectionCount)}),
	}),
	textColumn({widths: [16, 16, 40]}, {
		id: 'states', title: 'By state', sort: null, priority: 11,
		meaning: 'Connections of this port by state',
		cell: row => textOrUnknown(statesText(row)),
	}),
	numberColumn(9, {
		id: 'acceptQueue', title: 'Queue', sort: 'acceptQueue', priority: 5,
		meaning: 'TCP: connections waiting to be accepted / limit. UDP: bytes waiting to be read',
		cell: queueCell,
	}),
	numberColumn(5, {
		id: 'drops', title: 'Drops', sort: 'drops', priority: 6,
		meaning: 'Connections (TCP) or datagrams (UDP) dropped because the queue was full',
		cell: row => ({text: formatCompact(row.drops), ...loaded(row.drops, 1, Infinity)}),
	}),
	numberColumn(5, {
		id: 'opened', title: 'Acc/s', sort: 'opened', priority: 3,
		meaning: 'Connections established with this port per second, however short they were; ≥ where some may be missing (needs CAP_NET_ADMIN)',
		cell: row => connectionRateCell(row.openedPerSecond, row),
	}),
	common('receive', 1),
	common('send', 1),
	numberColumn(6, {
		id: 'receivePackets', title: 'In p/s', sort: 'receivePackets', priority: 19,
		meaning: 'Segments or datagrams received per second',
		cell: row => trafficCell(row.receivePacketsPerSecond, row),
	}),
	numberColumn(7, {
		id: 'sendPackets', title: 'Out p/s', sort: 'sendPackets', priority: 20,
		meaning: 'Segments or datagrams sent per second',
		cell: row => trafficCell(row.sendPacketsPerSecond, row),
	}),
	numberColumn(6, {
		id: 'failed', title: 'Fail/s', sort: 'failed', priority: 12,
		meaning: 'Handshakes that came to nothing, per second: SYNs that never became a connection; root? where counting packets needs root',
		cell: row => failedCell(row.failedPerSecond, row),
	}),
	common('closed', 18),
	common('resets', 15),
	common('timeouts', 17),
	numberColumn(5, {
		id: 'peers', title: 'Peers', sort: 'peers', priority: 13,
		meaning: 'Different addresses that are connected',
		cell: row => ({text: formatCount(row.peerCount, 5), ...quiet(row.peerCount)}),
	}),
	numberColumn(5, {
		id: 'halfOpen', title: 'Half', sort: 'halfOpen', priority: 21,
		meaning: 'Half-open connections (SYN-RECV): many mean slow peers, or a SYN flood',
		cell: row => ({text: formatCount(row.connections.SYN_RECEIVED ?? 0, 5), ...loaded(row.connections.SYN_RECEIVED ?? 0, 64, Infinity)}),
	}),
	numberColumn(5, {
		id: 'closeWait', title: 'Cl-Wt', sort: 'closeWait', priority: 22,
		meaning: 'Closed by the peer, not yet by the application (CLOSE-WAIT): many mean that it leaks connections',
		cell: row => ({text: formatCount(row.connections.CLOSE_WAIT ?? 0, 5), ...loaded(row.connections.CLOSE_WAIT ?? 0, 100, Infinity)}),
	}),
	numberColumn(9, {
		id: 'processes', title: 'Procs', sort: 'processes', priority: 23,
		meaning: 'Processes that hold the listening socket + others that hold its connections',
		cell: processesCell,
	}),
	numberColumn(5, {
		id: 'totalOpened', title: 'ΣAcc', sort: 'totalOpened', priority: 24,
		meaning: 'Connections established since portop started',
		cell: row => totalCell('opened', row),
	}),
	common('totalReceived', 25),
	common('totalSent', 26),
	common('rtt', 2),
	common('rttP95', 14),
	common('retransmissions', 7),
	numberColumn(6, {
		id: 'cpu', title: 'CPU', sort: 'cpu', priority: 8,
		meaning: 'Of one core, all owners and workers together, each process once, percent',
		cell: row => ({text: formatPercent(row.cpuPercent), ...loaded(row.cpuPercent, 80, 100)}),
	}),
	numberColumn(7, {
		id: 'memory', title: 'Memory', sort: 'memory', priority: 10,
		meaning: 'Resident memory of all owners and workers together',
		cell: row => ({text: formatMemory(row.residentBytes), ...quiet(row.residentBytes)}),
	}),
	latencyLineColumn,
	common('traffic', 3),
];

const latencyIds = new Set([...latencyColumns, latencyLineColumn].map(({id}) => id));

/** OPEN and CLOSED are all there is where no latency is measured. */
const shortStatus = {minimum: 6, ideal: 6, maximum: 6};

const columnsWithoutLatency = portColumns
	.filter(({id}) => !latencyIds.has(id))
	.map(column => column.id === 'status' ? {...column, ...shortStatus} : column);

/** The columns of the Ports table; those for latency only where one is measured, or where they are among the chosen ones. */
export function portColumnsFor(measuresPorts: boolean, chosen?: readonly string[]): ReadonlyArray<Column<Port>> {
	return measuresPorts || chosen?.some(id => latencyIds.has(id)) === true ? portColumns : columnsWithoutLatency;
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
