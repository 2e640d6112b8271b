import type {Handlers} from '../state/actions.ts';
import {editLine, type Line} from '../state/line-editor.ts';
import {recalledPlace} from '../state/line-history.ts';
import type {AppState, SessionState} from '../state/state.ts';
import {withSession} from '../state/update.ts';
import {filterOf} from '../views/shown-view.ts';
import {writeTarget} from './target-handlers.ts';
import {writeRule} from './rule-handlers.ts';
import {filterHistoryOf, writeFilter, type CheckFilter} from './filter-handlers.ts';

/** Handlers of the keys in the open line of text: the filter's, the target's or the rule's. */
export function lineHandlers(check: CheckFilter): Handlers<'edit-line' | 'recall-line'> {
	const write = (state: AppState, line: Line) => {
		if (isFilterOpen(state)) {
			return writeFilter(state, line, check);
		}

		return state.ui.targetLine === null ? writeRule(state, line) : writeTarget(state, line);
	};

	return {
		'edit-line'(state, {edit}) {
			const line = openLine(state);
			return line === null ? state : write(state, editLine(line, edit));
		},

		'recall-line'(state, {by}) {
			const {history, from, moved} = historyOf(state);
			const next = recalledPlace(history, from, by);
			if (next === from || openLine(state) === null) {
				return state;
			}

			const text = history[next] ?? '';
			return write(withSession(state, moved(next)), {text, cursor: text.length});
		},
	};
}

/** The lines that were typed before in the one that is open, and where it stands among them. */
function historyOf(state: AppState): {readonly history: readonly string[]; readonly from: number; readonly moved: (place: number) => Partial<SessionState>} {
	const {recalled, targetHistory, recalledTarget, ruleHistory, recalledRule} = state.session;
	if (isFilterOpen(state)) {
		return {history: filterHistoryOf(state), from: recalled, moved: place => ({recalled: place})};
	}

	return state.ui.targetLine === null
		? {history: ruleHistory, from: recalledRule, moved: place => ({recalledRule: place})}
		: {history: targetHistory, from: recalledTarget, moved: place => ({recalledTarget: place})};
}

function isFilterOpen({ui}: AppState): boolean {
	return filterOf(ui).draft !== null;
}

/** null when none is open, or when it waits for its answer: what was sent stays as it was sent. */
function openLine({ui}: AppState): Line | null {
	const asked = ui.targetLine ?? ui.ruleLine;
	const filter = filterOf(ui);
	if (filter.draft !== null) {
		return {text: filter.draft, cursor: filter.cursor};
	}

	return asked?.request === null ? {text: asked.draft, cursor: asked.cursor} : null;
}
