/* Interfaces of the namespace that portop is in, whichever /sys is mounted: their names, and their traffic, each frame once. */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import {
	after,
	before,
	describe,
	it,
} from 'node:test';
import {execute} from '../helpers/execute.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';

const script = path.join(import.meta.dirname, '../helpers/listen-on-device.ts');

describe('interfaces of a namespace', requires({root: true, tools: ['ip', 'nsenter', 'ss', 'ping']}), () => {
	let here: Namespace;
	let there: Namespace;

	before(async () => {
		here = await createNamespace();
		there = await createNamespace();
	});

	after(async () => {
		await here[Symbol.asyncDispose]();
		await there[Symbol.asyncDispose]();
	});

	/** Runs a command in the namespace, with the /sys of this one. */
	const enter = async (...words: readonly string[]) => {
		const {stdout} = await execute('nsenter', [`--net=/run/netns/${here.name}`, ...words]);
		return stdout;
	};

	/** The words of a list of sockets that name an interface. */
	const addresses = (text: string) => text.split(/\s/).filter(word => word.includes('%'));

	it('have the names that ss has, also when they are gone', async () => {
		// An index that an interface of this namespace mostly has too.
		await here.run(['ip', 'link', 'add', 'name', 'zoo7', 'index', '2', 'type', 'veth', 'peer', 'name', 'peer7', 'netns', there.name]);
		const listener = here.start([process.execPath, '--import', 'tsx', script, 'zoo7', '21100']);
		await once(listener.stdout, 'data');
		const bySs = async () => addresses(await enter('ss', '-Hltn'));
		const byPortop = async () => addresses(await enter(...portop('list', '--filter', 'state listening')));
		assert.deepEqual(await byPortop(), ['0.0.0.0%zoo7:21100']);
		assert.deepEqual(await byPortop(), await bySs());
		await here.run(['ip', 'link', 'del', 'zoo7']);
		assert.deepEqual(await byPortop(), ['0.0.0.0%if2:21100']);
		assert.deepEqual(await byPortop(), await bySs());
	});

	it('are in the totals once, though a bridge, a VLAN and a macvlan lie on one of them', async () => {
		await here.run(['ip', 'link', 'add', 'eth7', 'type', 'veth', 'peer', 'name', 'wire', 'netns', there.name]);
		for (const words of [
			['link', 'add', 'br7', 'type', 'bridge'],
			['link', 'set', 'eth7', 'master', 'br7'],
			['link', 'add', 'link', 'br7', 'name', 'mac7', 'type', 'macvlan'],
			['link', 'set', 'eth7', 'up'],
			['link', 'set', 'br7', 'up'],
			['link', 'set', 'mac7', 'up'],
			['addr', 'add', '10.9.7.1/24', 'dev', 'mac7'],
		]) {
			await here.run(['ip', ...words]);
		}

		await there.run(['ip', 'link', 'set', 'wire', 'up']);
		await there.run(['ip', 'addr', 'add', '10.9.7.2/24', 'dev', 'wire']);
		there.start(['ping', '-q', '-i', '0.005', '-s', '1000', '10.9.7.1']);
		const received = async () => {
			const counters = await here.run(['cat', '/proc/net/dev']);
			return Number(/eth7: *(?<bytes>\d+)/.exec(counters)?.groups?.['bytes']);
		};

		for (let last = -1; last < 50_000;) {
			last = await received();
		}

		const watch = here.start([...portop('list', 'states', '--json', '--watch', '--interval', '0.5')]);
		const bytesBefore = await received();
		const startedAt = performance.now();
		const rates: number[] = [];
		for await (const line of readline.createInterface({input: watch.stdout})) {
			const {totals} = JSON.parse(line) as {readonly totals: {readonly receiveBitsPerSecond: number | null}};
			rates.push(...totals.receiveBitsPerSecond === null ? [] : [totals.receiveBitsPerSecond]);
			if (rates.length === 6) {
				break;
			}
		}

		const wire = (await received() - bytesBefore) * 8 / ((performance.now() - startedAt) / 1000);
		const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
		assert.ok(Math.abs(mean - wire) < wire * 0.4, `${mean} of ${wire} bit/s`);
	});
});
