import type {Field} from '../../fields/field.ts';
import {numberReaders} from '../../fields/filter-numbers.ts';
import {portFields} from '../../fields/port.ts';
import type {FilterFields} from '../../filter/fields.ts';
import type {Port} from '../../model/port.ts';
import type {ProcessInfo} from '../../model/process.ts';
import type {DetailOf, RowOf, Sort} from '../../protocol/protocol.ts';
import {namesOf} from './connection-rows.ts';
import {averagesOf, withAverages} from './row-averages.ts';
import {rowOrder, steadyOrder, type Comparator} from './order.ts';
import type {PortEntry} from './port-rows.ts';
import {portPeers} from './port-peers.ts';
import {maxListed, processesOf} from './row-details.ts';
import {sharedNameFields} from './row-names.ts';
import {chartsOf, historyOf} from './row-series.ts';
import type {Sample} from './sample.ts';
import {
	listedRows,
	rowTest,
	type PrintedView,
	type ViewQuestion,
	type ViewSource,
} from './view.ts';

/** The fields of a row of the Ports view for filters: its states are its own and those of its connections. */
export const portFilterFields: FilterFields<PortEntry> = {
	localPort: ({port}) => port.port,
	remotePort: () => null,
	localAddressWord: ({address}, word) => address[word],
	remoteAddressWord: () => 0,
	hasRemote: () => false,
	localAddressText: ({port}) => port.address,
	remoteAddressText: () => '',
	deviceName: ({device}) => device?.name ?? null,
	deviceIndex: ({device}) => device?.index ?? 0,
	states: ({states}) => states,
	protocol: ({port}) => port.protocol,
	pids: ({port}) => port.owners.holders.map(({pid}) => pid),
	processes: ({port}) => port.owners.holders.flatMap(holder => namesOf(holder)),
	commandLines: ({commandLines}) => commandLines,
	users: ({port}) => sharedNameFields.users(port),
	userIds: ({port}) => sharedNameFields.userIds(port),
	service: ({port}) => port.service,
	units: ({port}) => sharedNameFields.units(port),
	containers: ({port}) => sharedNameFields.containers(port),
	numbers: {...numberReaders(portFields, ({port}: PortEntry) => port), age: ({ageSeconds}) => ageSeconds},
};

/** Sorts ports; of equal ones by the port, then by what makes the row unique. */
export function portOrder(sort: Sort): Comparator<Port> {
	return rowOrder<Port>(portFields, sort, tieBreakers);
}

const tieBreakers: ReadonlyArray<Field<Port>> = [
	portFields.port,
	portFields.protocol,
	portFields.address,
	{read: row => row.identity, unit: 'text', meaning: 'Identity'},
];

/** Lists the ports that listen or are watched. */
export const portsView: PrintedView<'ports'> = {
	subjectKind: 'port',
	ending: {sockets: ({ports, openPorts}, identity) => openPorts.slots[findPort(ports, identity)]?.listeners ?? []},
	open(question) {
		const {ports} = question.sample;
		const matches = rowTest(question, portFilterFields);
		const isThere = (row: number) => ports[row]!.port.freshness !== 'vanished';
		return {
			...listedRows(ports, ({port}) => port.identity),
			matches: row => matches(ports[row]!),
			compare: steadyOrder<Port>({
				rows: withAverages(question, 'port', ports.map(({port}) => port)), identity: row => row.identity, table: portFields, tieBreakers,
			}, 'ports', question),
			isThere,
			total: ports.filter((_, row) => isThere(row)).length,
		};
	},
	content: (source, rows) => ({view: 'ports', rows: Array.from(rows, row => withHistory(source, source.sample.ports[row]!.port))}),
	detail: (question, identity) => portDetail(question, findPort(question.sample.ports, identity)),
	snapshot(source) {
		const {ports, summary} = source.sample;
		const matches = rowTest(source, portFilterFields);
		const rows = ports.filter(entry => entry.port.freshness !== 'vanished' && matches(entry)).map(({port}) => port);
		return {summary, view: 'ports', rows: rows.toSorted(portOrder({key: 'port', descending: false}))};
	},
};

/** Returns the index of a port among the sample's, or -1. */
export function findPort(ports: readonly PortEntry[], identity: string): number {
	return ports.findIndex(({port}) => port.identity === identity);
}

/** Returns a port with its history. */
export function withHistory(source: ViewSource, port: Port): RowOf<'ports'> {
	return {...port, history: historyOf(source, 'port', port.identity, ['receive', 'send']), ...averagesOf(source, 'port', port)};
}

/** Returns everything about a port, by its index among the sample's. */
export function portDetail(question: ViewQuestion, index: number): DetailOf<'ports'> | 'gone' {
	const {sample} = question;
	const row = sample.ports[index]?.port;
	return row === undefined
		? 'gone'
		: {
			view: 'ports',
			row: withHistory(question, row),
			charts: chartsOf(question, 'port', row.identity, ['receive', 'send', 'acceptQueue', 'dropRate']),
			processes: [...processesOf(sample, row.owners), ...workersOf(sample, index)],
			peers: portPeers(sample, index),
		};
}

/** Processes that hold connections of a port, and not its listening socket: the first few. */
function workersOf({openPorts: {slots}, ports, rowContext}: Sample, slot: number): ProcessInfo[] {
	const owners = new Set(ports[slot]?.port.owners.holders.map(({pid}) => pid));
	const workers = [...slots[slot]?.holders ?? []].filter(pid => !owners.has(pid));
	return workers.slice(0, maxListed).flatMap(pid => rowContext.processes.get(pid) ?? []);
}
