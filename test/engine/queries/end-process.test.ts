import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {describe, it, type TestContext} from 'node:test';
import {OwnerLookup} from '../../../source/collectors/owner-lookup.ts';
import {endProcess, proposeEnd} from '../../../source/engine/queries/end-process.ts';
import {programOf, readPidStat} from '../../../source/linux/procfs/pid-stat.ts';
import {aProcess} from '../../builders/process.ts';
import {aPortEntry, aSample, type TestHolder} from '../../builders/sample.ts';
import {tableOf} from '../../builders/socket-table.ts';
import {until} from '../../helpers/check.ts';

const inode = 77;

/** A listener on port 443, another one that nothing holds, and a connection from 10.0.0.2:50000. */
function aServer(holders: readonly TestHolder[]) {
	return aSample({
		table: tableOf([
			{
				cookie: 1, state: 'LISTEN', localPort: 443, inode,
			},
			{
				cookie: 2, localPort: 22, remote: '10.0.0.2', remotePort: 50_000, inode: 78,
			},
			{
				cookie: 3, state: 'TIME_WAIT', localPort: 22, remotePort: 50_001,
			},
		]),
		ports: [aPortEntry({port: 443, identity: 'https'})],
		holders,
	});
}

describe('what is proposed to be ended', () => {
	it('is every process that holds the row\'s sockets, by pid, and portop itself is marked', () => {
		const sample = aServer([
			{inode, process: aProcess({pid: process.pid, name: 'portop'})},
			{inode, process: aProcess({pid: 1, name: 'systemd'})},
		]);
		const {candidates, problem} = proposeEnd(sample, '/nonexistent', 'ports', 'https');
		assert.equal(problem, null);
		assert.deepEqual(candidates.map(({process: {pid}, isSelf}) => [pid, isSelf]), [[1, false], [process.pid, true]]);
	});

	it('is one that serves first, not the service manager that keeps the socket', () => {
		const sample = aServer([
			{
				inode, process: aProcess({
					pid: 1, name: 'systemd', parentPid: 0, unit: 'init.scope',
				}),
			},
			{
				inode, process: aProcess({
					pid: 90, name: 'web', parentPid: 1, unit: 'web.service',
				}),
			},
		]);
		assert.deepEqual(proposeEnd(sample, '/nonexistent', 'ports', 'https').candidates.map(({process: {pid}}) => pid), [90, 1]);
	});

	it('is not known, with what is missing, where the owner may be hidden', () => {
		const sample = aServer([]);
		const hidden = {
			...sample,
			rowContext: {...sample.rowContext, owners: new OwnerLookup(new Map(), new Set(), () => true)},
			summary: {
				...sample.summary, sources: [{
					name: 'processes', method: 'proc', state: 'degraded', problem: 'owners hidden: 3 processes, needs CAP_SYS_PTRACE, which root does not have here',
				} as const],
			},
		};
		assert.equal(proposeEnd(hidden, '/nonexistent', 'ports', 'https').problem, 'the owner is not known: owners hidden: 3 processes, needs CAP_SYS_PTRACE, which root does not have here');
		const sought = {...hidden, rowContext: {...sample.rowContext, owners: new OwnerLookup(new Map(), new Set([inode]), () => true)}};
		assert.match(proposeEnd(sought, '/nonexistent', 'ports', 'https').problem ?? '', /not found yet/);
	});

	it('warns of what carries this SSH session', t => {
		const before = process.env['SSH_CONNECTION'];
		t.after(() => {
			if (before === undefined) {
				delete process.env['SSH_CONNECTION'];
			} else {
				process.env['SSH_CONNECTION'] = before;
			}
		});
		const sample = aServer([{inode: 78, process: aProcess({pid: 9, name: 'sshd'})}]);
		const carries = (connection: string) => {
			process.env['SSH_CONNECTION'] = connection;
			return proposeEnd(sample, '/nonexistent', 'connections', '0:2').candidates.map(({carriesSession}) => carriesSession);
		};

		assert.deepEqual(carries('10.0.0.2 50000 127.0.0.1 22'), [true]);
		assert.deepEqual(carries('10.0.0.2 50009 127.0.0.1 22'), [false]);
		assert.deepEqual(carries(''), [false]);
	});

	it('is nothing, for a reason, where there is no process', () => {
		const problem = (...[view, identity]: [Parameters<typeof proposeEnd>[2], string]) => {
			const proposed = proposeEnd(aServer([]), '/nonexistent', view, identity);
			assert.deepEqual(proposed.candidates, []);
			return proposed.problem;
		};

		assert.match(problem('connections', '0:3') ?? '', /the kernel keeps it/);
		assert.match(problem('ports', 'gone') ?? '', /no process owns this/);
		assert.match(problem('ports', 'https') ?? '', /no process owns this: the kernel keeps it/);
		assert.match(problem('errors', 'UdpInErrors') ?? '', /K ends the process of a port/);
		assert.match(proposeEnd(undefined, '/nonexistent', 'ports', 'https').problem ?? '', /no process owns this/);
	});
});

