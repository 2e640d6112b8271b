/* `portop check connections` beside ss, with sockets in every state. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {check, runCheck} from '../helpers/check.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';
import {parseRows} from '../helpers/ss.ts';
import {startZoo, zooTools} from '../helpers/start-zoo.ts';

/** How ss spells the states whose figures have another name. */
const ssStates: Readonly<Record<string, string>> = {
	ESTABLISHED: 'ESTAB', FIN_WAIT1: 'FIN-WAIT-1', FIN_WAIT2: 'FIN-WAIT-2', CLOSE: 'UNCONN', NONE: 'UNCONN',
};
const tcpStates = ['LISTEN', 'ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'CLOSE_WAIT', 'CLOSING', 'LAST_ACK', 'TIME_WAIT', 'CLOSE'];
const keys = [
	...['tcp', 'tcp6'].flatMap(protocol => tcpStates.map(state => `${protocol}_${state}`)),
	...['udp', 'udp6'].flatMap(protocol => ['ESTABLISHED', 'NONE'].map(state => `${protocol}_${state}`)),
];

describe('portop check connections', requires({root: true, tools: zooTools}), () => {
	let namespace: Namespace;

	before(async () => {
		namespace = await createNamespace();
		await startZoo(namespace);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	/** What ss counts, by key. */
	const truth = async () => {
		const rows = parseRows(await namespace.run(['ss', '-Hantup']));
		return Object.fromEntries(keys.map(key => {
			const [protocol = '', state = ''] = key.split(/_(.*)/, 2);
			const isWanted = ({local, ...row}: (typeof rows)[number]) => row.state === (ssStates[state] ?? state.replace('_', '-')) && `${row.protocol}${/^[*[]/.test(local) ? '6' : ''}` === protocol;
			return [key, rows.filter(row => isWanted(row)).length];
		}));
	};

	const connections = async (...words: readonly string[]) => check(namespace, ['connections', ...words]);

	for (const source of ['netlink', 'proc']) {
		test(`every state as ss counts it, by ${source}`, async () => {
			const [run, counts] = [await connections('--source', source), await truth()];
			assert.deepEqual(run.items.map(({values}) => values), [counts]);
			assert.equal(Object.keys(counts).length, 26);
			const missing = keys.filter(key => counts[key] === 0);
			assert.deepEqual(missing, ['tcp_CLOSE', 'tcp6_CLOSE'], 'the zoo has all others');
			assert.equal(run.exitCode, 0);
		});
	}

	test('an empty machine has all figures, too: 0', async () => {
		await using empty = await createNamespace();
		const run = await runCheck(empty, ['connections']);
		const perfdata = run.stdout.trim().split(' | ', 2)[1]!.split(' ');
		assert.deepEqual(perfdata, keys.map(key => `'${key}'=0;;;0`));
		assert.equal(run.exitCode, 0);
		const lower = await runCheck(empty, ['connections', '-c', 'tcp_ESTABLISHED=1:']);
		assert.deepEqual([lower.exitCode, lower.stdout.split('\n', 1)[0]!.includes('tcp ESTABLISHED 0, critical 1:')], [2, true]);
	});

	/** Runs with thresholds; the figures that alert, and the exit code. */
	const alerts = async (...words: readonly string[]) => {
		const run = await connections(...words);
		const figures = Object.entries(run.items[0]!.figures).filter(([, {state}]) => state !== 'OK').map(([key, {state}]) => `${key} ${state}`);
		return {figures, exitCode: run.exitCode};
	};

	test('thresholds for one figure, for all, from below and inside out', async () => {
		const counts = await truth();
		const closeWait = counts['tcp_CLOSE_WAIT']!;
		const above = (limit: number) => keys.filter(key => counts[key]! > limit);
		assert.deepEqual(await Promise.all([
			alerts('-w', `tcp_CLOSE_WAIT=${closeWait}`),
			alerts('-w', `tcp_CLOSE_WAIT=${closeWait - 1}`),
			alerts('-w', `tcp_close-wait=${closeWait - 1}`, '-c', 'tcp6_FIN_WAIT_1=5'),
			alerts('-c', 'tcp_CLOSE=1:'),
			alerts('-w', 'tcp_LISTEN=@1:1000'),
			alerts('-w', 'tcp_LISTEN=@1000:2000'),
			alerts('-w', '50'),
			alerts('-w', '50', '-w', 'tcp_ESTABLISHED=5000', '-c', 'udp_NONE=1', '--always-ok'),
		]), [
			{figures: [], exitCode: 0},
			{figures: ['tcp_CLOSE_WAIT WARNING'], exitCode: 1},
			{figures: ['tcp_CLOSE_WAIT WARNING', 'tcp6_FIN_WAIT1 CRITICAL'], exitCode: 2},
			{figures: ['tcp_CLOSE CRITICAL'], exitCode: 2},
			{figures: ['tcp_LISTEN WARNING'], exitCode: 1},
			{figures: [], exitCode: 0},
			{figures: above(50).map(key => `${key} WARNING`), exitCode: 1},
			{figures: above(50).filter(key => key !== 'tcp_ESTABLISHED').map(key => `${key} ${key === 'udp_NONE' ? 'CRITICAL' : 'WARNING'}`), exitCode: 0},
		]);
	});

	test('the worst comes first, and thresholds are in the performance data', async () => {
		const {stdout} = await runCheck(namespace, ['connections', '-w', 'tcp_LISTEN=1', '-c', 'udp_NONE=2:3']);
		assert.match(stdout, /^CONNECTIONS CRITICAL - udp NONE \d+, critical 2:3; tcp LISTEN \d+, warning 1; [^\n|]*\| /);
		assert.match(stdout, / 'udp_NONE'=\d+;;2:3;0(?: |\n)/);
		assert.match(stdout, / 'tcp_LISTEN'=\d+;1;;0 /);
		const quiet = await runCheck(namespace, ['connections', '--no-perfdata']);
		assert.doesNotMatch(quiet.stdout, /['|]/);
	});

	test('--conn-type and --conn-status choose, in any spelling', async () => {
		const chosen = async (...words: readonly string[]) => {
			const run = await connections(...words);
			return Object.keys(run.items[0]!.values);
		};

		assert.deepEqual(await Promise.all([
			chosen('--conn-type', 'udp', '--conn-type', 'udp6'),
			chosen('--conn-status', 'close_wait', '--conn-status', 'FIN-WAIT-1', '--conn-type', 'tcp'),
			chosen('--conn-status', 'established'),
			chosen('--conn-type', 'all', '--conn-status', 'all'),
		]), [
			['udp_ESTABLISHED', 'udp_NONE', 'udp6_ESTABLISHED', 'udp6_NONE'],
			['tcp_FIN_WAIT1', 'tcp_CLOSE_WAIT'],
			['tcp_ESTABLISHED', 'tcp6_ESTABLISHED', 'udp_ESTABLISHED', 'udp6_ESTABLISHED'],
			keys,
		]);
	});
});
