import {quote} from '../../text/quote.ts';
import {flagsOf, type FlagName} from '../flags/flags.ts';
import {readSmallFile} from '../config/small-file.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {Words} from '../flags/words.ts';

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
The meaning of a .cfg: lines such as `key=value` or `key: value` below a `[section]`, comments where a line begins with `#` or `;`.
@throws {UsageError} A line is none of these, or a section, or a key in one, stands there twice: one would not be checked.
*/
export function parsePluginConfig(text: string): PluginConfig {
	const sections = new Map<string, Map<string, string>>();
	let values = new Map<string, string>();
	for (const [index, line] of text.split('\n').map(whole => whole.trim()).entries()) {
		if (line === '' || /^[#;]/.test(line)) {
			continue;
		}

		const section = /^\[(?<name>.+)\]$/.exec(line)?.groups?.['name'];
		const {key = '', value} = /^(?<key>[^:=]+)[:=](?<value>.*)$/.exec(line)?.groups ?? {};
		const name = section ?? usualKey(key.trim());
		if (section === undefined && value === undefined) {
			throw new UsageError(`--plugin-config: ${quote(line)} in line ${index + 1} has no value; write ${line}=…`);
		}

		if ((section === undefined ? values : sections).has(name)) {
			throw new UsageError(`--plugin-config: ${quote(name)} in line ${index + 1} stands there twice; give one a name of its own, or leave it out`);
		}

		if (section === undefined) {
			values.set(name, value!.trim().replace(/^(?<quote>["'])(?<inner>.*)\k<quote>$/, '$<inner>'));
		} else {
			values = new Map();
			sections.set(section, values);
		}
	}

	const defaults = sections.get('DEFAULT') ?? [];
	return [...sections].filter(([section]) => !generalSections.has(section)).map(([section, own]) => ({section, values: new Map([...defaults, ...own])}));
}

/** Of Python's configparser, and of Site24x7's agent: they name nothing that is to be checked. */
const generalSections: ReadonlySet<string> = new Set(['DEFAULT', 'global_configurations']);

function usualKey(key: string): string {
	return key.toLowerCase().replaceAll('_', '-');
}

/**
The words, with what a .cfg says where it names a flag, as agents hand it on: what is typed goes before.
@param perSection The flag that each section has of its own.
*/
export function withConfig(typed: Words, config: PluginConfig, perSection: FlagName): Words {
	const flagOf = (name: FlagName) => flagsOf(typed.command).find(flag => flag.name === name);
	const values = (name: FlagName): readonly string[] => {
		const given = typed.values(name);
		return name === perSection || given.length > 0 ? given : [name, ...flagOf(name)?.aliases ?? []].flatMap(key => commonValue(config, key) ?? []).slice(0, 1);
	};

	/** Of a flag without a value: the word says whether it is given. */
	const isMeant = (word: string, name: FlagName) => {
		if (flagOf(name)?.value !== null) {
			return true;
		}

		if (!/^(?:true|false)$/i.test(word)) {
			throw new UsageError(`--plugin-config: ${name} is ${quote(word)}; write ${name}=true or ${name}=false`);
		}

		return word.toLowerCase() === 'true';
	};

	return {
		...typed, values, has: name => typed.has(name) || values(name).some(word => isMeant(word, name)),
	};
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
