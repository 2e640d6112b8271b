import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SocketTable} from '../../../source/collectors/socket-table.ts';
import {join} from '../../../source/engine/sockets/join.ts';
import {CookieIndex} from '../../../source/engine/sockets/row-index.ts';
import {BegunFromPorts} from '../../../source/engine/traffic/begun-from-ports.ts';
import {ConnectionGroups} from '../../../source/engine/traffic/connection-groups.ts';
import {groupColumns} from '../../../source/engine/traffic/group-finder.ts';
import {figureCount, figurePositions, type GroupFigure} from '../../../source/engine/traffic/group-table.ts';
import {PeerGroups} from '../../../source/engine/traffic/peer-groups.ts';
import {PortAccounts} from '../../../source/engine/traffic/port-accounts.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {TrafficLedger, type LedgerSample} from '../../../source/engine/traffic/traffic-ledger.ts';
import {groupings, type Grouping} from '../../../source/model/group.ts';
import type {ProcessInfo} from '../../../source/model/process.ts';
import {aProcess} from '../../builders/process.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';
import {destroyedTable, type TestDestroyed} from '../destroyed.ts';

const listener: TestSocket = {
	cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80, drops: 0, inode: 1,
};

/** A connection to port 80, with a segment for each byte: nothing moves without one. */
function accepted(cookie: number, more: Partial<TestSocket> = {}): TestSocket {
	const {receivedBytes = 0, sentBytes = 0} = more;
	return {
		cookie, local: '10.0.0.1', localPort: 80, remote: '10.0.0.9', remotePort: 1000 + cookie, inode: cookie, direction: 'accepted',
		segmentsIn: 1 + receivedBytes, segmentsOut: 1 + sentBytes, receivedBytes, sentBytes, ...more,
	};
}

/** A connection from here to port 443 of 192.0.2.1. */
function begun(cookie: number, more: Partial<TestSocket> = {}): TestSocket {
	return accepted(cookie, {
		localPort: 40_000 + cookie, remote: '192.0.2.1', remotePort: 443, direction: 'begun', ...more,
	});
}

type World = {
	/** By inode. */
	readonly owners: Map<number, ProcessInfo>;
	readonly tells?: boolean;
	readonly isProbed?: boolean;
};

/** Samples a second apart. */
function samplesOf({owners, tells = true, isProbed = false}: World) {
	const peers = new PeerGroups();
	const groups = new ConnectionGroups();
	const ledger = new TrafficLedger(peers, groups);
	const books = new PortAccounts();
	let previous: (LedgerSample & {readonly index: CookieIndex}) | undefined;
	let now = 1000;
	return {
		groups,
		sample(sockets: readonly TestSocket[], destroyed: readonly TestDestroyed[] = []) {
			now += 1000;
			const table = sockets.length === 0 ? new SocketTable() : tableOf(sockets);
			run(join(table, previous, now, {onInode() {/* The test has the owners. */}, onInodeGone() {/* Likewise. */}}));
			const openPorts = run(assignPorts(table));
			const index = new CookieIndex();
			index.build(table);
			const sample = {
				table, sampledAt: now, openPorts, accounts: books.of(openPorts, now), index,
			};
			const sources = {ownerOf: (row: number) => owners.get(table.columns.inode[row]!), isProbed: () => isProbed, reportsDestroyed: tells};
			groups.startTick(sample, sources);
			run(ledger.update(sample, previous, {
				destroyed: tells ? destroyedTable(destroyed, now) : undefined,
				lateRows: 0,
				losesRemnants: false,
				closed: undefined,
				begun: new BegunFromPorts(),
				isOwn: () => false,
				isProbed: () => isProbed,
				isProbedHost: () => isProbed,
				pastAccounts: {past: (ends, row) => books.past(ends, row), unseen: (ends, row) => books.unseen(ends, row)},
			}));
			run(groups.update(sample, previous, sources));
			previous = sample;
			return table;
		},
		/** The figures of a grouping's groups that counted something, by key. */
		counted(grouping: Grouping, ...figures: readonly GroupFigure[]) {
			const {groups: all, totals} = groups.published()[grouping];
			return Object.fromEntries(all.flatMap((group, number) => {
				const values = figures.map(figure => totals[(number * figureCount) + figurePositions[figure]]!);
				return group === undefined || values.every(value => value === 0) ? [] : [[group.key, values]];
			}));
		},
		/** The key of the group that each row is in. */
		placed(grouping: Grouping, table: SocketTable) {
			const {groups: all} = groups.published()[grouping];
			return Array.from({length: table.liveCount}, (_, row) => all[table.columns[groupColumns[grouping]][row]!]?.key ?? null);
		},
	};
}

const server = aProcess({pid: 10, startTicks: 1, unit: 'web.service'});
const worker = aProcess({pid: 11, startTicks: 2, unit: 'web.service'});
const client = aProcess({pid: 12, startTicks: 3, container: 'c0ffee'});

