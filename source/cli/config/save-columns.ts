import {
	lstat,
	mkdir,
	open,
	readFile,
	realpath,
	rename,
	stat,
	unlink,
} from 'node:fs/promises';
import type {Stats} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type {ViewName} from '../../model/snapshot.ts';
import {withTimeout} from '../../process/with-timeout.ts';
import {sanitize} from '../../text/sanitize.ts';
import {withColumns} from './edit-columns.ts';

/** A file's network may be gone: portop waits no longer for it. */
const patienceMilliseconds = 5000;
/** Hand-written files are small. */
const maxBytes = 64 * 1024;
/** Mode bits of inode(7). */
const ownerMayWrite = 0o200;
const permissions = 0o7777;
const firstMode = 0o644;
const firstFolderMode = 0o700;

/** The result of writing, in a sentence for the status line. */
export type Saved = {
	readonly ok: boolean;
	readonly message: string;
};

/** A reason why nothing was written, as a sentence without its full stop. */
class RefusalError extends Error {}

/**
Writes the columns of a view to the configuration file, and leaves all else in it as it is. The file is replaced as a whole, or not at
all. Never rejects.
@param file null: it is not known where the user's is.
@param columns null: none are named.
*/
export async function saveColumns(file: string | null, view: ViewName, columns: readonly string[] | null): Promise<Saved> {
	if (file === null) {
		return {ok: false, message: 'Not written: neither XDG_CONFIG_HOME nor HOME names a folder'};
	}

	const name = sanitize(file);
	try {
		const isWritten = await withTimeout(save(file, view, columns), patienceMilliseconds, () => new RefusalError('its place does not answer'));
		return {ok: true, message: isWritten ? `Columns of ${view} are in ${name}` : `${name} has no columns of ${view}`};
	} catch (error) {
		return {ok: false, message: sanitize(`Not written: ${error instanceof RefusalError ? error.message : reasonOf(error)} (${file})`)};
	}
}

/** Replaces the file where it has other columns. Returns whether it has. */
async function save(file: string, view: ViewName, columns: readonly string[] | null): Promise<boolean> {
	const before = await statOf(file);
	if (before === null) {
		if (columns === null) {
			return false;
		}

		const folder = path.dirname(path.resolve(file));
		refuseForeign(await nearestFolder(folder), 'its folder');
		await mkdir(folder, {recursive: true, mode: firstFolderMode});
	}

	// A link stays one: what it leads to is replaced.
	const target = before === null ? path.join(await realpath(path.dirname(file)), path.basename(file)) : await realpath(file);
	if (before !== null) {
		refuse(before);
	}

	const source = before === null ? '' : decoded(await readFile(target));
	const {parse} = await import('smol-toml');
	// Some editors begin a file with a byte order mark.
	const mark = source.startsWith('\u{FEFF}') ? '\u{FEFF}' : '';
	const text = edited(source.slice(mark.length), view, columns, parse);
	if (mark + text === source) {
		return false;
	}

	await replace(target, mark + text, before);
	return true;
}

/** Returns the file that a path leads to; null where there is none. */
async function statOf(file: string): Promise<Stats | null> {
	try {
		return await stat(file);
	} catch (error) {
		if (codeOf(error) !== 'ENOENT') {
			throw error;
		}
	}

	try {
		await lstat(file);
	} catch {
		return null;
	}

	throw new RefusalError('it is a link to a file that is not there');
}

/** Returns the folder in which others are to be made. */
async function nearestFolder(folder: string): Promise<Stats> {
	return await statOf(folder) ?? nearestFolder(path.dirname(folder));
}

function refuse(stats: Stats): void {
	if (!stats.isFile()) {
		throw new RefusalError('it is no regular file');
	}

	refuseForeign(stats, 'it');
	if ((stats.mode & ownerMayWrite) === 0) {
		throw new RefusalError('it is read-only');
	}

	if (stats.size > maxBytes) {
		throw new RefusalError(`it is larger than ${maxBytes / 1024} KiB`);
	}
}

/** Writes to nothing of another user's: a file that root replaced would be root's, and another user's folder may lead anywhere. */
function refuseForeign({uid}: Stats, what: string): void {
	if (uid !== process.geteuid?.()) {
		throw new RefusalError(`${what} belongs to user ${uid}`);
	}
}

function decoded(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
	} catch {
		throw new RefusalError('it is not UTF-8');
	}
}

function edited(source: string, view: ViewName, columns: readonly string[] | null, parse: (toml: string) => Readonly<Record<string, unknown>>): string {
	let text: string | null;
	try {
		text = withColumns(source, view, columns, parse);
	} catch {
		throw new RefusalError('it is not good TOML any more: portop config --check says where');
	}

	if (text === null) {
		throw new RefusalError(`write it by hand: views.${view}.columns`);
	}

	return text;
}

/** Replaces a file in one step: a reader finds the old one or the new one, whole, also after a power failure. */
async function replace(target: string, text: string, before: Stats | null): Promise<void> {
	const {randomUUID} = process.getBuiltinModule('node:crypto');
	const fresh = `${target}.${randomUUID()}.tmp`;
	try {
		const handle = await open(fresh, 'wx', firstMode);
		try {
			await handle.writeFile(text);
			if (before !== null) {
				await handle.chown(before.uid, before.gid);
				await handle.chmod(before.mode & permissions);
			}

			await handle.sync();
		} finally {
			await handle.close();
		}

		await refuseChanged(target, before);
		await rename(fresh, target);
	} catch (error) {
		try {
			await unlink(fresh);
		} catch {
			// It was not made, or its disk is broken.
		}

		throw error;
	}
}

async function refuseChanged(target: string, before: Stats | null): Promise<void> {
	const now = await statOf(target);
	if (now?.mtimeMs !== before?.mtimeMs || now?.ino !== before?.ino || now?.size !== before?.size) {
		throw new RefusalError('it was changed meanwhile: try again');
	}
}

const reasons: Readonly<Partial<Record<string, string>>> = {
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	EROFS: 'its file system is read-only',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk quota is used up',
	EIO: 'the disk does not work',
	ENOTDIR: 'a part of its path is no folder',
	ELOOP: 'it is a link without an end',
	ETXTBSY: 'it is in use',
};

function reasonOf(error: unknown): string {
	return reasons[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
