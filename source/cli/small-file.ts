import {open, stat} from 'node:fs/promises';
import {sanitize} from '../text/sanitize.ts';
import {inTime} from '../process/in-time.ts';
import {UsageError} from './usage-error.ts';

export type SmallFile = {
	/** As messages name it. */
	readonly name: string;
	readonly text: string;
};

/** Hand-written files are small; what is larger is something else, like /dev/zero. */
const mostBytes = 64 * 1024;

/** A pipe may have nobody who writes, and a file's network be gone: it is not waited for any longer. */
const longestMilliseconds = 5000;

/**
Reads a file that a person wrote.
@param flag Names it, in messages; null where it was not named.
@returns null where it was not named and is not there.
@throws {UsageError} It cannot be read.
*/
export async function readSmallFile(file: string, flag: string): Promise<SmallFile>;
export async function readSmallFile(file: string, flag: string | null): Promise<SmallFile | null>;
export async function readSmallFile(file: string, flag: string | null): Promise<SmallFile | null> {
	const name = sanitize(file);
	try {
		return {name, text: new TextDecoder('utf-8', {fatal: true}).decode(await inTime(readBytes(file), longestMilliseconds, nothingCame))};
	} catch (error) {
		if (flag === null && (isAbsent(error) || await isOutOfReach(file))) {
			return null;
		}

		throw new UsageError(`${flag === null ? '' : `${flag}: `}${name} cannot be read: ${reasonOf(error)}`);
	}
}

/** May be a pipe: `--config <(…)`. */
async function readBytes(file: string): Promise<Uint8Array> {
	await using handle = await open(file);
	const buffer = new Uint8Array(mostBytes + 1);
	let size = 0;
	for (;;) {
		const {bytesRead} = await handle.read(buffer, size, buffer.length - size, null);
		size += bytesRead;
		if (size > mostBytes) {
			throw new Error(`it is larger than ${mostBytes / 1024} KiB`);
		}

		if (bytesRead === 0) {
			return buffer.subarray(0, size);
		}
	}
}

function nothingCame(): Error {
	return new Error(`nothing came for ${longestMilliseconds / 1000} s`);
}

/** In a folder of somebody else's, as where su(1) keeps HOME: whether it is there is not known. */
async function isOutOfReach(file: string): Promise<boolean> {
	try {
		await stat(file);
		return false;
	} catch (error) {
		return codeOf(error) === 'EACCES';
	}
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