test('connections belong to their process, unit, container, user, remote host and service port, and listeners to nothing', () => {
	const world = samplesOf({owners: new Map([[1, server], [2, worker], [3, client]])});
	const table = world.sample([listener, accepted(2), begun(3), {...begun(4), protocol: 'udp', inode: 0}]);
	assert.deepEqual(Object.fromEntries(groupings.map(grouping => [grouping, world.placed(grouping, table)])), {
		process: [null, '11 2', '12 3', 'unknown'],
		unit: [null, 'web.service', 'none', 'unknown'],
		container: [null, 'none', 'c0ffee', 'unknown'],
		user: [null, '0', '0', 'unknown'],
		host: [null, '0 0 65535 167772169 0', '0 0 65535 3221225985 0', '0 0 65535 3221225985 0'],
		port: [null, 'tcp 80', 'tcp 443', 'udp 443'],
	});
});

test('totals survive their connections, whose last bytes are known when they are destroyed', () => {
	const world = samplesOf({owners: new Map([[1, server], [2, server], [3, worker]])});
	world.sample([listener, accepted(2, {receivedBytes: 500})]);
	assert.deepEqual(world.counted('process', 'opened', 'receivedBytes'), {}, 'what was there before is not counted');
	world.sample([listener, accepted(2, {receivedBytes: 530}), accepted(3, {receivedBytes: 7, remote: '10.0.0.8'})]);
	world.sample([listener], [accepted(2, {receivedBytes: 541}), accepted(3, {receivedBytes: 8, remote: '10.0.0.8'})]);
	// A byte of each is the peer's FIN.
	assert.deepEqual(world.counted('process', 'opened', 'closed', 'receivedBytes'), {'10 1': [0, 1, 40], '11 2': [1, 1, 7]});
	assert.deepEqual(world.counted('unit', 'opened', 'closed', 'receivedBytes'), {'web.service': [1, 2, 47]});
	assert.deepEqual(world.counted('host', 'closed', 'receivedBytes'), {'0 0 65535 167772169 0': [1, 40], '0 0 65535 167772168 0': [1, 7]});
	assert.deepEqual(world.counted('port', 'closed', 'receivedBytes'), {'tcp 80': [2, 47]});
});

test('what no sample saw belongs to the owner of the listener, and where it was begun here to nobody that is known', () => {
	const world = samplesOf({owners: new Map([[1, server]])});
	world.sample([listener]);
	world.sample([listener], [accepted(2, {receivedBytes: 6}), {...begun(3, {receivedBytes: 9}), acknowledgedFlags: 2}]);
	assert.deepEqual(world.counted('process', 'opened', 'receivedBytes'), {'10 1': [1, 5], unknown: [1, 8]});
	assert.deepEqual(world.counted('user', 'opened'), {0: [1], unknown: [1]});
	assert.deepEqual(world.counted('host', 'opened'), {'0 0 65535 167772169 0': [1], '0 0 65535 3221225985 0': [1]});
	world.sample([], [accepted(4, {receivedBytes: 3})]);
	world.sample([], [accepted(5, {receivedBytes: 3})]);
	assert.deepEqual(world.counted('process', 'opened')['10 1'], [3], 'also where the listener is gone');
});

test('what no sample saw was accepted by the user of the program, also where root had opened the listener', () => {
	const world = samplesOf({owners: new Map([[1, {...server, userId: 33}]])});
	world.sample([listener]);
	world.sample([listener], [accepted(2, {receivedBytes: 6})]);
	assert.deepEqual(world.counted('user', 'opened'), {33: [1]});
});

test('what a connection moved before its owner was found goes to the owner, without a jump of its rate', () => {
	const owners = new Map([[1, server]]);
	const world = samplesOf({owners});
	world.sample([listener]);
	world.sample([listener, begun(2, {sentBytes: 100})]);
	assert.deepEqual(world.counted('process', 'opened', 'sentBytes'), {unknown: [1, 100]});
	assert.deepEqual(world.counted('user', 'sentBytes'), {0: [100]}, 'the kernel reports the user at once');
	world.sample([listener, begun(2, {sentBytes: 150})]);
	owners.set(2, client);
	world.sample([listener, begun(2, {sentBytes: 160})]);
	assert.deepEqual(world.counted('process', 'opened', 'sentBytes'), {'12 3': [1, 160]});
	assert.deepEqual(world.counted('container', 'opened', 'sentBytes'), {c0ffee: [1, 160]});
	const {groups, changes} = world.groups.published().process;
	const found = groups.findIndex(group => group?.key === '12 3');
	assert.equal(changes[(found * figureCount) + figurePositions.sentBytes], 10);
});

