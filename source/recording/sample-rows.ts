import type {DatabaseSync, StatementSync} from 'node:sqlite';
import {crc32, zstdCompressSync} from 'node:zlib';
import type {WholeSample} from './recorded-sample.ts';

/** Milliseconds of which the first sample is kept for longer, by level. */
const levelMilliseconds = [0, 10_000, 60_000] as const;

/** The sample that was written last, of which the next may be a difference. */
export type LastSample = {
	readonly id: number;
	readonly firstId: number;
	readonly chunk: number;
	readonly place: number;
	/** The time of the last sample of each level, in milliseconds since 1970; undefined before the first. */
	readonly times: ReadonlyArray<number | undefined>;
};

/** Returns the number that says whether the bytes of a sample are still those that were written. */
export function checksumOf(rows: Uint8Array, sockets: Uint8Array | null): number {
	return crc32(sockets ?? new Uint8Array(0), crc32(rows));
}

/** Writes whole samples, compressed. */
export class SampleRows {
	readonly #sessionId: number;
	readonly #insert: StatementSync;
	readonly #insertBytes: StatementSync;
	#last: LastSample;

	/** `last`: undefined at the beginning of a session. */
	constructor(database: DatabaseSync, sessionId: number, last: LastSample | undefined) {
		this.#sessionId = sessionId;
		this.#insert = database.prepare('INSERT INTO samples (id, time_ms, session_id, first_id, level) VALUES (?, ?, ?, ?, ?)');
		this.#insertBytes = database.prepare('INSERT INTO sample_bytes (sample_id, codec, checksum, rows, sockets) VALUES (?, ?, ?, ?, ?)');
		this.#last = last ?? beginning(database);
	}

	get last(): LastSample {
		return this.#last;
	}

	/** Writes a sample; a difference only where the sample before it was written. */
	add({chunk, place, codec, rows, sockets}: WholeSample, timeMilliseconds: number): void {
		const last = this.#last;
		if (place > 0 && (chunk !== last.chunk || place !== last.place + 1)) {
			return;
		}

		const id = last.id + 1;
		const firstId = place === 0 ? id : last.firstId;
		const level = place === 0 ? levelOf(timeMilliseconds, last.times) : 0;
		const packedRows = zstdCompressSync(rows);
		const packedSockets = sockets === null ? null : zstdCompressSync(sockets);
		this.#insert.run(id, timeMilliseconds, this.#sessionId, firstId, level);
		this.#insertBytes.run(id, codec, checksumOf(packedRows, packedSockets), packedRows, packedSockets);
		this.#last = {
			id, firstId, chunk, place, times: last.times.map((time, index) => place === 0 && index <= level ? timeMilliseconds : time),
		};
	}
}

/** Returns the highest level whose stretch of time has no sample yet. */
function levelOf(time: number, before: LastSample['times']): number {
	return levelMilliseconds.findLastIndex((milliseconds, level) => {
		const last = before[level];
		return milliseconds === 0 || last === undefined || Math.floor(time / milliseconds) !== Math.floor(last / milliseconds);
	});
}

function beginning(database: DatabaseSync): LastSample {
	const {id} = database.prepare('SELECT max(id) AS id FROM samples').get() as {readonly id: number | null};
	const newest = database.prepare('SELECT time_ms AS time FROM samples WHERE level >= ? ORDER BY id DESC LIMIT 1');
	return {
		id: id ?? 0, firstId: 0, chunk: -1, place: -1, times: levelMilliseconds.map((_, level) => level === 0 ? undefined : (newest.get(level) as {readonly time: number} | undefined)?.time),
	};
}
