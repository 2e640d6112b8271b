import type {Alert} from '../../model/alert.ts';
import {suggestedRule} from '../presentation/suggested-rule.ts';
import type {Handlers} from './actions.ts';
import type {Line} from './line-editor.ts';
import {remembered} from './line-history.ts';
import type {AppState, RemovalDialog} from './state.ts';
import {withNotice, withSession, withUi} from './update.ts';

/**
The line in which a rule for alerts is typed, which begins with the column that the table is sorted by and the selected
row; and alerts that are acknowledged. Only the sampler knows whether a rule is good: until it has answered, the line stays.
*/
export const ruleHandlers: Handlers<'open-rule' | 'add-rule' | 'cancel-rule' | 'rule-added-arrived' | 'acknowledge'> = {
	'open-rule'(state) {
		const opened = withSession(withUi(state, {notice: null}), {recalledRule: state.session.ruleHistory.length});
		return writeRule(opened, suggestedRule(state.ui, state.data));
	},

	'add-rule'(state) {
		const {ruleLine} = state.ui;
		if (ruleLine?.request !== null) {
			return state;
		}

		const draft = ruleLine.draft.trim();
		if (draft === '') {
			return withUi(state, {ruleLine: null});
		}

		const {nextRequest: request, ruleHistory} = state.session;
		return withUi(withSession(state, {nextRequest: request + 1, ruleHistory: remembered(ruleHistory, draft)}), {
			ruleLine: {
				draft, cursor: draft.length, request, problem: null,
			},
		});
	},

	'cancel-rule': state => state.ui.ruleLine === null ? state : withUi(state, {ruleLine: null}),

	'rule-added-arrived'(state, {message: {request, name, problem}}) {
		const {ruleLine} = state.ui;
		if (ruleLine?.request !== request) {
			// Its line was left before it was answered; it holds all the same.
			return name === null ? state : withNotice(state, `The rule holds: ${name}`);
		}

		return name === null
			? withUi(state, {ruleLine: {...ruleLine, request: null, problem: problem ?? 'the rule was refused'}})
			: withNotice(withUi(state, {ruleLine: null}), `The rule holds until portop ends: ${name}`);
	},

	acknowledge(state, {all}) {
		const firing = state.data.message?.summary.alerts.unacknowledged ?? 0;
		if (all) {
			return withNotice(state, firing === 0 ? 'No alert fires that is not acknowledged' : `Acknowledged ${firing} alert${firing === 1 ? '' : 's'}`);
		}

		const alert = chosenAlert(state);
		return alert === null
			? withNotice(state, 'x acknowledges the selected alert in the Alerts view, X all of them', 'warning')
			: withNotice(state, `Acknowledged: ${alert.subject.text}`);
	},
};

/** What stands in the line from now on; a problem with what stood there before no longer applies. */
export function writeRule(state: AppState, {text, cursor}: Line): AppState {
	return withUi(state, {
		ruleLine: {
			draft: text, cursor, request: null, problem: null,
		},
	});
}

/** The alert that fires whose row is selected or whose detail is open. */
export function chosenAlert(state: AppState): Alert | null {
	const row = chosenRow(state);
	return row?.type === 'alert' ? row.alert : null;
}

/** The rule that raised the alert of the selected row, fired or over. */
export function chosenRule(state: AppState): RemovalDialog | null {
	const row = chosenRow(state);
	const alert = row === null ? null : (row.type === 'alert' ? row.alert : row.event.alert);
	return alert?.origin === 'rule' ? {what: 'rule', identity: alert.source, text: alert.source} : null;
}

function chosenRow({ui, data: {message}}: AppState) {
	if (ui.view !== 'alerts' || message?.content.view !== 'alerts') {
		return null;
	}

	const {detail, content: {rows}} = message;
	const shown = detail !== null && detail !== 'gone' && detail.view === 'alerts' ? detail.row : undefined;
	return (ui.detail === null ? rows[message.selected ?? -1] : [shown, ...rows].find(row => row?.identity === ui.detail)) ?? null;
}
