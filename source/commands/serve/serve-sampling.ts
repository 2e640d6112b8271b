import {setTimeout as wait} from 'node:timers/promises';
import type {Sampler} from '../../engine/sampler.ts';
import type {MetricsBook} from '../../outputs/metrics/metrics-book.ts';
import type {MetricsModel} from '../../outputs/metrics/metrics-model.ts';
import {nextBeat} from '../../process/intervals.ts';

/** What can be told about the last sample. */
export type Sampled = {
	/** Counts samples, those that failed too. */
	readonly number: number;
	readonly model: MetricsModel;
};

export type SamplingDependencies = {
	readonly sampler: Pick<Sampler, 'tick' | 'export'>;
	readonly book: MetricsBook;
	/** Monotonic milliseconds. */
	readonly now: () => number;
	readonly complain: (problem: string) => void;
};

/** A complete sample is old after so many intervals, but not before so many milliseconds. */
const oldIntervals = 3;
const oldMilliseconds = 10_000;

/** Commands of alerts that fail are told so often at most, and so many of them by name. */
const commandMilliseconds = 10_000;
const mostMessages = 5;

/** Takes a sample each interval, whoever asks for it; one that fails is told, and the next is tried all the same. */
export class Sampling {
	readonly #dependencies: SamplingDependencies;
	readonly #intervalMilliseconds: number;
	#latest: Sampled | undefined;
	#samples = 0;
	#failure: string | null = null;
	#probesFail = false;
	/** What went wrong with commands of alerts and is not told yet: how often, and the first messages. */
	#untold: {readonly count: number; readonly messages: readonly string[]} = {count: 0, messages: []};
	#toldAt = -Infinity;
	/** When the last complete sample was there. */
	#completeAt: number | undefined;

	constructor(dependencies: SamplingDependencies, intervalSeconds: number) {
		this.#dependencies = dependencies;
		this.#intervalMilliseconds = intervalSeconds * 1000;
	}

	/** Undefined before the first. */
	get latest(): Sampled | undefined {
		return this.#latest;
	}

	/** Why what is told is not good; null when all is well. */
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
			this.#takeIn(failure);
		} catch (error) {
			// A bug: nothing is better than what is wrong.
			this.#latest = undefined;
			this.#fail(reasonOf(error));
		}
	}

	/** Why no sample could be taken; null when one was. */
	async #tick(): Promise<string | null> {
		try {
			await this.#dependencies.sampler.tick();
			return null;
		} catch (error) {
			return reasonOf(error);
		}
	}

	/** What there is of the sample; without it, what goes on beside samples. */
	#takeIn(failure: string | null): void {
		const {sampler, book, now} = this.#dependencies;
		const sample = sampler.export();
		if (sample === undefined) {
			this.#fail(failure);
			return;
		}

		const model = failure === null ? book.add(sample) : book.fail(sample);
		this.#latest = {number: this.#samples, model};
		this.#fail(failure ?? (model.isComplete ? null : model.sources.find(({name}) => name === 'sockets')?.problem ?? 'the sockets cannot be read'));
		this.#completeAt = model.isComplete ? now() : this.#completeAt;
		this.#tellProbes(model);
		this.#tellCommands(model);
	}

	/** Told when it fails, and when it works again. */
	#tellProbes({sources}: MetricsModel): void {
		const status = sources.find(({name}) => name === 'probes');
		const fail = status?.state === 'failed';
		if (fail !== this.#probesFail) {
			this.#dependencies.complain(fail ? `probes: ${status.problem}` : 'probes: the prober works again');
		}

		this.#probesFail = fail;
	}

	/** A command may fail as often as alerts fire: the first are named. */
	#tellCommands({newCommandProblems}: MetricsModel): void {
		const {now, complain} = this.#dependencies;
		const {count, messages} = this.#untold;
		this.#untold = {
			count: count + newCommandProblems.length,
			messages: [...messages, ...newCommandProblems].slice(0, mostMessages),
		};
		if (this.#untold.count === 0 || now() - this.#toldAt < commandMilliseconds) {
			return;
		}

		for (const message of this.#untold.messages) {
			complain(message);
		}

		const more = this.#untold.count - this.#untold.messages.length;
		if (more > 0) {
			complain(`and ${more} more problem${more === 1 ? '' : 's'} with commands of alerts`);
		}

		this.#untold = {count: 0, messages: []};
		this.#toldAt = now();
	}

	/** What goes on failing for the same reason is said once. */
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

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
	try {
		await wait(milliseconds, undefined, {signal});
	} catch {
		// The signal ends the loop, too.
	}
}
