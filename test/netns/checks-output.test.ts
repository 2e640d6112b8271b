/* `portop check` for whoever runs it: formats, exit codes, wrong usage, and that it ends in time, however. */
import assert from 'node:assert/strict';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {text as textOf} from 'node:stream/consumers';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {checkFormats} from '../../source/model/check.ts';
import {
	check,
	connectionsBegun,
	runCheck,
	startScript,
	until,
	type Script,
} from '../helpers/check.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';
import {useSilentNameServer} from '../helpers/silent-name-server.ts';

/** Many ports that never say anything. */
const silent = `
	const net = require('node:net');
	const servers = [7000, ...Array.from({length: 400}, (_, index) => 8000 + index)].map(port => net.createServer(socket => socket.on('error', () => {})).listen(port, '127.0.0.1'));
	const {once} = require('node:events');
	Promise.all(servers.map(server => once(server, 'listening'))).then(() => console.log('ready'));`;
const checks = [
	['port', '7000', '7001', '--window', '1'],
	['ping', '127.0.0.1', '127.0.0.1:7000', '--count', '2', '--interval', '0.05'],
	['connections', '-w', '1000'],
] as const;
/** Each is a mistake. */
const mistakes = [
	'',
	'ports 22',
	'port',
	'ping',
	'port 0',
	'port http',
	'port 22 --window 0',
	'port 22 --window',
	'port 22 --window 10 --timeout 5',
	'port 22 --count 5',
	'port 22 --fromat json',
	'port 22 -w latency=5',
	'port 22 -c 5:1',
	'port 22 --goal closed --tls',
	'port 22 --expect (',
	'port 22 --plugin-config /nonexistent',
	'port 22 --format=xml',
	'ping 127.0.0.1:99999',
	'ping 127.0.0.1 --method tcp',
	'connections 22',
	'connections --conn-status open',
	'connections --conn-type tcp -w udp_NONE=5',
];