test('a connection that waits in an accept queue is its listener\'s, then that of the worker that accepts it, and stays so when it is closed', () => {
	const world = samplesOf({owners: new Map([[1, server], [20, worker]])});
	world.sample([listener]);
	const waiting = world.sample([listener, accepted(2, {inode: 0, receivedBytes: 30})]);
	assert.deepEqual(world.placed('process', waiting), [null, '10 1']);
	const taken = world.sample([listener, accepted(2, {inode: 20, receivedBytes: 30})]);
	assert.deepEqual(world.placed('process', taken), [null, '11 2']);
	assert.deepEqual(world.counted('process', 'opened', 'receivedBytes'), {'11 2': [1, 30]});
	const closed = world.sample([listener, accepted(2, {
		inode: 0, state: 'TIME_WAIT', segmentsIn: -1, segmentsOut: -1, receivedBytes: -1, sentBytes: -1,
	})]);
	assert.deepEqual(world.placed('process', closed), [null, '11 2']);
	assert.deepEqual(world.counted('process', 'opened', 'closed'), {'11 2': [1, 1]});
});

test('a process is its number and its start, and a link-local host its address on an interface', () => {
	const owners = new Map([[2, client]]);
	const world = samplesOf({owners});
	const linkLocal = [0xFE_80_00_00, 0, 0, 1];
	world.sample([]);
	world.sample([begun(2, {protocol: 'tcp6', remote: linkLocal, interfaceIndex: 2}), begun(3, {
		protocol: 'tcp6', remote: linkLocal, interfaceIndex: 3, inode: 2,
	})]);
	assert.equal(Object.keys(world.counted('host', 'opened')).length, 2);
	owners.set(4, {...client, startTicks: 99});
	world.sample([begun(4)]);
	assert.deepEqual(world.counted('process', 'opened'), {'12 3': [2], '12 99': [1]});
});

test('of what a program here cut off the host is known, and not the port', () => {
	const world = samplesOf({owners: new Map()});
	world.sample([listener]);
	world.sample([listener], [{...begun(2, {remotePort: 0}), isCleared: true}]);
	assert.deepEqual(world.counted('port', 'opened', 'resets'), {unknown: [1, 1]});
	assert.deepEqual(world.counted('host', 'opened', 'resets'), {'0 0 65535 3221225985 0': [1, 1]});
	assert.equal(world.groups.published().host.groups.find(group => group?.subject.kind === 'host')?.missesBytes, true);
});

test('our own probes are in no group', () => {
	const world = samplesOf({owners: new Map(), isProbed: true});
	const table = world.sample([begun(2, {state: 'SYN_SENT', inode: 0})]);
	assert.deepEqual(world.placed('host', table), [null]);
	world.sample([]);
	assert.deepEqual(world.counted('host', 'opened', 'failed'), {});
});

test('without the kernel\'s notifications what is left in TIME-WAIT tells of connections shorter than a sample', () => {
	const world = samplesOf({owners: new Map([[1, server]]), tells: false});
	world.sample([listener]);
	world.sample([listener, accepted(2, {
		inode: 0, state: 'TIME_WAIT', segmentsIn: -1, segmentsOut: -1, receivedBytes: -1, sentBytes: -1,
	})]);
	assert.deepEqual(world.counted('process', 'opened', 'closed'), {'10 1': [1, 1]});
});

test('a hundred thousand hosts do not grow without bound: idle ones give way, and what they moved is among the others', () => {
	const world = samplesOf({owners: new Map([[1, server], [2, server]])});
	const busy = (sentBytes: number) => accepted(2, {remote: '10.9.9.9', sentBytes});
	world.sample([listener, busy(0)]);
	for (let tick = 1; tick <= 100; tick++) {
		const hosts = Array.from({length: 1000}, (_, host) => accepted((tick * 1000) + host, {
			remote: `10.${tick}.${host >> 8}.${host & 0xFF}`, inode: 0, sentBytes: 3,
		}));
		world.sample([listener, busy(tick)], hosts);
		assert.ok(world.groups.published().host.groups.length <= 4096 + 3);
	}

	const counted = world.counted('host', 'opened', 'sentBytes');
	assert.deepEqual(counted['0 0 65535 168364297 0'], [0, 100]);
	const sums = [0, 0];
	for (const [opened = 0, sent = 0] of Object.values(counted)) {
		sums[0]! += opened;
		sums[1]! += sent;
	}

	assert.deepEqual(sums, [100_000, 300_100]);
	const {leftOut, leftOutMore, groups} = world.groups.published().host;
	assert.ok(leftOut > 90_000);
	assert.ok(leftOutMore);
	assert.ok(leftOut + groups.filter(group => group?.subject.kind === 'host').length <= 100_001);
	assert.deepEqual(world.counted('process', 'opened', 'sentBytes'), {'10 1': [100_000, 300_100]});
});

test('totals count a second time from a reset on', () => {
	const world = samplesOf({owners: new Map([[1, server], [2, server]])});
	world.sample([listener, accepted(2)]);
	world.sample([listener, accepted(2, {sentBytes: 5})]);
	world.groups.reset();
	world.sample([listener, accepted(2, {sentBytes: 8})]);
	const {groups, totals, atReset} = world.groups.published().process;
	const place = (groups.findIndex(group => group?.key === '10 1') * figureCount) + figurePositions.sentBytes;
	assert.deepEqual([totals[place], atReset?.[place]], [8, 5]);
});
