import type {Handlers} from '../state/actions.ts';
import {withNotice, withUi} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';

/** Handlers of clicks, for what no key does. */
export const mouseHandlers: Handlers<'select-row' | 'sort-by'> = {
	// The cursor is the sampler's: effects.ts sends it the row.
	'select-row': state => withUi(state, {moves: state.ui.moves + 1}),

	'sort-by'(state, {sort, largestFirst}) {
		const {view, sorts} = state.ui;
		const {fixedOrder} = viewRegistry[view];
		const {key, descending} = sorts[view];
		return fixedOrder === undefined
			? withUi(state, {sorts: {...sorts, [view]: {key: sort, descending: key === sort ? !descending : largestFirst}}})
			: withNotice(state, fixedOrder, 'warning');
	},
};
