import assert from 'node:assert/strict';
import {
	mkdtemp,
	open,
	rm,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test} from 'node:test';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
import type {CheckOptions} from '../../../source/cli/options/options.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';
import {execute} from '../../helpers/execute.ts';
import {requires} from '../../helpers/requirements.ts';

async function read(...words: readonly string[]): Promise<CheckOptions> {
	const task = await parseCommandLine(['check', ...words], {});
	assert.equal(task.command, 'check');
	return task.options;
}

async function portCheck(...words: readonly string[]) {
	const options = await read('port', ...words);
	assert.strictEqual(options.check, 'port');
	return options;
}

async function pingCheck(...words: readonly string[]) {
	const options = await read('ping', ...words);
	assert.strictEqual(options.check, 'ping');
	return options;
}

async function keys(...words: readonly string[]): Promise<readonly string[]> {
	const options = await read('connections', ...words);
	assert.strictEqual(options.check, 'connections');
	return options.keys;
}

/** For assert.rejects: a UsageError with this message. */
const usageError = (message: RegExp) => (error: unknown) => error instanceof UsageError && message.test(error.message);

test('defaults', async () => {
	assert.deepEqual(await read('port', '22'), {
		format: 'nagios', warning: [], critical: [], timeoutSeconds: 36, alwaysOk: false, perfdata: true, maxLineBytes: 4096, series: '', pluginVersion: 1, heartbeat: true, pluginConfigFile: null,
		check: 'port', ports: [22], host: null, family: null, source: 'auto', windowSeconds: 5, replyTimeoutSeconds: 1, goal: 'open', tls: false, tlsName: null, send: null, expect: null,
	});
});

test('ports are lists and ranges, as words and after --port, each once', async () => {
	const {ports} = await portCheck('443', '22,80', '8000-8002', '--port', '22', '--port=9000');
	assert.deepEqual(ports, [22, 80, 443, 8000, 8001, 8002, 9000]);
});

test('-w and -c are thresholds in a check, and -c the count of a probe', async () => {
	const {warning, critical} = await read('port', '22', '-w', '50', '-c', 'cpu=80', '--critical', '22_memory=100');
	const shown = (thresholds: CheckOptions['warning']) => thresholds.map(({key, range}) => [key, range.text]);
	assert.deepEqual(shown(warning), [[null, '50']]);
	assert.deepEqual(shown(critical), [['cpu', '80'], ['22_memory', '100']]);
	const task = await parseCommandLine(['probe', '-c', '3', '127.0.0.1'], {});
	assert.strictEqual(task.command, 'probe');
	assert.equal(task.options.settings.count, 3);
});

test('the certificate must be that of --tls-name, or of the host', async () => {
	for (const [words, name] of [
		[[], null],
		[['--host', '127.0.0.1'], '127.0.0.1'],
		[['--host', 'example.org'], 'example.org'],
		[['--host', 'example.org', '--tls-name', 'www.example.org'], 'www.example.org'],
	] as const) {
		const {tlsName} = await portCheck('443', '--tls', ...words);
		assert.equal(tlsName, name);
	}
});

test('text to send has escapes; what is expected is a regular expression', async () => {
	const {send, expect} = await portCheck('25', '--send', String.raw`EHLO x\r\n`, '--expect', '^250[ -]');
	assert.deepEqual(send, new TextEncoder().encode('EHLO x\r\n'));
	assert.ok(expect?.test('220 hello\n250-x'));
});

test('a ping takes hosts as words and after --host, and the settings of probes', async () => {
	const {targets, settings} = await pingCheck('icmp://192.0.2.1', '--host', 'localhost', '--count', '7', '-i', '0.2', '--reply-timeout', '2');
	assert.deepEqual(targets.map(({text}) => text), ['icmp://192.0.2.1', 'localhost']);
	assert.deepEqual([settings.count, settings.intervalSeconds, settings.timeoutSeconds], [7, 0.2, 2]);
});

test('what Site24x7\'s agent writes into the command line is understood', async () => {
	const {pluginVersion, heartbeat, check} = await read('ping', '--host=localhost', '--plugin_version=2', '--heartbeat=False');
	assert.deepEqual([pluginVersion, heartbeat, check], [2, false, 'ping']);
	const other = await read('ping', '--host', 'localhost', '--plugin-version', '1', '--heartbeat', 'True');
	assert.deepEqual([other.pluginVersion, other.heartbeat], [1, true]);
	const {windowSeconds} = await portCheck('--port=22', '--duration=10');
	assert.equal(windowSeconds, 10);
});

