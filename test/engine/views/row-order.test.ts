import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {SocketTable} from '../../../source/collectors/socket-table.ts';
import type {Sample} from '../../../source/engine/views/sample.ts';
import type {ConnectionSortKey} from '../../../source/fields/connection.ts';
import type {OutgoingSortKey} from '../../../source/fields/outgoing.ts';
import type {PortSortKey} from '../../../source/fields/port.ts';
import type {StateSortKey} from '../../../source/fields/state.ts';
import type {Port} from '../../../source/model/port.ts';
import type {ViewName} from '../../../source/model/snapshot.ts';
import {socketStates, type Protocol} from '../../../source/model/socket.ts';
import type {StateCount} from '../../../source/model/state-count.ts';
import type {OutgoingPeer, TrafficAverages} from '../../../source/model/traffic.ts';
import type {SortKey} from '../../../source/protocol/protocol.ts';
import {ownedBy} from '../../builders/owners.ts';
import {aPortLatency} from '../../builders/port.ts';
import {aProcess} from '../../builders/process.ts';
import {orderOf} from '../../builders/query.ts';
import {anOutgoingEntry, aPortEntry, aSample} from '../../builders/sample.ts';
import {tableOf, type TestSocket} from '../../builders/socket-table.ts';
import {aStateCount} from '../../builders/state-count.ts';
import {someTotals} from '../../builders/totals.ts';

/*
The order of each view for each sort key. A key's rows are written in ascending order, and differ in nothing but what
is written and in what decides between equal rows: that alone would put them into another order, in both directions.
*/

const heldByName = (name: string) => ownedBy({pid: 1, name, fileDescriptor: 3});

/** What tells otherwise equal rows apart, as a number: neither ascending nor descending. */
const tieOf = (place: number) => place === 1 ? 9 : place;

type Orders = {readonly ascending: readonly string[]; readonly descending: readonly string[]};

/** The identities of a view's rows, sorted by the key in both directions. */
function ordersBy(view: ViewName, key: SortKey, sample: Sample): Orders {
	return {
		ascending: orderOf(sample, view, {key, descending: false}),
		descending: orderOf(sample, view, {key, descending: true}),
	};
}

/** The reverse is the descending order. */
const reversible = (ascending: readonly string[]): Orders => ({ascending, descending: ascending.toReversed()});

/** Both directions have the same order. */
const fixed = (order: readonly string[]): Orders => ({ascending: order, descending: order});

const placesOf = (rows: readonly unknown[]) => rows.map((_, place) => String(place));

/** What ports and peers have in common. */
const noAverages: TrafficAverages = {
	receiveMinute: null, sendMinute: null, receiveTenMinutes: null, sendTenMinutes: null, trafficTenMinutes: null,
};
const averages = (key: keyof TrafficAverages) => [{averages: noAverages}, {averages: {...noAverages, [key]: 0}}, {averages: {...noAverages, [key]: 8}}] as const;

