/* The figures of `portop check port` beside ss, /proc and what was sent. */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {
	beginCheck,
	check,
	connectionsBegun,
	residentKibibytes,
	startScript,
	timesOf,
	until,
} from '../helpers/check.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';
import {answerBytes, requestBytes} from '../helpers/short-connections.ts';
import {startTraffic} from '../helpers/start-traffic.ts';

const shortConnections = path.join(import.meta.dirname, '../helpers/short-connections.ts');
const short = 300;

/** Says each connection that it is handed. */
const idle = `
	require('node:net').createServer(socket => {
		console.log('accepted');
		socket.on('error', () => {});
	}).listen(7000, '127.0.0.1', () => console.log('ready'));
	process.stdin.on('data', () => console.log('nothing more')).resume();`;
/** Workers that inherit one listener, and end with who made them. */
const forked = `
	const server = require('node:net').createServer().listen(7020, '127.0.0.1', () => {
		let workers = 0;
		for (let index = 0; index < 3; index++) {
			const worker = require('node:child_process').spawn(process.execPath, ['-e', 'console.log(1); process.stdin.resume()'], {stdio: ['pipe', 'pipe', 'inherit', server._handle.fd]});
			worker.stdout.once('data', () => ++workers === 3 && console.log('ready'));
		}
	});`;
/** Listeners of their own on one port. */
const sharing = `
	require('node:net').createServer().listen({port: 7021, host: '127.0.0.1', reusePort: true}, () => console.log('ready'));`;
/** Three listeners, one process. */
const manifold = `
	let listening = 0;
	for (const host of ['127.0.0.1', '127.0.0.2', '::1']) {
		require('node:net').createServer().listen(7022, host, () => ++listening === 3 && console.log('ready'));
	}`;
const busy = String.raw`
	require('node:net').createServer().listen(7023, '127.0.0.1', () => process.stdout.write('ready\n', () => { for (;;); }));`;
/** A process of its own for each connection, which works for it and ends: some hundredths of a second, hardly ever seen in a sample. */
const forking = `
	const {spawn} = require('node:child_process');
	require('node:net').createServer(socket => {
		spawn('sh', ['-c', 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done'], {stdio: [socket._handle, socket._handle, 'inherit']}).on('exit', () => socket.destroy());
	}).listen(7024, '127.0.0.1', () => console.log('ready'));`;

/** Clock ticks of a process by /proc/PID/stat, with those of its children that have ended if that is wanted. */
function ticksOf(pid: number, withChildren = false): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ', 2)[1]!.split(' ');
	return fields.slice(11, withChildren ? 15 : 13).reduce((sum, ticks) => sum + Number(ticks), 0);
}

