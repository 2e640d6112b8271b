import assert from 'node:assert/strict';
import {test, type TestContext} from 'node:test';
import {RecorderClient, RecordingTakenError} from '../../source/recording/recorder-client.ts';
import {recordedConnection, recordedSample} from '../builders/recorded-sample.ts';

const session = {
	keepDays: 1, maxBytes: 1e9, intervalSeconds: 1, portopVersion: '0', host: 'h', bootId: null,
};

/** A thread of the recorder that answers with what is asked for in the name of the file: a word for each batch, the last one for all that follow. */
const fakeRecorder = new URL(`data:text/javascript,${encodeURIComponent(`
	import {parentPort, workerData} from 'node:worker_threads';
	const answers = workerData.file.split(' ');
	const samples = [];
	parentPort.postMessage(answers[0] === 'taken' ? {type: 'refused', message: 'taken', isTaken: true} : {type: 'opened'});
	parentPort.on('message', message => {
		if (message.type === 'close') {
			parentPort.postMessage({type: 'closed', problem: JSON.stringify(samples)});
			parentPort.close();
			return;
		}

		const answer = answers.length > 1 ? answers.shift() : answers[0];
		if (answer === 'written') {
			samples.push([message.samples.length, message.samples.at(-1).timeMilliseconds, message.lost]);
			parentPort.postMessage({type: 'written'});
		} else if (answer === 'full') {
			parentPort.postMessage({type: 'failed', message: 'the disk is full', isFinal: false});
		} else if (answer === 'damaged') {
			parentPort.postMessage({type: 'failed', message: 'it is damaged', isFinal: true});
		}
	});
`)}`);

function start(t: TestContext, answers: string, now?: () => number) {
	const problems: Array<string | null> = [];
	const failure = Promise.withResolvers<string>();
	let onProblem = () => undefined as unknown;
	const client = new RecorderClient({file: answers, session}, {
		onProblem(problem) {
			problems.push(problem);
			onProblem();
		},
		onFailure: failure.resolve,
	}, fakeRecorder, now);
	t.after(() => {
		client.abandon();
	});
	return {
		client,
		problems,
		failure: failure.promise,
		/** Resolves with the next problem. */
		async news() {
			const {promise, resolve} = Promise.withResolvers<unknown>();
			onProblem = () => {
				resolve(undefined);
			};

			await promise;
		},
	};
}

const sample = (number: number, connections = 0) => recordedSample({timeMilliseconds: number, connections: Array.from({length: connections}, () => recordedConnection())});

test('samples are written one batch after the other, and what waits is one batch', async t => {
	const {client, problems} = start(t, 'written');
	await client.opened();
	for (let number = 1; number <= 5; number++) {
		client.add(sample(number));
	}

	assert.equal(await client.close(), JSON.stringify([[1, 1, 0], [4, 5, 0]]));
	assert.deepEqual(problems, []);
});

test('a full disk is said once, and what it refused is written when there is room', async t => {
	const {client, problems, news} = start(t, 'full full written');
	await client.opened();
	client.add(sample(1));
	await news();
	client.add(sample(2));
	const again = news();
	// The second refusal says nothing new.
	await new Promise(resolve => {
		setTimeout(resolve, 50);
	});
	client.add(sample(3));
	await again;
	assert.deepEqual(problems, ['the disk is full', null]);
	assert.equal(await client.close(), JSON.stringify([[3, 3, 0]]));
});

test('a disk that hangs delays nothing: a bounded number of samples waits, and the rest is counted', async t => {
	let now = 0;
	const {client, problems} = start(t, 'nothing', () => now);
	await client.opened();
	for (let number = 1; number <= 1000; number++) {
		now += 1000;
		client.add(sample(number, 1000));
	}

	assert.match(String(problems), /^the disk does not answer/);
	assert.ok(client.waiting <= 50, String(client.waiting));
	assert.equal(client.waiting + client.lost, 999);
});

test('a file that is damaged ends it, and one that is taken does not begin', async t => {
	const damaged = start(t, 'damaged');
	await damaged.client.opened();
	damaged.client.add(sample(1));
	assert.equal(await damaged.failure, 'it is damaged');
	assert.equal(await damaged.client.close(), 'it is damaged');
	const taken = start(t, 'taken');
	await assert.rejects(taken.client.opened(), RecordingTakenError);
});
