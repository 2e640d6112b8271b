import type {Sampler} from '../../engine/sampler.ts';
import type {SourceStatus} from '../../model/snapshot.ts';
import {nextBeat, sleep} from '../../process/intervals.ts';
import type {RecorderClient} from '../../recording/recorder-client.ts';

type SamplingOptions = {
	readonly intervalSeconds: number;
	readonly complain: (problem: string) => void;
	readonly signal: AbortSignal;
};

/** Takes a sample each interval, and hands what is new to the recorder. Ends with the signal, after the sample that is being taken. Never rejects. */
export async function recordSamples(sampler: Pick<Sampler, 'tick' | 'takeRecord' | 'sources'>, recorder: Pick<RecorderClient, 'add'>, {intervalSeconds, complain, signal}: SamplingOptions): Promise<void> {
	const milliseconds = intervalSeconds * 1000;
	const startedAt = performance.now();
	const problems = new SourceProblems(complain);
	let beat = 0;
	while (!signal.aborted) {
		try {
			await sampler.tick();
			const record = await sampler.takeRecord();
			if (record !== undefined) {
				recorder.add(record);
			}

			problems.update(sampler.sources);
		} catch (error) {
			problems.fail(error instanceof Error ? error.message : String(error));
		}

		const elapsed = performance.now() - startedAt;
		beat = nextBeat(beat, elapsed / milliseconds);
		await sleep((beat * milliseconds) - elapsed, signal);
	}
}

/** Reports what is wrong with the sources, once for each change. */
class SourceProblems {
	readonly #complain: (problem: string) => void;
	readonly #states = new Map<string, SourceStatus['state']>();
	#failure: string | null = null;

	constructor(complain: (problem: string) => void) {
		this.#complain = complain;
	}

	update(sources: readonly SourceStatus[]): void {
		this.#failure = null;
		for (const {name, state, problem} of sources) {
			const before = this.#states.get(name) ?? 'ok';
			this.#states.set(name, state);
			if (state !== before) {
				this.#complain(state === 'ok' ? `${name}: works again` : `${name}: ${problem ?? state}`);
			}
		}
	}

	/** No sample could be taken at all. */
	fail(reason: string): void {
		if (reason !== this.#failure) {
			this.#complain(`no sample: ${reason}`);
		}

		this.#failure = reason;
	}
}