describe('portop check, whoever reads it', requires({root: true, tools: ['ip', 'promtool', 'sh']}), () => {
	let namespace: Namespace;
	let server: Script;

	before(async () => {
		namespace = await createNamespace();
		server = await startScript(namespace, silent);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	test('every format of every check is what it says', async () => {
		const runs = await Promise.all(checks.flatMap(words => checkFormats.map(async format => ({name: words[0], format, ...await runCheck(namespace, [...words, '--format', format])}))));
		for (const {name, format, exitCode, stdout, stderr} of runs) {
			assert.deepEqual([exitCode, stderr], [name === 'port' ? 2 : 0, ''], `${name}, ${format}`);
			if (format === 'nagios') {
				assert.match(stdout, /^[A-Z]+ (?:OK|CRITICAL) - [^\n|]+ \| (?:'[^']+'=(?:U|-?[\d.]+[%A-Za-z]*);[^ ;]*;[^ ;]*;[\d.;]* ?)+\n(?:[^\n|]+\n)*$/, name);
			} else if (format === 'openmetrics') {
				assert.match(stdout, /^# EOF\n$/m);
			} else {
				assert.equal(typeof JSON.parse(stdout), 'object');
			}
		}

		const port = runs.find(({format, name}) => format === 'site24x7' && name === 'port');
		const objects = JSON.parse(port!.stdout) as ReadonlyArray<Readonly<Record<string, unknown>>>;
		assert.deepEqual(objects.map(({name, status, 'Port Status Text': text, 'Port Status': number}) => [name, status, text, number]), [['7000', 1, 'open', 1], ['7001', 0, 'closed', 0]]);
		const folder = await mkdtemp(path.join(tmpdir(), 'portop-metrics-'));
		for (const [index, {stdout}] of runs.filter(({format}) => format === 'openmetrics').entries()) {
			const file = path.join(folder, String(index));
			await writeFile(file, stdout);
			assert.equal(await namespace.run(['sh', '-c', 'promtool check metrics < "$1" 2>&1', 'sh', file]), '');
		}

		await rm(folder, {recursive: true});
	});

	test('exit codes 0 to 3', async () => {
		const port = async (...words: readonly string[]) => {
			const {exitCode, state} = await check(namespace, ['port', '--window', '1', ...words]);
			return [exitCode, state];
		};

		// What one of them says to a port would be a client of the others'.
		assert.deepEqual(await Promise.all([
			port('8000'),
			port('8000', '-w', 'connections=1:'),
			port('8000', '-w', 'connections=1:', '-c', 'processes=2:'),
			port('7000', '--expect', 'x', '--reply-timeout', '0.2', '--always-ok'),
			port('8000', '--host', '127.0.0.1', '-w', 'latency_avg=1000', '-c', 'status=1:'),
			port('8000', '--host', 'nowhere.invalid'),
		]), [[0, 'OK'], [1, 'WARNING'], [2, 'CRITICAL'], [0, 'CRITICAL'], [0, 'OK'], [3, 'UNKNOWN']]);
	});

	test('a mistake is UNKNOWN, told on standard output, in the format that was asked for', async () => {
		const queue = [...mistakes];
		const makeSome = async () => {
			for (let mistake = queue.shift(); mistake !== undefined; mistake = queue.shift()) {
				const words = mistake.split(' ').filter(word => word !== '');
				const {exitCode, stdout, stderr} = await runCheck(namespace, words);
				assert.deepEqual([exitCode, stderr], [3, ''], mistake);
				assert.match(stdout, /^(?:CHECK|CONNECTIONS|PING|PORT) UNKNOWN - [^\n|]{10,}\n$/, mistake);
			}
		};

		await Promise.all([makeSome(), makeSome(), makeSome()]);
		const json = await check(namespace, ['port', '22', '--bad']);
		assert.deepEqual([json.exitCode, json.state, json.items], [3, 'UNKNOWN', []]);
		const plugin = await runCheck(namespace, ['port', '22', '--bad', '--format=site24x7', '--plugin_version', '3', '--heartbeat', 'False']);
		const {msg, ...others} = JSON.parse(plugin.stdout) as Readonly<Record<string, unknown>>;
		assert.deepEqual(others, {plugin_version: 3, heartbeat_required: false, status: 0});
		assert.match(String(msg), /--bad/);
	});

	test('a server that never answers is waited for no longer than was said', async () => {
		const run = await runCheck(namespace, ['port', '7000', '--window', '1', '--tls', '--reply-timeout', '0.5']);
		assert.equal(run.exitCode, 2);
		assert.ok(run.seconds < 4, `${run.seconds} s`);
		// So many, that they are talked to in turns.
		const many = await runCheck(namespace, ['port', '8000-8399', '--window', '1', '--expect', 'hello', '--reply-timeout', '0.5', '--timeout', '2.6']);
		// What is known by then is told, the others are not.
		assert.equal(many.exitCode, 2);
		const counts = /^PORT CRITICAL - 400 checked: (?<critical>\d+) CRITICAL, \d+ UNKNOWN;/.exec(many.stdout)?.groups;
		assert.ok(Number(counts?.['critical']) >= 64, many.stdout.slice(0, 200));
		assert.match(many.stdout, /^8\d\d\d UNKNOWN: no result within 2\.6 s; open/m);
		assert.ok(many.seconds < 4, `${many.seconds} s`);
	});

	test('--timeout is the end, also of who waits for a name server', async () => {
		await using _server = await useSilentNameServer(namespace);
		const runs = await Promise.all([
			runCheck(namespace, ['port', '22', '--host', 'nowhere.example', '--window', '1', '--reply-timeout', '0.3', '--timeout', '1.5']),
			runCheck(namespace, ['ping', '127.0.0.1', 'nowhere.example', '--count', '1', '--timeout', '1.5']),
		]);
		for (const {exitCode, stdout, seconds} of runs) {
			assert.equal(exitCode, 3);
			assert.match(stdout, /no result within 1\.5 s/);
			assert.ok(seconds < 4, `${seconds} s`);
		}
	});

	test('who does not listen changes nothing', async () => {
		const command = portop('check', 'connections', '-c', 'tcp_LISTEN=1000:');
		const exitCode = async (script: string) => {
			const output = await namespace.run(['sh', '-c', script, 'sh', ...command]);
			return Number(output);
		};

		assert.equal(await exitCode('"$@" >&-; echo $?'), 2, 'closed');
		assert.equal(await exitCode('"$@" >/dev/full; echo $?'), 3, 'full');
		assert.equal(await exitCode('{ { "$@"; echo $? >&3; } | true; } 3>&1'), 2, 'gone');
	});

	/** Stops a check that is under way: what it says, how it ends, and how long that takes. */
	const stop = async (connections: number, ...words: readonly string[]) => {
		const earlier = connectionsBegun(server.pid);
		const child = namespace.start(portop('check', ...words));
		await until(() => connectionsBegun(server.pid) >= earlier + connections, 'the check is under way');
		const said = textOf(child.stdout);
		const startedAt = performance.now();
		child.kill('SIGTERM');
		await until(() => child.exitCode !== null || child.signalCode !== null, 'the end');
		return {said: await said, exitCode: child.exitCode, isAtOnce: performance.now() - startedAt < 1000};
	};

	test('SIGTERM ends it at once, with a report', async () => {
		// What has been measured until then is told, and judged.
		const port = await stop(3, 'port', '7000', '--window', '60');
		assert.deepEqual([port.exitCode, port.isAtOnce], [3, true]);
		assert.match(port.said, /^PORT UNKNOWN - 7000 ended by signal 15; open, .* 'latency_avg'=\d/);
		const bad = await stop(3, 'port', '7000', '--window', '60', '--goal', 'closed');
		assert.deepEqual([bad.exitCode, bad.isAtOnce], [2, true]);
		const ping = await stop(8, 'ping', 'connect://127.0.0.1:7000', '--count', '600', '--interval', '0.1');
		assert.deepEqual([ping.exitCode, ping.isAtOnce], [3, true]);
		assert.match(ping.said, /^PING UNKNOWN - \S+ ended by signal 15; [1-9]\d* of [1-9]\d* received/);
	});
});
