import path from 'node:path';
import {readSmallFile, type SmallFile} from './small-file.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/**
Reads the configuration file: the one that is named, else the user's (XDG Base Directory Specification).
@param named The file of `--config`, which must be there; null: the user's.
@returns null where the user has none.
@throws {UsageError} It cannot be read.
*/
export async function readConfigFile(named: string | null, environment: Environment): Promise<SmallFile | null> {
	const file = named ?? usersFile(environment);
	return file === null ? null : readSmallFile(file, named === null ? null : '--config');
}

/** Returns the path of the user's own file, whether it is there or not. Relative paths are invalid in XDG_CONFIG_HOME, and count as none. */
export function usersFile({XDG_CONFIG_HOME: folder = '', HOME: home = ''}: Environment): string | null {
	if (path.isAbsolute(folder)) {
		return path.join(folder, 'portop', 'config.toml');
	}

	return path.isAbsolute(home) ? path.join(home, '.config', 'portop', 'config.toml') : null;
}