const commonOrders = {
	protocol: [{protocol: 'tcp'}, {protocol: 'tcp6'}, {protocol: 'udp'}, {protocol: 'udp6'}],
	address: [{address: '9.0.0.200'}, {address: '10.0.0.2'}, {address: '10.0.0.10'}],
	service: [{service: null}, {service: 'domain'}, {service: 'Http'}, {service: 'https'}],
	process: [{}, {owners: heldByName('nginx9')}, {owners: heldByName('nginx10')}],
	user: [{user: null}, {user: 'root'}, {user: 'www-data'}],
	unit: [{}, {container: '4f66ad9a0b2e', unit: 'z.service'}, {unit: 'nginx.service'}, {container: 'z0', unit: 'a.service'}],
	connections: [{connectionCount: 0}, {connectionCount: 9}, {connectionCount: 10}],
	established: [{connections: {CLOSE_WAIT: 9}}, {connections: {ESTABLISHED: 1}}, {connections: {ESTABLISHED: 2}}],
	closeWait: [{connections: {ESTABLISHED: 9}}, {connections: {CLOSE_WAIT: 1}}, {connections: {CLOSE_WAIT: 2}}],
	timeWait: [{connections: {ESTABLISHED: 9}}, {connections: {TIME_WAIT: 1}}, {connections: {TIME_WAIT: 2}}],
	opened: [{openedPerSecond: null}, {openedPerSecond: 0}, {openedPerSecond: 0.5}],
	closed: [{closedPerSecond: null}, {closedPerSecond: 0}, {closedPerSecond: 0.5}],
	failed: [{failedPerSecond: null}, {failedPerSecond: 0}, {failedPerSecond: 0.5}],
	resets: [{resetsPerSecond: null}, {resetsPerSecond: 0}, {resetsPerSecond: 0.5}],
	timeouts: [{timeoutsPerSecond: null}, {timeoutsPerSecond: 0}, {timeoutsPerSecond: 0.5}],
	receive: [{receiveBitsPerSecond: null}, {receiveBitsPerSecond: 0}, {receiveBitsPerSecond: 8}],
	send: [{sendBitsPerSecond: null}, {sendBitsPerSecond: 0}, {sendBitsPerSecond: 8}],
	receiveMinute: averages('receiveMinute'),
	sendMinute: averages('sendMinute'),
	receiveTenMinutes: averages('receiveTenMinutes'),
	sendTenMinutes: averages('sendTenMinutes'),
	trafficTenMinutes: averages('trafficTenMinutes'),
	receivePackets: [{receivePacketsPerSecond: null}, {receivePacketsPerSecond: 0}, {receivePacketsPerSecond: 2}],
	sendPackets: [{sendPacketsPerSecond: null}, {sendPacketsPerSecond: 0}, {sendPacketsPerSecond: 2}],
	rtt: [{rttMedianMicroseconds: null}, {rttMedianMicroseconds: 90}, {rttMedianMicroseconds: 100}],
	rttP95: [{rttP95Microseconds: null}, {rttP95Microseconds: 90}, {rttP95Microseconds: 100}],
	retransmissions: [{retransmissionPercent: null}, {retransmissionPercent: 0}, {retransmissionPercent: 2.5}],
	totalOpened: [{}, {totals: someTotals({opened: 0})}, {totals: someTotals({opened: 7})}],
	totalReceived: [{}, {totals: someTotals({receivedBytes: 0})}, {totals: someTotals({receivedBytes: 7})}],
	totalSent: [{}, {totals: someTotals({sentBytes: 0})}, {totals: someTotals({sentBytes: 7})}],
} as const satisfies Partial<Record<PortSortKey & OutgoingSortKey, ReadonlyArray<Partial<Port & OutgoingPeer>>>>;