describe('portop check port: what passes', requires({root: true, tools: ['ip', 'ss']}), () => {
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	const lines = async (...filter: readonly string[]) => {
		const output = await namespace.run(['ss', '-Htanp', ...filter]);
		return output.split('\n').filter(line => line !== '');
	};

	const ofState = async (state: string, port: number) => lines('state', state, 'sport', '=', `:${port}`);

	test('nobody is there: no figure has anything of ourselves, and the application never hears of us', async () => {
		const child = namespace.start([process.execPath, '-e', idle]);
		const said = linesOf(child.stdout);
		assert.equal(await said.next(), 'ready');
		// Several at once do not see each other either.
		const runs = await Promise.all(Array.from({length: 4}, async () => check(namespace, ['port', '7000', '--window', '2'])));
		for (const run of runs) {
			const item = run.item(7000);
			const {
				connections, connection_rate: rate, sent, received, processes,
			} = item.values;
			assert.deepEqual({
				connections, rate, sent, received, processes, status: item.status_text, exitCode: run.exitCode,
			}, {
				connections: 0, rate: 0, sent: 0, received: 0, processes: 1, status: 'open', exitCode: 0,
			});
			assert.ok(timesOf(item, 'latency', 0, 100)[0] > 0);
		}

		// A handshake that reached it would have been told before this.
		child.stdin.write('?');
		assert.equal(await said.next(), 'nothing more');
		assert.deepEqual(await ofState('time-wait', 7000), []);
	});

	test('connections, their rate and their bytes are those of the port, exactly', async () => {
		const [server, client] = [startTraffic(namespace), startTraffic(namespace)];
		await server('listen 127.0.0.1 7010');
		await client('connect 127.0.0.1 7010');
		await client('connect 127.0.0.1 7010');
		await client('send 0 5000');
		await server('received 0 5000');
		const process7011 = namespace.start([process.execPath, shortConnections, 'server', '127.0.0.1', '7011', 'server']);
		assert.equal(await linesOf(process7011.stdout).next(), 'listening');

		const {result} = await beginCheck(namespace, process7011.pid!, ['port', '7010', '7011', '7012', '--window', '5']);
		await client('connect 127.0.0.1 7010');
		await client('send 0 100000');
		await client('send 2 20000');
		await server('send 1 70000');
		await Promise.all([server('received 0 105000'), server('received 2 20000'), client('received 1 70000')]);
		await client('finish 1');
		await namespace.run([process.execPath, shortConnections, 'client', '127.0.0.1', '7011', 'server', String(short), '0.5']);
		const run = await result;

		const [long, brief, closed] = [7010, 7011, 7012].map(port => run.item(port).values);
		assert.deepEqual({connections: long!['connections'], received: long!['received'], sent: long!['sent']}, {connections: 2, received: 120_000, sent: 70_000});
		// ss has the third, too, which is half closed.
		const [established, waiting] = [await ofState('established', 7010), await ofState('close-wait', 7010)];
		assert.deepEqual([established.length, waiting.length], [2, 1]);
		assert.deepEqual({connections: brief!['connections'], received: brief!['received'], sent: brief!['sent']}, {connections: 0, received: short * requestBytes, sent: short * answerBytes});
		const left = await ofState('time-wait', 7011);
		assert.ok(left.length > short / 2, `${left.length}: TIME-WAIT is no active connection, and must have been there`);
		// The window is five seconds, however long a sample takes.
		assert.ok(Math.abs((brief!['connection_rate']! * 5 / short) - 1) < 0.1, `${brief!['connection_rate']} per second`);
		assert.ok(Math.abs((brief!['connection_rate']! / long!['connection_rate']!) - short) < 1e-6, `${brief!['connection_rate']} and ${long!['connection_rate']}`);
		assert.deepEqual({rate: closed!['connection_rate'], sent: closed!['sent'], processes: closed!['processes']}, {rate: 0, sent: 0, processes: 0});
	});

	test('bytes are those of the window, however long the first sample takes', async () => {
		const server = namespace.start([process.execPath, shortConnections, 'server', '127.0.0.1', '7013', 'server']);
		assert.equal(await linesOf(server.stdout).next(), 'listening');
		const earlier = connectionsBegun(server.pid!);
		const load = namespace.run([process.execPath, shortConnections, 'client', '127.0.0.1', '7013', 'server', '1000', '5']);
		await until(() => connectionsBegun(server.pid!) > earlier + 50, 'the load');
		const run = await check(namespace, ['port', '7013', '--window', '2']);
		assert.ok(connectionsBegun(server.pid!) < earlier + 1000, 'the load has ended too early');
		assert.equal(Number(await load), 1000);
		const {connection_rate: rate, sent} = run.item(7013).values;
		assert.ok(rate! > 100, `${rate} per second`);
		assert.ok(Math.abs((sent! / answerBytes) - (2 * rate!)) < 6, `${sent! / answerBytes} answers in 2 s, at ${rate} connections per second`);
	});

	test('each process once, with its memory; processor time as a share of all cores', async () => {
		const scripts = await Promise.all([forked, sharing, sharing, manifold, busy].map(async script => startScript(namespace, script)));
		const {pid} = scripts.at(-1)!;
		const {result} = await beginCheck(namespace, pid, ['port', '7020-7023', '--window', '2']);
		const [startedAt, earlier] = [performance.now(), ticksOf(pid)];
		const run = await result;
		const share = (ticksOf(pid) - earlier) / (performance.now() - startedAt) / availableParallelism() * 1000;
		// Others may have most of the processors.
		assert.ok(share > 1, `${share} %: it is not busy`);
		assert.ok(Math.abs((run.item(7023).values['cpu']! / share) - 1) < 0.3, `${run.item(7023).values['cpu']} %, and ${share} % in /proc`);

		for (const [port, processes] of [[7020, 4], [7021, 2], [7022, 1], [7023, 1]] as const) {
			const listeners = await ofState('listening', port);
			const holders = new Set(listeners.join('\n').matchAll(/pid=(?<holder>\d+)/g).map(({groups}) => Number(groups!['holder'])));
			assert.equal(holders.size, processes, `ss: ${port}`);
			const kibibytes = holders.values().map(holder => residentKibibytes(holder)).reduce((sum, size) => sum + size, 0);
			const {values, status_text: status} = run.item(port);
			assert.deepEqual([values['processes'], status], [processes, 'open'], String(port));
			assert.ok(Math.abs((values['memory']! * 1024 / kibibytes) - 1) < 0.03, `${port}: ${values['memory']} MiB, and ${kibibytes} KiB in /proc`);
		}

		assert.ok(run.item(7022).values['cpu']! < share / 2);
	});

	test('a server that forks for each connection has used what its children have', async () => {
		const {pid} = await startScript(namespace, forking);
		const {result} = await beginCheck(namespace, pid, ['port', '7024', '--window', '3']);
		const [startedAt, earlier] = [performance.now(), ticksOf(pid, true)];
		const client = namespace.start([process.execPath, '-e', `
			const connect = () => require('node:net').connect(7024, '127.0.0.1').on('close', connect).on('error', () => {}).resume();
			connect();`]);
		const run = await result;
		const share = (ticksOf(pid, true) - earlier) / (performance.now() - startedAt) / availableParallelism() * 1000;
		client.kill();
		const {cpu, processes} = run.item(7024).values;
		assert.ok(share > 0.5, `${share} %: its children are not busy`);
		assert.ok(Math.abs((cpu! / share) - 1) < 0.25, `${cpu} %, and ${share} % in /proc`);
		assert.ok(processes! >= 1);
	});
});
