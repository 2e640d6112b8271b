import type {Sampler} from '../../engine/sampler.ts';
import type {MetricsState} from '../../outputs/metrics/metrics-state.ts';
import type {MetricsModel} from '../../outputs/metrics/metrics-model.ts';
import {nextBeat, sleep} from '../../process/intervals.ts';

/** The last sample, ready for answers. */
export type Sampled = {
	/** Counts samples, including failed ones. */
	readonly number: number;
	readonly model: MetricsModel;
};

export type SamplingDependencies = {
	readonly sampler: Pick<Sampler, 'tick' | 'export'>;
	readonly metrics: MetricsState;
	/** Monotonic milliseconds. */
	readonly now: () => number;
	readonly complain: (problem: string) => void;
};

/** A complete sample is old after so many intervals, but not before so many milliseconds. */
const oldIntervals = 3;
const oldMilliseconds = 10_000;

/** Failed commands of alerts are reported at most once in so many milliseconds, and at most so many of them by name. */
const commandMilliseconds = 10_000;
const maxMessages = 5;

/** Takes a sample each interval, independent of requests; a failed one is reported, and does not stop the next. */
export class Sampling {
	readonly #dependencies: SamplingDependencies;
	readonly #intervalMilliseconds: number;
	#latest: Sampled | undefined;
	#samples = 0;
	#failure: string | null = null;
	#probesFail = false;
	/** Failures of commands of alerts that are not reported yet: how many, and the first messages. */
	#unreported: {readonly count: number; readonly messages: readonly string[]} = {count: 0, messages: []};
	#reportedAt = -Infinity;
	/** The time of the last complete sample. */
	#completeAt: number | undefined;

	constructor(dependencies: SamplingDependencies, intervalSeconds: number) {
		this.#dependencies = dependencies;
		this.#intervalMilliseconds = intervalSeconds * 1000;
	}

	/** Undefined before the first. */
	get latest(): Sampled | undefined {
		return this.#latest;
	}

	/** The reason why answers are missing or old; null when all is well. */
	get problem(): string | null {
		if (this.#failure !== null) {
			return this.#failure;
		}

		if (this.#completeAt === undefined) {
			return 'no sample yet';
		}

		const age = this.#dependencies.now() - this.#completeAt;
		return age > Math.max(oldMilliseconds, oldIntervals * this.#intervalMilliseconds) ? `the last sample is ${Math.round(age / 1000)} s old` : null;
	}

	/** Never rejects. Ends with the signal, after the sample that is being taken. */
	async run(signal: AbortSignal): Promise<void> {
		const {now} = this.#dependencies;
		const startedAt = now();
		let beat = 0;
		while (!signal.aborted) {
			await this.#sample(signal);
			const elapsed = now() - startedAt;
			beat = nextBeat(beat, elapsed / this.#intervalMilliseconds);
			await sleep((beat * this.#intervalMilliseconds) - elapsed, signal);
		}
	}

	async #sample(signal: AbortSignal): Promise<void> {
		this.#samples++;
		const failure = await this.#tick();
		if (signal.aborted) {
			return;
		}

		try {
			this.#update(failure);
		} catch (error) {
			// A bug: no answer is better than a wrong one.
			this.#latest = undefined;
			this.#fail(reasonOf(error));
		}
	}

	/** Returns the reason why no sample could be taken; null when one was. */
	async #tick(): Promise<string | null> {
		try {
			await this.#dependencies.sampler.tick();
			return null;
		} catch (error) {
			return reasonOf(error);
		}
	}

	/** Updates the answers from the sample; after a failed one, with what does not depend on it. */
	#update(failure: string | null): void {
		const {sampler, metrics, now} = this.#dependencies;
		const sample = sampler.export();
		if (sample === undefined) {
			this.#fail(failure);
			return;
		}

		const model = failure === null ? metrics.add(sample) : metrics.fail(sample);
		this.#latest = {number: this.#samples, model};
		this.#fail(failure ?? (model.isComplete ? null : model.sources.find(({name}) => name === 'sockets')?.problem ?? 'the sockets cannot be read'));
		this.#completeAt = model.isComplete ? now() : this.#completeAt;
		this.#reportProbes(model);
		this.#reportCommands(model);
	}

	/** Reports when it fails, and when it works again. */
	#reportProbes({sources}: MetricsModel): void {
		const status = sources.find(({name}) => name === 'probes');
		const fail = status?.state === 'failed';
		if (fail !== this.#probesFail) {
			this.#dependencies.complain(fail ? `probes: ${status.problem}` : 'probes: the prober works again');
		}

		this.#probesFail = fail;
	}

	/** A command may fail as often as alerts fire: only the first failures are named. */
	#reportCommands({newCommandProblems}: MetricsModel): void {
		const {now, complain} = this.#dependencies;
		const {count, messages} = this.#unreported;
		this.#unreported = {
			count: count + newCommandProblems.length,
			messages: [...messages, ...newCommandProblems].slice(0, maxMessages),
		};
		if (this.#unreported.count === 0 || now() - this.#reportedAt < commandMilliseconds) {
			return;
		}

		for (const message of this.#unreported.messages) {
			complain(message);
		}

		const more = this.#unreported.count - this.#unreported.messages.length;
		if (more > 0) {
			complain(`and ${more} more problem${more === 1 ? '' : 's'} with commands of alerts`);
		}

		this.#unreported = {count: 0, messages: []};
		this.#reportedAt = now();
	}

	/** Reports a failure, once for as long as the reason stays the same. */
	#fail(reason: string | null): void {
		if (reason !== null && reason !== this.#failure) {
			this.#dependencies.complain(`no sample: ${reason}`);
		}

		this.#failure = reason;
	}
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
