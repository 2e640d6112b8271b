import type {Moment} from '../../model/moment.ts';
import type {KeptSockets} from '../../protocol/protocol.ts';
import type {WholeSample} from '../../recording/recorded-sample.ts';
import type {Sample, TakenSample} from '../views/sample.ts';
import type {SteadyFacts} from '../views/steady-values.ts';
import {Frames} from './frames.ts';
import {SampleReader, type Present} from './sample-reader.ts';
import type {SampleContext} from './sample-writer.ts';
import {WholeSamples} from './whole-samples.ts';

/** The limits of what is kept. */
export type HistoryLimits = {
	readonly maxBytes: number;
	/** Every sample is kept for so long. */
	readonly fullMilliseconds?: number;
	/** With more sockets only the first sample of a chunk has all: the others have everything else. */
	readonly maxSocketsOfEach?: number;
};

/** Samples in a row: the first whole, the others as differences. What is undefined was given up. */
type Chunk = {
	/** The moments of its samples. */
	moments: Moment[];
	/** Everything but the sockets, of the first sample and of the others. */
	readonly firstRows: Frames;
	otherRows: Frames | undefined;
	/** The sockets of the first sample, and of the others. */
	firstTable: Frames | undefined;
	otherTables: Frames | undefined;
	/** The others have sockets too, as long as they are kept. */
	readonly hasTables: boolean;
};

/** A sample that is kept. Places move as samples are given up. */
export type Place = number;

/**
The samples of the last hour, and of the time before at a lower resolution, in a bounded amount of memory. Where it is not enough, the sockets go
first, then all samples of a chunk but the first, the oldest always first.
*/
export class SampleHistory {
	readonly #maxBytes: number;
	readonly #fullMilliseconds: number;
	readonly #samples: WholeSamples;
	/** The oldest first. The last one is being written. */
	readonly #chunks: Chunk[] = [];
	#packing: Promise<void> = Promise.resolve();

	/** Keeps nothing yet. */
	constructor({maxBytes, fullMilliseconds = 3_600_000, maxSocketsOfEach}: HistoryLimits) {
		this.#maxBytes = maxBytes;
		this.#fullMilliseconds = fullMilliseconds;
		this.#samples = new WholeSamples(maxSocketsOfEach);
	}

	get bytes(): number {
		return this.#chunks.reduce((sum, chunk) => sum + bytesOf(partsOf(chunk)), 0);
	}

	/** The number of samples that are kept. */
	get length(): number {
		return this.#chunks.reduce((sum, {moments}) => sum + moments.length, 0);
	}

	/** Adds a sample, newer than every other, piece by piece; one that was added before is ignored. */
	* add(sample: TakenSample, context: SampleContext): Generator<void> {
		const written = yield * this.#samples.write(sample, context);
		if (written === null) {
			return;
		}

		const {timeMilliseconds, monotonicMilliseconds} = sample.summary;
		const isFirst = written.place === 0;
		const chunk = isFirst ? this.#begin(this.#samples.hasTables) : this.#chunks.at(-1)!;
		chunk.moments.push({timeMilliseconds, monotonicMilliseconds});
		this.#put(chunk, written, isFirst);
		this.#makeRoom(monotonicMilliseconds);
	}

	momentOf(place: Place): Moment | undefined {
		const found = this.#find(place);
		return found?.chunk.moments[found.index];
	}

	/** Returns the place of the last sample that was taken then or before; that of the first one where none was; -1 where there is none at all. */
	placeAt(milliseconds: number, clock: keyof Moment): Place {
		let place = -1;
		for (const {moments} of this.#chunks) {
			for (const moment of moments) {
				if (moment[clock] > milliseconds && place >= 0) {
					return place;
				}

				place++;
			}
		}

		return place;
	}

