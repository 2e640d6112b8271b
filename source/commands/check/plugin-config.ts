import {parse} from 'ini';
import {quote} from '../../filter/filter-error.ts';
import {readSmallFile} from '../small-file.ts';
import {UsageError} from '../usage-error.ts';

/** The sections of a .cfg, in their order, with what they say. */
export type PluginConfig = ReadonlyArray<{readonly section: string; readonly values: ReadonlyMap<string, string>}>;

/**
Reads the .cfg of a Site24x7 plug-in: sections with keys, as Python's configparser takes them. Dashes and underscores are
the same in keys, quotes around values are taken off.
@throws {UsageError} It cannot be read, has no section, or one twice.
*/
export async function readPluginConfig(file: string): Promise<PluginConfig> {
	const {name, text} = await readSmallFile(file, '--plugin-config');
	const config = parsePluginConfig(text);
	if (config.length === 0) {
		throw new UsageError(`--plugin-config: ${name} has no section; write e.g. [web] and below it port=443`);
	}

	return config;
}

/**
The meaning of a .cfg.
@throws {UsageError} A section, or a key in one, stands there twice.
*/
export function parsePluginConfig(text: string): PluginConfig {
	const lines = text.split('\n').map(line => line.trim());
	refuseTwice(lines);
	// The package makes tables within tables of dots in the name of a section.
	const usual = lines.map(line => line.startsWith('[') ? line.replaceAll('.', String.raw`\.`) : line.replace(/^(?<key>[^:=]*):/, '$<key>='));
	const sections: Readonly<Record<string, unknown>> = parse(usual.join('\n'));
	const config = Object.entries(sections).flatMap(([section, table]) => typeof table === 'object' && table !== null ? [{section, values: valuesOf(table)}] : []);
	const defaults = config.find(({section}) => section === 'DEFAULT')?.values ?? [];
	return config.filter(({section}) => !generalSections.has(section)).map(({section, values}) => ({section, values: new Map([...defaults, ...values])}));
}

/** Of Python's configparser, and of Site24x7's agent: they name nothing that is to be checked. */
const generalSections: ReadonlySet<string> = new Set(['DEFAULT', 'global_configurations']);

/** Else the first of two would silently not be checked. */
function refuseTwice(lines: readonly string[]): void {
	const seen = new Set<string>();
	let section = '';
	for (const [index, line] of lines.entries()) {
		if (line === '' || /^[#;]/.test(line)) {
			continue;
		}

		const isHeader = line.startsWith('[');
		section = isHeader ? line : section;
		const name = isHeader ? line : usualKey(line.split(/[:=]/, 1)[0]!.trim());
		if (seen.has(`${section} ${name}`)) {
			throw new UsageError(`--plugin-config: ${quote(name)} in line ${index + 1} stands there twice; give one a name of its own, or leave it out`);
		}

		seen.add(`${section} ${name}`);
	}
}

function valuesOf(table: object): ReadonlyMap<string, string> {
	return new Map(Object.entries(table).map(([key, value]) => [usualKey(key), String(value)]));
}

function usualKey(key: string): string {
	return key.toLowerCase().replaceAll('_', '-');
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
