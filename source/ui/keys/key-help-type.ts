import type {ViewName} from '../../model/snapshot.ts';
import type {Mode} from '../state/state.ts';

/** One entry of the command table in ui/keys, with what is shown: in the help, the status line and the README. */
export type KeyHelp = ReadonlyArray<{
	/** E.g. `↑ k`. */
	readonly keys: string;
	readonly description: string;
	readonly modes: readonly Mode[];
	/** A word or two for the status line; entries without one are only in the help. The first ones matter most. */
	readonly label?: string;
	/** The views whose status line names it; every one where there are none. */
	readonly views?: readonly ViewName[];
}>;
