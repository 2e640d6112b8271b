import {suggestedRule} from '../views/suggestions.ts';
import type {Handlers} from '../state/actions.ts';
import type {Line} from '../state/line-editor.ts';
import {remembered} from '../state/line-history.ts';
import type {AppState} from '../state/state.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';

/**
The line in which a rule for alerts is typed. It begins with the column that the table is sorted by and the selected row,
the cursor where the limit goes. Only the sampler knows whether a rule is good: until it has answered, the line stays.
*/
export const ruleHandlers: Handlers<'open-rule' | 'add-rule' | 'cancel-rule' | 'rule-added-arrived'> = {
	'open-rule'(state) {
		const {note, ...line} = suggestedRule(state.ui, state.data);
		const opened = withSession(withUi(state, {notice: null}), {recalledRule: state.session.ruleHistory.length});
		return writeRule(note === null ? opened : withNotice(opened, note), line);
	},

	'add-rule'(state) {
		const {ruleLine} = state.ui;
		if (ruleLine?.request !== null) {
			return state;
		}

		const text = ruleLine.draft.trim();
		if (text === '') {
			return withUi(state, {ruleLine: null});
		}

		const {nextRequest: request, ruleHistory} = state.session;
		return withUi(withSession(state, {nextRequest: request + 1, ruleHistory: remembered(ruleHistory, text)}), {
			// The cursor stays: a mistake is mostly where one typed, not behind the filter.
			ruleLine: {...ruleLine, request, problem: null},
		});
	},

	'cancel-rule': state => state.ui.ruleLine === null ? state : withUi(state, {ruleLine: null}),

	'rule-added-arrived'(state, {message: {request, name, problem}}) {
		const {ruleLine} = state.ui;
		if (ruleLine?.request !== request) {
			// Its line was left before it was answered; it holds all the same.
			return name === null ? state : withNotice(state, `Rule added for this session: ${name}`);
		}

		return name === null
			? withUi(state, {ruleLine: {...ruleLine, request: null, problem: problem ?? 'the rule was refused'}})
			: withNotice(withUi(state, {ruleLine: null}), `Rule added for this session: ${name}`);
	},
};

/** Sets the text of the line; the problem of the text before no longer applies. */
export function writeRule(state: AppState, {text, cursor}: Line): AppState {
	return withUi(state, {
		ruleLine: {
			draft: text, cursor, request: null, problem: null,
		},
	});
}
