import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {beforeEach, afterEach, test} from 'node:test';
import {SocketOwnersIndex} from '../../source/collectors/socket-owners.ts';
import {run} from '../builders/socket-table.ts';

let procPath: string;
let now = 0;

beforeEach(() => {
	procPath = mkdtempSync(path.join(os.tmpdir(), 'portop-proc-'));
	now = 0;
});

afterEach(() => {
	rmSync(procPath, {recursive: true});
});

function open(pid: number, descriptor: number, target: string): void {
	mkdirSync(path.join(procPath, String(pid), 'fd'), {recursive: true});
	symlinkSync(target, path.join(procPath, String(pid), 'fd', String(descriptor)));
}

function close(pid: number, descriptor: number): void {
	rmSync(path.join(procPath, String(pid), 'fd', String(descriptor)));
}

function end(pid: number): void {
	rmSync(path.join(procPath, String(pid)), {recursive: true});
}

/** A clock that moves a millisecond at every look. */
function makeIndex(): SocketOwnersIndex {
	return new SocketOwnersIndex(procPath, () => now++, true);
}

/** What a tick does, with all the time in the world or none for searching. */
function tick(index: SocketOwnersIndex, {search = Infinity, likely = [] as readonly number[]} = {}): void {
	now += 10_000;
	index.refreshProcesses();
	run(index.update(new Set(likely), search, 1000));
}

test('every descriptor of every process that shares a socket is found', () => {
	open(10, 3, 'socket:[500]');
	open(10, 7, 'socket:[500]');
	open(11, 4, 'socket:[500]');
	open(11, 0, '/dev/null');
	const index = makeIndex();
	index.appeared(500);
	assert.equal(index.owners.holders(500).status, 'pending');
	tick(index);
	assert.deepEqual(index.owners.holders(500), {status: 'known', holders: [[10, 3], [10, 7], [11, 4]]});
	assert.deepEqual(index.owners.pids(500), [10, 11]);
	assert.equal(index.owners.firstPid(500), 10);
	assert.equal(index.isSearching, false);
});

test('a socket that nobody holds is said to have no owner only when everybody was looked at', () => {
	open(10, 3, 'socket:[1]');
	const index = makeIndex();
	index.appeared(99);
	assert.equal(index.owners.holders(99).status, 'pending');
	tick(index);
	assert.equal(index.owners.holders(99).status, 'none');
	assert.equal(index.owners.holders(0).status, 'none');
});

test('a process that comes to share a socket is found, and one that closes it is forgotten', () => {
	open(10, 3, 'socket:[500]');
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	open(12, 3, 'socket:[500]');
	tick(index);
	assert.deepEqual(index.owners.pids(500), [10, 12]);
	close(10, 3);
	tick(index);
	assert.deepEqual(index.owners.pids(500), [12]);
	end(12);
	tick(index);
	assert.equal(index.owners.holders(500).status, 'none');
});

test('a descriptor that is used again for another socket is not mistaken for the first', () => {
	open(10, 3, 'socket:[500]');
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	close(10, 3);
	open(10, 3, 'socket:[501]');
	index.forget(500);
	index.appeared(501);
	tick(index, {search: 100});
	assert.deepEqual(index.owners.holders(501), {status: 'known', holders: [[10, 3]]});
	assert.equal(index.owners.pids(500).length, 0);
});

test('a descriptor that is another socket now is noticed although the first lives on elsewhere', () => {
	open(10, 8, 'socket:[500]');
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	close(10, 8);
	open(11, 3, 'socket:[500]');
	open(10, 8, 'socket:[501]');
	index.appeared(501);
	tick(index, {search: 100});
	tick(index, {search: 100});
	assert.deepEqual(index.owners.holders(500), {status: 'known', holders: [[11, 3]]});
	assert.deepEqual(index.owners.holders(501), {status: 'known', holders: [[10, 8]]});
});

test('a descriptor that was no socket, or none of ours, is looked at again', () => {
	open(10, 3, 'socket:[777]');
	const index = makeIndex();
	tick(index);
	close(10, 3);
	open(10, 3, 'socket:[501]');
	index.appeared(501);
	tick(index);
	assert.deepEqual(index.owners.pids(501), [10]);
});

test('likely owners are looked at first, so that little time is enough', () => {
	for (let pid = 1; pid <= 50; pid++) {
		open(pid, 3, `socket:[${1000 + pid}]`);
	}

	const index = makeIndex();
	tick(index);
	open(40, 4, 'socket:[5]');
	index.appeared(5);
	now += 100;
	run(index.update(new Set([40]), 2, -1));
	assert.deepEqual(index.owners.pids(5), [40]);
});

test('without time the search goes on at the next tick, where it stopped', () => {
	for (let pid = 1; pid <= 50; pid++) {
		open(pid, 3, `socket:[${1000 + pid}]`);
	}

	const index = makeIndex();
	for (let pid = 1; pid <= 50; pid++) {
		index.appeared(1000 + pid);
	}

	index.refreshProcesses();
	let rounds = 0;
	while (index.isSearching) {
		rounds++;
		assert.ok(rounds < 100);
		run(index.update(new Set(), 20, -1));
	}

	assert.ok(rounds > 1, 'one round had time for all');
	for (let pid = 1; pid <= 50; pid++) {
		assert.deepEqual(index.owners.pids(1000 + pid), [pid]);
	}
});

test('a copy stays as it was', () => {
	open(10, 3, 'socket:[500]');
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	const copy = index.owners.copy();
	index.forget(500);
	end(10);
	tick(index);
	assert.deepEqual(copy.pids(500), [10]);
	assert.deepEqual(index.owners.pids(500), []);
});

test('while it is not known which processes there are, nobody is said to own nothing, and what is known stays', () => {
	open(10, 3, 'socket:[500]');
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	rmSync(procPath, {recursive: true});
	index.appeared(501);
	tick(index);
	assert.equal(index.owners.holders(500).status, 'known');
	assert.equal(index.owners.holders(501).status, 'pending');
	const {state, problem} = index.status;
	assert.equal(state, 'failed');
	assert.match(problem ?? '', /ENOENT/);

	open(10, 3, 'socket:[500]');
	open(10, 4, 'socket:[501]');
	tick(index);
	assert.equal(index.status.state, 'ok');
	assert.deepEqual(index.owners.holders(501), {status: 'known', holders: [[10, 4]]});
});
