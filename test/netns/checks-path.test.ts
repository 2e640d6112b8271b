/* `portop check port --host` and `portop check ping` of another host, on a path with exact delay and loss. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {probeMethods} from '../../source/model/probe-method.ts';
import {check, startScript, timesOf} from '../helpers/check.ts';
import {createPath, type Path} from '../helpers/path-emulator/path.ts';
import {serverAddress, type PathRule} from '../helpers/path-emulator/plan.ts';
import {requires} from '../helpers/requirements.ts';
import {families, protocolOf, targetOf} from './probes-run.ts';

const delay = 20;
const host = serverAddress('ipv4');
const open = {
	name: 'open', protocol: 'tcp', address: host, port: 7000, roundTripMilliseconds: delay,
} as const satisfies PathRule;
const full = {
	name: 'full', protocol: 'tcp', address: host, port: 7001,
} as const satisfies PathRule;
const closed = 7002;

/** Every fifth probe of every second family and method is lost. */
const cases = families.flatMap((family, row) => probeMethods.map((method, column) => {
	const protocol = protocolOf(method);
	const isIcmp = protocol === 'icmp';
	const rule: PathRule = {
		name: `${method} ${family}`,
		protocol,
		address: serverAddress(family, isIcmp ? 1 : 0),
		port: isIcmp ? 0 : 7100 + (10 * row) + column,
		roundTripMilliseconds: delay,
		...((row + column) % 2 === 0 && {loss: {kind: 'every', nth: 5, direction: 'forward'}}),
	};
	return {method, rule};
}));

/** The same port is open here: what it does is nobody's business who asks for another machine's. */
const here = `
	require('node:net').createServer().listen(${open.port}, '0.0.0.0', () => console.log('ready'));`;

describe('portop check on an emulated path', requires({root: true, tools: ['ip', 'nft']}), () => {
	let path: Path;

	before(async () => {
		path = await createPath({rules: [open, full, ...cases.map(({rule}) => rule)]});
		await path.serve({
			accepting: [open, ...cases.map(({rule}) => rule).filter(({protocol}) => protocol === 'tcp')],
			echoing: cases.map(({rule}) => rule).filter(({protocol}) => protocol === 'udp'),
			full: [full],
		});
		await startScript(path.client, here);
	});

	after(async () => {
		await path[Symbol.asyncDispose]();
	});

	test('the port of another machine: its latency, and no figure of this machine', async () => {
		const run = await check(path.client, ['port', String(open.port), String(full.port), String(closed), '--host', host, '--window', '2', '--reply-timeout', '0.5']);
		assert.deepEqual(run.items.map(({status_text: status}) => status), ['open', 'filtered', 'closed']);
		for (const {name, values} of run.items) {
			const {
				cpu, memory, connections, connection_rate: rate, processes, sent, received,
			} = values;
			assert.deepEqual(Object.entries({
				cpu, memory, connections, rate, processes, sent, received,
			}).filter(([, value]) => value !== null), [], name);
		}

		const [least, , most] = timesOf(run.item(open.port), 'latency', delay, delay + 10);
		// Each connection that was counted was one on the path.
		const report = await path.report();
		const truth = report.of(open.name).map(({rttMicroseconds}) => rttMicroseconds! / 1000);
		assert.equal(truth.length, 4, 'one each half second');
		const differences = [Math.min(...truth) - least, Math.max(...truth) - most];
		assert.ok(differences.every(difference => Math.abs(difference) < 1), `${truth.join(', ')} beside ${least} to ${most}`);
	});

	test('every method counts what the path has lost, and its times are the path\'s', async () => {
		const targets = cases.map(({rule, method}) => targetOf(rule, method));
		const run = await check(path.client, ['ping', ...targets, '--count', '10', '--interval', '0.1', '--reply-timeout', '0.5', '-w', '10']);
		const report = await path.report();
		for (const [index, {rule}] of cases.entries()) {
			const {values, state} = run.items[index]!;
			const truth = report.of(rule.name);
			const answered = truth.flatMap(({rttMicroseconds}) => rttMicroseconds === null ? [] : [rttMicroseconds / 1000]);
			const lost = rule.loss === undefined ? 0 : 2;
			assert.equal(answered.length, 10 - lost, rule.name);
			const {packets_transmitted: transmitted, packets_received: received, packets_loss: loss} = values;
			assert.deepEqual([transmitted, received, loss, state], [truth.length, answered.length, lost * 10, lost === 0 ? 'OK' : 'WARNING'], rule.name);
			const times = [Math.min(...answered), answered.reduce((sum, time) => sum + time, 0) / answered.length, Math.max(...answered)];
			const told = timesOf(run.items[index]!, 'rt', delay, 200);
			assert.ok(told.every((time, number) => Math.abs(time - times[number]!) < 1), `${rule.name}: ${told.join(', ')} beside ${times.join(', ')}`);
		}

		assert.equal(run.exitCode, 1);
	});
});
