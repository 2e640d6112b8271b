import type {Observation, ObservedPort, SubjectFields} from '../../source/alerts/observation/observation.ts';
import type {FilterFields} from '../../source/filter/fields.ts';
import type {ErrorCounter} from '../../source/model/error-counter.ts';
import type {Port} from '../../source/model/port.ts';
import type {Probe, ProbeFigures} from '../../source/model/probe.ts';
import type {SocketHolder, SocketState} from '../../source/model/socket.ts';
import type {StateCount} from '../../source/model/state-count.ts';
import type {OutgoingPeer} from '../../source/model/traffic.ts';
import {anErrorCounter} from '../builders/error-counter.ts';
import {anOutgoingPeer} from '../builders/outgoing-peer.ts';
import {aPort} from '../builders/port.ts';
import {aProbe, someFigures} from '../builders/probe.ts';
import {aStateCount} from '../builders/state-count.ts';

/* Rows to observe: everything unknown but what a test names. */

/** Returns a port with an accept queue. */
export function port(known: Partial<Port> & {readonly port: number}): Port {
	return aPort({
		acceptQueue: 0, acceptQueueLimit: 128, processCount: 1, ...known,
	});
}

/** A port with so many connections in each state. */
export function busy(number: number, connections: Partial<Record<SocketState, number>>, known: Partial<Port> = {}): Port {
	const connectionCount = Object.values(connections).reduce((sum, count) => sum + count, 0);
	return port({
		port: number, connections, connectionCount, peerCount: Math.round(connectionCount / 3), ...known,
	});
}

/** What stands in the table while a watched port is closed. */
export function closed(number: number): Port {
	return port({
		port: number, identity: `watched|${number}`, address: '*', status: 'CLOSED', watched: true, acceptQueue: null, acceptQueueLimit: null,
	});
}

export function owned(...holders: ReadonlyArray<readonly [pid: number, name: string]>): Port['owners'] {
	return {status: 'known', holders: holders.map(([pid, name]): SocketHolder => ({pid, name, fileDescriptor: 3}))};
}

export function peer(known: Partial<OutgoingPeer> = {}): OutgoingPeer {
	return anOutgoingPeer({
		address: '192.0.2.7', port: 5432, service: null, ...known,
	});
}

export function state(name: SocketState, total: number): StateCount {
	const unknown = {
		tcp: null, tcp6: null, udp: null, udp6: null,
	};
	return aStateCount({
		state: name, counts: {...unknown, tcp: total}, changes: unknown, total,
	});
}

export function counter(name: string, perSecond: number | null): ErrorCounter {
	return anErrorCounter({name, perSecond});
}

export function probe(known: Partial<Probe> = {}, lastMinute: Partial<ProbeFigures> = {}): Probe {
	return aProbe({
		identity: 'connect|example.org|443',
		method: 'connect',
		address: '192.0.2.8',
		status: 'OPEN',
		lastMinute: someFigures(lastMinute),
		...known,
	});
}

export function observedPort(row: Port): ObservedPort {
	return {
		port: row, address: [0, 0, 0xFF_FF, 0], states: ['LISTEN', ...Object.keys(row.connections) as SocketState[]], ageSeconds: 0, commandLines: [], device: null,
	};
}

/** 12:00 on a day in November. */
const noon = Date.UTC(2026, 10, 21, 12);

/** What is there so many seconds after the beginning; the first one is at 0. */
export function observation(
	seconds: number,
	ports: readonly Port[],
	known: Partial<Omit<Observation, 'outgoing'>> & {readonly outgoing?: readonly OutgoingPeer[]} = {},
): Observation {
	const {outgoing = [], ...rest} = known;
	return {
		timeMilliseconds: noon + (seconds * 1000),
		monotonicMilliseconds: seconds * 1000,
		isFirst: seconds === 0,
		ports: ports.map(row => observedPort(row)),
		outgoing: outgoing.map(row => ({
			peer: row, address: [0, 0, 0xFF_FF, 0], states: [], ageSeconds: 0, commandLines: [],
		})),
		states: [],
		probes: [],
		counters: [],
		sources: [],
		refused: null,
		ephemeralPorts: {first: 32_768, last: 60_999},
		...rest,
	};
}

/** Enough for filters by port, process, unit and RTT. */
function fieldsOf<Row>(read: (row: Row) => Pick<Port, 'port' | 'owners' | 'unit' | 'rttMedianMicroseconds'>): FilterFields<Row> {
	return {
		localPort: row => read(row).port,
		remotePort: () => null,
		localAddressWord: () => 0,
		remoteAddressWord: () => 0,
		hasRemote: () => false,
		localAddressText: () => '',
		remoteAddressText: () => '',
		deviceName: () => null,
		deviceIndex: () => null,
		states: () => [],
		protocol: () => 'tcp',
		pids: () => [],
		processes: row => read(row).owners.holders.map(({name}) => name),
		commandLines: () => [],
		users: () => [],
		userIds: () => [],
		service: () => null,
		units: row => [read(row).unit].filter(unit => unit !== null),
		containers: () => [],
		numbers: {rtt: row => read(row).rttMedianMicroseconds},
	};
}

export const fields: SubjectFields = {
	port: fieldsOf(row => row.port),
	outgoing: fieldsOf(row => row.peer),
	probe: fieldsOf(row => ({
		port: row.port ?? 0, owners: {status: 'none', holders: []}, unit: null, rttMedianMicroseconds: row.lastRttMicroseconds,
	})),
};
