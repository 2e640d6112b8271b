import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {Sampling} from '../../../source/commands/serve/serve-sampling.ts';
import type {ExportedSample} from '../../../source/model/exported.ts';
import {MetricsState} from '../../../source/outputs/metrics/metrics-state.ts';
import {commandProblem, fullSample} from '../../outputs/exported.ts';
import {aSummary} from '../../builders/summary.ts';

/** A service that takes what a test gives it, and says when it wants more. */
function begin(samples: ReadonlyArray<ExportedSample | Error | 'bug'>, intervalSeconds = 0.001, millisecondsPerSample = 0) {
	let now = 0;
	let taken = 0;
	const problems: string[] = [];
	const ending = new AbortController();
	const sampling = new Sampling({
		sampler: {
			async tick() {
				await nextTurn();
				const sample = samples[taken];
				taken++;
				now += millisecondsPerSample;
				if (taken === samples.length) {
					ending.abort();
				}

				if (sample instanceof Error) {
					throw sample;
				}
			},
			export() {
				if (samples[taken - 1] === 'bug') {
					throw new Error('a bug');
				}

				return samples.slice(0, taken).findLast(each => typeof each === 'object' && !(each instanceof Error)) as ExportedSample | undefined;
			},
		},
		metrics: new MetricsState({version: '1.2.3', startedAtMilliseconds: 0}),
		now: () => now,
		complain(problem) {
			problems.push(problem);
		},
	}, intervalSeconds);
	return {
		sampling,
		problems,
		/** Until the last sample, which is not taken in any more. */
		run: async () => sampling.run(ending.signal),
		stop() {
			ending.abort();
		},
		pass(milliseconds: number) {
			now += milliseconds;
		},
	};
}

const failed: ExportedSample = {
	...fullSample,
	summary: aSummary({
		sources: [{
			name: 'sockets', method: 'netlink', state: 'failed', problem: 'EPERM: operation not permitted',
		}],
	}),
};

test('healthy with a sample, until it is old', async () => {
	const {sampling, problems, run, pass} = begin([fullSample, fullSample, fullSample]);
	assert.deepEqual([sampling.problem, sampling.latest], ['no sample yet', undefined]);
	await run();
	assert.deepEqual([sampling.problem, sampling.latest?.number, sampling.latest?.model.isComplete], [null, 2, true]);
	pass(10_000);
	assert.equal(sampling.problem, null);
	pass(1);
	assert.equal(sampling.problem, 'the last sample is 10 s old');
	assert.deepEqual(problems, []);
});

test('a sample is not old before three intervals', async () => {
	const {sampling, run, pass, stop} = begin([fullSample, fullSample], 3600);
	const running = run();
	while (sampling.latest === undefined) {
		await nextTurn();
	}

	pass(3 * 3_600_000);
	assert.equal(sampling.problem, null);
	pass(1);
	assert.match(sampling.problem ?? '', /old/);
	stop();
	await running;
});

test('sockets that cannot be read are told, once', async () => {
	const {sampling, problems, run} = begin([fullSample, failed, failed, failed]);
	await run();
	assert.equal(sampling.problem, 'EPERM: operation not permitted');
	assert.equal(sampling.latest?.model.failures, 2);
	assert.deepEqual(problems, ['no sample: EPERM: operation not permitted']);
});

test('a sample that throws is told, and the next is taken all the same', async () => {
	const broken = new Error('a bug');
	const {sampling, problems, run} = begin([broken, fullSample, broken, broken, fullSample, fullSample]);
	await run();
	assert.deepEqual([sampling.problem, sampling.latest?.number, sampling.latest?.model.failures, sampling.latest?.model.isComplete], [null, 5, 2, true]);
	assert.deepEqual(problems, ['no sample: a bug', 'no sample: a bug']);
});

test('whatever else goes wrong with a sample does not end the service', async () => {
	const {sampling, problems, run} = begin([fullSample, 'bug', fullSample]);
	await run();
	assert.deepEqual([sampling.problem, sampling.latest], ['a bug', undefined]);
	assert.deepEqual(problems, ['no sample: a bug']);
});

test('after a sample that threw there are no metrics of the one before it', async () => {
	const {sampling, run} = begin([fullSample, new Error('a bug'), fullSample]);
	await run();
	assert.deepEqual([sampling.problem, sampling.latest?.number, sampling.latest?.model.isComplete, sampling.latest?.model.ports], ['a bug', 2, false, []]);
});

test('a prober that fails is told, and that it works again', async () => {
	const probes = (problem: string | null): ExportedSample => ({
		...fullSample,
		summary: aSummary({
			sources: [{
				name: 'probes', method: 'prober', state: problem === null ? 'ok' : 'failed', problem,
			}],
		}),
	});
	const {problems, run} = begin([probes(null), probes('EMFILE'), probes('EMFILE'), probes('another'), probes(null), probes(null), probes('EMFILE'), fullSample]);
	await run();
	assert.deepEqual(problems, ['probes: EMFILE', 'probes: the prober works again', 'probes: EMFILE']);
});

test('commands of alerts that fail are told at once, and not too often', async () => {
	const after = (count: number): ExportedSample => ({
		...fullSample,
		alerts: Array.from({length: count}, (_, index) => commandProblem(index + 1)).toReversed(),
	});
	// A sample each second: what fails within ten of them waits.
	const counts = [0, 1, 1, 3, 4, ...Array.from({length: 8}, () => 4), 11, ...Array.from({length: 9}, () => 11), 11];
	const {problems, sampling, run} = begin(counts.map(count => after(count)), 0.001, 1000);
	await run();
	assert.deepEqual(problems, [
		...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(number => `the command of 'web' ended with ${number}`),
		'and 2 more problems with commands of alerts',
	]);
	assert.equal(sampling.latest?.model.commandProblems, 11);
});
