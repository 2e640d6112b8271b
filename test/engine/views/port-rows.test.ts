import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Names} from '../../../source/collectors/names.ts';
import {OwnerLookup} from '../../../source/collectors/owner-lookup.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {WatchedPorts} from '../../../source/engine/traffic/watched-ports.ts';
import type {RowContext} from '../../../source/engine/views/connection-rows.ts';
import {portProcesses, PortRows, type PortFigures} from '../../../source/engine/views/port-rows.ts';
import type {PortForwarding} from '../../../source/model/forwarding.ts';
import type {PortLatency} from '../../../source/model/probe.ts';
import type {ProcessInfo} from '../../../source/model/process.ts';
import {unknownRates} from '../../../source/model/traffic.ts';
import {TargetStatistics} from '../../../source/probes/statistics/statistics.ts';
import {aProcess} from '../../builders/process.ts';
import {someTotals} from '../../builders/totals.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

const names = new Names('/nonexistent');
const web: TestSocket = {
	cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80, inode: 1, receiveQueue: 2, sendQueue: 128, drops: 0,
};
const dns: TestSocket = {
	cookie: 2, protocol: 'udp', state: 'CLOSED', local: '127.0.0.1', localPort: 53, inode: 2, receiveQueue: 700, drops: 0,
};
const client = (cookie: number, localPort = 80): TestSocket => ({
	cookie, localPort, remote: '10.0.0.1', remotePort: 1000 + cookie, rttMicroseconds: 10 * cookie,
});

const unmeasured: PortLatency = new TargetStatistics('80', {
	text: '80', method: 'connect', host: '127.0.0.1', port: 80,
}).latency();

/** The owners that are known: a pid for each inode; the others are still searched. */
function ownersOf(pids: Readonly<Record<number, number>>): Pick<RowContext, 'owners' | 'processes'> {
	const holders = new Map(Object.entries(pids).map(([inode, pid]) => [Number(inode), (pid * (2 ** 31)) + 3]));
	const find = (pid: number): ProcessInfo => aProcess({
		pid, name: `process ${pid}`, unit: `unit-${pid}`, cpuPercent: pid, residentBytes: 100 * pid,
	});
	return {
		owners: new OwnerLookup(holders, new Set([1, 2]), () => false),
		processes: {
			get: find, lastKnown: find, name: pid => `process ${pid}`, all: () => [],
		},
	};
}

/** Rows of samples of these sockets. */
function rowsOf(watched: readonly number[] = []) {
	const rows = new PortRows(new WatchedPorts(watched.map(port => ({first: port, last: port}))));
	let asked = 0;
	return {
		rows,
		/** How often traffic was asked for. */
		get asked() {
			return asked;
		},
		sample(sampledAt: number, sockets: readonly TestSocket[], {receiveBitsPerSecond = null, latency = null, pids = {}, forwarding = null, forwarded = []}: {
			readonly receiveBitsPerSecond?: number | null;
			readonly latency?: PortLatency | null;
			readonly forwarding?: PortForwarding;
			readonly forwarded?: readonly number[];
			readonly pids?: Readonly<Record<number, number>>;
		} = {}) {
			const table = tableOf(sockets);
			table.liveCount = table.count;
			const {slots} = run(assignPorts(table));
			const context: RowContext = {
				table, sampledAt, names, interfaceName: String, ...ownersOf(pids),
			};
			const figures: PortFigures = {
				traffic() {
					asked++;
					return {
						...unknownRates, receiveBitsPerSecond, retransmissionPercent: null, dropsPerSecond: 3, totals: someTotals({opened: 7}), missing: 'needs root',
					};
				},
				closedTotals: () => null,
				drops: () => 5,
				latency: () => latency,
				forwards: () => ({named: forwarded, forwarding: () => forwarding}),
			};
			return {slots, context, entries: rows.update(slots, context, figures)};
		},
	};
}

const found = (context: RowContext, pids: Readonly<Record<number, number>>): RowContext => ({...context, ...ownersOf(pids)});

