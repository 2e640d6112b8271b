import {peerText} from '../../collectors/address-text.ts';
import type {StateCount} from '../../model/state-count.ts';
import {protocols, socketStates, type SocketOwners} from '../../model/socket.ts';
import type {ViewName} from '../../model/snapshot.ts';
import type {ProcessInfo} from '../../model/process.ts';
import type {Detail} from '../../protocol/protocol.ts';
import {parseSocketIdentity} from '../sockets/socket-identity.ts';
import {connectionRow, transportDetail} from './connection-rows.ts';
import type {Sample} from './sample.ts';

/** Peers or ports that a detail lists. */
const most = 20;

/** Everything about one row; 'gone' when it is no longer there. */
export function detailOf(sample: Sample, states: readonly StateCount[], view: ViewName, identity: string): Detail | 'gone' {
	switch (view) {
		case 'connections': {
			const {table, index, rowContext} = sample;
			const cookie = parseSocketIdentity(identity);
			const row = cookie === undefined ? -1 : index.find(cookie.low, cookie.high);
			if (row === -1) {
				return 'gone';
			}

			const connection = connectionRow(row, rowContext);
			return {
				view, row: connection, processes: processesOf(sample, connection.owners), transport: transportDetail(table, row),
			};
		}

		case 'ports': {
			const found = sample.ports.findIndex(({port}) => port.identity === identity);
			const entry = sample.ports[found];
			return entry === undefined
				? 'gone'
				: {
					view, row: entry.port, processes: [...processesOf(sample, entry.port.owners), ...workersOf(sample, found)], peers: peersOf(sample, found),
				};
		}

		case 'states': {
			const row = states.find(({state}) => state === identity);
			return row === undefined ? 'gone' : {view, row, ports: portsInState(sample, row)};
		}

		case 'outgoing': {
			const row = sample.outgoing.find(({peer}) => peer.identity === identity)?.peer;
			return row === undefined ? 'gone' : {view, row, processes: processesOf(sample, row.owners)};
		}

		case 'errors': {
			const row = sample.errors.find(({name}) => name === identity);
			return row === undefined ? 'gone' : {view, row};
		}

		case 'alerts': {
			const details = sample.alerts.details(identity);
			return details === undefined ? 'gone' : {view, ...details};
		}

		case 'probes': {
			const details = sample.probes.details(identity);
			return details === undefined ? 'gone' : {view, ...details};
		}
	}
}

function processesOf({rowContext}: Sample, owners: SocketOwners): ProcessInfo[] {
	const pids = new Set(owners.holders.map(({pid}) => pid));
	return [...pids].flatMap(pid => rowContext.processes.get(pid) ?? []);
}

/** Processes that hold connections of a port, and not its listening socket: the first few. */
function workersOf({openPorts: {slots}, ports, rowContext}: Sample, slot: number): ProcessInfo[] {
	const owners = new Set(ports[slot]?.port.owners.holders.map(({pid}) => pid));
	const workers = [...slots[slot]?.holders ?? []].filter(pid => !owners.has(pid));
	return workers.slice(0, most).flatMap(pid => rowContext.processes.get(pid) ?? []);
}

/** The keys that occur most often, with the first row of each. */
function mostFrequent<Key>(counted: ReadonlyMap<Key, {readonly row: number; count: number}>): ReadonlyArray<readonly [Key, {readonly row: number; readonly count: number}]> {
	return [...counted].toSorted(([, a], [, b]) => b.count - a.count).slice(0, most);
}

function count<Key>(counted: Map<Key, {readonly row: number; count: number}>, key: Key, row: number): void {
	const found = counted.get(key);
	if (found === undefined) {
		counted.set(key, {row, count: 1});
	} else {
		found.count++;
	}
}

function peersOf({table, openPorts: {slots}}: Sample, slot: number): ReadonlyArray<{readonly address: string; readonly connections: number}> {
	if (slot >= slots.length) {
		return [];
	}

	const {columns, liveCount} = table;
	// An IPv4 peer is counted by its number: a text per row would be 100,000 texts.
	const peers = new Map<number | string, {readonly row: number; count: number}>();
	for (let row = 0; row < liveCount; row++) {
		if (columns.portSlot[row] !== slot || columns.remotePort[row] === 0) {
			continue;
		}

		const isIpv4 = columns.remote0[row] === 0 && columns.remote1[row] === 0 && columns.remote2[row] === 0xFF_FF;
		count(peers, isIpv4 ? columns.remote3[row]! : peerText(table, row), row);
	}

	return mostFrequent(peers).map(([, {row, count: connections}]) => ({address: peerText(table, row), connections}));
}

function portsInState({table, rowContext}: Sample, {state}: StateCount): ReadonlyArray<{readonly port: number; readonly service: string | null; readonly sockets: number}> {
	const {columns, liveCount} = table;
	const wanted = socketStates.indexOf(state);
	const ports = new Map<number, {readonly row: number; count: number}>();
	for (let row = 0; row < liveCount; row++) {
		if (columns.state[row] === wanted) {
			count(ports, columns.localPort[row]!, row);
		}
	}

	return mostFrequent(ports).map(([port, {row, count: sockets}]) => ({
		port,
		service: rowContext.names.service(protocols[columns.protocol[row]!]!, port),
		sockets,
	}));
}
