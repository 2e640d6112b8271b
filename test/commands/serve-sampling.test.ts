import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {Sampling} from '../../source/commands/serve-sampling.ts';
import type {ExportedSample} from '../../source/model/exported.ts';
import {MetricsBook} from '../../source/outputs/metrics-book.ts';
import {fullSample} from '../outputs/exported.ts';
import {summary} from '../outputs/samples.ts';

/** A service that takes what a test gives it, and says when it wants more. */
function begin(samples: ReadonlyArray<ExportedSample | Error>, intervalSeconds = 0.001) {
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
				if (taken === samples.length) {
					ending.abort();
				}

				if (sample instanceof Error) {
					throw sample;
				}
			},
			export() {
				const sample = samples.slice(0, taken).findLast(each => !(each instanceof Error));
				return sample instanceof Error ? undefined : sample;
			},
		},
		book: new MetricsBook({version: '1.2.3', startedAtMilliseconds: 0}),
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
	summary: summary({
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

test('after a sample that threw there are no metrics of the one before it', async () => {
	const {sampling, run} = begin([fullSample, new Error('a bug'), fullSample]);
	await run();
	assert.deepEqual([sampling.problem, sampling.latest?.number, sampling.latest?.model.isComplete, sampling.latest?.model.ports], ['a bug', 2, false, []]);
});
