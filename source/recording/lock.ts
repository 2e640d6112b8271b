import type {DatabaseSync} from 'node:sqlite';
import {loadSqlite} from './open-recording.ts';

/** SQLITE_BUSY: https://www.sqlite.org/rescode.html. */
const busy = 5;

/** Returns the name of the file by which recorders exclude each other. */
export function lockFile(file: string): string {
	return `${file}-lock`;
}

/**
Takes the lock of a recording, which ends with the process, however that ends; null where another recorder has it. It is SQLite's own lock of
an empty database next to the recording: that of the recording itself would keep readers out, too.
*/
export function takeLock(file: string): DatabaseSync | null {
	const {DatabaseSync: Database} = loadSqlite();
	const lock = new Database(lockFile(file));
	try {
		lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
		return lock;
	} catch (error) {
		lock.close();
		if ((error as {readonly errcode?: number}).errcode === busy) {
			return null;
		}

		throw error;
	}
}
