import type {ViewName} from '../../model/snapshot.ts';
import type {Action} from '../state/actions.ts';
import type {ConfiguredKeys} from '../state/appearance.ts';
import {isTyping, type Mode} from '../state/state.ts';
import {textOf} from '../../text/keys.ts';
import type {Binding} from './binding.ts';
import {bindings, type KeyCommand} from './bindings.ts';
import {helpOf, type KeyHelp} from './key-help.ts';
import {shownKey} from './key-names.ts';
import {latinKeyOf} from './layouts.ts';

/** The command table with the keys that this user wants. */
export type Keymap = {
	/** By mode, view and key; a view of its own only where the key means something else there. */
	readonly actions: ReadonlyMap<string, Action>;
	/** As the help, the status line and the dialogs show it. */
	readonly help: KeyHelp;
};

/** They do not change while portop runs. */
const keymaps = new WeakMap<ConfiguredKeys, Keymap>();

export function keymapOf(keys: ConfiguredKeys): Keymap {
	const known = keymaps.get(keys);
	if (known !== undefined) {
		return known;
	}

	const table = bindings.map(binding => ({...binding, keys: keysIn(keys, binding)}));
	const keymap = {actions: new Map(table.flatMap(binding => actionsOf(binding))), help: helpOf(table)};
	keymaps.set(keys, keymap);
	return keymap;
}

/** The keys of a binding: the configured ones instead of its own. */
export function keysIn(keys: ConfiguredKeys, {name, keys: usual}: Binding): readonly string[] {
	return name === undefined ? usual : keys[name] ?? usual;
}

/** The first key of a command, as texts name it; null where it has none. */
export function keyOf({keys}: {readonly keys: ConfiguredKeys}, command: KeyCommand): string | null {
	const [key] = keysIn(keys, bindings.find(({name}) => name === command)!);
	return key === undefined ? null : shownKey(key);
}

/** Words that name the first key of a command; none where it has no key. */
export function withKey(ui: {readonly keys: ConfiguredKeys}, command: KeyCommand, words: (key: string) => string): string {
	const key = keyOf(ui, command);
	return key === null ? '' : words(key);
}

/** Returns the slots of a binding's keys in the maps. In a typed line a key that types is text. */
export function slotsOf({keys, modes, only = ['']}: Pick<Binding, 'keys' | 'modes'> & {readonly only?: ReadonlyArray<ViewName | ''>}): readonly string[] {
	return modes.flatMap(mode => only.flatMap(view => keys.filter(key => !isTyping(mode) || textOf(key) === null).map(key => slotOf(mode, view, key))));
}

export function slotOf(mode: Mode, view: ViewName | '', key: string): string {
	return `${mode} ${view} ${key}`;
}

/** Returns the action of a key in a mode over a view; undefined where it has none. In a typed line a key without a command is text, in the sort menu it leads to a column. */
export function resolve(mode: Mode, key: string, {view, keys}: {readonly view: ViewName; readonly keys: ConfiguredKeys}): Action | undefined {
	const {actions} = keymapOf(keys);
	const find = (name: string) => actions.get(slotOf(mode, view, name)) ?? actions.get(slotOf(mode, '', name));
	const action = find(key);
	if (action !== undefined) {
		return action;
	}

	const text = textOf(key);
	if (mode === 'sort') {
		return text === null ? undefined : {type: 'seek-sort', text};
	}

	if (isTyping(mode)) {
		return text === null ? undefined : {type: 'edit-line', edit: {insert: text}};
	}

	// On another layout the key at the same place.
	const place = latinKeyOf(key);
	return place === null ? undefined : find(place);
}

function actionsOf(binding: Binding): ReadonlyArray<readonly [string, Action]> {
	return slotsOf(binding).map(slot => [slot, binding.action]);
}
