import type {Handlers} from './actions.ts';
import {filterHistoryOf, writeFilter, type CheckFilter} from './filter-handlers.ts';
import {editLine, type Line} from './line-editor.ts';
import {recalledPlace} from './line-history.ts';
import {filterOf, type AppState} from './state.ts';
import {writeTarget} from './target-handlers.ts';
import {withSession} from './update.ts';

/** What the keys of a line of text do to the one that is open: the filter's or the target's. */
export function lineHandlers(check: CheckFilter): Handlers<'edit-line' | 'recall-line'> {
	const write = (state: AppState, line: Line) => isFilterOpen(state) ? writeFilter(state, line, check) : writeTarget(state, line);
	return {
		'edit-line'(state, {edit}) {
			const line = openLine(state);
			return line === null ? state : write(state, editLine(line, edit));
		},

		'recall-line'(state, {by}) {
			const {recalled, targetHistory, recalledTarget} = state.session;
			const isFilter = isFilterOpen(state);
			const history = isFilter ? filterHistoryOf(state) : targetHistory;
			const from = isFilter ? recalled : recalledTarget;
			const next = recalledPlace(history, from, by);
			if (next === from || openLine(state) === null) {
				return state;
			}

			const text = history[next] ?? '';
			return write(withSession(state, isFilter ? {recalled: next} : {recalledTarget: next}), {text, cursor: text.length});
		},
	};
}

function isFilterOpen({ui}: AppState): boolean {
	return filterOf(ui).draft !== null;
}

/** null when none is open, or when the target waits for its answer: what was sent stays as it was sent. */
function openLine({ui}: AppState): Line | null {
	const {targetLine} = ui;
	const filter = filterOf(ui);
	if (filter.draft !== null) {
		return {text: filter.draft, cursor: filter.cursor};
	}

	return targetLine?.request === null ? {text: targetLine.draft, cursor: targetLine.cursor} : null;
}