describe('the order of ports', () => {
	const orders: Readonly<Record<Exclude<PortSortKey, 'latency'>, ReadonlyArray<Partial<Port>>>> = {
		...commonOrders,
		port: [{port: 22}, {port: 443}, {port: 8080}],
		status: [{status: 'CLOSED'}, {status: 'FILTERED'}, {status: 'OPEN'}],
		acceptQueue: [{}, {acceptQueue: 3}, {receiveQueueBytes: 4}, {acceptQueue: 128}],
		acceptQueueLength: [{acceptQueue: null, receiveQueueBytes: 4}, {acceptQueue: 3}, {acceptQueue: 128}],
		acceptQueueLimit: [{acceptQueueLimit: null}, {acceptQueueLimit: 0}, {acceptQueueLimit: 128}],
		acceptQueuePercent: [{acceptQueue: 9}, {acceptQueue: 9, acceptQueueLimit: 128}, {acceptQueue: 8, acceptQueueLimit: 16}],
		receiveQueue: [{acceptQueue: 9}, {receiveQueueBytes: 0}, {receiveQueueBytes: 4}],
		drops: [{drops: null}, {drops: 0}, {drops: 12}],
		dropRate: [{drops: 12}, {dropsPerSecond: 0}, {dropsPerSecond: 0.5}],
		openFilesPercent: [{openFiles: null}, {openFiles: {pid: 2, count: 100, limit: 1000}}, {openFiles: {pid: 1, count: 15, limit: 20}}],
		cpu: [{cpuPercent: null}, {cpuPercent: 0}, {cpuPercent: 180}],
		memory: [{residentBytes: null}, {residentBytes: 9_000_000}, {residentBytes: 10_000_000}],
		peers: [{peerCount: null}, {peerCount: 0}, {peerCount: 4}],
		halfOpen: [{connections: {ESTABLISHED: 9}}, {connections: {SYN_RECEIVED: 1}}, {connections: {SYN_RECEIVED: 2}}],
		processes: [{processCount: 9, workerCount: null}, {processCount: 1, workerCount: 0}, {processCount: 1, workerCount: 3}],
		listeningProcesses: [{processCount: null, workerCount: 9}, {processCount: 1}, {processCount: 2}],
		workers: [{workerCount: null, processCount: 9}, {workerCount: 1}, {workerCount: 2}],
	};
	const sampleOf = (rows: ReadonlyArray<Partial<Port>>) => aSample({
		ports: rows.map((row, place) => aPortEntry({identity: String(place), port: tieOf(place), ...row})),
	});

	for (const [key, rows] of Object.entries(orders)) {
		it(`follows ${key}, unknown below every value`, () => {
			assert.deepEqual(ordersBy('ports', key as PortSortKey, sampleOf(rows)), reversible(placesOf(rows)));
		});
	}

	it('follows latency, unknown last in either direction', () => {
		const rows = [{latency: aPortLatency({lastRttMicroseconds: 90})}, {latency: aPortLatency({lastRttMicroseconds: 100})}, {latency: aPortLatency()}, {latency: null}];
		const sample = aSample({ports: rows.map((row, place) => aPortEntry({identity: String(place), port: tieOf(place), ...row}))});
		assert.deepEqual(ordersBy('ports', 'latency', sample), {ascending: ['0', '1', '2', '3'], descending: ['1', '0', '2', '3']});
	});

	it('counts a port without half-open connections, or without any in CLOSE-WAIT, as 0', () => {
		for (const [key, connections] of [['halfOpen', {SYN_RECEIVED: 0}], ['closeWait', {CLOSE_WAIT: 0}]] as const) {
			assert.deepEqual(ordersBy('ports', key, sampleOf([{connections: {}}, {connections}, {connections: {}}])), fixed(['0', '2', '1']));
		}
	});

	it('puts equal ones by port, protocol, address and identity, upwards in either direction', () => {
		const rows: ReadonlyArray<Partial<Port>> = [
			{
				port: 22, protocol: 'tcp', address: '10.0.0.2', identity: 'b',
			},
			{
				port: 22, protocol: 'tcp', address: '10.0.0.2', identity: 'a',
			},
			{
				port: 9, protocol: 'udp', address: '10.0.0.9', identity: 'lowest port',
			},
			{
				port: 22, protocol: 'udp', address: '10.0.0.1', identity: 'udp',
			},
			{
				port: 22, protocol: 'tcp', address: '10.0.0.1', identity: 'lower address',
			},
		];
		const expected = ['lowest port', 'lower address', 'a', 'b', 'udp'];
		assert.deepEqual(ordersBy('ports', 'drops', sampleOf(rows)), fixed(expected));
		assert.deepEqual(ordersBy('ports', 'latency', sampleOf(rows)), fixed(expected));
	});
});

