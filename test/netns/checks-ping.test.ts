/* `portop check ping` beside what nftables counts on the wire, and with targets that are none. */
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {
	check,
	runCheck,
	startScript,
	timesOf,
} from '../helpers/check.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

const servers = `
	const net = require('node:net').createServer(socket => socket.on('error', () => {})).listen(7000, '::');
	const udp = require('node:dgram').createSocket('udp4');
	udp.on('message', (message, {port, address}) => udp.send(message, port, address)).bind(7001, '127.0.0.1', () => console.log('ready'));`;

/** What leaves, by target. */
const wires = [
	['connect://127.0.0.1:7000', 'tcp dport 7000 tcp flags & (fin|syn|rst|psh|ack|urg) == syn ip daddr 127.0.0.1'],
	['syn://[::1]:7000', 'tcp dport 7000 tcp flags & (fin|syn|rst|psh|ack|urg) == syn ip6 daddr ::1'],
	['icmp://127.0.0.1', 'icmp type echo-request'],
	['udp://127.0.0.1:7001', 'udp dport 7001'],
] as const;

/** What `nft --json` says of a chain's rules. */
type Ruleset = {
	readonly nftables: ReadonlyArray<{readonly rule?: {readonly expr: ReadonlyArray<{readonly counter?: {readonly packets: number}}>}}>;
};

describe('portop check ping', requires({root: true, tools: ['ip', 'nft']}), () => {
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
		await startScript(namespace, servers);
		await namespace.run(['nft', [
			'add table inet wire',
			'add chain inet wire out { type filter hook output priority 0; }',
			...wires.map(([, rule]) => `add rule inet wire out ${rule} counter`),
			'add chain inet wire in { type filter hook input priority 0; }',
			'add rule inet wire in ip daddr 127.0.0.66 drop',
			'add rule inet wire in tcp dport 7998 reject with icmpx admin-prohibited',
		].join(';')]);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	const quick = ['--count', '4', '--interval', '0.05', '--reply-timeout', '0.3'] as const;
	const ping = async (...words: readonly string[]) => check(namespace, ['ping', ...quick, ...words]);

	test('several targets, each by its method: as many as the wire has seen', async () => {
		const run = await ping(...wires.map(([target]) => target));
		const {nftables} = JSON.parse(await namespace.run(['nft', '-j', 'list', 'chain', 'inet', 'wire', 'out'])) as Ruleset;
		const counters = nftables.flatMap(({rule}) => rule?.expr ?? []).flatMap(({counter}) => counter?.packets ?? []);
		assert.deepEqual(run.items.map(({values}) => values['packets_transmitted']), counters);
		for (const item of run.items) {
			const {name, values, state} = item;
			assert.deepEqual([values['packets_transmitted'], values['packets_received'], values['packets_loss'], state], [4, 4, 0, 'OK'], name);
			assert.ok(timesOf(item, 'rt', 0, 100)[0] > 0, name);
		}

		assert.equal(run.exitCode, 0);
	});

	test('--method is for targets that say none', async () => {
		const run = await ping('127.0.0.1:7000', '--method', 'syn');
		assert.deepEqual([run.exitCode, run.items.map(({values}) => values['packets_received'])], [0, [4]]);
		const openMetrics = await runCheck(namespace, ['ping', ...quick, '127.0.0.1:7000', '--method', 'syn', '--format', 'openmetrics']);
		assert.match(openMetrics.stdout, /method="syn"/);
	});

	test('when nothing comes back the loss is whole, and there are no times', async () => {
		const run = await ping('icmp://127.0.0.66', '127.0.0.1');
		const [dead, alive] = run.items;
		assert.deepEqual([dead!.state, dead!.values], ['CRITICAL', {
			packets_transmitted: 4, packets_received: 0, packets_loss: 100, rt_min: null, rt_avg: null, rt_max: null,
		}]);
		assert.deepEqual([alive!.state, run.exitCode], ['OK', 2]);
		const plugin = await runCheck(namespace, ['ping', ...quick, '--host', '127.0.0.66', '--format', 'site24x7']);
		const {'rt min': least, 'packets loss': loss, status, host, units} = JSON.parse(plugin.stdout) as Readonly<Record<string, unknown>>;
		assert.deepEqual({
			least, loss, status, host, units,
		}, {
			least: null, loss: 100, status: 0, host: '127.0.0.66', units: {
				'packets loss': '%', 'rt min': 'ms', 'rt avg': 'ms', 'rt max': 'ms',
			},
		});
	});

	test('what refuses is received, but no success but of UDP; what a firewall turns away is not received', async () => {
		const run = await ping('127.0.0.1:7999', 'udp://127.0.0.1:7999', '127.0.0.1:7998');
		assert.deepEqual(run.items.map(({values, state}) => [values['packets_received'], values['packets_loss'], state]), [[4, 0, 'CRITICAL'], [4, 0, 'OK'], [0, 100, 'CRITICAL']]);
	});

	test('a name without an address is not known, and the others are', async () => {
		const run = await ping('nowhere.invalid', '127.0.0.1');
		const [unknown, known] = run.items;
		assert.deepEqual([unknown!.state, unknown!.values['packets_transmitted'], unknown!.values['packets_loss'], known!.state, run.exitCode], ['UNKNOWN', 0, null, 'OK', 3]);
		assert.match(unknown!.problems[0]!.message, /\S/);
	});

	test('what is no host never reaches a shell, and is UNKNOWN', async () => {
		const marks = ['; touch /tmp/portop-pwned', '$(touch /tmp/portop-pwned)', '`touch /tmp/portop-pwned`', '|id', '-x', '\n', '127.0.0.1 -c 1', ''];
		const spoken = marks.flatMap(mark => [['ping', mark], ['ping', '--host', mark], ['port', '22', `--host=${mark}`]]);
		const runs = await Promise.all(spoken.map(async words => ({words, ...await runCheck(namespace, words)})));
		for (const {words, exitCode, stdout, stderr} of runs) {
			assert.deepEqual([exitCode, stderr], [3, ''], JSON.stringify(words));
			assert.match(stdout, /^P(?:ING|ORT) UNKNOWN - [^\n]+\n$/, JSON.stringify(words));
		}

		assert.ok(!existsSync('/tmp/portop-pwned'));
	});
});
