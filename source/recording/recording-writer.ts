import type {DatabaseSync, StatementSync} from 'node:sqlite';
import {IntervalRows} from './interval-rows.ts';
import {LogRows} from './log-rows.ts';
import {NameTables} from './name-table.ts';
import {isFull, openForRecording, RecordingError} from './open-recording.ts';
import type {RecordedSample} from './recorded-sample.ts';
import {logAllowance, Retention, type RetentionLimits} from './retention.ts';
import {SampleRows, type LastSample} from './sample-rows.ts';

export type RecorderSession = RetentionLimits & {
	readonly portopVersion: string;
	readonly host: string;
	readonly bootId: string | null;
};

/** A difference between the clock and the time that passed is a step from so many milliseconds on. */
const minStepMilliseconds = 1000;

const minute = 60_000;
const hour = 3_600_000;

type Rows = {readonly names: NameTables; readonly intervals: IntervalRows; readonly logs: LogRows; readonly samples: SampleRows};

/** Writes a recording: samples in, rows out, each batch in a transaction of its own. Everything blocks: it has a thread to itself. */
export class RecordingWriter {
	readonly #database: DatabaseSync;
	readonly #session: RecorderSession;
	readonly #sessionId: number;
	readonly #retention: Retention;
	readonly #touch: StatementSync;
	/** undefined after a transaction that failed: what they remember may not be in the file. */
	#rows: Rows | undefined;
	#alertIds: ReadonlyMap<string, number> = new Map();
	#lastSample: LastSample | undefined;
	/** Wall clock minus monotonic clock at the last sample, in milliseconds. */
	#clockOffset: number | undefined;
	#lastTime: number;
	#nextCleaning = 0;

	/**
	Opens the file, makes it a recording if it is empty, and begins a session; `now` is in milliseconds since 1970.
	@throws {RecordingError}
	*/
	constructor(file: string, session: RecorderSession, now: number) {
		this.#session = session;
		this.#lastTime = now;
		this.#database = openForRecording(file);
		try {
			checkWhole(file, this.#database);
			this.#retention = new Retention(file, this.#database, session);
			// The last barrier of --max-size, where retention cannot follow.
			const {page_size: pageSize} = this.#database.prepare('PRAGMA page_size').get() as {readonly page_size: number};
			this.#database.exec(`PRAGMA max_page_count = ${Math.floor((session.maxBytes - logAllowance) / pageSize)}`);
			const {lastInsertRowid} = this.#database
				.prepare('INSERT INTO sessions (started_ms, ended_ms, ended_cleanly, interval_s, portop_version, host, boot_id) VALUES (?, ?, 0, ?, ?, ?, ?)')
				.run(now, now, session.intervalSeconds, session.portopVersion, session.host, session.bootId);
			this.#sessionId = Number(lastInsertRowid);
			this.#touch = this.#database.prepare('UPDATE sessions SET ended_ms = max(ended_ms, ?), ended_cleanly = ? WHERE id = ?');
		} catch (error) {
			this.#database.close();
			throw error;
		}
	}

	/**
	Writes samples, all or none; `lost` samples before them could not be kept.
	@throws The error of SQLite; nothing of it is in the file then, and it may be tried again.
	*/
	write(samples: readonly RecordedSample[], lost: number): void {
		this.#checkRoom();
		const clockOffset = this.#clockOffset;
		try {
			this.#transaction(rows => {
				for (const sample of samples) {
					this.#writeSample(sample, rows);
				}

				rows.logs.addLeftOut(this.#lastTime, 'samples', 'the disk did not take them in time', lost);
				this.#touch.run(this.#lastTime, 0, this.#sessionId);
			});
		} catch (error) {
			this.#clockOffset = clockOffset;
			if (isFull(error)) {
				// It may have become as large as it may be.
				this.#maintain();
			}

			throw error;
		}

		this.#maintain();
	}

