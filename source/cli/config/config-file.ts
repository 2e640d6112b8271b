import path from 'node:path';
import {readSmallFile, type SmallFile} from './small-file.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/**
The configuration file: the one that is named, else the user's (XDG Base Directory Specification).
@param named By `--config`; must be there.
@returns null where the user has none.
@throws {UsageError} It cannot be read.
*/
export async function readConfigFile(named: string | undefined, environment: Environment): Promise<SmallFile | null> {
	const file = named ?? usersFile(environment);
	return file === null ? null : readSmallFile(file, named === undefined ? null : '--config');
}

/** Where the user's own file would be. Relative paths are no good in XDG_CONFIG_HOME, and count as none. */
export function usersFile({XDG_CONFIG_HOME: folder = '', HOME: home = ''}: Environment): string | null {
	if (path.isAbsolute(folder)) {
		return path.join(folder, 'portop', 'config.toml');
	}

	return path.isAbsolute(home) ? path.join(home, '.config', 'portop', 'config.toml') : null;
}
