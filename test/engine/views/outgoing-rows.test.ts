import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Names} from '../../../source/collectors/names.ts';
import {OwnerLookup} from '../../../source/collectors/owner-lookup.ts';
import {PeerGroups} from '../../../source/engine/traffic/peer-groups.ts';
import type {RowContext} from '../../../source/engine/views/connection-rows.ts';
import {outgoingRows, outgoingWithOwners} from '../../../source/engine/views/outgoing-rows.ts';
import {aProcess} from '../../builders/process.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

const names = new Names('/nonexistent');
const connection = (cookie: number, known: Partial<TestSocket> = {}): TestSocket => ({
	cookie, local: '10.0.0.1', localPort: 40_000 + cookie, remote: '10.0.0.9', remotePort: 443, inode: cookie, rttMicroseconds: 10 * cookie, ...known,
});

/** Samples of outgoing connections, a second apart, whose peers have received a thousand bytes in each. */
function peersOf() {
	const groups = new PeerGroups();
	return function (sampledAt: number, sockets: readonly TestSocket[], pids: Readonly<Record<number, number>> = {}) {
		const table = tableOf(sockets);
		table.liveCount = table.count;
		for (const group of groups.all()) {
			group.startTick(1);
		}

		for (let row = 0; row < table.count; row++) {
			const number = groups.numberOf(table.columns, row, sampledAt, sampledAt === 0);
			table.columns.peer[row] = number;
			groups.get(number)!.addRow(table, row, sampledAt, 8);
			groups.get(number)!.account.add('receivedBytes', 1000);
		}

		run(groups.finishTick(table, sampledAt));
		return {traffic: {peers: groups.all(), hasCounters: true, isLowerBound: false}, context: contextOf(table, sampledAt, pids)};
	};
}

function contextOf(table: RowContext['table'], sampledAt: number, pids: Readonly<Record<number, number>>): RowContext {
	const holders = new Map(Object.entries(pids).map(([inode, pid]) => [Number(inode), (pid * (2 ** 31)) + 3]));
	const find = (pid: number) => aProcess({pid, name: `process ${pid}`, unit: `unit-${pid}`});
	return {
		table,
		sampledAt,
		names,
		interfaceName: String,
		owners: new OwnerLookup(holders, new Set(), () => false),
		processes: {
			get: find, lastKnown: find, name: pid => `process ${pid}`, all: () => [],
		},
	};
}

test('connections to one address and port are a row, with what passed since the sample before', () => {
	const sample = peersOf();
	sample(0, [connection(1)]);
	const {traffic, context} = sample(1000, [connection(1), connection(2), connection(3, {remotePort: 80})], {1: 7, 2: 8});
	const rows = outgoingRows(traffic, context);
	assert.deepEqual(rows.map(({peer: {identity, connectionCount, rttMedianMicroseconds, receiveBitsPerSecond, freshness}}) => [identity, connectionCount, rttMedianMicroseconds, receiveBitsPerSecond, freshness]), [
		['tcp|10.0.0.9|443', 2, 10, 16_000, 'present'],
		['tcp|10.0.0.9|80', 1, 30, null, 'new'],
	]);
	const {owners, unit, totals} = rows[0]!.peer;
	assert.deepEqual([owners.holders.map(({pid}) => pid), unit, totals.sinceStart.receivedBytes], [[7, 8], 'unit-7', 3000]);
});

test('without the kernel\'s counters traffic is unknown, not 0', () => {
	const {traffic, context} = peersOf()(0, [connection(1)]);
	const [row] = outgoingRows({...traffic, hasCounters: false, isLowerBound: true}, context);
	const {receiveBitsPerSecond, totals} = row!.peer;
	assert.deepEqual([receiveBitsPerSecond, totals.sinceStart.receivedBytes, totals.isLowerBound], [null, null, true]);
});

test('owners that are found later change the fields of owners only', () => {
	const {traffic, context} = peersOf()(0, [connection(1)]);
	const rows = outgoingRows(traffic, context);
	assert.deepEqual(rows[0]!.peer.owners.holders, []);
	const [row] = outgoingWithOwners(rows, contextOf(context.table, 0, {1: 7}));
	assert.deepEqual(row, {
		...rows[0],
		commandLines: ['/usr/sbin/server'],
		peer: {
			...rows[0]!.peer, owners: {
				status: 'known', holders: [{
					pid: 7, name: 'process 7', fileDescriptor: 3, startTicks: 8120, program: '94000000000000 140000000000000',
				}],
			}, unit: 'unit-7',
		},
	});
});

test('a peer of several users and units has all of them, also of one whose connections come late', () => {
	const sockets = Array.from({length: 20}, (_, index) => connection(index + 1, {userId: index === 19 ? 33 : 0}));
	const {traffic, context} = peersOf()(0, sockets, {1: 7, 20: 8});
	const {userId, otherUsers, unit, otherPlaces} = outgoingRows(traffic, context)[0]!.peer;
	assert.deepEqual([userId, otherUsers, unit, otherPlaces], [0, [{userId: 33, user: '33'}], 'unit-7', [{unit: 'unit-8', container: null}]]);
});

test('a peer without connections is listed for a minute', () => {
	const sample = peersOf();
	sample(0, [connection(1)]);
	const listed = (at: number) => {
		const {traffic, context} = sample(at, []);
		return outgoingRows(traffic, context).map(({peer: {connectionCount}}) => connectionCount);
	};

	assert.deepEqual([listed(59_999), listed(60_000)], [[0], []]);
});
