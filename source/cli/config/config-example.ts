import type {Key, Keys} from './value-type.ts';
import {configKeys} from './config.ts';

/** A line with a remark behind it is not longer. */
const longestLine = 110;

/**
A configuration file with every key, each as it is unless told or as an example, and each a comment: it says nothing until a `#` is
taken away. Remarks have a blank behind their `#`, or before it, as what names the schema, which editors find only without one behind.
@param schema Where the schema is, for editors.
*/
export function configExample(schema: string): string {
	return [
		` #:schema ${schema}`,
		'# The configuration of portop: docs/config.md.',
		'# Take the # off the lines that shall hold; those with a blank beside it are remarks.',
		...tableLines(configKeys, []),
		'',
	].join('\n');
}

/** A table's own values first: what follows a header belongs to it. */
function tableLines(keys: Keys, path: readonly string[]): readonly string[] {
	const entries = Object.entries(keys);
	return [
		...entries.filter(([, key]) => !isTable(key)).flatMap(([name, key]) => valueLines(name, key)),
		...entries.filter(([, key]) => isTable(key)).flatMap(([name, key]) => sectionLines(key, [...path, name])),
	];
}

function sectionLines(key: Key<unknown>, path: readonly string[]): readonly string[] {
	const {keys, description, example, isRepeated = false} = key;
	const name = path.map(part => tomlKey(part)).join('.');
	const header = `#${isRepeated ? `[[${name}]]` : `[${name}]`}`;
	const hasOwn = keys === undefined || Object.values(keys).some(inner => !isTable(inner));
	return [
		'',
		`# ${description}`,
		...(hasOwn ? [header] : []),
		...(keys === undefined ? Object.entries(example as object).map(([own, value]) => `#${assignment(own, value)}`) : tableLines(keys, path)),
	];
}

/** Where there is room, the remark stands behind the value. */
function valueLines(name: string, {description, default: usual, example = usual}: Key<unknown>): readonly string[] {
	const line = `#${assignment(name, example)}`;
	const whole = `${line}  # ${description}`;
	return whole.length <= longestLine ? [whole] : [`# ${description}`, line];
}

function isTable({keys, example}: Key<unknown>): boolean {
	return keys !== undefined || (typeof example === 'object' && example !== null && !Array.isArray(example));
}

function assignment(name: string, value: unknown): string {
	return `${tomlKey(name)} = ${tomlValue(value)}`;
}

function tomlKey(name: string): string {
	return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}

/** What portop's examples are made of, TOML spells as JSON does. */
function tomlValue(value: unknown): string {
	return Array.isArray(value) ? `[${value.map(element => tomlValue(element)).join(', ')}]` : JSON.stringify(value);
}
