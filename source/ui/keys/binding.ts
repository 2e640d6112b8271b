import type {ViewName} from '../../model/snapshot.ts';
import type {Action} from '../state/actions.ts';
import {typingModes, type Mode} from '../state/state.ts';

/** A command: its keys, where they mean it, what they do, and how that is explained. */
export type Binding = {
	/**
	By which the configuration file gives it other keys: all bindings of one name get them, as they are one command to a user.
	Without one the keys are fixed: those of dialogs and of lines of text.
	*/
	readonly name?: string;
	/** Names as `keysOf` gives them; the first ones are shown. */
	readonly keys: readonly string[];
	readonly modes: readonly Mode[];
	readonly action: Action;
	readonly description: string;
	/** Its description without the commands that it explains. */
	readonly alone?: string;
	/** For the status line. */
	readonly label?: string;
	/** The views whose status line names it, where those are not all. */
	readonly views?: readonly ViewName[];
	/** The views in which the keys mean this, where those are not all: there before what they mean elsewhere. */
	readonly only?: readonly ViewName[];
	/** Works but is not listed: a second direction that the one before explains, or a key that needs no mention. */
	readonly hidden?: true;
	/** The names of hidden commands that are explained in the same line: the first key of each is shown. */
	readonly explains?: readonly string[];
	/** The keys as shown for a command without a name, where another is explained in the same line. */
	readonly shown?: string;
};

/** Every mode. */
export const everywhere: readonly Mode[] = ['view', 'detail', ...typingModes, 'help', 'interfaces', 'named-filters', 'sort', 'columns', 'end', 'close', 'nothing-to-end', 'remove', 'too-small'];
