import type {FilterError} from '../../filter/filter-error.ts';
import type {Handlers} from './actions.ts';
import type {Line} from './line-editor.ts';
import {remembered} from './line-history.ts';
import type {AppState} from './state.ts';
import {withSession, withUi} from './update.ts';

/** Says what is wrong with a filter; null when it is good. */
export type CheckFilter = (source: string) => FilterError | null;

/**
The filter line. It begins empty, so that `/443` means port 443 whatever was there before (↑ brings that back); what
stands in the line is what the table shows, as far as it is good.
*/
export function filterHandlers(check: CheckFilter): Handlers<'open-filter' | 'apply-filter' | 'cancel-filter' | 'clear-filter'> {
	return {
		'open-filter'(state) {
			const {filter} = state.ui;
			const {filterHistory} = state.session;
			const opened = withUi(state, {filter: {...filter, before: filter.applied}, notice: null});
			return writeFilter(withSession(opened, {recalled: filterHistory.length}), {text: '', cursor: 0}, check);
		},

		'apply-filter'(state) {
			const {filter} = state.ui;
			if (filter.draft === null) {
				return state;
			}

			// With a mistake the line stays open, the caret under it.
			return filter.error === null
				? remember(withUi(state, {filter: {...filter, draft: null, before: filter.applied}}))
				: state;
		},

		'cancel-filter'(state) {
			const {filter} = state.ui;
			return filter.draft === null
				? state
				: withUi(state, {
					filter: {
						...filter, draft: null, applied: filter.before, error: null,
					},
				});
		},

		'clear-filter'(state) {
			const {filter} = state.ui;
			return filter.applied === '' ? state : withUi(state, {filter: {...filter, applied: '', before: ''}});
		},
	};
}

/** What stands in the line from now on, and, as far as it is good, in the table. */
export function writeFilter(state: AppState, {text, cursor}: Line, check: CheckFilter): AppState {
	const {filter} = state.ui;
	const error = check(text);
	return withUi(state, {
		filter: {
			...filter, draft: text, cursor, error, applied: error === null ? text.trim() : filter.applied,
		},
	});
}

function remember(state: AppState): AppState {
	const {applied} = state.ui.filter;
	return applied === '' ? state : withSession(state, {filterHistory: remembered(state.session.filterHistory, applied)});
}
