/* Attacks with real packets, seen by the detectors through the real kernel: each raises exactly one alert, ordinary traffic none. */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import type {Alert, AlertRow} from '../../source/model/alert.ts';
import {execute} from '../helpers/execute.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

const helper = (name: string) => path.join(import.meta.dirname, '../helpers', name);
const server = 'require(\'node:net\').createServer(socket => socket.on(\'error\', () => {})).listen(7000, \'10.77.0.1\', () => console.log(\'ready\'))';

describe('attacks', requires({root: true, tools: ['ip', 'hping3']}), () => {
	let victim: Namespace;
	let attacker: Namespace;
	let look: () => Promise<{readonly tick: number; readonly rows: readonly AlertRow[]}>;

	before(async () => {
		victim = await createNamespace();
		attacker = await createNamespace();
		await execute('ip', ['link', 'add', 'wire', 'netns', victim.name, 'type', 'veth', 'peer', 'name', 'wire', 'netns', attacker.name]);
		for (const [namespace, address] of [[victim, '10.77.0.1/24'], [attacker, '10.77.0.2/24']] as const) {
			await namespace.run(['ip', 'address', 'add', address, 'dev', 'wire']);
			await namespace.run(['ip', 'link', 'set', 'wire', 'up']);
		}

		// The attacker throws away what answers its forged addresses.
		await victim.run(['ip', 'route', 'add', '198.18.0.0/15', 'via', '10.77.0.2']);
		await victim.run(['sysctl', '-qw', 'net.ipv4.tcp_max_syn_backlog=128', 'net.core.somaxconn=128', 'net.ipv4.conf.all.rp_filter=0']);
		const listener = victim.start([process.execPath, '-e', server]);
		assert.equal(await linesOf(listener.stdout).next(), 'ready');
		const watch = victim.start([process.execPath, '--import', 'tsx', helper('watch-alerts.ts')]);
		const lines = linesOf(watch.stdout);
		assert.equal(await lines.next(), 'ready');
		look = async () => {
			watch.stdin.write('\n');
			// The border to a program of this test.
			return JSON.parse(await lines.next()) as Awaited<ReturnType<typeof look>>;
		};
	});

	after(async () => {
		await victim[Symbol.asyncDispose]();
		await attacker[Symbol.asyncDispose]();
	});

	/** The alerts that have fired by some samples later. */
	async function firedBy(samples: number): Promise<readonly Alert[]> {
		const {tick: from} = await look();
		for (;;) {
			const {tick, rows} = await look();
			if (tick >= from + samples) {
				return rows.flatMap(row => row.type === 'event' && row.event.kind === 'alert-fired' ? row.event.alert ?? [] : []);
			}

			await wait(100);
		}
	}

	test('ordinary connections, and a few to a closed port, raise none', async () => {
		const client = `
			const {connect} = require('node:net');
			let left = 200;
			const next = () => left-- > 0 && connect(left % 20 === 0 ? 7999 : 7000, '10.77.0.1', function () { this.end(); }).on('error', () => {}).on('close', next);
			next();`;
		await attacker.run([process.execPath, '-e', client]);
		assert.deepEqual(await firedBy(5), []);
	});

	test('a scan of 300 ports raises one, which names the peer', async () => {
		await attacker.run(['hping3', '-q', '-S', '-p', '++8000', '-c', '300', '-i', 'u3000', '10.77.0.1']);
		const alerts = await firedBy(5);
		assert.deepEqual(alerts.map(({source, message}) => [source, message.includes('10.77.0.2')]), [['port scan', true]]);
	});

	test('SYNs to an open port whose handshakes are reset count as its drops, and raise none', async () => {
		await attacker.run(['hping3', '-q', '-S', '-p', '7000', '-c', '600', '-i', 'u5000', '10.77.0.1']);
		const alerts = await firedBy(5);
		assert.deepEqual(alerts.map(({source}) => source), ['port scan']);
	});

	test('a flood of SYNs from addresses that never answer raises one more', async () => {
		await attacker.run(['sh', '-c', 'for host in $(seq 1 20); do hping3 -q -S -p 7000 -a 198.18.0.$host -c 250 -i u50000 10.77.0.1 & done; wait']);
		const alerts = await firedBy(8);
		assert.deepEqual(alerts.map(({source}) => source).toSorted(), ['SYN flood', 'port scan']);
	});
});
