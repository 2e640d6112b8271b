import type {DatabaseSync, StatementSync} from 'node:sqlite';
import {zstdDecompressSync} from 'node:zlib';
import {lastHost, RecordingError, recordingProblem} from './open-recording.ts';
import {checksumOf} from './sample-rows.ts';

/** A whole sample of a recording. */
export type RecordedMoment = {
	/** Ascending in the order of recording. */
	readonly id: number;
	/** Milliseconds since 1970, as the clock showed. */
	readonly timeMilliseconds: number;
};

/** The bytes of a sample, as they were written; null: its sockets were left out. */
export type SampleBytes = {
	readonly rows: Uint8Array;
	readonly sockets: Uint8Array | null;
};

/** No sample is larger: 100,000 sockets take 30 MB. */
const maxOutputLength = 512 * 1024 * 1024;

/** The bytes that the samples that were read last take at most. */
const maxKeptBytes = 32 * 1024 * 1024;

type StoredSample = {
	readonly id: number;
	readonly time: number;
	readonly codec: number;
	readonly checksum: number;
	readonly rows: Uint8Array;
	readonly sockets: Uint8Array | null;
};

/** The whole samples of a recording, which may go on being written. Each method throws a RecordingError where the file cannot be read. */
export class RecordedSamples {
	readonly file: string;
	/** The machine of the last session. */
	readonly host: string;
	readonly #database: DatabaseSync;
	readonly #codec: number;
	readonly #statements: Readonly<Record<'first' | 'last' | 'at' | 'before' | 'back' | 'forward' | 'count' | 'one' | 'bytes' | 'events', StatementSync>>;
	/** The bytes of the last samples that were read, by number. */
	readonly #kept = new Map<number, SampleBytes>();
	#keptBytes = 0;

