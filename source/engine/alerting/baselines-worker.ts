/* The thread that learns from a recording, once: everything in it may wait for the disk. */
import {constants, setPriority} from 'node:os';
import {parentPort, workerData} from 'node:worker_threads';
import {recordingProblem} from '../../recording/open-recording.ts';
import type {FromLearner} from './baselines-client.ts';
import {learnFromRecording, type LearningOptions} from './recorded-baselines.ts';

if (parentPort === null) {
	throw new Error('engine/alerting/baselines-worker.ts runs in a worker thread only');
}

// Linux takes it of the thread that asks, not of the process (setpriority(2)): samples and keys come first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

// The border to the other thread: the client sends nothing else.
const options = workerData as LearningOptions;
parentPort.postMessage(learn());

function learn(): FromLearner {
	try {
		return {learned: learnFromRecording(options), problem: null};
	} catch (error) {
		return {learned: null, problem: recordingProblem(options.file, error)};
	}
}
