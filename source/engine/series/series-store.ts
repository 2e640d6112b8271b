import type {Moment} from '../../model/moment.ts';
import type {SeriesWindow} from '../../model/series.ts';
import {EntityTable, type Entity} from './entity-table.ts';
import {
	recordedKinds,
	type FigureOf,
	type RecordedKind,
	type RecordedKindOf,
	type RecordedRows,
} from './recorded-figures.ts';
import {SeriesLevel, type Columns} from './series-level.ts';
import {
	averageOf,
	type Amount,
	type AverageRequest,
	type FigureOfThing,
	type RankedEntity,
	type SeriesSource,
	type WindowRequest,
} from './series-source.ts';
import type {TimeAxis} from './time-axis.ts';
import {ChunkPool} from './tracks.ts';
import {WindowBuilder} from './window.ts';

/** The resolutions: 1 s for ten minutes, 10 s for six hours, 1 min for a day. */
const resolutions = [{seconds: 1, kept: 600}, {seconds: 10, kept: 2160}, {seconds: 60, kept: 1440}] as const;

/** With what is always there 24 MiB. */
const defaultChunkBytes = 18 * (2 ** 20);

/** The seconds for which the first sample stands, and for which any may. */
const firstSeconds = 1;
const minLongestSeconds = 2;

/** The amount in so many seconds says how important an entity is. */
const importanceSeconds = 600;

/** Amounts are added up in the coarsest resolution that has so many columns for them. */
const minRankedColumns = 60;

/** The part of the chunks that are free after room was made. */
const freedShare = 1 / 8;

/**
The one store of series: every figure that the field tables mark as recorded, by entity, in falling resolution. All charts read it.

Recording a sample allocates nothing per series: values are added to the open column of each resolution, and a column that ends becomes a mean
and a highest value in 32 bits each. What stays as it was takes no memory (tracks.ts), so that the bound in bytes is reached only when thousands
of figures move at once. Then the coarse past of the entities with the least traffic lately is given up first, and their windows say so.

A sample stands for the time since the one before, but for no more than twice the usual interval: before that is a gap.
*/
export class SeriesStore implements SeriesSource {
	readonly #entities: EntityTable;
	readonly #pool: ChunkPool;
	readonly #levels: readonly SeriesLevel[];
	/** Holds columns while a window is read. */
	readonly #columns: Columns;
	/** The moments of the first sample and of the last one. */
	#first: Moment | undefined;
	#moment: Moment | undefined;
	#intervalSeconds = firstSeconds;
	/** The time for which the last sample stands. */
	#seconds = 0;

	/**
	Reserves the memory.
	@param chunkBytes The bound of what values that change take.
	@param share The part of the usual number of entities that there is room for.
	*/
	constructor(chunkBytes = defaultChunkBytes, share = 1) {
		this.#entities = new EntityTable(share);
		this.#pool = new ChunkPool(chunkBytes);
		this.#levels = resolutions.map(({seconds, kept}) => new SeriesLevel(seconds, kept, this.#entities.counts, this.#pool));
		const longest = Math.max(...resolutions.map(({kept}) => kept)) + 2;
		this.#columns = {means: new Float32Array(longest), maxima: new Float32Array(longest)};
	}

	/** Reserved bytes: all but the names of the entities. Those that were never written are not resident. */
	get bytes(): number {
		return this.#levels.reduce((sum, level) => sum + level.bytes, this.#pool.bytes + (2 * this.#columns.means.byteLength));
	}

	/** Bytes of chunks that were ever written. */
	get touchedBytes(): number {
		return this.#pool.touchedBytes;
	}

	/** Everything that is asked for is there at once. */
	get isComplete(): boolean {
		return true;
	}

	/** The moment of the first sample; undefined before it. */
	get first(): Moment | undefined {
		return this.#first;
	}

