import type {ViewName} from '../../model/snapshot.ts';
import type {Action} from '../state/actions.ts';
import type {ConfiguredKeys} from '../state/appearance.ts';
import type {Mode} from '../state/state.ts';
import {isTyping} from '../keys/binding.ts';
import {textOf} from '../keys/key-press.ts';
import {keymapOf, slotOf} from '../keys/keymap.ts';

/** Returns the action of a key in a mode over a view; undefined where it has none. In a typed line a key without a command is text. */
export function resolve(mode: Mode, key: string, {view, keys}: {readonly view: ViewName; readonly keys: ConfiguredKeys}): Action | undefined {
	const {actions} = keymapOf(keys);
	const action = actions.get(slotOf(mode, view, key)) ?? actions.get(slotOf(mode, '', key));
	if (action !== undefined || !isTyping(mode)) {
		return action;
	}

	const text = textOf(key);
	return text === null ? undefined : {type: 'edit-line', edit: {insert: text}};
}