test('a row is put together from the sockets of its port and from what others know of it', () => {
	const {sample} = rowsOf();
	const {entries} = sample(0, [web, dns, client(3), client(4)], {pids: {1: 7, 2: 8}});
	const [webEntry, dnsEntry] = entries;
	const {identity, status, watched, connections, connectionCount, acceptQueue, acceptQueueLimit, receiveQueueBytes, rttMedianMicroseconds, drops, missing, totals, unit, cpuPercent} = webEntry!.port;
	assert.deepEqual(
		[identity, status, watched, connections, connectionCount, acceptQueue, acceptQueueLimit, receiveQueueBytes, rttMedianMicroseconds],
		['tcp|0.0.0.0|80', 'OPEN', false, {ESTABLISHED: 2}, 2, 2, 128, null, 30],
	);
	assert.deepEqual([drops, missing, totals.sinceStart.opened, unit, cpuPercent], [5, 'needs root', 7, 'unit-7', 7]);
	assert.deepEqual([webEntry!.states, webEntry!.address], [['LISTEN', 'ESTABLISHED'], [0, 0, 0xFF_FF, 0]]);
	assert.deepEqual([dnsEntry!.port.acceptQueue, dnsEntry!.port.receiveQueueBytes, dnsEntry!.states], [null, 700, ['CLOSED']]);
});

test('of several sockets on a port the fullest accept queue is shown, and all unread bytes', () => {
	const {sample} = rowsOf();
	const shared = [3, 129, 0].map((receiveQueue, index) => ({...web, cookie: 10 + index, receiveQueue}));
	const datagrams = [700, 20].map((receiveQueue, index) => ({...dns, cookie: 20 + index, receiveQueue}));
	const [webRow, dnsRow] = sample(0, [...shared, ...datagrams]).entries.map(({port}) => port);
	assert.deepEqual([webRow!.acceptQueue, webRow!.acceptQueueLimit, dnsRow!.receiveQueueBytes], [129, 128, 720]);
});

test('a port that sockets of several users and units share has all of them, the first one shown', () => {
	const {sample} = rowsOf();
	const shared = [0, 65_534, 0].map((userId, index) => ({
		...dns, cookie: 20 + index, inode: 20 + index, userId,
	}));
	const {entries} = sample(0, shared, {pids: {20: 7, 21: 8, 22: 7}});
	const {userId, otherUsers, unit, otherPlaces} = entries[0]!.port;
	assert.deepEqual([userId, unit], [0, 'unit-7']);
	assert.deepEqual(otherUsers, [{userId: 65_534, user: '65534'}]);
	assert.deepEqual(otherPlaces, [{unit: 'unit-8', container: null}]);
});

test('owners that are found later change the fields of owners, and nothing is counted again', () => {
	const played = rowsOf();
	played.sample(0, [web], {receiveBitsPerSecond: 1});
	const {slots, context, entries} = played.sample(1000, [web], {receiveBitsPerSecond: 2});
	const {asked} = played;
	const {owners, processCount, ...rest} = entries[0]!.port;
	assert.deepEqual([owners.status, processCount], ['pending', null]);
	const [entry] = played.rows.withOwners(entries, slots, found(context, {1: 7}));
	assert.deepEqual(entry!.port, {
		...rest,
		owners: {
			status: 'known', holders: [{
				pid: 7, name: 'process 7', fileDescriptor: 3, startTicks: 8120, program: '94000000000000 140000000000000',
			}],
		},
		processCount: 1,
		workerCount: 0,
		unit: 'unit-7',
		cpuPercent: 7,
		residentBytes: 700,
	});
	assert.deepEqual(played.asked, asked);
});

test('a port that vanishes fades as it was seen last, with its owners, but counts nothing any more', () => {
	const played = rowsOf();
	const {slots, context, entries} = played.sample(0, [web], {receiveBitsPerSecond: 9});
	played.rows.withOwners(entries, slots, found(context, {1: 7}));
	const later = played.sample(1000, []);
	const {freshness, receiveBitsPerSecond, drops, dropsPerSecond, missing, totals, owners} = later.entries[0]!.port;
	assert.deepEqual([freshness, receiveBitsPerSecond, drops, dropsPerSecond, missing], ['vanished', 9, 5, null, null]);
	assert.equal(totals.sinceStart.opened, null);
	assert.deepEqual(owners.holders.map(({pid}) => pid), [7]);
	assert.equal(played.sample(2999, []).entries.length, 1);
	assert.equal(played.sample(3000, []).entries.length, 0);
});

