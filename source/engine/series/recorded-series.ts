import type {Moment} from '../../model/moment.ts';
import {coarseResolutions} from '../../recording/schema.ts';
import type {FigureSql, RecordedIntervals} from '../../recording/recorded-intervals.ts';
import {recordedColumns, type RecordedFigureSql} from './recorded-columns.ts';
import {timelineOf, toleranceMilliseconds, type TimelineInterval} from './recorded-timeline.ts';
import type {FigureOfThing, RecordedName} from './series-source.ts';
import type {AddColumn} from './window.ts';

/** The part of the time before the moment that is wanted, and how fine. */
type Stretch = {
	/** Monotonic milliseconds. */
	readonly from: number;
	readonly bucketMilliseconds: number;
};

/** Uses the recording; undefined where it cannot be. */
export type UseRecording = <Result>(act: (intervals: RecordedIntervals) => Result) => Result | undefined;

/** Intervals whose values are read at once. */
const blockLength = 64;
/** The bytes that the values take at most that were read last, and those of a block besides its values. */
const maxBytes = 8 * 1024 * 1024;
const blockBytes = (2 * blockLength * 4) + 200;

/** An answer reads for so long at most: a key must not wait for longer. What is missing then is read for the next one. */
const maxReadMilliseconds = 25;

/** Intervals that were combined or given up are noticed after so long; those that a recorder is about to write sooner, as long as they may come. */
const refreshMilliseconds = 60_000;
const growingMilliseconds = 900;
const maxGrowingMilliseconds = 15_000;

/** No name has this number. */
const noName = -1;

/** A value of a thing that was not there in an interval. Figures are never negative. */
const absent = -1;

/** The values of a figure in the intervals of a block. NaN: unknown. */
type Block = {
	readonly means: Float32Array;
	readonly maxima: Float32Array;
	/** The newest interval that there was. */
	readonly until: number;
};

/** The intervals before the moment, by level, from the longest time ago that was asked for. */
type Timeline = {readonly from: number; readonly intervals: readonly TimelineInterval[]; readonly goodUntil: number};

/** The place of a figure of a thing in the recording. */
type FigurePlace = {
	readonly sql: FigureSql;
	readonly cacheKey: string;
	readonly nameId: number;
	readonly isZeroWhereAbsent: boolean;
};

/**
The series of a recording before one moment. What was read is kept, as the past does not change: a step along it reads only what is new. Nothing is
read before it is asked for, and no more in one answer than a person would not notice.
*/
export class RecordedSeries {
	readonly #use: UseRecording;
	readonly #now: () => number;
	#moment: Moment | undefined;
	readonly #timelines = new Map<number, Timeline>();
	/** The last used ones last. */
	readonly #blocks = new Map<string, Block>();
	/** The numbers of names; `id` is undefined where there is none of that name. */
	readonly #nameIds = new Map<string, {readonly id: number | undefined}>();
	/** Monotonic milliseconds of this process. */
	#stopsReadingAt = 0;
	#growsUntil = 0;
	#isComplete = true;
	/** It could not be read at this moment. */
	#hasFailed = false;

	/** Reads nothing yet. */
	constructor(use: UseRecording, now: () => number = () => performance.now()) {
		this.#use = use;
		this.#now = now;
	}

	/** Whether everything that was asked for since `begin` was there. */
	get isComplete(): boolean {
		return this.#isComplete;
	}

	/** Begins an answer about the time before a moment: of this session, or a recorded one. */
	begin(moment: Moment): void {
		this.#stopsReadingAt = this.#now() + maxReadMilliseconds;
		this.#isComplete = true;
		if (this.#moment?.timeMilliseconds === moment.timeMilliseconds && this.#moment.monotonicMilliseconds === moment.monotonicMilliseconds) {
			return;
		}

		this.#moment = moment;
		this.#timelines.clear();
		this.#nameIds.clear();
		this.#hasFailed = false;
		this.#growsUntil = this.#now() + maxGrowingMilliseconds;
	}

	/** Returns the monotonic milliseconds at which a stretch of recorded time ends, at the latest the moment; undefined where nothing of it was recorded. */
	endOf(stretch: Stretch): number | undefined {
		const last = this.#intervals(stretch).at(-1);
		return last === undefined ? undefined : last.end - this.#offset;
	}

	/** Returns the seconds that a value of a stretch of time stands for at most; 0 where nothing was recorded. */
	resolutionOf(stretch: Stretch): number {
		const {from} = stretch;
		const shown = this.#intervals(stretch).filter(({end}) => end - this.#offset > from);
		return Math.max(0, ...shown.map(({resolutionSeconds}) => resolutionSeconds));
	}

	/** Calls back with the columns of a figure that end in a stretch of time. Returns false where the recording has no such figure, or thing. */
	addTo(add: AddColumn, thing: FigureOfThing, stretch: Stretch): boolean {
		const source = this.#sourceOf(thing);
		if (source === undefined) {
			return false;
		}

		const offset = this.#offset;
		let block: Block | undefined;
		let blockNumber = 0;
		for (const {id, start, end, seconds} of this.#intervals(stretch)) {
			if (end - offset < stretch.from) {
				continue;
			}

			const number = Math.floor(id / blockLength);
			if (number !== blockNumber) {
				blockNumber = number;
				block = this.#block(source, number, id);
			} else if (block !== undefined && block.until < id) {
				block = this.#block(source, number, id);
			}

			const mean = block?.means[id % blockLength] ?? NaN;
			const isThere = mean !== absent;
			add({
				start: start - offset, end: end - offset, seconds, mean: isThere ? mean : NaN, highest: isThere ? block?.maxima[id % blockLength] ?? NaN : NaN, isThere,
			});
		}

		return true;
	}

