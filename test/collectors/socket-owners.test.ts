import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {beforeEach, afterEach, test} from 'node:test';
import {isHolding, type SharesDescriptors} from '../../source/collectors/descriptor-tables.ts';
import type {ProcessSight} from '../../source/collectors/process-sight.ts';
import {SocketOwnersIndex} from '../../source/collectors/socket-owners.ts';
import {run} from '../builders/socket-table.ts';

const everythingSeen: ProcessSight = {
	procPath: '/proc', unlisted: null, isNamespaced: false, refusal: refused => `${refused} refused`,
};

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
function makeIndex({sight = everythingSeen, shares = () => true}: {readonly sight?: ProcessSight; readonly shares?: SharesDescriptors} = {}): SocketOwnersIndex {
	return new SocketOwnersIndex(procPath, () => now++, sight, shares);
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

test('a folder without processes is no proc: nobody is said to own nothing', () => {
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	assert.equal(index.owners.holders(500).status, 'pending');
	assert.equal(index.status.state, 'failed');
	assert.match(index.status.problem ?? '', /has no processes in it: proc is not mounted there$/);
});

/** Writes what the kernel says of an io_uring: the files that are registered with it. */
function register(pid: number, ring: number, ...slots: readonly string[]): void {
	mkdirSync(path.join(procPath, String(pid), 'fdinfo'), {recursive: true});
	const files = slots.map((target, slot) => `${String(slot).padStart(5)}: ${target}\n`);
	writeFileSync(path.join(procPath, String(pid), 'fdinfo', String(ring)), `pos:\t0\nUserFiles:\t${slots.length}\n${files.join('')}UserBufs:\t0\n`);
}

test('sockets that are registered with an io_uring, and have no descriptor, belong to its process', () => {
	open(10, 7, 'anon_inode:[io_uring]');
	register(10, 7, 'socket:[500]', '/var/log/x', 'socket:[501]', 'socket:[501]');
	const index = makeIndex();
	index.appeared(500);
	index.appeared(501);
	index.appeared(502);
	tick(index);
	assert.deepEqual(index.owners.holders(500), {status: 'known', holders: [[10, 7]]});
	assert.deepEqual(index.owners.holders(501), {status: 'known', holders: [[10, 7]]});
	assert.equal(index.owners.holders(502).status, 'none');
	assert.equal(isHolding(procPath, 10, new Set([501])), true);
	assert.equal(isHolding(procPath, 10, new Set([502])), false);

	register(10, 7, 'socket:[501]');
	tick(index);
	tick(index);
	assert.equal(index.owners.holders(500).status, 'none');
	assert.deepEqual(index.owners.holders(501), {status: 'known', holders: [[10, 7]]});

	writeFileSync(path.join(procPath, '10', 'fdinfo', '7'), 'pos:\t0\n');
	tick(index);
	assert.equal(index.owners.holders(501).status, 'known', 'a ring that is too busy to say keeps what it had');

	close(10, 7);
	tick(index);
	tick(index);
	assert.equal(index.owners.holders(501).status, 'none');
});

/** A process's stat: its state, threads, start time, and the address of its code, which an exec changes. */
function setStat(pid: number, {state = 'S', threads = 1, start = 100, code = 1} = {}, folder = String(pid)): void {
	mkdirSync(path.join(procPath, folder), {recursive: true});
	writeFileSync(path.join(procPath, folder, 'stat'), `${pid} (server) ${state} 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 ${threads} 0 ${start} 1000 10 1 ${code} 1 7\n`);
}

/** A thread's own descriptor. */
function openInThread(pid: number, thread: number, descriptor: number, target: string): void {
	const folder = path.join(procPath, String(pid), 'task', String(thread));
	mkdirSync(path.join(folder, 'fd'), {recursive: true});
	symlinkSync(target, path.join(folder, 'fd', String(descriptor)));
	setStat(thread, {}, `${pid}/task/${thread}`);
}

test('a socket that is not found has no known owner where processes are not even listed', () => {
	const index = makeIndex({sight: {...everythingSeen, unlisted: '/proc is mounted with hidepid=2'}});
	open(10, 3, '/dev/null');
	index.appeared(500);
	tick(index);
	assert.equal(index.owners.holders(500).status, 'denied');
	assert.equal(index.owners.isHidden(500), true);
	assert.equal(index.owners.holders(0).status, 'none', 'without a file it has none anywhere');
	assert.deepEqual(index.status, {
		name: 'processes', method: 'proc', state: 'degraded', problem: 'owners hidden: /proc is mounted with hidepid=2',
	});
});

test('in a pid namespace a socket that is not found may belong to a process outside; where all are found nothing is missing', () => {
	open(10, 3, 'socket:[500]');
	const index = makeIndex({sight: {...everythingSeen, isNamespaced: true}});
	index.appeared(500);
	tick(index);
	assert.equal(index.status.state, 'ok');
	index.appeared(501);
	tick(index);
	assert.equal(index.owners.holders(501).status, 'denied');
	assert.match(index.status.problem ?? '', /1 socket of processes outside of this one, or of the kernel/);
});

test('descriptors that an exec closed are not trusted, although the process is the same', () => {
	open(10, 3, 'socket:[500]');
	open(11, 3, 'socket:[500]');
	setStat(10);
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	setStat(10, {code: 2});
	close(10, 3);
	open(10, 3, 'socket:[501]');
	index.appeared(501);
	now += 100;
	run(index.update(new Set(), 1000, -1));
	assert.deepEqual(index.owners.pids(500), [11]);
	assert.deepEqual(index.owners.pids(501), [10]);
	assert.deepEqual([...index.takeEnded()], [10]);
	assert.deepEqual([...index.takeEnded()], []);
});

test('the next process with a number does not have the sockets of the one before', () => {
	open(10, 3, 'socket:[500]');
	open(11, 3, 'socket:[500]');
	setStat(10);
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	// The old folder stays, elsewhere, so that the new one has another inode.
	renameSync(path.join(procPath, '10'), path.join(procPath, 'old'));
	setStat(10, {start: 200});
	index.refreshProcesses();
	assert.deepEqual(index.owners.pids(500), [11]);
	assert.deepEqual([...index.takeEnded()], [10]);
});

test('a process whose first thread has ended holds what its other threads do', () => {
	setStat(10, {state: 'Z', threads: 2});
	mkdirSync(path.join(procPath, '10/fd'));
	openInThread(10, 12, 3, 'socket:[500]');
	const index = makeIndex();
	index.appeared(500);
	tick(index);
	assert.deepEqual(index.owners.holders(500), {status: 'known', holders: [[10, 3]]});
});

test('a thread with descriptors of its own is found where a socket is in no process', () => {
	const compared: Array<readonly number[]> = [];
	const shares = (task: number, other: number) => {
		compared.push([task, other]);
		return task !== 13;
	};

	open(10, 3, 'socket:[500]');
	setStat(10, {threads: 3});
	openInThread(10, 10, 3, 'socket:[500]');
	openInThread(10, 12, 3, 'socket:[500]');
	openInThread(10, 13, 3, 'socket:[501]');
	const index = makeIndex({shares});
	index.appeared(500);
	tick(index);
	assert.deepEqual(compared, [], 'where all are found, threads are not looked at');
	index.appeared(501);
	tick(index);
	assert.deepEqual(compared, [[12, 10], [13, 10]]);
	assert.deepEqual(index.owners.holders(501), {status: 'known', holders: [[10, 3]]});
	assert.deepEqual(index.owners.copy().pids(501), [10]);
	assert.deepEqual([index.owners.firstPid(501), [...index.owners.allPids()]], [10, [10]]);
	rmSync(path.join(procPath, '10/task/13'), {recursive: true});
	tick(index);
	tick(index);
	assert.equal(index.owners.holders(501).status, 'none');
});

test('where threads cannot be compared, what is not found is not said to have no owner', () => {
	open(10, 3, 'socket:[500]');
	setStat(10, {threads: 2});
	openInThread(10, 12, 3, 'socket:[501]');
	const index = makeIndex({shares: () => 'koffi could not be loaded'});
	index.appeared(501);
	tick(index);
	assert.equal(index.owners.holders(501).status, 'denied');
	assert.match(index.status.problem ?? '', /threads of 1 process may have descriptors of their own: koffi could not be loaded$/);
	open(11, 3, '/dev/null');
	end(10);
	tick(index);
	assert.equal(index.owners.holders(501).status, 'none');
});
