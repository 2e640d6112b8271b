import {join, resolve} from 'node:path';
import process from 'node:process';
import {quote} from '../../text/quote.ts';
import type {ParsedArguments} from '../flags/parsed-arguments.ts';
import {readOptions} from '../flags/read-options.ts';
import {UsageError} from '../flags/usage-error.ts';
import {readMonitoring, type ConfigRead} from './monitoring.ts';
import type {RecordOptions} from './options.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/**
Reads what `portop record` is to do.
@throws {UsageError}
*/
export function readRecordOptions(parsed: ParsedArguments<'record'>, {config, warnings}: ConfigRead, environment: Environment): RecordOptions {
	const [superfluous] = parsed.input;
	if (superfluous !== undefined) {
		throw new UsageError(`portop record: unexpected ${quote(superfluous)}; the file goes after --file`);
	}

	const options = readOptions(parsed, config);
	return {
		...options, ...readMonitoring(options, parsed.given, config), warnings, file: resolve(options.file ?? usualFile(environment)),
	};
}

/**
Returns the place of the recording of this machine: of root /var/lib/portop, of other users `$XDG_STATE_HOME/portop` (XDG Base Directory Specification).
@throws {UsageError} There is no home.
*/
export function usualFile(environment: Environment, userId: number | undefined = process.geteuid?.()): string {
	if (userId === 0) {
		return '/var/lib/portop/portop.db';
	}

	const {XDG_STATE_HOME: state = '', HOME: home = ''} = environment;
	const folder = state.startsWith('/') ? state : (home.startsWith('/') ? join(home, '.local/state') : null);
	if (folder === null) {
		throw new UsageError('--file: there is no home folder to record in; name a file, e.g. --file /var/tmp/portop/portop.db');
	}

	return join(folder, 'portop/portop.db');
}
