import {open, stat, type FileHandle} from 'node:fs/promises';
import {sanitize} from '../../text/sanitize.ts';
import {followPath, problemOf} from '../../process/who-may-change.ts';
import {withTimeout} from '../../process/with-timeout.ts';
import {UsageError} from '../flags/usage-error.ts';

export type SmallFile = {
	/** The name in messages. */
	readonly name: string;
	readonly text: string;
	/** The reason why another user than root and this one may have written it, as a sentence without its full stop; null: there is none. */
	readonly distrust: string | null;
};

/** The place of a file that no flag named does not answer: one can go on without what is in it. */
export class UnreachableFileError extends UsageError {
	override readonly name = 'UnreachableFileError';
}

/** Hand-written files are small; a larger one is something else, like /dev/zero. */
const maxBytes = 64 * 1024;

/** A pipe may have no writer, and a file's network may be gone: portop waits no longer than this. */
const patienceMilliseconds = 5000;

/**
Reads a file that a person wrote.
@param flag The flag that named the file, for messages; null where no flag did.
@param maxMilliseconds The time that is left, if that is less than portop waits for a file.
@returns null where no flag named it and it is not there.
@throws {UsageError} It cannot be read; {UnreachableFileError} where no flag named it, and its place does not answer.
*/
export async function readSmallFile(file: string, flag: string, maxMilliseconds?: number): Promise<SmallFile>;
export async function readSmallFile(file: string, flag: string | null): Promise<SmallFile | null>;
export async function readSmallFile(file: string, flag: string | null, maxMilliseconds = patienceMilliseconds): Promise<SmallFile | null> {
	const name = sanitize(file);
	const milliseconds = Math.max(0, Math.min(maxMilliseconds, patienceMilliseconds));
	try {
		const {bytes, distrust} = await withTimeout(readBytes(file), milliseconds, () => new LateError(`nothing came for ${Math.max(1, Math.ceil(milliseconds / 100)) / 10} s`));
		return {name, text: new TextDecoder('utf-8', {fatal: true}).decode(bytes), distrust: distrust === null ? null : sanitize(distrust)};
	} catch (error) {
		if (flag === null && (isAbsent(error) || (codeOf(error) === 'EACCES' && await isOutOfReach(file)))) {
			return null;
		}

		const message = `${flag === null ? '' : `${flag}: `}${name} cannot be read: ${reasonOf(error)}`;
		throw flag === null && isUnreachable(error) ? new UnreachableFileError(message) : new UsageError(message);
	}
}

/** May be a pipe: `--config <(…)`. */
async function readBytes(file: string): Promise<{readonly bytes: Uint8Array; readonly distrust: string | null}> {
	await using handle = await open(file);
	const buffer = new Uint8Array(maxBytes + 1);
	let size = 0;
	for (;;) {
		const {bytesRead} = await handle.read(buffer, size, buffer.length - size, null);
		size += bytesRead;
		if (size > maxBytes) {
			throw new Error(`it is larger than ${maxBytes / 1024} KiB`);
		}

		if (bytesRead === 0) {
			return {bytes: buffer.subarray(0, size), distrust: await distrustOf(handle, file)};
		}
	}
}

/** Looks at the file that was read, and at the way to it. A pipe has no place that another could be put into. */
async function distrustOf(handle: FileHandle, file: string): Promise<string | null> {
	const opened = await handle.stat();
	if (!opened.isFile()) {
		return problemOf(file, opened);
	}

	const {stats, problem} = await followPath(file);
	const isSame = stats?.dev === opened.dev && stats.ino === opened.ino;
	return problem ?? (isSame ? null : `${file} was exchanged while it was read`);
}

/** Returns whether its folder belongs to another user, as where su(1) keeps HOME: then it is not known whether the file is there. */
async function isOutOfReach(file: string): Promise<boolean> {
	try {
		await stat(file);
		return false;
	} catch (error) {
		return codeOf(error) === 'EACCES';
	}
}

class LateError extends Error {}

/** As where a home lies on a network that is gone. */
const unreachableCodes: ReadonlySet<unknown> = new Set(['EIO', 'ESTALE', 'ETIMEDOUT', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTCONN', 'ECONNABORTED', 'EREMOTEIO', 'ENOKEY', 'EKEYEXPIRED']);

function isUnreachable(error: unknown): boolean {
	return error instanceof LateError || unreachableCodes.has(codeOf(error));
}

function isAbsent(error: unknown): boolean {
	return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function reasonOf(error: unknown): string {
	switch (codeOf(error)) {
		case 'ENOENT': {
			return 'there is no such file';
		}

		case 'EACCES': {
			return 'permission denied';
		}

		case 'EISDIR': {
			return 'it is a directory';
		}

		case 'ERR_ENCODING_INVALID_ENCODED_DATA': {
			return 'it is not UTF-8';
		}

		default: {
			return error instanceof Error ? error.message : String(error);
		}
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}
