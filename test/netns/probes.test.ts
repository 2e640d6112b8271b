/*
`portop probe` on a path that delays, loses, duplicates and reorders by plan: what it tells, probe by probe, against what
the path did and what a recorder at its end saw.
*/
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {percentile} from '../../benchmark/statistics.ts';
import type {ProbeMethod} from '../../source/model/probe-method.ts';
import {createPath, type Path} from '../helpers/path-emulator/path.ts';
import {device, routers, type PathRule} from '../helpers/path-emulator/plan.ts';
import type {TrueProbe} from '../helpers/path-emulator/truth.ts';
import {requires} from '../helpers/requirements.ts';
import {
	all,
	busy,
	combinations,
	dropped,
	duplicated,
	endpointsOf,
	firewall,
	full,
	holds,
	late,
	matrix,
	meaningOf,
	prohibited,
	refused,
	reordered,
	serving,
	unreachable,
	type Case,
} from './probes-cases.ts';
import {
	expectedOutcomes,
	families,
	rttErrors,
	runProbes,
	targetOf,
	toldOutcomes,
	type Told,
} from './probes-run.ts';

const mostErrorMicroseconds = 200;

describe('portop probe on an emulated path', requires({root: true, tools: ['ip', 'nft', 'ping']}), () => {
	let path: Path;

	before(async () => {
		path = await createPath({rules: all.map(({rule}) => rule)});
		await path.server.run(['nft', [
			'add table inet firewall',
			'add chain inet firewall input { type filter hook input priority 0; }',
			...firewall(prohibited, 'reject with icmpx admin-prohibited'),
			...firewall(unreachable, 'reject with icmpx host-unreachable'),
			...firewall(dropped, 'drop'),
		].join(';')]);
		await path.serve({
			accepting: endpointsOf(serving, 'tcp'),
			echoing: endpointsOf(serving, 'udp'),
			full: endpointsOf(full, 'tcp'),
		});
	});

	after(async () => {
		await path[Symbol.asyncDispose]();
	});

	/** Probes all the cases at the same time and has each one judged. */
	async function probe(cases: readonly Case[], flags: {readonly count: number; readonly interval: number; readonly timeout: number}) {
		const targets = cases.map(({rule, method}) => targetOf(rule, method));
		const told = await runProbes(path.client, targets, ['-c', String(flags.count), '-i', String(flags.interval), '--timeout', String(flags.timeout)]);
		const report = await path.report();
		return cases.map(({rule, method, family}, index) => {
			const ofTarget = told.get(targets[index]!)!;
			const truth = report.of(rule.name);
			assert.equal(truth.length, flags.count, `${targets[index]}: probes that left`);
			assert.deepEqual(toldOutcomes(ofTarget), expectedOutcomes(truth, method, flags.timeout * 1000), targets[index]);
			checkFigures(ofTarget, flags.count);
			return {
				rule, method, family, truth, told: ofTarget, name: targets[index]!,
			};
		});
	}

	/** What has been sent on the path, by whomever. */
	const countSent = async () => Number(await path.client.run(['cat', `/sys/class/net/${device}/statistics/tx_packets`]));
	const startBusyClient = async (cases: readonly Case[]) => path.startBusyClient(
		{accepting: endpointsOf(cases, 'tcp'), echoing: endpointsOf(cases, 'udp')},
		endpointsOf(cases, 'icmp').map(({address}) => address),
	);
	const probeWithTimeToLive = async (targets: readonly string[], timeToLive: number) => runProbes(path.client, targets, ['-c', '5', '-i', '0.05', '--ttl', String(timeToLive)]);

	for (const {family, method} of combinations) {
		test(`${method}, ${family}: every delay with every pattern of loss`, async () => {
			const results = await probe(matrix.filter(one => one.family === family && one.method === method), {count: 110, interval: 0.025, timeout: 0.6});
			for (const {rule, truth, told, name} of results) {
				// Not only what the recorder saw, but what the path meant to do.
				assert.deepEqual(toldOutcomes(told).lost, truth.flatMap(({verdict}, index) => verdict === 'passed' ? [] : [index + 1]), name);
				assert.equal(told.session.lost > 0, rule.loss !== undefined, name);
				// The path itself is late where the machine has stalled.
				assert.equal(told.session.replies + told.session.lost + told.session.late, truth.length, name);
				// Three in a row that are lost make a port look filtered; nothing less does.
				const isSilent = truth.slice(-3).every(({verdict}) => verdict !== 'passed');
				assert.equal(told.status, isSilent ? (method === 'udp' ? 'OPEN|FILTERED' : 'FILTERED') : 'OPEN', name);
			}

			checkRoundTrips(results);
		});
	}

	const outcomeFlags = {count: 60, interval: 0.04, timeout: 0.4};

	for (const family of families) {
		test(`duplicates, reordering and late answers each in their own count, ${family}`, async () => {
			const ofFamily = (cases: readonly Case[]) => cases.filter(one => one.family === family);
			const results = await probe(ofFamily([...duplicated, ...reordered, ...late]), outcomeFlags);
			for (const {rule, method, truth, told, name} of results) {
				const {duplicates, reordered: overtaken, late: tooLate, lost} = told.session;
				// A second SYN-ACK never gets past the kernel to who has called connect(2).
				const surplus = method === 'connect' ? 0 : 8;
				assert.deepEqual({
					duplicates, overtaken, tooLate, lost,
				}, {
					duplicates: rule.duplicate === undefined ? 0 : surplus,
					// Eight, but where the machine has stalled between two probes.
					overtaken: rule.hold === holds.reorder ? expectedOutcomes(truth, method, outcomeFlags.timeout * 1000).reordered.length : 0,
					tooLate: rule.hold === holds.late ? 2 : 0,
					lost: 0,
				}, name);
			}

			checkRoundTrips(results);
		});

		test(`closed, filtered and unreachable ports are told from loss, ${family}`, async () => {
			const ofFamily = (cases: readonly Case[]) => cases.filter(one => one.family === family);
			const cases = [...refused, ...prohibited, ...unreachable, ...dropped, ...full];
			const results = await probe(ofFamily(cases), {count: 20, interval: 0.05, timeout: 0.4});
			for (const {rule, method, told, name} of results) {
				const {outcome, status, icmp} = meaningOf(rule, method, family);
				assert.deepEqual(new Set(told.probes.map(one => one.outcome)), new Set([outcome]), name);
				assert.equal(told.status, status, name);
				const said = told.probes.map(one => ({icmp: one.icmp, from: one.icmp === null ? null : one.from}));
				assert.deepEqual(said, said.map(() => ({icmp, from: icmp === null ? null : rule.address})), name);
			}

			checkRoundTrips(results);
		});

		test(`a router that turns probes away is named, ${family}`, async () => {
			const cases = matrix.filter(({family: ofCase, rule}) => ofCase === family && rule.roundTripMilliseconds === 1 && rule.loss === undefined);
			const targets = cases.map(({rule, method}) => targetOf(rule, method));
			const told = await probeWithTimeToLive(targets, 1);
			for (const target of targets) {
				const said = told.get(target)!.probes.map(({outcome, from, icmp}) => ({outcome, from, icmp}));
				const timeExceeded = {outcome: 'rejected', from: routers[family], icmp: {type: family === 'ipv4' ? 11 : 3, code: 0}};
				assert.deepEqual(said, Array.from({length: 5}, () => timeExceeded), target);
			}
		});

		test(`another client of the same host and ports changes nothing, ${family}`, async () => {
			const cases = busy.filter(one => one.family === family);
			const earlier = await countSent();
			await using _client = await startBusyClient(cases);
			const flags = {count: 100, interval: 0.02, timeout: 0.4};
			const results = await probe(cases, flags);
			const packets = await countSent() - earlier;
			assert.ok(packets > 5 * flags.count * cases.length, `${packets} packets: the other client is not busy`);
			for (const {told, truth, name} of results) {
				assert.equal(told.session.lost, truth.filter(({verdict}) => verdict !== 'passed').length, name);
				assert.ok(told.session.lost > 0, name);
			}

			checkRoundTrips(results);
		});
	}
});

