import {quote} from '../../text/quote.ts';
import {readSmallFile} from '../config/small-file.ts';
import type {CheckCommand} from '../flags/commands.ts';
import {flagsOf, type FlagName} from '../flags/flags.ts';
import type {ParsedArguments} from '../flags/parsed-arguments.ts';
import {UsageError} from '../flags/usage-error.ts';

/** The sections of a .cfg, in their order, with their values by key. */
export type PluginConfig = ReadonlyArray<{readonly section: string; readonly values: ReadonlyMap<string, string>}>;

/**
Reads the .cfg of a Site24x7 plug-in: sections with keys, as Python's configparser takes them. Dashes and underscores are
the same in keys, quotes around values are taken off.
@param maxMilliseconds The time that is left; undefined: no less than a file may take.
@throws {UsageError} It cannot be read, has no section, or one twice.
*/
export async function readPluginConfig(file: string, maxMilliseconds?: number): Promise<PluginConfig> {
	const {name, text} = await readSmallFile(file, '--plugin-config', maxMilliseconds);
	const config = parsePluginConfig(text);
	if (config.length === 0) {
		throw new UsageError(`--plugin-config: ${name} has no section; write e.g. [web] and below it port=443`);
	}

	return config;
}

/**
Reads the lines of a .cfg: lines such as `key=value` or `key: value` below a `[section]`, comments where a line begins with `#` or `;`.
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

/** Sections of Python's configparser, and of Site24x7's agent: they name nothing that is to be checked. */
const generalSections: ReadonlySet<string> = new Set(['DEFAULT', 'global_configurations']);

function usualKey(key: string): string {
	return key.toLowerCase().replaceAll('_', '-');
}

/** The flags that are not for a .cfg. */
const typedFlags: ReadonlySet<FlagName> = new Set(['help', 'version', 'plugin-config']);

/**
Adds the flags that a .cfg names, as agents pass it on. A typed flag wins.
@param perSection The flag that each section has of its own.
@throws {UsageError} A switch is neither true nor false, or sections differ.
*/
export function withPluginConfig({command, given}: ParsedArguments<CheckCommand>, config: PluginConfig, perSection: FlagName): ParsedArguments['given'] {
	const configured = flagsOf(command)
		.filter(({name}) => name !== perSection && !typedFlags.has(name) && !given.has(name))
		.flatMap((flag): ReadonlyArray<readonly [FlagName, boolean | readonly string[]]> => {
			const [word] = [flag.name, ...flag.aliases ?? []].flatMap(key => commonValue(config, key) ?? []);
			if (word === undefined) {
				return [];
			}

			if (flag.value !== null) {
				return [[flag.name, [word]]];
			}

			return isOn(word, flag.name) ? [[flag.name, !flag.name.startsWith('no-')]] : [];
		});
	return new Map([...given, ...configured]);
}

function isOn(word: string, name: FlagName): boolean {
	if (!/^(?:true|false)$/i.test(word)) {
		throw new UsageError(`--plugin-config: ${name} is ${quote(word)}; write ${name}=true or ${name}=false`);
	}

	return word.toLowerCase() === 'true';
}

/**
Returns the value of a key in each section.
@throws {UsageError} A section has none: it would silently not be checked.
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
Returns the one value that a key has in all sections that have it.
@throws {UsageError} They differ: a run has one only.
*/
export function commonValue(config: PluginConfig, key: string): string | undefined {
	const values = new Set(config.flatMap(({values: table}) => table.get(key) ?? []));
	if (values.size > 1) {
		throw new UsageError(`--plugin-config: ${key} differs between sections: ${[...values].map(value => quote(value)).join(', ')}; give it with --${key}`);
	}

	return [...values][0];
}