describe('the order of outgoing peers', () => {
	const orders: Readonly<Record<OutgoingSortKey, ReadonlyArray<Partial<OutgoingPeer>>>> = {
		...commonOrders,
		port: [{port: 22}, {port: 443}, {port: 8080}],
	};
	const sampleOf = (rows: ReadonlyArray<Partial<OutgoingPeer>>) => aSample({
		outgoing: rows.map((row, place) => anOutgoingEntry({identity: String(place), address: `10.0.0.${tieOf(place)}`, ...row})),
	});

	for (const [key, rows] of Object.entries(orders)) {
		it(`follows ${key}, unknown below every value`, () => {
			assert.deepEqual(ordersBy('outgoing', key as OutgoingSortKey, sampleOf(rows)), reversible(placesOf(rows)));
		});
	}

	it('puts equal ones by address, port and protocol, upwards in either direction', () => {
		const sample = sampleOf([
			{address: '10.0.0.10', port: 1, identity: 'other address'},
			{
				address: '10.0.0.9', port: 443, protocol: 'udp', identity: 'udp',
			},
			{address: '10.0.0.9', port: 443, identity: 'tcp'},
			{address: '10.0.0.9', port: 80, identity: 'lower port'},
		]);
		const expected = ['lower port', 'tcp', 'udp', 'other address'];
		assert.deepEqual(ordersBy('outgoing', 'connections', sample), fixed(expected));
	});
});