type Result = {
	readonly name: string;
	readonly rule: PathRule;
	readonly method: ProbeMethod;
	readonly told: Told;
	readonly truth: readonly TrueProbe[];
};

/**
Round-trip times are those that the recorder saw. Not so those of a connect(2) that was refused: the kernel tells no time of
it, so that it ends when the program was woken up, and that depends on what else the machine has to do.
*/
function checkRoundTrips(results: readonly Result[]): void {
	const worst = results
		.filter(({told, method}) => method !== 'connect' || told.session.refused === 0)
		.map(({name, rule, told, truth}) => ({name, delay: rule.roundTripMilliseconds, p95: percentile(rttErrors(told, truth), 0.95)}))
		.filter(({p95}) => p95 >= mostErrorMicroseconds);
	assert.deepEqual(worst, [], `round-trip times that are off by more than ${mostErrorMicroseconds} µs`);
}

/** Every probe has exactly one outcome, and the figures count them. */
function checkFigures({probes, duplicates, session}: Told, count: number): void {
	const countOf = (outcome: string) => probes.filter(probe => probe.outcome === outcome).length;
	assert.deepEqual(probes.map(({sequence}) => sequence), Array.from({length: count}, (_, index) => index + 1));
	const lost = countOf('lost');
	assert.partialDeepStrictEqual(session, {
		sent: count,
		received: countOf('reply') + countOf('refused'),
		replies: countOf('reply'),
		refused: countOf('refused'),
		rejected: countOf('rejected'),
		late: countOf('late'),
		lost,
		errors: 0,
		inFlight: 0,
		duplicates: duplicates.length,
		reordered: probes.filter(({isReordered}) => isReordered).length,
	});
	assert.ok(Math.abs((session.lossPercent ?? Infinity) - (100 * lost / count)) < 1e-9, `${session.lossPercent} % loss`);
}
