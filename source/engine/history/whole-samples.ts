import type {WholeSample} from '../../recording/recorded-sample.ts';
import type {TakenSample} from '../views/sample.ts';
import {codecVersion, SampleWriter, type SampleContext} from './sample-writer.ts';

/** Samples of which the first is written whole, the others as differences. */
const chunkLength = 10;

/** With more sockets only the first sample of a chunk has all: the others have everything else. */
const maxSockets = 20_000;

/** Writes each sample: every tenth whole, the others as the difference from the one before. */
export class WholeSamples {
	readonly #maxSockets: number;
	readonly #writer = new SampleWriter();
	#chunk = 0;
	/** The number of samples in the chunk; that many begin a new one. */
	#length = chunkLength;
	#hasTables = true;
	#tick: number | undefined;
	#sampledAt: number | undefined;

	/**
	Has written nothing yet.
	@param maxSocketsOfEach With more sockets only the first sample of a chunk has them.
	*/
	constructor(maxSocketsOfEach = maxSockets) {
		this.#maxSockets = maxSocketsOfEach;
	}

	/** Every sample of the chunk that was written last has its sockets, not only the first. */
	get hasTables(): boolean {
		return this.#hasTables;
	}

	/** Writes a sample, piece by piece; null where it is the one before once more. The one before must not have been changed since. */
	* write(sample: TakenSample, context: SampleContext): Generator<void, WholeSample | null> {
		const {summary: {tick}, sampledAt, table} = sample;
		if (sampledAt === this.#sampledAt) {
			return null;
		}

		const hasTables = table.count <= this.#maxSockets;
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
		const {rows, table: sockets} = yield * this.#writer.write(sample, context, {hasTable: place === 0 || this.#hasTables, hasGroupRows: !this.#hasTables});
		return {
			chunk: this.#chunk, place, codec: codecVersion, rows, sockets,
		};
	}
}
