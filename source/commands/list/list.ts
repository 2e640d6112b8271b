import {performance} from 'node:perf_hooks';
import process from 'node:process';
import {Sampler} from '../../engine/sampler.ts';
import type {ListOptions} from '../../cli/options/options.ts';
import {samplerOptionsOf} from '../../cli/options/sampler-options.ts';
import {sleep} from '../../process/intervals.ts';
import {watchReader} from '../../process/reader-gone.ts';
import {writeAll} from '../../process/write.ts';
import {printSamples} from './print-samples.ts';

/**
`portop list`: samples to stdout, problems to stderr. Signals have their default effect: nothing is open that must be
given back, and a reader that has stopped reading cannot hold the program.
@returns The exit code: 1 if the sockets could not be read or the output not be written.
*/
export async function runList(options: ListOptions): Promise<number> {
	const sampler = openSampler(options);
	if (sampler instanceof Error) {
		await writeAll(process.stderr, [`portop: cannot read the sockets: ${sampler.message}\n`]);
		return 1;
	}

	using reader = watchReader(process.stdout);
	try {
		return await printSamples(options, {
			sampler,
			stdout: process.stdout,
			stderr: process.stderr,
			now: () => performance.now(),
			wait: sleep,
			readerGone: reader.signal,
		});
	} finally {
		sampler.close();
	}
}

/* The source that is asked for may not be available here; with `auto` there always is one. */
function openSampler({source, intervalSeconds, watchedPorts, watch}: ListOptions): Sampler | Error {
	try {
		return new Sampler({
			...samplerOptionsOf(source),
			intervalSeconds,
			watchedPorts,
			countsBetweenSamples: watch,
			// A watch shows later what is not found at once; a list has no later.
			completeAttribution: !watch,
		});
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}