	/** Wall clock minus monotonic clock at the moment, in milliseconds. */
	get #offset(): number {
		return this.#moment === undefined ? 0 : this.#moment.timeMilliseconds - this.#moment.monotonicMilliseconds;
	}

	#intervals({from, bucketMilliseconds}: Stretch): readonly TimelineInterval[] {
		const moment = this.#moment;
		if (moment === undefined) {
			return [];
		}

		const level = coarseResolutions.findLastIndex(seconds => 1000 * seconds <= bucketMilliseconds) + 1;
		const known = this.#timelines.get(level);
		const now = this.#now();
		if (known !== undefined && known.from <= from && now < known.goodUntil) {
			return known.intervals;
		}

		// Windows of one length begin with a bucket, each a little earlier or later.
		const since = Math.min(from - ((moment.monotonicMilliseconds - from) / 10), known?.from ?? from);
		const until = moment.timeMilliseconds;
		const intervals = this.#read(recording => timelineOf(recording, {from: since + this.#offset, until, level}));
		if (intervals === undefined) {
			return known?.intervals ?? [];
		}

		this.#nameIds.clear();
		const isGrowing = now < this.#growsUntil && (intervals.at(-1)?.end ?? 0) < until - toleranceMilliseconds;
		this.#timelines.set(level, {from: since, intervals, goodUntil: now + (isGrowing ? growingMilliseconds : refreshMilliseconds)});
		return intervals;
	}

	/** Returns where a figure of a thing is; undefined where it is not recorded. */
	#sourceOf({kind, identity, figure, name: given}: FigureOfThing): FigurePlace | undefined {
		const columns = recordedColumns[kind];
		const name = columns === null ? null : columns.nameOf(identity) ?? given ?? null;
		const figures: Readonly<Record<string, RecordedFigureSql | null>> | undefined = columns?.figures;
		const sql = figures?.[figure] ?? null;
		if (columns === null || sql === null || name === null) {
			return undefined;
		}

		const {table, key, names, isZeroWhereAbsent = false, isZeroWithoutName = false} = columns;
		const thing = `${table} ${Object.values(name).join('\0')}`;
		const nameId = key === null ? 0 : this.#nameId(thing, names, name) ?? (isZeroWithoutName ? noName : undefined);
		return nameId === undefined
			? undefined
			: {
				sql: {table, key, ...sql}, cacheKey: `${thing} ${figure}`, nameId, isZeroWhereAbsent,
			};
	}

	#nameId(thing: string, table: string, name: RecordedName): number | undefined {
		let known = this.#nameIds.get(thing);
		if (known === undefined) {
			known = this.#read(recording => ({id: recording.nameId(table, name)}));
			if (known !== undefined) {
				this.#nameIds.set(thing, known);
			}
		}

		return known?.id;
	}

	/** Returns the block of a number, up to an interval at least; undefined where it cannot be read, or not yet. */
	#block({sql, cacheKey, nameId, isZeroWhereAbsent}: FigurePlace, number: number, id: number): Block | undefined {
		const key = `${cacheKey} ${number}`;
		const known = this.#blocks.get(key);
		if (known !== undefined && known.until >= id) {
			this.#blocks.delete(key);
			this.#blocks.set(key, known);
			return known;
		}

		const first = number * blockLength;
		const rows = this.#read(recording => recording.values(sql, nameId, first, first + blockLength - 1));
		if (rows === undefined) {
			return known;
		}

		const block = {means: new Float32Array(blockLength).fill(NaN), maxima: new Float32Array(blockLength).fill(NaN), until: Math.max(id, rows.at(-1)?.id ?? 0)};
		for (const {id: interval, mean, highest, isThere} of rows) {
			const value = isThere === 1 ? mean ?? NaN : (isZeroWhereAbsent ? 0 : absent);
			block.means[interval - first] = value;
			// A highest value is a whole number, and may be rounded down.
			block.maxima[interval - first] = isThere === 1 ? Math.max(value, highest ?? value) : value;
		}

		this.#keep(key, block);
		return block;
	}

	#keep(key: string, block: Block): void {
		this.#blocks.delete(key);
		this.#blocks.set(key, block);
		if (this.#blocks.size * blockBytes > maxBytes) {
			this.#blocks.delete(this.#blocks.keys().next().value!);
		}
	}

	/** Reads from the recording; undefined where that cannot be done, or the answer has read for long enough. */
	#read<Result>(act: (recording: RecordedIntervals) => Result): Result | undefined {
		if (this.#hasFailed) {
			return undefined;
		}

		if (this.#now() >= this.#stopsReadingAt) {
			this.#isComplete = false;
			return undefined;
		}

		const result = this.#use(recording => ({value: act(recording)}));
		this.#hasFailed = result === undefined;
		return result?.value;
	}
}
