/* The path emulator itself: what it does to packets, against what ping and the recorder see. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {percentile} from '../../benchmark/statistics.ts';
import {createPath, type Path} from '../helpers/path-emulator/path.ts';
import {
	device,
	routers,
	serverAddress,
	type PathRule,
} from '../helpers/path-emulator/plan.ts';
import type {TrueProbe} from '../helpers/path-emulator/truth.ts';
import type {Family} from '../helpers/libc-sockets.ts';
import {requires} from '../helpers/requirements.ts';

const families = ['ipv4', 'ipv6'] as const;
const probes = 60;

/** Rules for echo requests to an address of their own each. */
const rules = families.flatMap(family => {
	const echo = (index: number, name: string, impairments: Partial<PathRule>): PathRule => ({
		name: `${name} ${family}`, protocol: 'icmp', address: serverAddress(family, index), port: 0, ...impairments,
	});
	return [
		...[0, 1, 20, 150].map((roundTripMilliseconds, index) => echo(index, `delay ${roundTripMilliseconds}`, {roundTripMilliseconds})),
		echo(10, 'every 5th', {loss: {kind: 'every', nth: 5, direction: 'forward'}}),
		echo(11, 'bursts', {
			loss: {
				kind: 'bursts', passed: 20, lost: 10, direction: 'reply',
			},
		}),
		echo(12, 'random', {
			loss: {
				kind: 'random', percent: 30, seed: 7, direction: 'forward',
			},
		}),
		echo(13, 'duplicate', {duplicate: {every: 4}}),
		echo(14, 'reorder', {roundTripMilliseconds: 5, hold: {every: 6, milliseconds: 50}}),
	];
});

const busyRules: readonly PathRule[] = [
	{
		name: 'tcp', protocol: 'tcp', address: serverAddress('ipv4'), port: 7000,
	},
	{
		name: 'udp', protocol: 'udp', address: serverAddress('ipv4'), port: 7000,
	},
	{
		name: 'pinged', protocol: 'icmp', address: serverAddress('ipv4', 20), port: 0,
	},
];

describe('the path emulator', requires({root: true, tools: ['ip', 'nft', 'ping']}), () => {
	let path: Path;

	before(async () => {
		path = await createPath({rules: [...rules, ...busyRules]});
	});

	after(async () => {
		await path[Symbol.asyncDispose]();
	});

	/** Sequence numbers in the order in which their answers came, duplicates too. */
	async function ping(address: string): Promise<readonly number[]> {
		// It fails where nothing answers.
		const output = await path.client.run(['sh', '-c', `ping -n -c ${probes} -i 0.02 -W 0.5 ${address} || true`]);
		return output.matchAll(/ icmp_seq=(?<sequence>\d+) ttl=/g).map(({groups}) => Number(groups?.['sequence'])).toArray();
	}

	const pingAll = async (family: Family, ...indices: readonly number[]) => Promise.all(indices.map(async index => ping(serverAddress(family, index))));
	async function trueProbes(rule: string): Promise<readonly TrueProbe[]> {
		const report = await path.report();
		return report.of(rule);
	}

	/** What one ping prints that the first router turns away. */
	const pingRouter = async (family: Family) => path.client.run(['sh', '-c', `ping -n -c 1 -t 1 ${serverAddress(family)} || true`]);

	for (const family of families) {
		test(`loses exactly the probes of the pattern, ${family}`, async () => {
			const [everyFifth, bursts, random] = await pingAll(family, 10, 11, 12);
			const sent = Array.from({length: probes}, (_, index) => index + 1);
			assert.deepEqual(everyFifth, sent.filter(sequence => sequence % 5 !== 0));
			assert.deepEqual(bursts, sent.filter(sequence => (sequence - 1) % 30 < 20));
			const sentOnes = await trueProbes(`random ${family}`);
			const passed = sentOnes.flatMap(({verdict}, index) => verdict === 'passed' ? [index + 1] : []);
			assert.deepEqual(random, passed);
			assert.ok(passed.length > probes / 2, `${passed.length} passed`);
			assert.ok(passed.length < probes);
		});

		test(`duplicates and reorders, ${family}`, async () => {
			const [duplicated, reordered] = await pingAll(family, 13, 14);
			const sent = Array.from({length: probes}, (_, index) => index + 1);
			// ping ends with the first answer to its last probe.
			assert.deepEqual(duplicated, sent.flatMap(sequence => sequence % 4 === 0 && sequence < probes ? [sequence, sequence] : [sequence]));
			assert.deepEqual(reordered?.toSorted((one, other) => one - other), sent);
			// Held for longer than two intervals.
			const overtaken = reordered.filter((sequence, index) => reordered.slice(0, index).some(earlier => earlier > sequence));
			assert.deepEqual(overtaken, sent.filter(sequence => sequence % 6 === 0 && sequence < probes));
		});

		test(`delays by what was asked for, and the recorder sees it, ${family}`, async () => {
			await pingAll(family, 0, 1, 2, 3);
			for (const delay of [0, 1, 20, 150]) {
				const delayed = await trueProbes(`delay ${delay} ${family}`);
				const excess = delayed.map(({rttMicroseconds}) => (rttMicroseconds ?? Infinity) - (delay * 1000));
				assert.equal(excess.length, probes);
				assert.ok(Math.min(...excess) > 0, `${Math.min(...excess)} µs too early`);
				// The machine's own time: four processes on two processors share it.
				assert.ok(percentile(excess, 0.5) < 1000, `${percentile(excess, 0.5)} µs too late`);
			}
		});

		test(`answers for a router, ${family}`, async () => {
			assert.match(await pingRouter(family), new RegExp(`From ${routers[family]} icmp_seq=1 Time`));
		});
	}

	test('counts neither repetitions nor another client', async () => {
		const address = serverAddress('ipv4');
		const pinged = serverAddress('ipv4', 20);
		const endpoints = [{address, port: 7000}];
		await path.serve({accepting: endpoints, echoing: endpoints});
		const sentPackets = async () => Number(await path.client.run(['cat', `/sys/class/net/${device}/statistics/tx_packets`]));
		const earlier = await sentPackets();
		await using _busy = await path.startBusyClient({accepting: endpoints, echoing: endpoints}, [pinged]);
		const answered = await ping(pinged);
		assert.equal(answered.length, probes);
		const report = await path.report();
		assert.deepEqual(['tcp', 'udp', 'pinged'].map(rule => report.of(rule).length), [0, 0, probes]);
		const packets = await sentPackets() - earlier;
		assert.ok(packets > 200, `${packets} packets: the other client is not busy`);
	});
});
