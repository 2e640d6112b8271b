import {keyOfCtrl} from '../../text/keys.ts';
import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import {views} from '../../model/snapshot.ts';
import type {Binding} from '../../ui/keys/binding.ts';
import {bindings, keyCommands, type KeyCommand} from '../../ui/keys/bindings.ts';
import {keysIn, slotsOf} from '../../ui/keys/keymap.ts';
import {printable, textWidth} from '../../ui/text/text-width.ts';
import type {ConfiguredKeys} from '../../ui/state/appearance.ts';
import {
	distinct,
	listOf,
	tableOf,
	wrong,
	type Key,
	type ValueType,
} from './value-type.ts';
import {
	ConfigProblems,
	problemAt,
	type ConfigPath,
	type ConfigProblem,
} from './config-problem.ts';

/** Keys that type nothing, as `keysOf` names them, and the space, which would be hard to see. */
const namedKeys: ReadonlySet<string> = new Set([
	'enter', 'escape', 'space', 'tab', 'shift-tab', 'backspace', 'delete', 'up', 'down', 'left', 'right', 'page-up', 'page-down', 'home', 'end',
]);

/** The number of keys of one command. */
const maxKeys = 20;

/** The command that leaves the help and the other texts. */
const leaveCommand: KeyCommand = 'back';

/** A key by its name in the file: a character, or a word such as `page-up` or `ctrl-x`. */
const keyName: ValueType<string> = {
	schema: {type: 'string', minLength: 1},
	read(value, path) {
		if (typeof value !== 'string') {
			throw wrong(value, 'a key, e.g. "q", "ctrl-x" or "page-up"', path);
		}

		// Terminals send an ü as one character; a file may have it as two.
		const character = value.normalize();
		if (isVisible(character)) {
			return character;
		}

		if (namedKeys.has(value)) {
			return value === 'space' ? ' ' : value;
		}

		if (/^ctrl-[a-z]$/.test(value)) {
			const sent = keyOfCtrl(value.at(-1)!);
			if (sent === value) {
				return value;
			}

			throw problemAt(`${quote(value)} arrives as ${quote(sent)} from a terminal; write that, or another key`, path);
		}

		throw problemAt(`${quote(value)} is no key; ${suggestion(value, [...namedKeys]) ?? `write a character, ctrl-x, ${[...namedKeys].join(', ')}`}`, path);
	},
};

/** Returns whether it arrives as one key and is shown as one: terminals differ in what they do with several characters, as in some emoji. */
function isVisible(character: string): boolean {
	return /^.$/su.test(character) && printable(character) === character && textWidth(character) > 0;
}

/** Returns one key, or several. */
function keyNames(min: 0 | 1): ValueType<readonly string[]> {
	const several = distinct(listOf(keyName, {right: 'a key, or several: else only Ctrl-C leaves the help and the other texts', min, max: maxKeys}));
	return {
		schema: {oneOf: [keyName.schema, several.schema]},
		read: (value, path) => Array.isArray(value) ? several.read(value, path) : [keyName.read(value, path)],
	};
}

const commands = tableOf(Object.fromEntries(keyCommands.map((command): readonly [string, Key<readonly string[]>] => {
	const {keys, description, alone = description} = bindings.find(({name}) => name === command)!;
	const names = keys.map(key => key === ' ' ? 'space' : key);
	return [command, {...keyNames(command === leaveCommand ? 1 : 0), description: alone, default: names.length === 1 ? names[0] : names}];
})), 'command');

/** `[keys]`: the keys of commands, instead of the usual ones. */
export const keysTable: ValueType<ConfiguredKeys> = {
	...commands,
	read(table, path) {
		const configured: ConfiguredKeys = commands.read(table, path);
		const problems = conflicts(configured, path);
		if (problems.length > 0) {
			throw new ConfigProblems(problems);
		}

		return configured;
	},
};

/** Finds commands that have the same key in the same mode. The default keys have no conflicts. */
function conflicts(configured: ConfiguredKeys, path: ConfigPath): readonly ConfigProblem[] {
	const problems = new Map<string, ConfigProblem>();
	const holders = new Map<string, Binding>();
	// Unchanged bindings first, so that the problem names the configured one.
	for (const binding of bindings.toSorted((one, other) => Number(isChanged(one, configured)) - Number(isChanged(other, configured)))) {
		const keys = keysIn(configured, binding);
		for (const key of keys) {
			for (const slot of slotsOf({modes: binding.modes, keys: [key], only: binding.only ?? views})) {
				const holder = holders.get(slot);
				holders.set(slot, binding);
				// As usual, a key may mean something else in a few views: that is meant.
				const isUsual = holder?.keys.includes(key) === true && binding.keys.includes(key);
				if (holder !== undefined && !isUsual && titleOf(holder) !== titleOf(binding)) {
					problems.set(`${key} ${titleOf(holder)} ${titleOf(binding)}`, {
						message: `${titleOf(binding)}: ${quote(key === ' ' ? 'space' : key)} is a key of ${titleOf(holder)} already; choose another, or give that one another`,
						path: [...path, binding.name!],
					});
				}
			}
		}
	}

	return problems.values().toArray();
}

/** Returns whether its keys differ from the default ones. */
function isChanged({name, keys: usual}: Binding, configured: ConfiguredKeys): boolean {
	const keys = name === undefined ? undefined : configured[name];
	const allUsual = new Set(bindings.filter(binding => binding.name === name).flatMap(binding => binding.keys));
	return keys !== undefined && (keys.some(key => !allUsual.has(key)) || usual.some(key => !keys.includes(key)));
}

function titleOf({name, description, modes}: Binding): string {
	return name ?? (modes.includes('view') ? quote(description) : `${quote(description)} in a dialog`);
}
