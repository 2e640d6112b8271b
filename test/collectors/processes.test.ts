import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, test} from 'node:test';
import {Names} from '../../source/collectors/names.ts';
import {Processes} from '../../source/collectors/processes.ts';

let procPath: string;
let now = 0;

beforeEach(() => {
	procPath = mkdtempSync(path.join(tmpdir(), 'portop-proc-'));
	now = 1000;
});

afterEach(() => {
	rmSync(procPath, {recursive: true});
});

type TestProcess = {
	readonly comm?: string;
	readonly executable?: string;
	readonly words?: readonly string[];
	readonly threads?: number;
	readonly start?: number;
	readonly code?: number;
	readonly uid?: number;
};

function setProcess(pid: number, {comm = 'node', executable = '/usr/bin/node', words = ['node', 'server.js'], threads = 1, start = 50, code = 1, uid = 0}: TestProcess = {}): void {
	const folder = path.join(procPath, String(pid));
	rmSync(folder, {recursive: true, force: true});
	mkdirSync(folder);
	writeFileSync(path.join(folder, 'stat'), `${pid} (${comm}) S 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 ${threads} 0 ${start} 1000 10 1 ${code} 1 7\n`);
	writeFileSync(path.join(folder, 'status'), `Name:\t${comm}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nCapEff:\t0000000000000000\n`);
	writeFileSync(path.join(folder, 'cgroup'), '0::/system.slice/web.service\n');
	writeFileSync(path.join(folder, 'cmdline'), words.map(word => `${word}\0`).join(''));
	symlinkSync(executable, path.join(folder, 'exe'));
}

function open(readCommandLine?: (pid: number) => Promise<readonly string[] | undefined>): Processes {
	const names = new Names(path.join(procPath, 'etc'));
	return readCommandLine === undefined ? new Processes(procPath, names, () => now) : new Processes(procPath, names, () => now, readCommandLine);
}

test('the name is the program\'s, the kernel\'s and the command line are known too', async () => {
	setProcess(7, {comm: 'MainThread', threads: 11, uid: 54_321});
	const processes = open();
	processes.startTick(null);
	assert.equal(processes.get(7)?.commandLine, null, 'not read yet');
	assert.equal(processes.isReading, true);
	await processes.settled(1000);
	const {name, kernelName, commandLine, unit, user, parentPid} = processes.get(7)!;
	assert.deepEqual([name, kernelName, commandLine, unit, user, parentPid], ['node', 'MainThread', 'node server.js', 'web.service', '54321', 1]);
});

test('open files are those that were counted, of the soft limit', () => {
	setProcess(7);
	writeFileSync(path.join(procPath, '7', 'limits'), 'Max open files            200                  4096                 files     \n');
	const processes = new Processes(procPath, new Names(path.join(procPath, 'etc')), () => now, async () => [], pid => pid === 7 ? 189 : null);
	const {openFiles, openFilesLimit} = processes.get(7)!;
	assert.deepEqual([openFiles, openFilesLimit], [189, 200]);
});

test('a process that does not answer holds up nothing, is named by what is known, and its command line comes late', async () => {
	setProcess(7, {comm: 'MainThread', threads: 11});
	setProcess(8, {comm: 'other', executable: '/bin/other'});
	const {promise, resolve} = Promise.withResolvers<readonly string[]>();
	const processes = open(async pid => pid === 7 ? promise : ['/bin/other', '--flag']);
	processes.startTick(null);
	processes.get(7);
	processes.get(8);
	const settled = processes.settled(1000);
	now += 150;
	await settled;
	assert.equal(processes.get(8)?.commandLine, '/bin/other --flag');
	assert.deepEqual([processes.name(7), processes.lastKnown(7)?.commandLine], ['node', null]);
	const status = {
		name: 'processes', method: 'proc', state: 'ok', problem: null,
	} as const;
	assert.deepEqual(processes.withLate(status), {...status, state: 'degraded', problem: 'command lines unknown: 1 process does not answer'});
	resolve(['node', 'late.js']);
	await promise;
	await new Promise(done => {
		setImmediate(done);
	});
	assert.equal(processes.lastKnown(7)?.commandLine, 'node late.js');
	assert.deepEqual(processes.withLate(status), status);
});

test('an exec makes it another program, at once', async () => {
	setProcess(7);
	const processes = open();
	processes.startTick(null);
	processes.get(7);
	await processes.settled(1000);
	setProcess(7, {
		comm: 'node', executable: '/usr/bin/node', words: ['node', 'other.js'], code: 2,
	});
	now += 1000;
	processes.startTick(null);
	processes.get(7);
	await processes.settled(1000);
	assert.equal(processes.get(7)?.commandLine, 'node other.js');
	assert.notEqual(processes.get(7)?.cpuPercent, null, 'the processor time is still the same process\'s');
});

test('the next process with a number is not the one before, nor is what was not asked for kept', async () => {
	setProcess(7);
	const processes = open();
	processes.startTick(null);
	processes.get(7);
	await processes.settled(1000);
	setProcess(7, {
		comm: 'curl', executable: '/usr/bin/curl', words: ['curl'], start: 90,
	});
	assert.equal(processes.lastKnown(7)?.name, 'node', 'it is not read for each row');
	processes.forget([7]);
	assert.equal(processes.lastKnown(7)?.name, 'curl');
});

test('what no port needs is read again now and then, too', async () => {
	setProcess(7);
	const processes = open();
	processes.startTick(null);
	processes.lastKnown(7);
	await processes.settled(1000);
	setProcess(7, {
		comm: 'curl', executable: '/usr/bin/curl', words: ['curl'], code: 2,
	});
	now += 6000;
	processes.startTick(null);
	processes.refresh([]);
	await processes.settled(1000);
	assert.equal(processes.lastKnown(7)?.name, 'curl');
});