describe('a process is ended', () => {
	/** A process of ours, in a /proc in which it holds the listener. */
	async function startHolder(t: TestContext) {
		// Becomes another program when it is told to.
		const child = spawn('sh', ['-c', 'read line; exec sleep 60'], {stdio: ['pipe', 'ignore', 'ignore']});
		await once(child, 'spawn');
		const procPath = mkdtempSync(path.join(tmpdir(), 'portop-proc-'));
		t.after(() => {
			child.kill('SIGKILL');
			rmSync(procPath, {recursive: true});
		});
		const pid = child.pid!;
		const folder = path.join(procPath, String(pid));
		mkdirSync(path.join(folder, 'fd'), {recursive: true});
		symlinkSync('/proc/self', path.join(procPath, 'self'));
		symlinkSync(`/proc/${pid}/stat`, path.join(folder, 'stat'));
		// Node.js reports a process as spawned when it has become the program.
		const stat = readPidStat('/proc', pid)!;
		const setDescriptor = (target: string) => {
			rmSync(path.join(folder, 'fd/3'), {force: true});
			symlinkSync(target, path.join(folder, 'fd/3'));
		};

		setDescriptor(`socket:[${inode}]`);
		const {starttime: startTicks} = stat;
		const program = programOf(stat);
		const request = {
			type: 'end', request: 1, view: 'ports', identity: 'https', pid, startTicks, program, signal: 'SIGTERM',
		} as const;
		const sample = aServer([{
			inode, process: aProcess({
				pid, startTicks, program, name: 'sh',
			}),
		}]);
		return {
			child, procPath, request, sample, setDescriptor,
		};
	}

	it('if it is the one that was proposed, and holds the socket', async t => {
		const {child, procPath, request, sample} = await startHolder(t);
		const ended = once(child, 'exit');
		assert.deepEqual(endProcess(sample, procPath, request), {ok: true, message: `sent SIGTERM to process ${request.pid} (sh)`});
		assert.deepEqual(await ended, [null, 'SIGTERM']);
	});

	it('not if its number names another one now, or the socket is no longer its', async t => {
		const {child, procPath, request, sample, setDescriptor} = await startHolder(t);
		assert.match(endProcess(sample, procPath, {...request, startTicks: request.startTicks + 1}).message, /names another one now/);
		setDescriptor('socket:[78]');
		assert.match(endProcess(sample, procPath, request).message, /no longer owns the socket/);
		setDescriptor(`socket:[${inode}]`);
		assert.match(endProcess(sample, procPath, {...request, identity: 'gone'}).message, /no longer owns the socket/);
		assert.match(endProcess(undefined, procPath, request).message, /no longer owns the socket/);
		assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
	});

	it('not if it runs another program since it was proposed', async t => {
		const {child, procPath, request, sample} = await startHolder(t);
		child.stdin.end('now\n');
		await until(() => readPidStat('/proc', request.pid)?.comm === 'sleep', 'the process runs sleep');
		assert.deepEqual(endProcess(sample, procPath, request), {ok: false, message: `not ended: process ${request.pid} (sh) runs another program now: sleep`});
		assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
	});

	it('not if the numbers in /proc are those of another pid namespace', async t => {
		const {child, procPath, request, sample} = await startHolder(t);
		rmSync(path.join(procPath, 'self'));
		assert.match(endProcess(sample, procPath, request).message, /another pid namespace's/);
		assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
	});

	it('not if it is portop', async t => {
		const {procPath, request, sample} = await startHolder(t);
		assert.deepEqual(endProcess(sample, procPath, {...request, pid: process.pid}), {ok: false, message: 'portop does not end itself: press q'});
	});
});
