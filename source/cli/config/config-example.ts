import type {Key, Keys} from './value-type.ts';
import {configKeys} from './config.ts';

/** A line with a remark after its value has at most so many characters. */
const maxLineCharacters = 110;

/**
Returns a configuration file with every key, with its default or an example, and each in a comment: it sets nothing until a `#` is
taken away. Remarks have a blank after their `#`; the line that names the schema has it before, as editors expect.
@param schema The path of the schema, for editors.
*/
export function configExample(schema: string): string {
	return [
		` #:schema ${schema}`,
		'# The configuration of portop: docs/config.md.',
		'# Remove the # from the lines that you want; lines with a blank next to it are remarks.',
		...tableLines(configKeys, []),
		'',
	].join('\n');
}

/** Returns a table's own values first: what follows a header belongs to it. */
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

/** Puts the remark after the value if there is room, else above it. */
function valueLines(name: string, {description, default: usual, example = usual}: Key<unknown>): readonly string[] {
	const line = `#${assignment(name, example)}`;
	const whole = `${line}  # ${description}`;
	return whole.length <= maxLineCharacters ? [whole] : [`# ${description}`, line];
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

/** TOML spells the values of portop's examples as JSON does, but for tables. */
function tomlValue(value: unknown): string {
	if (Array.isArray(value)) {
		return `[${value.map(element => tomlValue(element)).join(', ')}]`;
	}

	return typeof value === 'object' && value !== null
		? `{${Object.entries(value).map(([key, inner]) => assignment(key, inner)).join(', ')}}`
		: JSON.stringify(value);
}
