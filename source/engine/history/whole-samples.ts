import type {WholeSample} from '../../recording/recorded-sample.ts';
import type {TakenSample} from '../views/sample.ts';
import {chunkLength, maxSocketsOfEach} from './sample-history.ts';
import {codecVersion, SampleWriter, type SampleContext} from './sample-writer.ts';

/** Writes each sample for a recording: every tenth whole, the others as the difference from the one before. */
export class WholeSamples {
	readonly #writer = new SampleWriter();
	#chunk = 0;
	/** The number of samples in the chunk; that many begin a new one. */
	#length = chunkLength;
	#hasTables = true;
	#tick: number | undefined;
	#sampledAt: number | undefined;

	/** Writes a sample; null where it is the one before once more. The one before must not have been changed since. */
	write(sample: TakenSample, context: SampleContext): WholeSample | null {
		const {summary: {tick}, sampledAt, table} = sample;
		if (sampledAt === this.#sampledAt) {
			return null;
		}

		const hasTables = table.count <= maxSocketsOfEach;
		// The table of any sample but the one before may be in use again.
		if (this.#length === chunkLength || tick - 1 !== this.#tick || (!hasTables && this.#hasTables)) {
			this.#writer.begin();
			this.#chunk++;
			this.#length = 0;
			this.#hasTables = hasTables;
		}

		const place = this.#length++;
		this.#tick = tick;
		this.#sampledAt = sampledAt;
		const writing = this.#writer.write(sample, context, {hasTable: place === 0 || this.#hasTables, hasGroupRows: !this.#hasTables});
		let step = writing.next();
		while (step.done !== true) {
			step = writing.next();
		}

		const {rows, table: sockets} = step.value;
		return {
			chunk: this.#chunk, place, codec: codecVersion, rows, sockets,
		};
	}
}
