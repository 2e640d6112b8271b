import type {Stats} from 'node:fs';
import {
	constants,
	lstat,
	mkdir,
	open,
} from 'node:fs/promises';
import {dirname} from 'node:path';
import {UsageError} from '../../cli/flags/usage-error.ts';
import {followPath, problemOf} from '../../process/who-may-change.ts';
import {lockFile} from '../../recording/lock.ts';
import {sanitize} from '../../text/sanitize.ts';

const fileMode = 0o640;
const folderMode = 0o750;
/** inode(7): others than the owner may make files. */
const othersMayWrite = 0o022;
const sticky = 0o1000;

/**
Makes an empty file for a recording, and its folder, where there is none. The folder must be such that no other user can put a link, or a file
of theirs, in the place of one that SQLite opens.
@throws {UsageError} The place is not safe, or cannot be made.
*/
export async function prepareFile(file: string): Promise<void> {
	try {
		await prepareFolder(dirname(file));
		for (const name of [file, lockFile(file)]) {
			await prepareOne(name);
		}
	} catch (error) {
		throw error instanceof UsageError ? error : new UsageError(`--file: ${sanitize(file)} cannot be made: ${sanitize((error as Error).message)}`);
	}
}

async function prepareFolder(folder: string): Promise<void> {
	await mkdir(folder, {recursive: true, mode: folderMode});
	const {stats, problem} = await followPath(folder);
	if (problem !== null) {
		throw new UsageError(`--file: ${sanitize(problem)}; record in a folder that only you may change`);
	}

	// In a sticky folder others may only make files: no problem on the way to a file, but one for those that SQLite makes.
	if (stats !== null && (stats.mode & othersMayWrite) !== 0 && (stats.mode & sticky) !== 0) {
		throw new UsageError(`--file: other users may make files in ${sanitize(folder)}; record in a folder of your own, e.g. ${sanitize(folder)}/portop/portop.db`);
	}
}

async function prepareOne(file: string): Promise<void> {
	const stats = await statsOf(file);
	if (stats === null) {
		await using handle = await open(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_NOFOLLOW, fileMode);
		// Whatever the umask is.
		await handle.chmod(fileMode);
		return;
	}

	if (!stats.isFile()) {
		throw new UsageError(`--file: ${sanitize(file)} is no file`);
	}

	const problem = await problemOf(file, stats);
	if (problem !== null) {
		throw new UsageError(`--file: ${sanitize(problem)}`);
	}
}

/** Returns null where there is no file. */
async function statsOf(file: string): Promise<Stats | null> {
	try {
		return await lstat(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return null;
		}

		throw error;
	}
}
