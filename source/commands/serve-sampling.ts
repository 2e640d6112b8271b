import {setTimeout as wait} from 'node:timers/promises';
import type {Sampler} from '../engine/sampler.ts';
import type {MetricsBook} from '../outputs/metrics-book.ts';
import type {MetricsModel} from '../outputs/metrics-model.ts';
import {nextBeat} from './print-samples.ts';

/** What can be told about the last sample. */
export type Sampled = {
	/** Counts samples, those that failed too. */
	readonly number: number;
	readonly model: MetricsModel;
};

export type SamplingSurroundings = {
	readonly sampler: Pick<Sampler, 'tick' | 'export'>;
	readonly book: MetricsBook;
	/** Monotonic milliseconds. */
	readonly now: () => number;
	readonly complain: (problem: string) => void;
};

/** A complete sample is old after so many intervals, but not before so many milliseconds. */
const oldIntervals = 3;
const oldMilliseconds = 10_000;

/** Takes a sample each interval, whoever asks for it; one that fails is told, and the next is tried all the same. */
export class Sampling {
	readonly #surroundings: SamplingSurroundings;
	readonly #intervalMilliseconds: number;
	#latest: Sampled | undefined;
	#samples = 0;
	#failure: string | null = null;
	/** When the last complete sample was there. */
	#completeAt: number | undefined;

	constructor(surroundings: SamplingSurroundings, intervalSeconds: number) {
		this.#surroundings = surroundings;
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

		const age = this.#surroundings.now() - this.#completeAt;
		return age > Math.max(oldMilliseconds, oldIntervals * this.#intervalMilliseconds) ? `the last sample is ${Math.round(age / 1000)} s old` : null;
	}

	/** Never rejects. Ends with the signal, after the sample that is being taken. */
	async run(signal: AbortSignal): Promise<void> {
		const {now} = this.#surroundings;
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
		const {sampler, book, now} = this.#surroundings;
		this.#samples++;
		try {
			await sampler.tick();
			const sample = sampler.export();
			if (sample === undefined || signal.aborted) {
				return;
			}

			const model = book.add(sample);
			this.#latest = {number: this.#samples, model};
			this.#fail(model.isComplete ? null : sample.summary.sources.find(({name}) => name === 'sockets')?.problem ?? 'the sockets cannot be read');
			this.#completeAt = model.isComplete ? now() : this.#completeAt;
		} catch (error) {
			if (signal.aborted) {
				return;
			}

			const {latest} = this;
			this.#latest = latest === undefined ? undefined : {number: this.#samples, model: book.fail(latest.model)};
			this.#fail(error instanceof Error ? error.message : String(error));
		}
	}

	/** What goes on failing for the same reason is said once. */
	#fail(reason: string | null): void {
		if (reason !== null && reason !== this.#failure) {
			this.#surroundings.complain(`no sample: ${reason}`);
		}

		this.#failure = reason;
	}
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
	try {
		await wait(milliseconds, undefined, {signal});
	} catch {
		// The signal ends the loop, too.
	}
}
