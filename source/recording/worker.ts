/* The recorder's thread: its inbox, and nothing else. Everything in it may wait for the disk. */
import type {DatabaseSync} from 'node:sqlite';
import {parentPort, workerData} from 'node:worker_threads';
import {takeLock} from './lock.ts';
import type {FromRecorder, RecorderOptions, ToRecorder} from './messages.ts';
import {isDamage, recordingProblem} from './open-recording.ts';
import {RecordingWriter} from './recording-writer.ts';

if (parentPort === null) {
	throw new Error('recording/worker.ts runs in a worker thread only');
}

const port = parentPort;
const send = (message: FromRecorder) => {
	port.postMessage(message);
};

// The border to the other thread: the client sends nothing else.
const {file, session} = workerData as RecorderOptions;
const recording = open();
if (recording === null) {
	port.close();
} else {
	send({type: 'opened'});
	port.on('message', (message: ToRecorder) => {
		if (message.type === 'write') {
			send(write(recording.writer, message));
		} else {
			send({type: 'closed', problem: close(recording)});
			port.close();
		}
	});
}

type Recording = {readonly writer: RecordingWriter; readonly lock: DatabaseSync};

function open(): Recording | null {
	try {
		const lock = takeLock(file);
		if (lock === null) {
			send({type: 'refused', message: `another portop record writes to ${file}`, isTaken: true});
			return null;
		}

		return {writer: new RecordingWriter(file, session, Date.now()), lock};
	} catch (error) {
		send({type: 'refused', message: recordingProblem(file, error), isTaken: false});
		return null;
	}
}

function write(to: RecordingWriter, {samples, lost}: Extract<ToRecorder, {type: 'write'}>): FromRecorder {
	try {
		to.write(samples, lost);
		return {type: 'written'};
	} catch (error) {
		return {type: 'failed', message: recordingProblem(file, error), isFinal: isDamage(error)};
	}
}

function close({writer, lock}: Recording): string | null {
	try {
		writer.close();
		lock.close();
		return null;
	} catch (error) {
		return recordingProblem(file, error);
	}
}
