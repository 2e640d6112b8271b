import {accessSync, constants, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {pathToFileURL} from 'node:url';
import type * as sqlite from 'node:sqlite';
import {formatMark, formatVersion, migrations} from './schema.ts';

/** A file that is no recording, one that is damaged, or one that cannot be read: the message names it and what is wrong. */
export class RecordingError extends Error {
	override name = 'RecordingError';
}

/**
Opens a recording for reading, also one that is being written. A statement that fails later, as the file is damaged further on, throws what `recordingProblem` puts into words.
@throws {RecordingError} It cannot be read, is no recording, is damaged, or of a newer format.
*/
export function openRecording(file: string): sqlite.DatabaseSync {
	return inWords(file, () => {
		const stats = statSync(file);
		if (!stats.isFile()) {
			throw new RecordingError(`${file} is no file`);
		}

		accessSync(file, constants.R_OK);
		const database = openDatabase(file, {isReadOnly: true});
		try {
			database.exec('PRAGMA busy_timeout = 2000');
			checkFormat(file, database);
			if (versionOf(database) === 0) {
				throw new RecordingError(`${file} is an empty recording: nothing was recorded yet`);
			}

			checkLength(file, database);
			return database;
		} catch (error) {
			database.close();
			throw error;
		}
	});
}

/**
Opens a recording for its only writer, which makes sure that it is the only one; makes an empty file a recording, and brings an older one to this format.
@throws {RecordingError} As `openRecording`.
*/
export function openForRecording(file: string): sqlite.DatabaseSync {
	return inWords(file, () => {
		const database = openDatabase(file, {isReadOnly: false});
		try {
			database.exec('PRAGMA busy_timeout = 2000');
			checkFormat(file, database);
			// Before the first table: later it would take a VACUUM.
			database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304');
			migrate(database);
			return database;
		} catch (error) {
			database.close();
			throw error;
		}
	});
}

/** Returns the machine of the last session; undefined where there is none. */
export function lastHost(database: sqlite.DatabaseSync): string | undefined {
	return (database.prepare('SELECT host FROM sessions ORDER BY id DESC LIMIT 1').get() as {readonly host: string} | undefined)?.host;
}

/** Returns an error of a recording in words that name the file: what SQLite, Node.js or the system threw, as a sentence without its full stop. */
export function recordingProblem(file: string, error: unknown): string {
	if (error instanceof RecordingError) {
		return error.message;
	}

	const {code, errcode, message} = error as Error & {readonly code?: string; readonly errcode?: number};
	// The extended codes of SQLite have the plain one in their last eight bits.
	const result = errcode === undefined ? undefined : resultTexts.get(errcode % 256);
	if (result !== undefined) {
		return `${file} ${result}`;
	}

	const reason = code === undefined ? undefined : systemTexts.get(code);
	return reason === undefined ? `${file} cannot be used: ${message}` : `${file} ${reason}`;
}

/** Whether an error says that the file itself is damaged, or is no recording, which trying again does not change. */
export function isDamage(error: unknown): boolean {
	const {errcode} = error as {readonly errcode?: number};
	return error instanceof RecordingError || (errcode !== undefined && damageCodes.has(errcode % 256));
}

/** Whether an error says that there is no more room, on the disk or in the file: SQLITE_FULL. */
export function isFull(error: unknown): boolean {
	return (error as {readonly errcode?: number}).errcode === 13;
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damageCodes: ReadonlySet<number> = new Set([11, 26]);

/** The result codes of https://www.sqlite.org/rescode.html that a user can do something about. */
const resultTexts: ReadonlyMap<number, string> = new Map([
	[5, 'is locked by another program'],
	[8, 'may not be written'],
	[10, 'cannot be read or written: the disk reports an error'],
	[11, 'is damaged: its parts do not fit together'],
	[13, 'cannot be written: the disk is full'],
	[14, 'cannot be opened'],
	[26, 'is damaged, or no recording of portop: it is no SQLite database'],
]);

const systemTexts: ReadonlyMap<string, string> = new Map([
	['ENOENT', 'does not exist'],
	['EACCES', 'may not be read by this user'],
	['EPERM', 'may not be read by this user'],
	['ENOSPC', 'cannot be written: the disk is full'],
]);

function inWords<Result>(file: string, act: () => Result): Result {
	try {
		return act();
	} catch (error) {
		throw error instanceof RecordingError ? error : new RecordingError(recordingProblem(file, error), {cause: error});
	}
}

function openDatabase(file: string, {isReadOnly}: {readonly isReadOnly: boolean}): sqlite.DatabaseSync {
	const {DatabaseSync: Database} = loadSqlite();
	const database = new Database(file, {readOnly: isReadOnly});
	if (!isReadOnly) {
		return database;
	}

	try {
		database.prepare('SELECT count(*) FROM sqlite_schema').get();
		return database;
	} catch (error) {
		database.close();
		// Reading a database with a write-ahead log takes files next to it, which cannot be made in a folder that may not be written. Where there is no log, none is needed.
		if (!cannotMakeFiles.has((error as {readonly errcode?: number}).errcode) || hasLog(file)) {
			throw error;
		}

		const url = pathToFileURL(path.resolve(file));
		url.searchParams.set('immutable', '1');
		return new Database(url, {readOnly: true});
	}
}

/** SQLITE_CANTOPEN, and SQLITE_READONLY_DIRECTORY of newer versions. */
const cannotMakeFiles: ReadonlySet<number | undefined> = new Set([14, 1544]);

function hasLog(file: string): boolean {
	const stats = statSync(`${file}-wal`, {throwIfNoEntry: false});
	return stats !== undefined && stats.size > 0;
}

/** Loads SQLite without the warning that Node.js prints at its first use, and prints only once. */
export function loadSqlite(): typeof sqlite {
	const {emitWarning} = process;
	// Node.js emits the warning while it loads the module; there is no option that leaves out this one alone.
	process.emitWarning = () => {
		// It is experimental: known.
	};

	try {
		return process.getBuiltinModule('node:sqlite');
	} finally {
		process.emitWarning = emitWarning;
	}
}

function checkFormat(file: string, database: sqlite.DatabaseSync): void {
	const mark = numberOf(database, 'application_id');
	const version = versionOf(database);
	const {tables} = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as {readonly tables: number};
	if (mark === 0 && version === 0 && tables === 0) {
		return;
	}

	if (mark !== formatMark) {
		throw new RecordingError(`${file} is no recording of portop, but another SQLite database`);
	}

	if (version > formatVersion) {
		throw new RecordingError(`${file} was written by a newer portop: its format is version ${version}, and this portop knows up to ${formatVersion}`);
	}
}

/** A file that was cut off opens well, and fails when the missing part is read. */
function checkLength(file: string, database: sqlite.DatabaseSync): void {
	const expected = numberOf(database, 'page_count') * numberOf(database, 'page_size');
	const {size} = statSync(file);
	if (size < expected && !hasLog(file)) {
		throw new RecordingError(`${file} is damaged: ${size} bytes are there of ${expected}`);
	}
}

function versionOf(database: sqlite.DatabaseSync): number {
	return numberOf(database, 'user_version');
}

function numberOf(database: sqlite.DatabaseSync, pragma: string): number {
	const row = database.prepare(`PRAGMA ${pragma}`).get() as Readonly<Record<string, number>>;
	return Object.values(row)[0]!;
}

function migrate(database: sqlite.DatabaseSync): void {
	for (let version = versionOf(database); version < formatVersion; version++) {
		database.exec(`BEGIN IMMEDIATE; ${migrations[version]!}; PRAGMA application_id = ${formatMark}; PRAGMA user_version = ${version + 1}; COMMIT`);
	}
}
