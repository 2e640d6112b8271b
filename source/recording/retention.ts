import {statSync} from 'node:fs';
import type {DatabaseSync, StatementSync} from 'node:sqlite';
import {idRange, intervalTables} from './interval-rows.ts';
import {SampleRetention} from './sample-retention.ts';
import {coarseResolutions} from './schema.ts';

export type RetentionLimits = {
	/** Days for which what is kept longest is kept. */
	readonly keepDays: number;
	/** Bytes of the file and its write-ahead log. */
	readonly maxBytes: number;
	/** Seconds between samples. */
	readonly intervalSeconds: number;
};

const hour = 3_600_000;
const day = 24 * hour;

/** Milliseconds for which the intervals of each resolution are kept; the coarsest as long as the user says. */
const spans: readonly number[] = [hour, day];

/** Rows that one step removes at most: it takes some milliseconds. */
const maxConnections = 5000;
const maxIntervals = 100;
const maxLogRows = 1000;

/** Intervals that are given up at once. */
const maxGivenUp = 10;

/** Steps that one call takes at most while the file is too large. */
const maxSteps = 8;

/** Bytes that the write-ahead log may have besides the file. */
export const logAllowance = 12 * 1024 * 1024;

/** Bytes that one more batch of samples may add to the log. */
const logMargin = 8 * 1024 * 1024;

/** The part of the room above which the oldest is given up, so that there is always some left. */
const fullPart = 0.95;

/** A connection log that takes more than this part of the room, loses its oldest connections first: a flood must not push out all else. */
const connectionsPart = 0.5;

/** About the bytes of a connection, with its part of the tree. */
const bytesPerConnection = 100;

/** The part of the file that may be unused pages, for what comes next, and how many of more are given back at once. */
const spareFraction = 0.05;
const maxFreedPages = 512;

/** The things that were given up because the file had become too large. */
export type GivenUp = {readonly samples: number; readonly connections: number; readonly intervals: number; readonly events: number};

/** Removes what is old enough, and the oldest where the file is as large as it may be; in small steps. */
export class Retention {
	readonly #file: string;
	readonly #database: DatabaseSync;
	readonly #limits: RetentionLimits;
	readonly #samples: SampleRetention;
	readonly #oldIntervals: StatementSync;
	readonly #countIntervals: StatementSync;
	readonly #intervalRemovals: readonly StatementSync[];
	readonly #connectionBound: StatementSync;
	readonly #connectionRemoval: StatementSync;
	readonly #logs: ReadonlyArray<{readonly bound: StatementSync; readonly remove: StatementSync}>;
	readonly #oldest: StatementSync;
	readonly #numbers: StatementSync;
	readonly #pageCount: StatementSync;
	readonly #freePages: StatementSync;
	readonly #pageSize: number;

