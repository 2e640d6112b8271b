import type {Action} from '../store/actions.ts';
import type {Mode} from '../store/state.ts';
import {bindings} from './bindings.ts';
import {textOf} from './key-press.ts';

const actionByModeAndKey: ReadonlyMap<string, Action> = new Map(bindings.flatMap(({keys, modes, action}) => modes.flatMap(mode => keys.map(key => [`${mode} ${key}`, action] as const))));

/** What a key means in a mode; undefined where it means nothing. In a line that is typed what is not a command is text. */
export function resolve(mode: Mode, key: string): Action | undefined {
	const action = actionByModeAndKey.get(`${mode} ${key}`);
	if (action !== undefined || !isTyping(mode)) {
		return action;
	}

	const text = textOf(key);
	return text === null ? undefined : {type: 'edit-line', edit: {insert: text}};
}

/** Whether a line of text has the keyboard. */
export function isTyping(mode: Mode): boolean {
	return mode === 'filter' || mode === 'target' || mode === 'rule';
}
