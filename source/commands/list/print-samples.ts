import type {Writable} from 'node:stream';
import type {ListedView, Snapshot, Summary} from '../../model/snapshot.ts';
import {isSingleState} from '../../filter/single-state.ts';
import {inPieces} from '../../outputs/pieces.ts';
import {areRowsUnknown, jsonLines} from '../../outputs/json.ts';
import {portsText} from '../../outputs/ports-text.ts';
import {shown} from '../../outputs/shown.ts';
import {ssText} from '../../outputs/ss-text.ts';
import {statesText} from '../../outputs/states-text.ts';
import type {ListOptions} from '../../cli/options/options.ts';
import {socketFailure} from '../../engine/socket-failure.ts';
import {nextBeat} from '../../process/intervals.ts';
import {writeAll} from '../../process/write.ts';

/** The dependencies of printing. */
export type PrintDependencies = {
	readonly sampler: {
		/** Takes a sample. */
		tick(): Promise<void>;
		/** Returns the rows of the last sample that match. */
		snapshot(view: ListedView, filter: string): Snapshot;
	};
	readonly stdout: Writable;
	readonly stderr: Writable;
	/** Monotonic milliseconds. */
	now(): number;
	/** Ends early, without an error, when the signal is aborted. */
	wait(milliseconds: number, signal: AbortSignal): Promise<void>;
	/** Aborted when the reader of stdout has gone. */
	readonly readerGone: AbortSignal;
};

/**
Prints one sample, or with `watch` one per interval until the reader goes away.
@returns The exit code: 1 if the sockets could not be read or the output not be written; a closed pipe is 0.
*/
export async function printSamples(options: ListOptions, {sampler, stdout, stderr, now, wait, readerGone}: PrintDependencies): Promise<number> {
	const startedAt = now();
	const intervalMilliseconds = options.intervalSeconds * 1000;
	let reported = '';
	let beat = 0;
	for (;;) {
		await sampler.tick();
		const snapshot = shown(sampler.snapshot(options.view, options.filter), options.udp);
		const problems = describeProblems(snapshot.summary, options.json);
		if (problems !== reported) {
			await writeAll(stderr, [problems]);
			reported = problems;
		}

		try {
			if (await writeAll(stdout, inPieces(render(snapshot, options))) === 'closed') {
				return 0;
			}
		} catch (error) {
			await writeAll(stderr, [`portop: cannot write the output: ${error instanceof Error ? error.message : String(error)}\n`]);
			return 1;
		}

		if (!options.watch) {
			return socketFailure(snapshot.summary) === null ? 0 : 1;
		}

		const elapsed = now() - startedAt;
		beat = nextBeat(beat, elapsed / intervalMilliseconds);
		await wait((beat * intervalMilliseconds) - elapsed, readerGone);
		if (readerGone.aborted) {
			return 0;
		}
	}
}

function * render(snapshot: Snapshot, options: ListOptions): Generator<string> {
	if (options.json) {
		yield * jsonLines(snapshot, options.watch ? 'line' : 'rows');
		return;
	}

	// A heading alone would look like an answer.
	if (areRowsUnknown(snapshot.summary)) {
		return;
	}

	switch (snapshot.view) {
		case 'ports': {
			yield * portsText(snapshot.rows, options.numeric);
			break;
		}

		case 'connections': {
			yield * ssText(snapshot.rows, {hasNetid: options.udp, hasState: !isSingleState(options.filter)});
			break;
		}

		case 'states': {
			yield * statesText(snapshot.rows);
			break;
		}
	}
}

/** Returns a line per source with a problem: what is missing, and why. A JSON document has its own field for incomplete sources. */
function describeProblems({sources}: Summary, isJson: boolean): string {
	return sources
		.filter(({state}) => isJson ? state === 'failed' : state !== 'ok')
		.map(({name, method, state, problem}) => `portop: ${name} (${method}): ${problem ?? state}\n`)
		.join('');
}
