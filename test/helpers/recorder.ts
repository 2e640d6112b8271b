/* Runs `portop record` and asks its file. */
import assert from 'node:assert/strict';
import type {ChildProcessWithoutNullStreams} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {openRecording} from '../../source/recording/open-recording.ts';
import {linesOf} from './lines.ts';
import {portop} from './portop.ts';

export type RunningRecorder = {
	readonly file: string;
	readonly child: ChildProcessWithoutNullStreams;
	/** What it wrote to stderr. */
	readonly errors: () => string;
	/** Asks the file; each row as an array. */
	readonly query: (sql: string) => ReadonlyArray<readonly unknown[]>;
	/** Asks until the answer is the wanted one. */
	readonly settled: (sql: string, isSettled: (rows: ReadonlyArray<readonly unknown[]>) => boolean) => Promise<ReadonlyArray<readonly unknown[]>>;
	/** Sends a signal; returns the exit code. */
	readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
};

const patienceMilliseconds = 30_000;

/** Makes a folder, which `remove` removes, with the place of a recording in it. */
export function temporaryPlace(): {readonly folder: string; readonly file: string; readonly remove: () => void} {
	const folder = mkdtempSync(path.join(tmpdir(), 'portop-record-'));
	return {
		folder,
		file: path.join(folder, 'portop.db'),
		remove() {
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

export function queryFile(file: string, sql: string): ReadonlyArray<readonly unknown[]> {
	using database = openRecording(file);
	return database.prepare(sql).all().map(row => Object.values(row));
}

/** Starts a recorder and waits until it records. `start` runs a command line. */
export async function startRecorder(start: (command: readonly string[]) => ChildProcessWithoutNullStreams, file: string, flags: readonly string[] = []): Promise<RunningRecorder> {
	const child = start(portop('record', '--file', file, ...flags));
	let errors = '';
	child.stderr.on('data', (piece: Uint8Array) => {
		errors += new TextDecoder().decode(piece);
	});
	assert.equal(await linesOf(child.stdout).next(), `portop: recording to ${file}`, errors);
	const query = (sql: string) => queryFile(file, sql);
	return {
		file,
		child,
		errors: () => errors,
		query,
		async settled(sql, isSettled) {
			const deadline = performance.now() + patienceMilliseconds;
			for (;;) {
				const rows = query(sql);
				if (isSettled(rows)) {
					return rows;
				}

				assert.ok(performance.now() < deadline, `${sql}: ${JSON.stringify(rows)} ${errors}`);
				await wait(50);
			}
		},
		async end(signal = 'SIGTERM') {
			const exit = once(child, 'exit');
			child.kill(signal);
			const [code] = await exit as [number | null];
			return code;
		},
	};
}
