import type {ViewName} from '../../model/snapshot.ts';
import type {Action} from '../store/actions.ts';
import type {Mode} from '../store/state.ts';
import {bindings} from './bindings.ts';
import {textOf} from './key-press.ts';

/** By mode, view and key; a view of its own only where the key means something else there. */
const actions: ReadonlyMap<string, Action> = new Map(bindings.flatMap(({keys, modes, only = [''], action}) =>
	modes.flatMap(mode => only.flatMap(view => keys.map(key => [`${mode} ${view} ${key}`, action] as const)))));

/** What a key means in a mode over a view; undefined where it means nothing. In a line that is typed what is not a command is text. */
export function resolve(mode: Mode, key: string, view: ViewName): Action | undefined {
	const action = actions.get(`${mode} ${view} ${key}`) ?? actions.get(`${mode}  ${key}`);
	if (action !== undefined || !isTyping(mode)) {
		return action;
	}

	const text = textOf(key);
	return text === null ? undefined : {type: 'edit-line', edit: {insert: text}};
}

const typingModes: ReadonlySet<Mode> = new Set(['filter', 'target', 'rule']);

/** Whether a line of text has the keyboard. */
export function isTyping(mode: Mode): boolean {
	return typingModes.has(mode);
}
