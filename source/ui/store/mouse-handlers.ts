import type {Handlers} from '../state/actions.ts';
import {withMove} from '../state/update.ts';
import {sortedBy} from './table-handlers.ts';

/** Handlers of clicks, for what no key does. */
export const mouseHandlers: Handlers<'select-row' | 'sort-by'> = {
	// The cursor is the sampler's: effects.ts sends it the row.
	'select-row': state => withMove(state),

	'sort-by': (state, column) => sortedBy(state, column),
};