	/** Monotonic milliseconds from which on the first sample stands for something. */
	get begins(): number {
		return (this.#first?.monotonicMilliseconds ?? 0) - (firstSeconds * 1000);
	}

	/** Monotonic milliseconds of the last sample; undefined before the first. */
	get sampledAt(): number | undefined {
		return this.#moment?.monotonicMilliseconds;
	}

	/** The seconds between the last two samples, to whole ones; at least 1. */
	get wholeIntervalSeconds(): number {
		return Math.max(1, Math.round(this.#intervalSeconds));
	}

	/** The seconds for which the sample that was begun last stands: a rate times them is what passed. */
	get sampleSeconds(): number {
		return this.#seconds;
	}

	/** Begins the sample of a moment, to which rows are then recorded. */
	begin(moment: Moment): void {
		const {monotonicMilliseconds: sampledAt} = moment;
		const before = this.sampledAt ?? (sampledAt - (firstSeconds * 1000));
		const since = Math.max(0, sampledAt - before) / 1000;
		const longest = Math.max(minLongestSeconds, 2 * this.#intervalSeconds);
		const startsAt = since > longest ? sampledAt - (longest * 1000) : before;
		this.#seconds = Math.min(since, longest);
		this.#intervalSeconds = since;
		this.#first ??= moment;
		this.#moment = moment;
		this.#entities.begin(sampledAt);
		for (const level of this.#levels) {
			if (level.axis.isBeyond(sampledAt)) {
				this.#keepColumn(level);
				level.axis.next(startsAt);
			}

			level.axis.extend(sampledAt, this.#seconds);
		}
	}

	/** Records the figures of an entity in the sample that has begun, once. What is not recorded in a sample is not there. */
	record<Kind extends RecordedKind>(kind: Kind, identity: string, row: RecordedRows[Kind]): void {
		const entity = this.#entities.see(kind, identity, this.#clear);
		if (entity === undefined) {
			return;
		}

		this.#ensureRoom(entity);
		for (const level of this.#levels) {
			level.present(entity, this.#seconds);
		}

		const {figures}: RecordedKindOf<Kind> = recordedKinds[kind];
		for (let figure = 0; figure < figures.length; figure++) {
			const value = figures[figure]!.read(row) ?? NaN;
			if (value !== 0) {
				for (const level of this.#levels) {
					level.add(entity.first + figure, value, this.#seconds);
				}
			}
		}
	}

	/** Forgets all entities of a kind. */
	forget(kind: RecordedKind): void {
		this.#entities.remove(kind, this.#clear);
	}

	/** Returns how many seconds a value stands for at least in a window. */
	resolutionOf({seconds}: WindowRequest): number {
		return Math.max(this.wholeIntervalSeconds, this.#levelSince(this.#startOf(seconds)).axis.milliseconds / 1000);
	}

	/** Returns a figure as a window that ends with a sample; undefined where the entity was not known by then. */
	read<Kind extends RecordedKind>(kind: Kind, identity: string, figure: FigureOf<Kind>, {until = this.#moment, ...shape}: WindowRequest): SeriesWindow | undefined {
		if (until === undefined) {
			return undefined;
		}

		const window = new WindowBuilder(shape, until);
		const entity = this.addTo(window, {kind, identity, figure}, {until});
		return entity === undefined ? undefined : window.build(entity.isPartial);
	}

	/**
	Adds a figure to a window that ends with a sample; undefined where the entity was not known by then.
	@param since Monotonic milliseconds: nothing before is added.
	*/
	addTo(window: WindowBuilder, {kind, identity, figure}: FigureOfThing, {until, since = -Infinity}: {readonly until: Moment; readonly since?: number}): {readonly isPartial: boolean} | undefined {
		const entity = this.#entities.find(kind, identity);
		if (entity === undefined || entity.firstSeenAt > until.monotonicMilliseconds) {
			return undefined;
		}

		const level = this.#levelSince(window.begins);
		const {axis} = level;
		const from = axis.firstSince(window.begins);
		const to = axis.firstBeginning(until.monotonicMilliseconds);
		level.read(entity, figureIndex(kind, figure), {from, to}, this.#columns);
		for (let column = from; column < to; column++) {
			const mean = this.#columns.means[column - from]!;
			const start = axis.startOf(column);
			const end = axis.endOf(column);
			if (end > since) {
				window.add({
					start: Math.max(start, since), end, seconds: secondsSince(axis, column, since), mean, highest: this.#columns.maxima[column - from]!, isThere: !Number.isNaN(mean),
				});
			}
		}

		return {isPartial: level.isPartial(entity.entity)};
	}

	/**
	Returns the entities of a kind by what their figures add up to in the last so many seconds, those that are gone too; the most first. The amounts
	begin with a column, up to a sixtieth earlier.
	*/
	rank<Kind extends RecordedKind>(kind: Kind, figures: ReadonlyArray<FigureOf<Kind>>, seconds: number): readonly RankedEntity[] {
		return Iterator.from(this.#entities.ofKind(kind))
			.map(entity => ({identity: entity.identity, total: this.#totalOf(entity, figures, seconds), isGone: entity.seenAt !== this.sampledAt}))
			.toArray()
			.toSorted((a, b) => b.total - a.total);
	}

	/**
	Returns the average of the sum of some figures of an entity over the last so many seconds until a sample, or since the first one. The time in which it was
	not there counts as nothing, as nothing passed; that in which it was there and a figure was not known yet does not count. undefined where the
	entity is not known, or none of the figures.
	*/
	average<Kind extends RecordedKind>(kind: Kind, identity: string, figures: ReadonlyArray<FigureOf<Kind>>, request: AverageRequest): number | undefined {
		return averageOf(figures, figure => this.amount({kind, identity, figure}, request));
	}

	/**
	Returns what a figure adds up to, as `average` counts it.
	@param since Monotonic milliseconds: nothing before counts.
	*/
	amount({kind, identity, figure}: FigureOfThing, {seconds, until = this.#moment}: AverageRequest, since = -Infinity): Amount {
		const entity = this.#entities.find(kind, identity);
		if (entity === undefined || until === undefined) {
			return {total: 0, seconds: 0};
		}

		const start = until.monotonicMilliseconds - (seconds * 1000);
		const [ranking, reaching] = [this.#rankingLevel(seconds), this.#levelSince(start)];
		const level = ranking.axis.milliseconds > reaching.axis.milliseconds ? ranking : reaching;
		const {axis} = level;
		const from = axis.firstSince(start);
		const to = axis.firstBeginning(until.monotonicMilliseconds);
		level.read(entity, figureIndex(entity.kind, figure), {from, to}, this.#columns);
		let total = 0;
		let covered = 0;
		let isKnown = false;
		for (let column = from; column < to; column++) {
			const mean = this.#columns.means[column - from]!;
			isKnown ||= !Number.isNaN(mean);
			// Rates are known from the second sample of an entity on.
			if (!isKnown && axis.endOf(column) >= entity.firstSeenAt) {
				continue;
			}

			const length = secondsSince(axis, column, since);
			covered += length;
			total += Number.isNaN(mean) ? 0 : mean * length;
		}

		return {total, seconds: isKnown ? covered : 0};
	}

	#startOf(seconds: number): number {
		return (this.sampledAt ?? 0) - (seconds * 1000);
	}

	/** Returns the level in which amounts of the last so many seconds are added up. */
	#rankingLevel(seconds: number): SeriesLevel {
		return this.#levels.findLast(({axis: {milliseconds}}) => seconds * 1000 >= minRankedColumns * milliseconds) ?? this.#levels[0]!;
	}

	#totalOf(entity: Entity, figures: readonly string[], seconds: number): number {
		const level = this.#rankingLevel(seconds);
		const {axis} = level;
		const first = axis.firstSince(this.#startOf(seconds));
		const {means} = this.#columns;
		let total = 0;
		for (const figure of figures) {
			const index = figureIndex(entity.kind, figure);
			if (level.isZero(entity, index)) {
				continue;
			}

			level.read(entity, index, {from: first, to: axis.open + 1}, this.#columns);
			for (let column = first; column <= axis.open; column++) {
				const mean = means[column - first]!;
				total += Number.isNaN(mean) ? 0 : mean * axis.secondsOf(column);
			}
		}

		return total;
	}

	/** Returns the finest level that reaches back to a moment, else the one that reaches back furthest. */
	#levelSince(moment: number): SeriesLevel {
		return this.#levels.find(({axis}) => (this.sampledAt ?? 0) - moment <= axis.spanMilliseconds) ?? this.#levels.at(-1)!;
	}

	#keepColumn(level: SeriesLevel): void {
		for (const entity of this.#entities.all()) {
			if (level.isThere(entity.entity)) {
				this.#ensureRoom(entity);
				level.keep(entity);
			}
		}
	}

	/** A sample takes at most two chunks of each series and level. */
	#ensureRoom({areRates}: Entity): void {
		if (this.#pool.freeCount < 2 * this.#levels.length * areRates.length) {
			this.#makeRoom();
		}
	}

	/** Gives up the past of the least important entities: first all of it but the last ten minutes, then that. */
	#makeRoom(): void {
		const wanted = this.#pool.size * freedShare;
		const ranked = this.#byImportance();
		for (const entity of ranked) {
			for (const level of this.#levels) {
				level.expire(entity);
			}
		}

		const [finest, ...coarse] = this.#levels;
		for (const levels of [coarse, [finest!]]) {
			for (const entity of ranked) {
				if (this.#pool.freeCount >= wanted) {
					return;
				}

				for (const level of levels) {
					level.forget(entity);
				}
			}
		}
	}

	/** Returns the entities, the least important first. */
	#byImportance(): readonly Entity[] {
		return this.#entities.all()
			.map(entity => {
				const {importance} = recordedKinds[entity.kind];
				return {entity, importance: importance.length === 0 ? Infinity : this.#totalOf(entity, importance, importanceSeconds)};
			})
			.toArray()
			.toSorted((a, b) => a.importance === b.importance ? a.entity.seenAt - b.entity.seenAt : a.importance - b.importance)
			.map(({entity}) => entity);
	}

	readonly #clear = (entity: Entity): void => {
		for (const level of this.#levels) {
			level.clear(entity);
		}
	};
}

/** Returns the seconds of samples in a column from a moment on, in monotonic milliseconds. */
function secondsSince(axis: TimeAxis, column: number, since: number): number {
	return Math.max(0, axis.secondsOf(column) - (Math.max(0, since - axis.startOf(column)) / 1000));
}

function figureIndex(kind: RecordedKind, figure: string): number {
	return recordedKinds[kind].figures.findIndex(({key}) => key === figure);
}
