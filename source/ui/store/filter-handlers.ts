import type {FilterError} from '../../filter/filter-error.ts';
import type {Handlers} from './actions.ts';
import {editLine, type Line} from './line-editor.ts';
import type {AppState} from './state.ts';
import {withSession, withUi} from './update.ts';

/** Says what is wrong with a filter; null when it is good. */
export type CheckFilter = (source: string) => FilterError | null;

const longestHistory = 50;

/**
The filter line. It begins empty, so that `/443` means port 443 whatever was there before (↑ brings that back); what
stands in the line is what the table shows, as far as it is good.
*/
export function filterHandlers(check: CheckFilter): Handlers<'open-filter' | 'edit-filter' | 'recall-filter' | 'apply-filter' | 'cancel-filter' | 'clear-filter'> {
	const write = (state: AppState, {text, cursor}: Line): AppState => {
		const {filter} = state.ui;
		const error = check(text);
		return withUi(state, {
			filter: {
				...filter, draft: text, cursor, error, applied: error === null ? text.trim() : filter.applied,
			},
		});
	};

	return {
		'open-filter'(state) {
			const {filter} = state.ui;
			const {filterHistory} = state.session;
			const opened = withUi(state, {filter: {...filter, before: filter.applied}, notice: null});
			return write(withSession(opened, {recalled: filterHistory.length}), {text: '', cursor: 0});
		},

		'edit-filter'(state, {edit}) {
			const {draft, cursor} = state.ui.filter;
			return draft === null ? state : write(state, editLine({text: draft, cursor}, edit));
		},

		'recall-filter'(state, {by}) {
			const {filterHistory, recalled} = state.session;
			const next = Math.max(0, Math.min(recalled + by, filterHistory.length));
			if (next === recalled || state.ui.filter.draft === null) {
				return state;
			}

			const text = filterHistory[next] ?? '';
			return write(withSession(state, {recalled: next}), {text, cursor: text.length});
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

function remember(state: AppState): AppState {
	const {applied} = state.ui.filter;
	const others = state.session.filterHistory.filter(filter => filter !== applied);
	return applied === '' ? state : withSession(state, {filterHistory: [...others, applied].slice(-longestHistory)});
}
