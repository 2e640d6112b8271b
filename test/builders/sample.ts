import path from 'node:path';
import {defaultLimits} from '../../source/alerts/fixed-checks/limits.ts';
import {Names} from '../../source/collectors/names.ts';
import {OwnerLookup} from '../../source/collectors/owner-lookup.ts';
import {processLookup} from '../../source/collectors/processes.ts';
import type {SocketTable} from '../../source/collectors/socket-table.ts';
import {addressWords} from '../../source/engine/sockets/address-words.ts';
import {CookieIndex} from '../../source/engine/sockets/row-index.ts';
import {Account} from '../../source/engine/traffic/account.ts';
import {ConnectionGroups} from '../../source/engine/traffic/connection-groups.ts';
import {assignPorts} from '../../source/engine/traffic/port-slots.ts';
import type {AlertRows} from '../../source/engine/views/alert-rows.ts';
import {firstProcess} from '../../source/engine/views/connection-rows.ts';
import type {OutgoingEntry} from '../../source/engine/views/outgoing-rows.ts';
import type {PortEntry} from '../../source/engine/views/port-rows.ts';
import type {TakenSample} from '../../source/engine/views/sample.ts';
import {countStates, StateRows} from '../../source/engine/views/state-counts.ts';
import type {Port} from '../../source/model/port.ts';
import type {Probe} from '../../source/model/probe.ts';
import type {ProcessInfo} from '../../source/model/process.ts';
import type {SocketState} from '../../source/model/socket.ts';
import type {OutgoingPeer} from '../../source/model/traffic.ts';
import {anOutgoingPeer} from './outgoing-peer.ts';
import {aPort} from './port.ts';
import {run, tableOf} from './socket-table.ts';
import {aSummary} from './summary.ts';

/** Users root (0), www-data (33) and adele (1001); the services of IANA's registry, and `intranet` on port 8080. */
export const fixtureNames = new Names(path.join(import.meta.dirname, '../fixtures/etc'));

/** Milliseconds of the monotonic clock when `aSample` was taken. */
export const sampledAt = 100_000;

function wordsOf(address: string): readonly [number, number, number, number] {
	return addressWords(address.replaceAll(/[\[\]]/gv, '')) ?? [0, 0, 0, 0];
}

/** Returns a port with what filters read besides its row: its state and those of its connections, and its age. */
export function aPortEntry(row: Partial<Port> = {}, known: Partial<PortEntry> = {}): PortEntry {
	const port = aPort(row);
	const state: SocketState = port.status === 'CLOSED' || port.protocol.startsWith('udp') ? 'CLOSED' : 'LISTEN';
	return {
		port,
		address: wordsOf(port.address),
		states: [state, ...Object.keys(port.connections) as SocketState[]],
		ageSeconds: 60,
		device: null,
		commandLines: [],
		...known,
	};
}

/** Returns a peer with what filters read besides its row: the states of its connections, and its age. */
export function anOutgoingEntry(row: Partial<OutgoingPeer> = {}, known: Partial<OutgoingEntry> = {}): OutgoingEntry {
	const peer = anOutgoingPeer(row);
	return {
		peer,
		address: wordsOf(peer.address),
		states: Object.keys(peer.connections) as SocketState[],
		ageSeconds: 60,
		commandLines: [],
		rows: [],
		...known,
	};
}

/** Returns targets of which only the rows are known. */
export function someProbeRows(rows: readonly Probe[], known: Partial<TakenSample['probes']> = {}): TakenSample['probes'] {
	return {
		version: 1, rows, details: () => undefined, ...known,
	};
}

/** Returns rows of the Alerts view of which nothing fires and nothing else is known. */
export function someAlertRows(rows: AlertRows['rows'] = [], known: Partial<AlertRows> = {}): AlertRows {
	return {
		version: 1, rows, conditions: [], rules: [], active: [], detects: true, counts: aSummary().alerts, firing: () => undefined, about: () => [], details: () => undefined, ...known,
	};
}

/** A process that holds a socket, by the socket's inode. */
export type TestHolder = {readonly inode: number; readonly process: ProcessInfo; readonly fileDescriptor?: number};

/** Returns lookups that know these holders of sockets, each inode once for each holder. */
export function someOwners(holders: readonly TestHolder[]): Pick<TakenSample['rowContext'], 'owners' | 'processes'> {
	const held = new Map<number, number[]>();
	for (const {inode, process, fileDescriptor = 3} of holders) {
		// As SocketOwnersIndex keeps them: the process id in the upper bits, the descriptor in the lower 31.
		held.set(inode, [...held.get(inode) ?? [], (process.pid * (2 ** 31)) + fileDescriptor]);
	}

	const processes = new Map(holders.map(({process}) => [process.pid, process]));
	return {
		owners: new OwnerLookup(held, new Set(), () => false),
		processes: processLookup(processes.values().toArray()),
	};
}

export type SampleParts = Partial<Omit<TakenSample, 'table' | 'index' | 'sampledAt' | 'openPorts' | 'accounts' | 'rowContext'>> & {
	readonly table?: SocketTable;
	/** The last rows of the table, which vanished a moment ago. */
	readonly vanished?: number;
	readonly holders?: readonly TestHolder[];
};

/** Returns a sample of an idle machine. Its states and the listeners of its connections follow from the socket table. */
export function aSample({table = tableOf([]), vanished = 0, holders = [], ...parts}: SampleParts = {}): TakenSample {
	table.liveCount = table.count - vanished;
	const index = new CookieIndex();
	index.build(table);
	const openPorts = run(assignPorts(table));
	const accounts = openPorts.slots.map(() => new Account());
	const rowContext = {
		table, sampledAt, openPorts, names: fixtureNames, interfaceName: (number: number) => `if${number}`, ...someOwners(holders),
	};
	const groups = new ConnectionGroups();
	const sources = {ownerOf: (row: number) => firstProcess(row, rowContext), isProbed: () => false, reportsDestroyed: true};
	const grouped = {
		table, sampledAt, openPorts, accounts,
	};
	groups.startTick(grouped, sources);
	run(groups.update(grouped, undefined, sources));
	const states = new StateRows();
	states.update(countStates(table, undefined));
	return {
		table,
		index,
		sampledAt,
		openPorts,
		accounts,
		closedLeftOut: 0,
		groups: {
			groupings: groups.published(), seconds: null, hasCounters: true, isLowerBound: false,
		},
		ports: [],
		outgoing: [],
		states: states.rows,
		passive: new Map(),
		probes: someProbeRows([]),
		fixedLimits: defaultLimits,
		errors: [],
		interfaces: [],
		alerts: someAlertRows(),
		rowContext,
		summary: aSummary(),
		...parts,
	};
}
