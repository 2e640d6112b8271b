import {parse} from 'ini';
import {quote} from '../../filter/filter-error.ts';
import {readSmallFile} from '../small-file.ts';
import {UsageError} from '../usage-error.ts';

/** The sections of a .cfg, in their order, with what they say. */
export type PluginConfig = ReadonlyArray<{readonly section: string; readonly values: ReadonlyMap<string, string>}>;

/**
Reads the .cfg of a Site24x7 plug-in: sections with keys, as Python's configparser takes them. Dashes and underscores are
the same in keys, quotes around values are taken off.
@throws {UsageError} It cannot be read, or has no section.
*/
export async function readPluginConfig(file: string): Promise<PluginConfig> {
	const {name, text} = await readSmallFile(file, '--plugin-config');
	const config = parsePluginConfig(text);
	if (config.length === 0) {
		throw new UsageError(`--plugin-config: ${name} has no section; write e.g. [web] and below it port=443`);
	}

	return config;
}

/** The meaning of a .cfg. */
export function parsePluginConfig(text: string): PluginConfig {
	// The package makes tables within tables of dots in the name of a section.
	const lines = text.split('\n').map(line => line.trim()).map(line => line.startsWith('[') ? line.replaceAll('.', String.raw`\.`) : line.replace(/^(?<key>[^:=]*):/, '$<key>='));
	const sections: Readonly<Record<string, unknown>> = parse(lines.join('\n'));
	return Object.entries(sections).flatMap(([section, table]) => typeof table === 'object' && table !== null ? [{section, values: valuesOf(table)}] : []);
}

function valuesOf(table: object): ReadonlyMap<string, string> {
	return new Map(Object.entries(table).map(([key, value]) => [key.toLowerCase().replaceAll('_', '-'), String(value)]));
}

/**
What every section says.
@throws {UsageError} One does not: it would silently not be checked.
*/
export function fromSections(config: PluginConfig, key: string): readonly string[] {
	return config.map(({section, values}) => {
		const value = values.get(key);
		if (value === undefined) {
			throw new UsageError(`--plugin-config: the section [${section}] has no ${key}; write ${key}=… below it, or leave it out`);
		}

		return value;
	});
}

/**
The one value that a key has in all sections that have it.
@throws {UsageError} They differ: a run has one only.
*/
export function commonValue(config: PluginConfig, key: string): string | undefined {
	const values = new Set(config.flatMap(({values: table}) => table.get(key) ?? []));
	if (values.size > 1) {
		throw new UsageError(`--plugin-config: ${key} differs between sections: ${[...values].map(value => quote(value)).join(', ')}; give it with --${key}`);
	}

	return [...values][0];
}