	/**
	Reads from an open recording.
	@param database As `openRecording` opens it.
	@param codec The version of the bytes that can be read.
	*/
	constructor(file: string, database: DatabaseSync, codec: number) {
		this.file = file;
		this.#database = database;
		this.#codec = codec;
		const moment = 'SELECT id, time_ms AS timeMilliseconds FROM samples';
		const statements = {
			first: `${moment} ORDER BY id LIMIT 1`,
			last: `${moment} ORDER BY id DESC LIMIT 1`,
			at: `${moment} WHERE time_ms <= ? ORDER BY time_ms DESC, id DESC LIMIT 1`,
			before: `${moment} WHERE time_ms < ? ORDER BY time_ms DESC, id DESC LIMIT 1`,
			back: `${moment} WHERE id < ? ORDER BY id DESC LIMIT 1 OFFSET ?`,
			forward: `${moment} WHERE id > ? AND id <= ? ORDER BY id LIMIT 1 OFFSET ?`,
			count: 'SELECT count(*) AS count FROM samples WHERE id > ? AND id <= ?',
			one: 'SELECT first_id AS firstId, session_id AS sessionId FROM samples WHERE id = ?',
			bytes: 'SELECT id, time_ms AS time, codec, checksum, rows, sockets FROM samples JOIN sample_bytes ON sample_id = id WHERE id BETWEEN ? AND ? AND first_id = ? ORDER BY id',
			events: 'SELECT logged FROM events WHERE session_id = ? AND sequence > ? AND sequence <= ? ORDER BY sequence DESC LIMIT ?',
		};
		this.#statements = this.#read(() => {
			// Object.fromEntries() forgets the names.
			const prepared = Object.fromEntries(Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)])) as Record<keyof typeof statements, StatementSync>;
			return prepared;
		});
		this.host = this.#read(() => lastHost(database) ?? '');
	}

	get first(): RecordedMoment | undefined {
		return this.#moment('first');
	}

	get last(): RecordedMoment | undefined {
		return this.#moment('last');
	}

	/** Returns the last sample that was taken at a time or before; the first one where none was. */
	at(milliseconds: number): RecordedMoment | undefined {
		return this.#moment('at', milliseconds) ?? this.first;
	}

	/** Returns the last sample before a time. */
	before(milliseconds: number): RecordedMoment | undefined {
		return this.#moment('before', milliseconds);
	}

	/** Returns the sample that is so many before another; the first one where there are not so many. */
	back({id}: RecordedMoment, samples: number): RecordedMoment | undefined {
		return samples === 0 ? this.#moment('back', id + 1, 0) : this.#moment('back', id, samples - 1) ?? this.first;
	}

	/** Returns the sample that is so many after another, up to the last one that counts; the number of those that are missing where there are not so many. */
	forward({id}: RecordedMoment, samples: number, last: RecordedMoment): RecordedMoment | number {
		const found = this.#moment('forward', id, last.id, samples - 1);
		return found ?? (samples - this.#read(() => (this.#statements.count.get(id, last.id) as {readonly count: number}).count));
	}

	/** Reads a sample: the bytes of the whole one before it, and of the differences up to it. undefined where it is not kept any more. */
	read({id}: RecordedMoment): {readonly sessionId: number; readonly bytes: readonly SampleBytes[]} | undefined {
		return this.#read(() => {
			const found = this.#statements.one.get(id) as {readonly firstId: number; readonly sessionId: number} | undefined;
			if (found === undefined) {
				return undefined;
			}

			const {firstId, sessionId} = found;
			const numbers = Array.from({length: id - firstId + 1}, (_, index) => firstId + index);
			const start = numbers.findIndex(number => !this.#kept.has(number));
			const kept = numbers.slice(0, start === -1 ? undefined : start).map(number => this.#kept.get(number)!);
			if (start === -1) {
				return {sessionId, bytes: kept};
			}

			const stored = this.#statements.bytes.all(firstId + start, id, firstId) as unknown as readonly StoredSample[];
			// Given up since, from the beginning or up to the end.
			return stored.length === numbers.length - start ? {sessionId, bytes: [...kept, ...stored.map(sample => this.#unpack(sample))]} : undefined;
		});
	}

	/** Returns the lines of a session's log with numbers after one and up to another, newest first, as JSON. */
	events(sessionId: number, after: number, until: number, most: number): readonly string[] {
		return this.#read(() => this.#statements.events.all(sessionId, after, until, most).map(row => String(row['logged'])));
	}

	close(): void {
		this.#database.close();
	}

	#unpack({id, time, codec, checksum, rows, sockets}: StoredSample): SampleBytes {
		const when = new Date(time).toISOString();
		if (codec !== this.#codec) {
			throw new RecordingError(`the sample of ${when} in ${this.file} was written by another version of portop: in form ${codec}, and this one reads ${this.#codec}`);
		}

		if (checksumOf(rows, sockets) !== checksum) {
			throw new RecordingError(`${this.file} is damaged: the sample of ${when} is not what was written`);
		}

		const unpack = (bytes: Uint8Array) => zstdDecompressSync(bytes, {maxOutputLength});
		const unpacked = {rows: unpack(rows), sockets: sockets === null ? null : unpack(sockets)};
		this.#keep(id, unpacked);
		return unpacked;
	}

	#keep(id: number, bytes: SampleBytes): void {
		if (this.#keptBytes > maxKeptBytes) {
			this.#kept.clear();
			this.#keptBytes = 0;
		}

		this.#kept.set(id, bytes);
		this.#keptBytes += bytes.rows.length + (bytes.sockets?.length ?? 0);
	}

	#moment(name: 'first' | 'last' | 'at' | 'before' | 'back' | 'forward', ...values: readonly number[]): RecordedMoment | undefined {
		return this.#read(() => this.#statements[name].get(...values) as RecordedMoment | undefined);
	}

	#read<Result>(act: () => Result): Result {
		try {
			return act();
		} catch (error) {
			throw error instanceof RecordingError ? error : new RecordingError(recordingProblem(this.file, error), {cause: error});
		}
	}
}