test('ports and hosts of a plug-in\'s .cfg', async () => {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-check-'));
	try {
		const file = path.join(folder, 'x.cfg');
		await writeFile(file, '[a]\nport=22\nplugin_version=4\n[b]\nport=8000-8001\n');
		const {ports, pluginVersion} = await portCheck('--plugin-config', file);
		assert.deepEqual([ports, pluginVersion], [[22, 8000, 8001], 4]);
		await writeFile(file, '[a]\nhost="localhost"\nheartbeat="False"\n');
		const ping = await read('ping', '--plugin-config', file);
		assert.equal(ping.heartbeat, false);
		await writeFile(file, '[a]\nport=22\nduration=9\ntls=true\nlog_type_name=web\n');
		const measured = await portCheck('--plugin-config', file);
		assert.deepEqual([measured.windowSeconds, measured.tls], [9, true]);
		const shorter = await portCheck('--plugin-config', file, '--window', '3');
		assert.equal(shorter.windowSeconds, 3, 'what is typed goes before');
		for (const [line, message] of [['host=', /--host: ''/], ['window=x', /window.*'x'/], ['tls=1', /tls is '1'; write tls=true/], ['expect=', /--expect: it is empty/]] as const) {
			await writeFile(file, `[a]\nport=22\n${line}\n`);
			await assert.rejects(read('port', '--plugin-config', file), usageError(message), line);
		}

		await writeFile(file, 'port=22\n');
		await assert.rejects(read('port', '--plugin-config', file), usageError(/has no section/));
	} finally {
		await rm(folder, {recursive: true});
	}
});

test('a check ends when its time is over, though its file is a pipe that says nothing', requires({tools: ['mkfifo']}), async () => {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-check-'));
	const pipe = path.join(folder, 'x.cfg');
	await execute('mkfifo', [pipe]);
	await assert.rejects(read('port', '--plugin-config', pipe, '--timeout', '0.1'), usageError(/nothing came for 0\.\d s$/));
	// The reader is left behind in open(2): until there is a writer.
	const writer = await open(pipe, 'w');
	await writer.close();
	await rm(folder, {recursive: true});
});

test('connections: every protocol and state, or those that are asked for in any spelling', async () => {
	const every = await keys();
	assert.equal(every.length, 26);
	assert.deepEqual(await keys('--conn-type', 'udp'), ['udp_ESTABLISHED', 'udp_NONE']);
	assert.deepEqual(await keys('--conn-type', 'tcp', '--conn-status', 'fin_wait1', '--conn-status', 'FIN-WAIT-2'), ['tcp_FIN_WAIT1', 'tcp_FIN_WAIT2']);
	for (const spelling of ['syn_recv', 'SYN_RECEIVED', 'syn-recv']) {
		assert.deepEqual(await keys('--conn-type', 'tcp6', '--conn-status', spelling), ['tcp6_SYN_RECV']);
	}

	assert.deepEqual(await keys('--conn-type', 'all', '--conn-status', 'all'), every);
});

test('thresholds of connections take every spelling of a state', async () => {
	const {warning} = await read('connections', '-w', 'tcp_FIN_WAIT_1=5', '-w', 'TCP_estab=7');
	assert.deepEqual(warning.map(({key}) => key), ['tcp_FIN_WAIT1', 'tcp_ESTABLISHED']);
});

for (const [words, message] of [
	[['port'], /no port is given/],
	[['port', 'ssh'], /'ssh' is neither a port nor a range/],
	[['port', '0'], /not within 1 to 65535/],
	[['port', '1-2000'], /2000 ports are more than the 1024/],
	[['port', '22', '-w', '5:1'], /--warning: '5:1' is not a range; write 10 /],
	[['port', '22', '-c', 'latency=1'], /no figure 'latency'; did you mean 'latency_\w+'/],
	[['port', '22', '-c', 'tls_days=1'], /no figure 'tls_days'/],
	[['port', '22', '--timeout', '5'], /--timeout 5 is too short for what takes 5 s; write --timeout 11/],
	[['port', '22', '--window', '0'], /--window/],
	[['port', '22', '--tls-name', 'x'], /--tls-name is for --tls/],
	[['port', '22', '--goal', 'shut'], /--goal: 'shut' is none of its values; there is open, closed/],
	[['port', '22', '--goal', 'closed', '--tls'], /--goal closed and --tls exclude each other/],
	[['port', '22', '--expect', '('], /--expect: '\(' is not a regular expression/],
	[['port', '22', '--send', String.raw`\q`], /--send: '\\q' is not an escape/],
	[['port', '22', '--host', 'a;reboot'], /--host: 'a;reboot' is neither a name nor an address/],
	[['port', '22', '-4', '-6'], /exclude each other/],
	[['port', '22', '--format', 'xml'], /--format: 'xml' is none of its values/],
	[['port', '22', '--count', '3'], /--count is not for portop check port/],
	[['ping'], /no target is given/],
	[['ping', '$(reboot)'], /is not the name of a host/],
	[['ping', 'localhost', '--heartbeat', 'maybe'], /--heartbeat: 'maybe'/],
	[['ping', 'localhost', '--count', '0'], /--count: '0' is not a whole number from 1 to 10000,/],
	[['connections', '--conn-status', 'idle'], /Linux has no state 'idle'/],
	[['connections', '--conn-type', 'udp', '--conn-status', 'listen'], /has no state LISTEN/],
	[['connections', '--conn-type', 'udp', '-w', 'tcp_LISTEN=1'], /no figure 'tcp_LISTEN'/],
	[['connections', '22'], /unexpected '22'/],
	[['prot', '22'], /there is no 'prot'; did you mean 'port'\?/],
	[[], /what is to be checked\?/],
] as const) {
	test(`refuses check ${words.join(' ')}`, async () => {
		await assert.rejects(read(...words), usageError(message));
	});
}
