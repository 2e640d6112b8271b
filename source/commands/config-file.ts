import {open} from 'node:fs/promises';
import path from 'node:path';
import {sanitize} from '../collectors/sanitize.ts';
import {UsageError} from './usage-error.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

export type ConfigFile = {
	/** As messages name it. */
	readonly name: string;
	readonly text: string;
};

/** Hand-written files are small; what is larger is something else, like /dev/zero. */
const mostBytes = 64 * 1024;

/**
The configuration file: the one that is named, else the user's (XDG Base Directory Specification).
@param named By `--config`; must be there.
@returns null where the user has none.
@throws {UsageError} It cannot be read.
*/
export async function readConfigFile(named: string | undefined, environment: Environment): Promise<ConfigFile | null> {
	const file = named ?? usersFile(environment);
	if (file === null) {
		return null;
	}

	const name = sanitize(file);
	try {
		return {name, text: new TextDecoder('utf-8', {fatal: true}).decode(await readBytes(file))};
	} catch (error) {
		if (named === undefined && isAbsent(error)) {
			return null;
		}

		throw new UsageError(`${named === undefined ? '' : '--config: '}${name} cannot be read: ${reasonOf(error)}`);
	}
}

/** Relative paths are no good in XDG_CONFIG_HOME, and count as none. */
function usersFile({XDG_CONFIG_HOME: folder = '', HOME: home = ''}: Environment): string | null {
	if (path.isAbsolute(folder)) {
		return path.join(folder, 'portop', 'config.toml');
	}

	return path.isAbsolute(home) ? path.join(home, '.config', 'portop', 'config.toml') : null;
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
