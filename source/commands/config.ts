import {Names} from '../collectors/names.ts';
import {sanitize} from '../collectors/sanitize.ts';
import {readAlerts} from './config-alerts.ts';
import type {ConfigFile} from './config-file.ts';
import {locate} from './config-position.ts';
import {
	ConfigProblem,
	readBoolean,
	readTable,
	type ConfigPath,
	type Read,
} from './config-table.ts';
import {UsageError} from './usage-error.ts';

/** Every key of the file (docs/config.md). */
const keys = {
	bell: readBoolean,
	detectors: readBoolean,
	utc: readBoolean,
	alert(value: unknown, path: ConfigPath) {
		const names = new Names();
		return readAlerts(value, path, {servicePort: name => names.port(name)});
	},
};

/** What a configuration file says; what it does not say is undefined. */
export type Config = Read<typeof keys>;

/**
The meaning of a configuration file.
@throws {UsageError} Begins with file, line and column.
*/
export async function parseConfig({name, text}: ConfigFile): Promise<Config> {
	// Most users have no file.
	const {parse, TomlError} = await import('smol-toml');
	try {
		return readTable(parse(text), keys, []);
	} catch (error) {
		if (error instanceof TomlError) {
			throw new UsageError(`${name}:${error.line}:${error.column}: ${sanitize(error.message.split('\n', 1)[0]!)}`);
		}

		if (error instanceof ConfigProblem) {
			const {line, column} = locate(text, error.path, parse);
			throw new UsageError(`${name}:${line}:${column}: ${error.message}`);
		}

		throw error;
	}
}