	/** Ends the session, and writes everything into the file itself. */
	close(): void {
		try {
			this.#transaction(({intervals}) => {
				intervals.finish();
				this.#touch.run(this.#lastTime, 1, this.#sessionId);
			});
			this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
		} finally {
			this.#database.close();
		}
	}

	#writeSample(sample: RecordedSample, {intervals, logs, samples}: Rows): void {
		const {timeMilliseconds: time, monotonicMilliseconds, interval, whole} = sample;
		const offset = time - monotonicMilliseconds;
		const step = this.#clockOffset === undefined ? 0 : offset - this.#clockOffset;
		if (Math.abs(step) >= minStepMilliseconds) {
			logs.addClockStep(time, Math.round(step));
		}

		this.#clockOffset = offset;
		this.#lastTime = time;
		if (interval !== null) {
			intervals.add(interval, {resolution: this.#session.intervalSeconds, endMilliseconds: time, sessionId: this.#sessionId});
		}

		if (whole !== null) {
			samples.add(whole, time);
		}

		for (const connection of sample.connections) {
			logs.addConnection(connection, time);
		}

		for (const alert of sample.alerts) {
			logs.addAlert(alert);
		}

		for (const event of sample.events) {
			logs.addEvent(event);
		}

		for (const [what, count] of Object.entries(sample.leftOut)) {
			logs.addLeftOut(time, what, 'too many at once', count);
		}
	}

	/** Removes what is old, and gives up the oldest where there is too much. */
	#maintain(): void {
		this.#transaction(({logs, names}) => {
			this.#retention.removeOld(this.#lastTime);
			const {samples, connections, intervals, events} = this.#retention.giveUp();
			const time = Math.floor(this.#lastTime / hour) * hour;
			logs.addLeftOut(time, 'old whole samples', 'the size of the file', samples);
			logs.addLeftOut(time, 'old connections', 'the size of the file', connections);
			logs.addLeftOut(time, 'old intervals', 'the size of the file', intervals);
			logs.addLeftOut(time, 'old events', 'the size of the file', events);
			this.#removeNames(names);
		});
		this.#retention.shrink();
	}

	/**
	Looks whether one more batch may be written.
	@throws {Error} It may not yet: a reader keeps the log from being emptied, and with it the file would be too large.
	*/
	#checkRoom(): void {
		if (!this.#retention.isOver) {
			return;
		}

		this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
		if (this.#retention.isOver) {
			throw new Error('it is as large as --max-size allows, and a program that reads it holds on to an old state');
		}
	}

	/** Removes names that nothing refers to any more, now and then. */
	#removeNames(names: NameTables): void {
		const isDue = this.#lastTime >= this.#nextCleaning || this.#nextCleaning - this.#lastTime > hour;
		if (!isDue) {
			return;
		}

		this.#nextCleaning = this.#lastTime + (10 * minute);
		names.removeUnused((this.#retention.horizon ?? this.#lastTime) - hour);
	}

	#transaction(act: (rows: Rows) => void): void {
		const database = this.#database;
		database.exec('BEGIN IMMEDIATE');
		try {
			this.#rows ??= this.#openRows();
			act(this.#rows);
			database.exec('COMMIT');
			this.#alertIds = this.#rows.logs.alertIds;
			this.#lastSample = this.#rows.samples.last;
		} catch (error) {
			this.#rows = undefined;
			rollBack(database);
			throw error;
		}
	}

	#openRows(): Rows {
		const names = new NameTables(this.#database);
		const intervals = new IntervalRows(this.#database, names);
		const logs = new LogRows(this.#database, {
			names, intervals, sessionId: this.#sessionId, alertIds: this.#alertIds,
		});
		const samples = new SampleRows(this.#database, this.#sessionId, this.#lastSample);
		return {
			names, intervals, logs, samples,
		};
	}
}

/** Ends a transaction, unless what went wrong has ended it already, as a full disk does. */
function rollBack(database: DatabaseSync): void {
	if (!database.isTransaction) {
		return;
	}

	database.exec('ROLLBACK');
}

/**
Looks through a file whose last session did not end well.
@throws {RecordingError} It is damaged.
*/
function checkWhole(file: string, database: DatabaseSync): void {
	const last = database.prepare('SELECT ended_cleanly AS cleanly FROM sessions ORDER BY id DESC LIMIT 1').get() as {readonly cleanly: number} | undefined;
	if (last?.cleanly !== 0) {
		return;
	}

	const {quick_check: result} = database.prepare('PRAGMA quick_check(1)').get() as {readonly quick_check: string};
	if (result !== 'ok') {
		throw new RecordingError(`${file} is damaged: ${result.split('\n').at(-1) ?? ''}`);
	}
}
