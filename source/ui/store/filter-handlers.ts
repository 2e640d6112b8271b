import type {FilterError} from '../../filter/filter-error.ts';
import type {Handlers} from '../state/actions.ts';
import type {Line} from '../state/line-editor.ts';
import {remembered} from '../state/line-history.ts';
import type {AppState, FilterState} from '../state/state.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';
import {filterNameOf, filterOf} from '../views/shown-view.ts';

/** Says what is wrong with a filter; null when it is good. */
export type CheckFilter = (source: string) => FilterError | null;

/**
The filter line of the view that is shown. It begins empty, so that `/443` means port 443 after any earlier filter
(↑ brings that back); what stands in the line is what the table shows while it is valid.
*/
export function filterHandlers(check: CheckFilter): Handlers<'open-filter' | 'apply-filter' | 'cancel-filter' | 'clear-filter' | 'open-named-filters' | 'apply-named-filter'> {
	return {
		'open-filter'(state) {
			const opened = withFilter(withUi(state, {notice: null}), {before: filterOf(state.ui).applied});
			return writeFilter(withSession(opened, {recalled: filterHistoryOf(state).length}), {text: '', cursor: 0}, check);
		},

		'apply-filter'(state) {
			const {draft, error, applied} = filterOf(state.ui);
			if (draft === null) {
				return state;
			}

			// With a mistake the line stays open, the caret under it.
			return error === null
				? remember(withFilter(state, {draft: null, before: applied}))
				: state;
		},

		'cancel-filter'(state) {
			const {draft, before} = filterOf(state.ui);
			return draft === null ? state : withFilter(state, {draft: null, applied: before, error: null});
		},

		'clear-filter': state => filterOf(state.ui).applied === '' ? state : withFilter(state, {applied: '', before: ''}),

		'open-named-filters'(state) {
			const {namedFilters} = state.ui;
			// The one that is applied is the one to go on from.
			const current = namedFilters.findIndex(({filter}) => filter === filterOf(state.ui).applied);
			return namedFilters.length === 0
				? withNotice(state, 'No named filters: write them below [filters] in the configuration file', 'warning')
				: withUi(state, {namedFilter: Math.max(0, current), notice: null});
		},

		'apply-named-filter'(state) {
			const {namedFilters, namedFilter} = state.ui;
			const filter = namedFilters[namedFilter ?? -1]?.filter;
			return filter === undefined ? state : remember(withFilter(withUi(state, {namedFilter: null}), {applied: filter, before: filter}));
		},
	};
}

/** Sets the text of the line and, if it is valid, the filter of the table. */
export function writeFilter(state: AppState, {text, cursor}: Line, check: CheckFilter): AppState {
	// The log is searched by words, of which none is wrong.
	const error = filterNameOf(state.ui) === 'log' ? null : check(text);
	return withFilter(state, {
		draft: text, cursor, error, ...(error === null && {applied: text.trim()}),
	});
}

/** The earlier filters of the view that is shown. */
export function filterHistoryOf({ui, session}: AppState): readonly string[] {
	return session.filterHistories[filterNameOf(ui)];
}

function remember(state: AppState): AppState {
	const {applied} = filterOf(state.ui);
	return applied === ''
		? state
		: withSession(state, {
			filterHistories: {...state.session.filterHistories, [filterNameOf(state.ui)]: remembered(filterHistoryOf(state), applied)},
		});
}

/** The state with some fields of the shown view's filter replaced. */
function withFilter(state: AppState, changes: Partial<FilterState>): AppState {
	const {ui} = state;
	return withUi(state, {filters: {...ui.filters, [filterNameOf(ui)]: {...filterOf(ui), ...changes}}});
}
