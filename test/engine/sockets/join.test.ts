import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {unknown, type SocketTable} from '../../../source/collectors/socket-table.ts';
import {CookieIndex} from '../../../source/engine/sockets/row-index.ts';
import {fadeMilliseconds, join} from '../../../source/engine/sockets/join.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

type Sampled = {readonly table: SocketTable; readonly index: CookieIndex; readonly sampledAt: number};

/** Plays samples, one list of sockets each, and returns what came of them. */
function play(samples: ReadonlyArray<{readonly at: number; readonly sockets: readonly TestSocket[]}>, onInode = (_: number) => {}, onInodeGone = (_: number) => {}): readonly Sampled[] {
	const played: Sampled[] = [];
	for (const {at, sockets} of samples) {
		const table = tableOf(sockets);
		run(join(table, played.at(-1), at, {onInode, onInodeGone}));
		const index = new CookieIndex();
		index.build(table);
		played.push({table, index, sampledAt: at});
	}

	return played;
}

function receiveRates(played: readonly Sampled[], cookie: number): Array<number | undefined> {
	return played.map(({table, index}) => {
		const row = index.find(cookie, 0);
		return row === -1 ? undefined : table.columns.receiveBitsPerSecond[row];
	});
}

test('the first sample has no rate', () => {
	const played = play([{at: 0, sockets: [{cookie: 1, receivedBytes: 5000}]}]);
	assert.deepEqual(receiveRates(played, 1), [unknown]);
});

test('a rate is the difference over the real interval, also after a missed tick', () => {
	const played = play([
		{at: 0, sockets: [{cookie: 1, receivedBytes: 0}]},
		{at: 1000, sockets: [{cookie: 1, receivedBytes: 1000}]},
		{at: 4000, sockets: [{cookie: 1, receivedBytes: 4000}]},
	]);
	assert.deepEqual(receiveRates(played, 1), [unknown, 8000, 8000]);
});

test('a socket that opened between two samples moved all its bytes between them', () => {
	const played = play([
		{at: 0, sockets: []},
		{at: 500, sockets: [{cookie: 7, receivedBytes: 100}]},
	]);
	assert.deepEqual(receiveRates(played, 7), [undefined, 1600]);
});

test('a counter that went back gives no rate', () => {
	const played = play([
		{at: 0, sockets: [{cookie: 1, receivedBytes: 900}]},
		{at: 1000, sockets: [{cookie: 1, receivedBytes: 100}]},
	]);
	assert.deepEqual(receiveRates(played, 1), [unknown, unknown]);
});

test('another socket on the same addresses and ports starts from nothing', () => {
	const played = play([
		{at: 0, sockets: [{cookie: 1, localPort: 5, receivedBytes: 900}]},
		{at: 1000, sockets: [{cookie: 2, localPort: 5, receivedBytes: 1000}]},
	]);
	assert.deepEqual(receiveRates(played, 2), [undefined, 8000]);
});

test('a socket that one dump skipped goes on where it was', () => {
	const played = play([
		{at: 0, sockets: [{cookie: 1, receivedBytes: 0}]},
		{at: 1000, sockets: []},
		{at: 2000, sockets: [{cookie: 1, receivedBytes: 2000}]},
	]);
	const last = played.at(-1)!;
	assert.equal(last.table.liveCount, 1);
	assert.equal(last.table.count, 1);
	assert.equal(last.table.columns.receiveBitsPerSecond[0], 8000);
	assert.equal(last.table.columns.firstSeenAt[0], 0);
	assert.equal(last.table.columns.vanishedAt[0], 0);
});

test('a vanished socket stays for a few seconds behind the living ones, then goes', () => {
	const played = play([
		{at: 0, sockets: [{cookie: 1}, {cookie: 2}]},
		{at: 1000, sockets: [{cookie: 2}]},
		{at: 1000 + fadeMilliseconds - 1, sockets: [{cookie: 2}]},
		{at: 1000 + fadeMilliseconds, sockets: [{cookie: 2}]},
	]);
	assert.deepEqual(played.map(({table}) => [table.liveCount, table.count]), [[2, 2], [1, 2], [1, 2], [1, 1]]);
	assert.equal(played[1]!.table.columns.vanishedAt[1], 1000);
	assert.equal(played[1]!.table.columns.cookieLow[1], 1);
});

test('a connection that became TIME-WAIT, a new socket for the kernel, is not shown twice', () => {
	const ends = {localPort: 5, remotePort: 6, remote: '10.0.0.1'};
	const played = play([
		{at: 0, sockets: [{cookie: 1, state: 'FIN_WAIT_2', ...ends}]},
		{at: 1000, sockets: [{cookie: 2, state: 'TIME_WAIT', ...ends}]},
	]);
	assert.equal(played[1]!.table.count, 1);
});

test('inodes come when a connection is accepted and go when it is closed', () => {
	const events: string[] = [];
	play(
		[
			{at: 0, sockets: [{cookie: 1, inode: 0}]},
			{at: 1, sockets: [{cookie: 1, inode: 77}]},
			{at: 2, sockets: [{cookie: 1, inode: 77}]},
			{at: 3, sockets: [{cookie: 1, inode: 0, state: 'FIN_WAIT_1'}]},
			{at: 4, sockets: []},
		],
		inode => {
			events.push(`+${inode}`);
		},
		inode => {
			events.push(`-${inode}`);
		},
	);
	assert.deepEqual(events.filter(event => !event.endsWith('0')), ['+77', '-77']);
});

test('rates times intervals add up to the bytes that were moved, whatever the schedule', () => {
	const step = fc.tuple(fc.integer({min: 1, max: 100_000}), fc.integer({min: 0, max: 1_000_000_000}));
	const schedule = fc.array(step, {minLength: 1, maxLength: 30});
	fc.assert(fc.property(schedule, steps => {
		let at = 0;
		let bytes = 0;
		const samples = [{at: 0, sockets: [] as TestSocket[]}];
		for (const [milliseconds, moved] of steps) {
			at += milliseconds;
			bytes += moved;
			samples.push({at, sockets: [{cookie: 9, receivedBytes: bytes}]});
		}

		const played = play(samples);
		let sum = 0;
		for (let sample = 1; sample < played.length; sample++) {
			const {table, index, sampledAt} = played[sample]!;
			const seconds = (sampledAt - played[sample - 1]!.sampledAt) / 1000;
			sum += table.columns.receiveBitsPerSecond[index.find(9, 0)]! * seconds / 8;
		}

		assert.ok(Math.abs(sum - bytes) <= bytes * 1e-9, `${sum} is not ${bytes}`);
	}));
});
