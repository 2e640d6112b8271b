import {access, constants} from 'node:fs/promises';
import {Worker} from 'node:worker_threads';
import type {Learned} from '../../alerts/detectors/detectors.ts';
import type {LearningOptions} from './recorded-baselines.ts';

/** The outcome: a recording may have nothing to learn from. `problem` says what is wrong with it; null: nothing. */
export type FromLearner =
	| {readonly learned: Learned | null; readonly problem: null}
	| {readonly learned: null; readonly problem: string};

const nothing: FromLearner = {learned: null, problem: null};

/** The learner's bundle, next to the program in dist/. */
const bundledLearner = new URL('learner.js', import.meta.url);

/** The memory limits of the thread, in MiB: it has one minute of rows at a time. */
const resourceLimits = {maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128};

/**
Learns from a recording in a thread of its own, which may wait for the disk. A file that is not there, or may not be read, is none.
`url` is the thread's program: the bundle, or engine/alerting/baselines-worker.ts in tests. Never rejects; after the signal it keeps nothing alive.
*/
export async function readBaselines(options: LearningOptions, signal: AbortSignal, url: URL = bundledLearner): Promise<FromLearner> {
	try {
		await access(options.file, constants.R_OK);
	} catch {
		return nothing;
	}

	if (signal.aborted) {
		return nothing;
	}

	const {promise, resolve} = Promise.withResolvers<FromLearner>();
	// What a library prints must not reach the screen.
	const worker = new Worker(url, {
		workerData: options, resourceLimits, stdout: true, stderr: true,
	});
	worker.once('message', resolve);
	worker.once('error', error => {
		resolve({learned: null, problem: `${options.file} cannot be used: ${error instanceof Error ? error.message : String(error)}`});
	});
	worker.once('exit', exitCode => {
		resolve({learned: null, problem: `${options.file} cannot be used: its thread ended with code ${exitCode}`});
	});
	// It is not terminated: a thread that is stuck in a system call would not end.
	signal.addEventListener('abort', () => {
		worker.unref();
		resolve(nothing);
	}, {once: true});
	return promise;
}