	/** Reads a sample; undefined where it is not there. */
	read(place: Place, present: Present): {readonly sample: Sample; readonly steady: SteadyFacts; readonly sockets: KeptSockets} | undefined {
		const found = this.#find(place);
		if (found === undefined) {
			return undefined;
		}

		const {chunk, index} = found;
		const reader = new SampleReader();
		// Those of the others are only read where they are needed.
		const framesOf = (first: Frames | undefined, others: Frames | undefined) => [...first?.read() ?? [], ...index === 0 ? [] : others?.read() ?? []];
		const rows = framesOf(chunk.firstRows, chunk.otherRows);
		const tables = index > 0 && !chunk.hasTables ? [] : framesOf(chunk.firstTable, chunk.otherTables);
		for (let frame = 0; frame <= index; frame++) {
			reader.readRows(rows[frame]!);
			if (tables[index] !== undefined) {
				reader.readTable(tables[frame]!);
			}
		}

		const sockets = tables[index] === undefined ? (chunk.firstTable === undefined ? 'none' : 'of some') : 'all';
		return {sample: reader.sample(present), steady: reader.steady, sockets};
	}

	/** Resolves when everything that was added is compressed. */
	async settled(): Promise<void> {
		await this.#packing;
	}

	#begin(hasTables: boolean): Chunk {
		const before = this.#chunks.at(-1);
		this.#pack(before?.otherRows, before?.otherTables);
		const chunk: Chunk = {
			moments: [], firstRows: new Frames(), otherRows: new Frames(), firstTable: new Frames(), otherTables: hasTables ? new Frames() : undefined, hasTables,
		};
		this.#chunks.push(chunk);
		return chunk;
	}

	#put({firstRows, otherRows, firstTable, otherTables}: Chunk, {rows, sockets}: WholeSample, isFirst: boolean): void {
		(isFirst ? firstRows : otherRows)?.add(rows);
		if (sockets !== null) {
			(isFirst ? firstTable : otherTables)?.add(sockets);
		}

		if (isFirst) {
			this.#pack(firstRows, firstTable);
		}
	}

	/** Compresses what is complete, one after the other. */
	#pack(...parts: ReadonlyArray<Frames | undefined>): void {
		for (const part of parts) {
			this.#packing = packAfter(this.#packing, part);
		}
	}

	/** Gives up what is too old, and what there is no room for. */
	#makeRoom(now: number): void {
		const complete = this.#chunks.slice(0, -1);
		for (const chunk of complete) {
			if (chunk.moments.at(-1)!.monotonicMilliseconds >= now - this.#fullMilliseconds) {
				break;
			}

			giveUpOthers(chunk);
		}

		let {bytes} = this;
		for (const step of ['sockets', 'samples', 'all'] as const) {
			for (const chunk of complete) {
				if (bytes <= this.#maxBytes) {
					return;
				}

				const before = bytesOf(partsOf(chunk));
				if (step === 'all') {
					this.#chunks.shift();
					bytes -= before;
				} else {
					giveUp(chunk, step);
					bytes -= before - bytesOf(partsOf(chunk));
				}
			}
		}
	}

	#find(place: Place): {readonly chunk: Chunk; readonly index: number} | undefined {
		let first = 0;
		for (const chunk of this.#chunks) {
			if (place < first + chunk.moments.length) {
				return place < 0 ? undefined : {chunk, index: place - first};
			}

			first += chunk.moments.length;
		}

		return undefined;
	}
}

async function packAfter(before: Promise<void>, part: Frames | undefined): Promise<void> {
	await before;
	await part?.pack();
}

/** Gives up the sockets of a chunk; where all its samples have some, all samples but the first. */
function giveUp(chunk: Chunk, what: 'sockets' | 'samples'): void {
	if (what === 'samples' || chunk.hasTables) {
		giveUpOthers(chunk);
	} else {
		chunk.firstTable = undefined;
	}
}

/** Gives up all samples of a chunk but the first. */
function giveUpOthers(chunk: Chunk): void {
	chunk.otherRows = undefined;
	chunk.otherTables = undefined;
	chunk.moments = chunk.moments.slice(0, 1);
}

function partsOf({firstRows, otherRows, firstTable, otherTables}: Chunk): readonly Frames[] {
	return [firstRows, otherRows, firstTable, otherTables].filter(part => part !== undefined);
}

function bytesOf(parts: readonly Frames[]): number {
	return parts.reduce((sum, {bytes}) => sum + bytes, 0);
}