describe('the order of states', () => {
	const counts = {
		tcp: 0, tcp6: 0, udp: 0, udp6: 0,
	};
	const countsOf = (protocol: Protocol) => [null, 0, 5].map(count => ({counts: {...counts, [protocol]: count}}));
	const orders: Readonly<Record<Exclude<StateSortKey, 'state'>, ReadonlyArray<Partial<StateCount>>>> = {
		tcp: countsOf('tcp'),
		tcp6: countsOf('tcp6'),
		udp: countsOf('udp'),
		udp6: countsOf('udp6'),
		total: [{total: 0}, {total: 9}, {total: 10}],
		change: [{totalChange: null}, {totalChange: -2}, {totalChange: 1}],
	};

	for (const [key, rows] of Object.entries(orders)) {
		it(`follows ${key}, unknown below every value`, () => {
			const states = ['LISTEN', 'CLOSED', 'ESTABLISHED'] as const;
			const sample = aSample({states: rows.map((row, place) => aStateCount({state: states[place]!, ...row}))});
			assert.deepEqual(ordersBy('states', key as StateSortKey, sample), reversible(states));
		});
	}

	it('follows the list of states, which also decides between equal ones', () => {
		const sample = aSample({states: socketStates.toReversed().map(state => aStateCount({state}))});
		const listed = ['LISTEN', 'ESTABLISHED', 'SYN_SENT', 'SYN_RECEIVED', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSE_WAIT', 'CLOSING', 'LAST_ACK', 'TIME_WAIT', 'CLOSED', 'IDLE'];
		assert.deepEqual(ordersBy('states', 'state', sample), reversible(listed));
		assert.deepEqual(ordersBy('states', 'total', sample), fixed(listed));
	});
});

describe('the order of connections', () => {
	/** Inodes 1 to 3 are held by processes of different names, units and containers. */
	const holders = [
		{
			inode: 1, process: aProcess({
				pid: 30, name: 'nginx9', unit: 'a.service', container: '4f66ad9a0b2e',
			}),
		},
		{inode: 2, process: aProcess({pid: 20, name: 'nginx10', unit: 'nginx.service'})},
		{inode: 3, process: aProcess({pid: 10, name: 'sshd', unit: 'ssh.service'})},
	];
	type Row = Partial<TestSocket> & {readonly columns?: Readonly<Partial<Record<keyof SocketTable['columns'], number>>>};
	const columnOrder = (column: keyof SocketTable['columns'], ...values: readonly number[]): readonly Row[] => values.map(value => ({columns: {[column]: value}}));
	const orders: Readonly<Record<ConnectionSortKey, readonly Row[]>> = {
		protocol: [{protocol: 'tcp'}, {protocol: 'tcp6'}, {protocol: 'udp'}, {protocol: 'udp6'}],
		state: [{state: 'LISTEN'}, {state: 'ESTABLISHED'}, {state: 'CLOSE_WAIT'}, {state: 'CLOSED'}],
		receiveQueue: [{receiveQueue: 0}, {receiveQueue: 9}, {receiveQueue: 10}],
		sendQueue: [{sendQueue: 0}, {sendQueue: 9}, {sendQueue: 10}],
		local: [
			{local: '9.0.0.200', localPort: 80},
			{local: '10.0.0.2', localPort: 22},
			{local: '10.0.0.2', localPort: 80},
			{local: '10.0.0.10', localPort: 22},
			{protocol: 'tcp6', local: [0x20_01_0D_B8, 0, 0, 1], localPort: 1},
		],
		remote: [
			{remote: '9.0.0.200', remotePort: 80},
			{remote: '10.0.0.2', remotePort: 22},
			{remote: '10.0.0.2', remotePort: 80},
			{remote: '10.0.0.10', remotePort: 22},
			{protocol: 'tcp6', remote: [0x20_01_0D_B8, 0, 0, 1], remotePort: 1},
		],
		process: [{inode: 9}, {inode: 1}, {inode: 2}, {inode: 3}],
		user: [{inode: 0, columns: {userId: 0}}, {inode: 9, columns: {userId: 1001}}, {inode: 9, columns: {userId: 0}}, {inode: 9, columns: {userId: 33}}],
		unit: [{inode: 9}, {inode: 1}, {inode: 2}, {inode: 3}],
		rtt: columnOrder('rttMicroseconds', -1, 90, 100),
		retransmissions: columnOrder('retransmissions', -1, 0, 2),
		receive: columnOrder('receiveBitsPerSecond', -1, 0, 8),
		send: columnOrder('sendBitsPerSecond', -1, 0, 8),
		receivePackets: columnOrder('receivePacketsPerSecond', -1, 0, 0.5),
		sendPackets: columnOrder('sendPacketsPerSecond', -1, 0, 0.5),
		totalReceived: columnOrder('receivedBytes', -1, 0, 8),
		totalSent: columnOrder('sentBytes', -1, 0, 8),
		age: columnOrder('firstSeenAt', 90_000, 50_000, 10_000),
		timer: columnOrder('timerExpiresMilliseconds', 0, 900, 1000),
	};
	const sampleOf = (rows: readonly Row[]) => {
		const table = tableOf(rows.map((row, place) => ({cookie: tieOf(place) + 1, ...row})));
		for (const [place, {columns = {}}] of rows.entries()) {
			for (const [column, value] of Object.entries(columns)) {
				table.columns[column as keyof SocketTable['columns']][place] = value;
			}
		}

		return aSample({table, holders});
	};

	const nameOf = (cookie: number) => `0:${cookie.toString(16)}`;

	for (const [key, rows] of Object.entries(orders)) {
		it(`follows ${key}, unknown below every value`, () => {
			assert.deepEqual(ordersBy('connections', key as ConnectionSortKey, sampleOf(rows)), reversible(rows.map((_, place) => nameOf(tieOf(place) + 1))));
		});
	}

	it('puts equal ones by when they were first seen, then by cookie, upwards in either direction', () => {
		const sample = sampleOf([
			{cookie: 7, columns: {firstSeenAt: 300}},
			{cookie: 9, columns: {firstSeenAt: 200}},
			{cookie: 8, columns: {firstSeenAt: 200}},
			{cookie: 1, columns: {firstSeenAt: 200, cookieHigh: 1}},
			{cookie: 10, columns: {firstSeenAt: 100}},
		]);
		const expected = ['0:a', '0:8', '0:9', '1:1', '0:7'];
		assert.deepEqual(ordersBy('connections', 'sendQueue', sample), fixed(expected));
	});
});
