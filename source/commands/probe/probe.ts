import process from 'node:process';
import type {Writable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import {startProber, type ProberClient, type ProberListener} from '../../probes/prober/prober-client.ts';
import type {ProbeOptions} from '../../cli/options/options.ts';
import {PrintQueue} from '../../process/print-queue.ts';
import {watchReader} from '../../process/reader-gone.ts';
import {internalErrorCode, onFirstSignal} from '../../process/termination.ts';
import {patient} from '../../terminal/patient-stream.ts';
import {ProbeRun} from './probe-run.ts';

/** The exit code where no target could be probed. */
const noneProbedCode = 2;

/** The dependencies of `portop probe`. */
export type ProbeDependencies = {
	readonly start: (listener: ProberListener) => ProberClient;
	readonly stdout: Writable;
	readonly stderr: Writable;
	/** Calls back when the reader of the output has gone, until disposed. */
	readonly onReaderGone: (stop: () => void) => Disposable;
	/** Calls back when the user ends it, until disposed. */
	readonly onStop: (stop: () => void) => Disposable;
	/** Milliseconds since 1970. */
	readonly now: () => number;
};

/** Milliseconds for output that is not written yet, after a signal. */
const stoppedMilliseconds = 500;

/**
`portop probe`: outcomes and figures to stdout, problems to stderr, until every target's count is reached or the user
ends it. Probes are sent and timed in a thread of their own, so that a slow reader of the output delays none.
@returns The exit code: 0 if a target replied, 1 if none did or the output could not be written, 2 if none could be probed: an address,
a privilege or the library for system calls is missing; 70 after an internal error.
*/
export async function runProbe(options: ProbeOptions, dependencies: ProbeDependencies = ofThisProcess()): Promise<number> {
	const {stdout, stderr, now, onStop, onReaderGone} = dependencies;
	const {promise: over, resolve: end} = Promise.withResolvers<void>();
	const output = new PrintQueue(stdout, end);
	const errors = new PrintQueue(stderr);
	let failure: {readonly reason: string; readonly isInternal: boolean} | undefined;
	const prober = dependencies.start({
		onEvents(events) {
			run.add(events);
		},
		onFailure(reason, isInternal) {
			failure = {reason, isInternal};
			end();
		},
	});
	const run = new ProbeRun(options, {
		print(text) {
			output.print(text);
		},
		complain(text) {
			errors.print(text);
		},
		remove(identity) {
			prober.remove(identity);
		},
		onOver: end,
		now,
	});
	let isStopped = false;
	{
		using _stop = onStop(() => {
			isStopped = true;
			end();
		});
		using _readerGone = onReaderGone(end);
		for (const [identity, target] of run.targets) {
			prober.add(identity, target, options.settings);
		}

		await over;
	}

	prober.close();
	run.close();
	if (failure !== undefined) {
		errors.print(`portop: ${failure.isInternal ? 'probing ended' : 'cannot probe'}: ${failure.reason}\n`);
	}

	// Who has asked for the end does not wait for a reader that has stopped reading.
	const patience = isStopped ? wait(stoppedMilliseconds, 'closed' as const) : null;
	const drained = async (queue: PrintQueue) => patience === null ? queue.drained() : Promise.race([queue.drained(), patience]);
	const state = await drained(output);
	if (state instanceof Error) {
		errors.print(`portop: cannot write the output: ${state.message}\n`);
	}

	await drained(errors);
	if (failure !== undefined) {
		return failure.isInternal ? internalErrorCode : noneProbedCode;
	}

	return state instanceof Error ? 1 : run.exitCode;
}

function ofThisProcess(): ProbeDependencies {
	return {
		start: startProber,
		stdout: patient(process.stdout),
		stderr: patient(process.stderr),
		onStop: onFirstSignal,
		onReaderGone(stop) {
			const reader = watchReader(process.stdout);
			reader.signal.addEventListener('abort', stop);
			return reader;
		},
		now: Date.now,
	};
}