	constructor(file: string, database: DatabaseSync, limits: RetentionLimits) {
		this.#file = file;
		this.#database = database;
		this.#limits = limits;
		this.#samples = new SampleRetention(database, limits);
		this.#oldIntervals = database.prepare('SELECT id, time_ms AS time FROM intervals WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?');
		this.#countIntervals = database.prepare('SELECT min(id) AS first, max(id) AS last FROM intervals WHERE id BETWEEN ? AND ?');
		this.#intervalRemovals = [
			...intervalTables.map(table => database.prepare(`DELETE FROM ${table} WHERE interval_id BETWEEN ? AND ?`)),
			database.prepare('DELETE FROM intervals WHERE id BETWEEN ? AND ?'),
		];
		this.#connectionBound = database.prepare('SELECT ended_ms AS time FROM connection_rows ORDER BY ended_ms, number LIMIT 1 OFFSET ?');
		this.#connectionRemoval = database.prepare('DELETE FROM connection_rows WHERE ended_ms < ?');
		this.#logs = [['events', 'time_ms'], ['alerts', 'raised_ms'], ['left_out', 'time_ms'], ['clock_steps', 'time_ms'], ['sessions', 'ended_ms']].map(([table, time]) => ({
			bound: database.prepare(`SELECT ${time} AS time FROM ${table} ORDER BY ${time} LIMIT 1 OFFSET ?`),
			remove: database.prepare(`DELETE FROM ${table} WHERE ${time} < ?`),
		}));
		const [first, last] = idRange(coarseResolutions.length);
		this.#oldest = database.prepare(`SELECT
			(SELECT time_ms FROM intervals WHERE id BETWEEN ${first} AND ${last} ORDER BY id LIMIT 1) AS interval,
			(SELECT min(ended_ms) FROM connection_rows) AS connection,
			(SELECT min(time_ms) FROM events) AS event,
			(SELECT min(started_ms) FROM sessions) AS session`);
		this.#numbers = database.prepare(`SELECT
			(SELECT number FROM connection_rows ORDER BY ended_ms DESC LIMIT 1) - (SELECT number FROM connection_rows ORDER BY ended_ms LIMIT 1) + 1 AS connections`);
		this.#pageCount = database.prepare('PRAGMA page_count');
		this.#freePages = database.prepare('PRAGMA freelist_count');
		this.#pageSize = valueOf(database.prepare('PRAGMA page_size'));
	}

	/** The bytes that the file may have. */
	get room(): number {
		return this.#limits.maxBytes - logAllowance;
	}

	/** Whether the write-ahead log has outgrown its room, and with the file is more than there may be: a reader holds on to an old state. */
	get isOver(): boolean {
		const log = statSync(`${this.#file}-wal`, {throwIfNoEntry: false})?.size ?? 0;
		return log > logAllowance && (valueOf(this.#pageCount) * this.#pageSize) + log > this.#limits.maxBytes - logMargin;
	}

	/** The moment, in milliseconds since 1970, before which nothing is left that may need a name; null where there is nothing at all. */
	get horizon(): number | null {
		const {interval, connection, session} = this.#oldest.get() as Readonly<Record<'interval' | 'connection' | 'session', number | null>>;
		const times = [interval, connection, session].filter(time => time !== null);
		return times.length === 0 ? null : Math.min(...times);
	}

	/** Removes a little of what is too old; inside of a transaction. `now` is in milliseconds since 1970. */
	removeOld(now: number): void {
		this.#samples.removeOld(now);
		const keep = this.#limits.keepDays * day;
		for (let level = 0; level <= coarseResolutions.length; level++) {
			const span = Math.min(keep, spans[level] ?? keep);
			const resolution = coarseResolutions[level - 1] ?? this.#limits.intervalSeconds;
			// By number, too: rows of a time that the clock showed by mistake would stay for ever.
			const {first, last} = this.#countIntervals.get(...idRange(level)) as {readonly first: number | null; readonly last: number | null};
			const surplus = first === null || last === null ? 0 : last - first + 1 - Math.ceil(span * 1.5 / (resolution * 1000)) - maxIntervals;
			this.#removeIntervals(level, now - span, surplus);
		}

		this.#connectionRemoval.run(this.#bound(this.#connectionBound, maxConnections, now - keep));
		for (const {bound, remove} of this.#logs) {
			remove.run(this.#bound(bound, maxLogRows, now - keep));
		}
	}

	/** Gives up the oldest while the file is too large, a few steps; inside of a transaction. */
	giveUp(): GivenUp {
		let [samples, connections, intervals, events] = [0, 0, 0, 0];
		for (let step = 0; step < maxSteps && this.#used > this.room * fullPart; step++) {
			// What can only be looked at goes before what can be counted.
			const removed = this.#logIsLarge ? 0 : this.#samples.giveUp();
			samples += removed;
			if (removed > 0) {
				continue;
			}

			const oldest = this.#oldest.get() as Readonly<Record<'interval' | 'connection' | 'event', number | null>>;
			const {interval, connection, event} = oldest;
			const isOldest = (time: number | null) => time !== null && time <= Math.min(interval ?? Infinity, connection ?? Infinity, event ?? Infinity);
			if (this.#logIsLarge || isOldest(connection)) {
				connections += Number(this.#connectionRemoval.run(this.#bound(this.#connectionBound, maxConnections, Infinity)).changes);
			} else if (isOldest(event)) {
				const {bound, remove} = this.#logs[0]!;
				events += Number(remove.run(this.#bound(bound, maxLogRows, Infinity)).changes);
			} else {
				intervals += this.#removeFirst();
			}
		}

		return {
			samples, connections, intervals, events,
		};
	}

	/** Gives a part of the unused pages back to the disk; outside of a transaction. */
	shrink(): void {
		const spare = valueOf(this.#freePages) - Math.ceil(valueOf(this.#pageCount) * spareFraction);
		const isTooLarge = valueOf(this.#pageCount) * this.#pageSize > this.room;
		if (spare > 0) {
			this.#database.exec(`PRAGMA incremental_vacuum(${Math.min(spare, isTooLarge ? 8 * maxFreedPages : maxFreedPages)})`);
		}
	}

	/** Bytes in use. */
	get #used(): number {
		return (valueOf(this.#pageCount) - valueOf(this.#freePages)) * this.#pageSize;
	}

	get #logIsLarge(): boolean {
		const logged = (this.#numbers.get() as {readonly connections: number | null}).connections ?? 0;
		return logged * bytesPerConnection > this.room * connectionsPart;
	}

	/** Removes some of the oldest intervals, of the resolution that goes back furthest. Returns how many. */
	#removeFirst(): number {
		let [oldest, level] = [Infinity, 0];
		for (let candidate = coarseResolutions.length; candidate >= 0; candidate--) {
			const [first] = this.#oldIntervals.all(...idRange(candidate), 1) as Array<{readonly time: number}>;
			if (first !== undefined && first.time < oldest) {
				oldest = first.time;
				level = candidate;
			}
		}

		return this.#removeIntervals(level, -Infinity, maxGivenUp);
	}

	/** Removes the first intervals that began before a moment, or more than there may be. Returns how many. */
	#removeIntervals(level: number, before: number, surplus: number): number {
		const rows = this.#oldIntervals.all(...idRange(level), maxIntervals) as Array<{readonly id: number; readonly time: number}>;
		const end = rows.findIndex(({time}, index) => time >= before && index >= surplus);
		const old = end === -1 ? rows : rows.slice(0, end);
		const [first, last] = [old[0], old.at(-1)];
		if (first === undefined || last === undefined) {
			return 0;
		}

		for (const removal of this.#intervalRemovals) {
			removal.run(first.id, last.id);
		}

		return old.length;
	}

	/** Returns the moment before which at most so many rows are, and which is not after `before`; of more rows with one time all are before or all after. */
	#bound(statement: StatementSync, most: number, before: number): number {
		const row = statement.get(most) as {readonly time: number} | undefined;
		return Math.min(before, row === undefined ? Number.MAX_SAFE_INTEGER : row.time + 1);
	}
}

function valueOf(statement: StatementSync): number {
	return Object.values(statement.get() as Readonly<Record<string, number>>)[0]!;
}
