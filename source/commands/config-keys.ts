import {quote} from '../filter/filter-error.ts';
import {suggestion} from '../filter/nearest.ts';
import {views} from '../model/snapshot.ts';
import type {Binding} from '../ui/keys/binding.ts';
import {bindings, keyCommands} from '../ui/keys/bindings.ts';
import {textOf} from '../ui/keys/key-press.ts';
import {keysIn, slotsOf} from '../ui/keys/keymap.ts';
import type {ConfiguredKeys} from '../ui/store/appearance.ts';
import {
	tableOf,
	wrong,
	type Key,
	type Kind,
} from './config-kind.ts';
import {
	ConfigProblems,
	problemAt,
	readEach,
	type ConfigPath,
	type ConfigProblem,
} from './config-problem.ts';

/** Keys that type nothing, as `keysOf` names them, and the space, which would be hard to see. */
const namedKeys: ReadonlySet<string> = new Set([
	'enter', 'escape', 'space', 'tab', 'shift-tab', 'backspace', 'delete', 'up', 'down', 'left', 'right', 'page-up', 'page-down', 'home', 'end',
]);

/** What a terminal sends for Ctrl and a letter is another key, too. */
const sameKeys: ReadonlyMap<string, string> = new Map([['ctrl-i', 'tab'], ['ctrl-j', 'enter'], ['ctrl-m', 'enter']]);

/** A key by its name in the file: a character, or a word such as `page-up` or `ctrl-x`. */
const keyName: Kind<string> = {
	schema: {type: 'string', minLength: 1},
	read(value, path) {
		if (typeof value !== 'string') {
			throw wrong(value, 'a key, e.g. "q", "ctrl-x" or "page-up"', path);
		}

		const same = sameKeys.get(value);
		if (same !== undefined) {
			throw problemAt(`${quote(value)} arrives as ${quote(same)} from a terminal; write that, or another key`, path);
		}

		if (textOf(value) !== null || namedKeys.has(value) || /^ctrl-[a-z]$/.test(value)) {
			return value === 'space' ? ' ' : value;
		}

		throw problemAt(`${quote(value)} is no key; ${suggestion(value, [...namedKeys]) ?? `write a character, ctrl-x, ${[...namedKeys].join(', ')}`}`, path);
	},
};

const keyNames: Kind<readonly string[]> = {
	schema: {oneOf: [keyName.schema, {type: 'array', items: keyName.schema, uniqueItems: true}]},
	read: (value, path) => Array.isArray(value) ? readEach(value, (element: unknown, index) => keyName.read(element, [...path, index])) : [keyName.read(value, path)],
};

const commands = tableOf(Object.fromEntries(keyCommands.map((command): readonly [string, Key<readonly string[]>] => {
	const {keys, description, alone = description} = bindings.find(({name}) => name === command)!;
	const names = keys.map(key => key === ' ' ? 'space' : key);
	return [command, {...keyNames, description: alone, default: names.length === 1 ? names[0] : names}];
})), 'command');

/** `[keys]`: the keys of commands, instead of the usual ones. */
export const keysTable: Kind<ConfiguredKeys> = {
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

/** Commands that have a key in common where both would be meant. What the usual keys mean in one view only is no conflict. */
function conflicts(configured: ConfiguredKeys, path: ConfigPath): readonly ConfigProblem[] {
	const problems = new Map<string, ConfigProblem>();
	const holders = new Map<string, Binding>();
	// Those that are as usual first, so that what is told of is what was configured.
	for (const binding of bindings.toSorted((one, other) => Number(isChanged(one, configured)) - Number(isChanged(other, configured)))) {
		const keys = keysIn(configured, binding);
		for (const key of keys) {
			for (const slot of slotsOf({modes: binding.modes, keys: [key], only: binding.only ?? views})) {
				const holder = holders.get(slot);
				holders.set(slot, binding);
				if (holder !== undefined && isConflict(holder, binding, configured)) {
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

function isConflict(holder: Binding, binding: Binding, configured: ConfiguredKeys): boolean {
	return titleOf(holder) !== titleOf(binding) && isChanged(binding, configured);
}

/** Whether its keys are others than the usual ones. */
function isChanged({name, keys: usual}: Binding, configured: ConfiguredKeys): boolean {
	const keys = name === undefined ? undefined : configured[name];
	const allUsual = new Set(bindings.filter(binding => binding.name === name).flatMap(binding => binding.keys));
	return keys !== undefined && (keys.some(key => !allUsual.has(key)) || usual.some(key => !keys.includes(key)));
}

function titleOf({name, description, modes}: Binding): string {
	return name ?? (modes.includes('view') ? quote(description) : `${quote(description)} in a dialog`);
}
