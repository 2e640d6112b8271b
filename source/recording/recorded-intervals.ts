import type {DatabaseSync, SQLInputValue, StatementSync} from 'node:sqlite';
import {RecordingError, recordingProblem} from './open-recording.ts';
import {idRange} from './interval-rows.ts';
import {coarseResolutions} from './schema.ts';

/** An interval of which figures are recorded. */
export type StoredInterval = {
	/** Ascending in each level, as it was recorded, without a gap. */
	readonly id: number;
	/** Milliseconds since 1970, as the clock showed: when it began, of a combined interval the slot of the clock in which its parts began. */
	readonly timeMilliseconds: number;
	/** The time of it that was recorded. */
	readonly seconds: number;
	readonly sessionId: number;
	/** The last interval of the next finer level that it is made of; null: it is between two samples. */
	readonly lastPartId: number | null;
};

/** The clock was set: what was recorded before has times that are so much too small. */
export type ClockStep = {
	readonly sessionId: number;
	readonly timeMilliseconds: number;
	readonly stepMilliseconds: number;
};

/** A figure of a table, as SQL: `part` is a row of it, `intervals` that of its interval. */
export type FigureSql = {
	readonly table: string;
	/** The column that names a row; null: there is one for each interval. */
	readonly key: string | null;
	readonly mean: string;
	readonly highest: string;
};

/** A figure in an interval. NULL is unknown. */
export type StoredValue = {
	readonly id: number;
	readonly mean: number | null;
	readonly highest: number | null;
	/** 0: the interval has no row of that name. */
	readonly isThere: number;
};

/** The number of resolutions: that of the samples, then the coarse ones. */
export const levelCount = coarseResolutions.length + 1;

/** Reads the figures of a recording, which may go on being written. Each method throws a RecordingError where the file cannot be read. */
export class RecordedIntervals {
	readonly #file: string;
	readonly #database: DatabaseSync;
	readonly #statements = new Map<string, StatementSync>();

	/** Reads from a database as `openRecording` opens it. */
	constructor(file: string, database: DatabaseSync) {
		this.#file = file;
		this.#database = database;
	}

	/** Returns the number of the newest interval of a level; 0 where there is none. */
	newestId(level: number): number {
		return this.#all<{readonly id: number}>('SELECT id FROM intervals WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1', ...idRange(level))[0]?.id ?? 0;
	}

	/** Returns the number of the last interval of a level that began at a time or before, in milliseconds since 1970; 0 where none did. Of a time that the clock showed twice the last one is meant. */
	lastBeginning(level: number, milliseconds: number): number {
		const [first, last] = idRange(level);
		const found = this.#resolutions(level).flatMap(resolution => this.#all<{readonly id: number}>(
			'SELECT id FROM intervals WHERE resolution_s = ? AND time_ms <= ? AND id BETWEEN ? AND ? ORDER BY time_ms DESC, id DESC LIMIT 1',
			resolution,
			milliseconds,
			first,
			last,
		));
		return Math.max(0, ...found.map(({id}) => id));
	}

	/** Returns the intervals of a level from a number backwards, at most so many. */
	backwards(level: number, from: number, most: number): readonly StoredInterval[] {
		const [first] = idRange(level);
		return this.#all<StoredInterval>(`
			SELECT id, time_ms AS timeMilliseconds, seconds, session_id AS sessionId, last_part_id AS lastPartId FROM intervals
			WHERE id BETWEEN ? AND ? ORDER BY id DESC
		`, Math.max(first, from - most + 1), from);
	}

	/** Returns the steps of the clock. */
	clockSteps(): readonly ClockStep[] {
		return this.#all<ClockStep>('SELECT session_id AS sessionId, time_ms AS timeMilliseconds, step_ms AS stepMilliseconds FROM clock_steps');
	}

	/** Returns the number of a name in a table of names; undefined where it is not recorded. */
	nameId(table: string, name: Readonly<Record<string, string | number | null>>): number | undefined {
		const where = Object.keys(name).map(column => `${column} IS ?`).join(' AND ');
		return this.#all<{readonly id: number}>(`SELECT id FROM ${table} WHERE ${where} ORDER BY seen_ms DESC LIMIT 1`, ...Object.values(name))[0]?.id;
	}

	/** Returns a figure of the thing with that number in the intervals of a range that are there. */
	values({table, key, mean, highest}: FigureSql, nameId: number, first: number, last: number): readonly StoredValue[] {
		// The rows of an interval lie together, by name: each is looked up, as the others between them may be thousands.
		return this.#all<StoredValue>(`
			SELECT intervals.id AS id, ${mean} AS mean, ${highest} AS highest, part.interval_id IS NOT NULL AS isThere
			FROM intervals LEFT JOIN ${table} AS part ON part.interval_id = intervals.id${key === null ? '' : ` AND part.${key} = ?`}
			WHERE intervals.id BETWEEN ? AND ?
		`, ...key === null ? [] : [nameId], first, last);
	}

	/** Returns the seconds of the intervals of a level: of the samples' each that a recorder had. */
	#resolutions(level: number): readonly number[] {
		const coarse = coarseResolutions[level - 1];
		return coarse === undefined ? this.#all<{readonly seconds: number}>('SELECT DISTINCT interval_s AS seconds FROM sessions').map(({seconds}) => seconds) : [coarse];
	}

	#all<Row>(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
		try {
			let statement = this.#statements.get(sql);
			if (statement === undefined) {
				statement = this.#database.prepare(sql);
				this.#statements.set(sql, statement);
			}

			// The border to the file: the columns are the format's.
			return statement.all(...values) as unknown as readonly Row[];
		} catch (error) {
			throw error instanceof RecordingError ? error : new RecordingError(recordingProblem(this.#file, error), {cause: error});
		}
	}
}