test('what comes later is new for three seconds', () => {
	const {sample} = rowsOf();
	const freshness = (at: number, sockets: readonly TestSocket[]) => sample(at, sockets).entries.map(({port}) => port.freshness);
	assert.deepEqual(freshness(0, [web]), ['present']);
	assert.deepEqual(freshness(1000, [web, dns]), ['present', 'new']);
	assert.deepEqual(freshness(4000, [web, dns]), ['present', 'present']);
});

test('a watched port has a row while it is closed, with the connections that have outlived its listener, and never fades', () => {
	const {sample} = rowsOf([443, 80]);
	const {entries} = sample(0, [web, client(3, 443)]);
	assert.deepEqual(entries.map(({port: {identity, status, watched, connectionCount}}) => [identity, status, watched, connectionCount]), [
		['tcp|0.0.0.0|80', 'OPEN', true, 0],
		['watched|443', 'CLOSED', true, 1],
	]);
	assert.deepEqual(entries[1]!.states, ['CLOSED', 'ESTABLISHED']);
	assert.deepEqual(sample(1000, []).entries.map(({port: {identity}}) => identity), ['watched|80', 'watched|443']);
});

test('the status of a port that is probed is what the probes say, once they say it', () => {
	const {sample} = rowsOf([80]);
	const statusOf = (status: PortLatency['status'], sockets: readonly TestSocket[]) => {
		const latency = {...unmeasured, status};
		return sample(0, sockets, {latency}).entries[0]!.port.status;
	};

	assert.deepEqual([statusOf(null, [web]), statusOf('FILTERED', [web]), statusOf('UNREACHABLE', [web])], ['OPEN', 'FILTERED', 'FILTERED']);
	assert.deepEqual([statusOf(null, []), statusOf('OPEN', [])], ['CLOSED', 'OPEN']);
});

test('the processes of ports are those that listen or hold connections; without an owner they are not all known', () => {
	const {sample} = rowsOf();
	const {slots, context} = sample(0, [web, dns], {pids: {1: 7}});
	slots[0]!.holders.add(9);
	assert.deepEqual(portProcesses(slots, context, new Set(['tcp|0.0.0.0|80']))?.map(({pid}) => pid), [7, 9]);
	assert.equal(portProcesses(slots, context, new Set(['udp|127.0.0.1|53'])), null);
});

test('a port without a socket that is, or may be, forwarded is not closed, nor are its connections none', () => {
	const {sample} = rowsOf([80]);
	const published: PortForwarding = {
		transport: 'tcp', targets: ['172.17.0.2:80'], isNamed: true, mayBeForLoopback: false,
	};
	const rowOf = (forwarding: PortForwarding, status: PortLatency['status'] = null) => {
		const {port} = sample(0, [], {forwarding, latency: {...unmeasured, status}}).entries[0]!;
		return [port.status, port.connectionCount];
	};

	assert.deepEqual(rowOf(null), ['CLOSED', 0]);
	assert.deepEqual(rowOf(published), ['OPEN', null]);
	assert.deepEqual(rowOf(published, 'CLOSED'), ['OPEN', null], 'our connects do not take that way');
	assert.deepEqual(rowOf({...published, mayBeForLoopback: true}, 'CLOSED'), [null, null], 'the target refuses, or this machine');
	assert.deepEqual(rowOf({...published, isNamed: false}), [null, null]);
	assert.deepEqual([rowOf('unknown'), rowOf('unknown', 'CLOSED')], [[null, null], [null, null]]);
	assert.deepEqual(rowOf('unknown', 'OPEN'), ['OPEN', null]);

	const {entries} = sample(0, [web], {forwarding: published, forwarded: [80, 18_080]});
	assert.deepEqual(entries.map(({port: {identity, status, watched}}) => [identity, status, watched]), [
		['tcp|0.0.0.0|80', 'OPEN', true],
		['forwarded|18080', 'OPEN', false],
	]);
});
