import process from 'node:process';
import type {Writable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import packageJson from '../../../package.json' with {type: 'json'};
import {readBootId, readHost} from '../../collectors/system.ts';
import type {RecordOptions} from '../../cli/options/options.ts';
import {watchingOptionsOf} from '../../cli/options/sampler-options.ts';
import {Sampler} from '../../engine/sampler.ts';
import {onFirstSignal} from '../../process/termination.ts';
import {writeAll} from '../../process/write.ts';
import {RecorderClient, RecordingTakenError} from '../../recording/recorder-client.ts';
import {patient} from '../../terminal/patient-stream.ts';
import {sanitize} from '../../text/sanitize.ts';
import {prepareFile} from './recording-file.ts';
import {recordSamples} from './record-samples.ts';

/** Milliseconds for what is not written yet when portop is to end: a disk that hangs may never answer. */
const patience = 4000;

/**
`portop record`: samples on time, and has what is new written to a file, until SIGTERM or SIGINT.
@returns The exit code: 0 after a signal, 1 if it could not be started or cannot go on, 2 if another recorder has the file.
@throws {UsageError} The place of the file is not safe, or cannot be made.
*/
export async function runRecord(options: RecordOptions): Promise<number> {
	const ending = new AbortController();
	using _signals = onFirstSignal(() => {
		ending.abort();
	});
	const [stdout, stderr] = [patient(process.stdout), patient(process.stderr)];
	const complain = (problem: string) => {
		void say(stderr, `portop: ${problem}`);
	};

	for (const warning of options.warnings) {
		complain(warning);
	}

	await prepareFile(options.file);
	try {
		using sampler = openSampler(options);
		const failure = Promise.withResolvers<string>();
		const client = new RecorderClient({file: options.file, session: sessionOf(options)}, {
			onProblem(problem) {
				complain(problem === null ? 'recording again' : `not recorded for now: ${problem}`);
			},
			onFailure: failure.resolve,
		});
		await client.opened();
		void say(stdout, `portop: recording to ${sanitize(options.file)}`);
		const failed = failure.promise.then(reason => {
			ending.abort();
			return reason;
		});
		await recordSamples(sampler, client, {intervalSeconds: options.intervalSeconds, complain, signal: ending.signal});
		sampler.endCommands();
		return await end(client, failed, complain);
	} catch (error) {
		await say(stderr, `portop: ${sanitize(error instanceof Error ? error.message : String(error))}`);
		return error instanceof RecordingTakenError ? 2 : 1;
	}
}

/** Has the rest written. */
async function end(client: RecorderClient, failed: Promise<string>, complain: (problem: string) => void): Promise<number> {
	const late = wait(patience, 'the disk did not answer');
	const failure = await Promise.race([failed.then(reason => `nothing is recorded any more: ${reason}`), wait(0, null)]);
	const problem = failure ?? await Promise.race([client.close(), late]);
	if (problem === null) {
		return 0;
	}

	complain(failure ?? `the last samples are not recorded: ${problem}`);
	return failure === null ? 0 : 1;
}

function sessionOf({keepDays, maxBytes, intervalSeconds}: RecordOptions) {
	return {
		keepDays, maxBytes, intervalSeconds, portopVersion: packageJson.version, host: readHost().name, bootId: readBootId('/proc'),
	};
}

/* Throws errors for a person: the source that is asked for may not be available here. */
function openSampler(options: RecordOptions): Sampler & Disposable {
	try {
		const sampler = new Sampler({...watchingOptionsOf(options), records: true, recording: options.file});
		return Object.assign(sampler, {
			[Symbol.dispose]() {
				sampler.close();
			},
		});
	} catch (error) {
		throw new Error(`cannot read the sockets: ${(error as Error).message}`, {cause: error});
	}
}

/** Writes a line; if that fails, the recorder goes on. */
async function say(stream: Writable, line: string): Promise<void> {
	try {
		await writeAll(stream, [`${line}\n`]);
	} catch {
		// A full disk behind a log is no reason to stop recording.
	}
}
