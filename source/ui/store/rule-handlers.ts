import type {Handlers} from '../state/actions.ts';
import type {AppState} from '../state/state.ts';
import {withNotice, withUi} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';

/** Rules that are edited: the line has the text of the rule, whose place the new one takes. */
export const ruleHandlers: Handlers<'edit-rule'> = {
	'edit-rule'(state) {
		const chosen = viewRegistry[state.ui.view].ruleToEdit?.(state) ?? {problem: 'Rules are edited in the Alerts view'};
		return 'problem' in chosen ? withNotice(state, chosen.problem, 'warning') : editing(state, chosen);
	},
};

/** Returns the state with the line of a rule open; null where the chosen row is none. */
export function editingChosen(state: AppState): AppState | null {
	const chosen = viewRegistry[state.ui.view].ruleToEdit?.(state);
	return chosen === undefined || 'problem' in chosen || !chosen.isRow ? null : editing(state, chosen);
}

function editing(state: AppState, {name, text}: {readonly name: string; readonly text: string}): AppState {
	return withUi(state, {
		notice: null,
		overlay: {
			kind: 'rule', text, cursor: text.length, recalled: state.session.histories.rule.length, request: null, problem: null, filterBefore: null, replaces: name,
		},
	});
}
