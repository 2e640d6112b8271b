import type {ViewName} from '../../model/snapshot.ts';
import {keyOf} from '../keys/keymap.ts';
import type {Handlers} from '../state/actions.ts';
import type {AppState, RemovalDialog} from '../state/state.ts';
import {withNotice, withUi} from '../state/update.ts';
import {chosenAlertRow} from './alert-handlers.ts';

/** What would be removed, or why nothing can be. */
type Proposal = RemovalDialog | {readonly problem: string};

const proposals: Partial<Record<ViewName, (state: AppState) => Proposal>> = {
	probes: state => chosenTarget(state),
	alerts: state => chosenRule(state),
};

/** Taking away a target or a rule. The dialog names it before anything happens, and only a confirmation that follows removes it. */
export const removalHandlers: Handlers<'propose-removal' | 'confirm-removal'> = {
	'propose-removal'(state) {
		const proposal = proposals[state.ui.view]?.(state) ?? {problem: `${keyOf(state.ui, 'remove') ?? 'This'} removes a target in the Probes view, a rule in the Alerts view`};
		return 'problem' in proposal
			? withNotice(state, proposal.problem, 'warning')
			: withUi(state, {removal: proposal, notice: null});
	},

	'confirm-removal'(state) {
		const {removal, detail} = state.ui;
		return removal === null
			? state
			: withNotice(withUi(state, {
				removal: null, detail: detail === removal.identity ? null : detail,
			}), `Removed ${removal.text}`);
	},
};

/** The target whose detail is open, else the one under the cursor; it must be on the screen, so that it can be named. */
function chosenTarget({ui, data: {message}}: AppState): Proposal {
	const problem = 'No target is selected';
	if (message?.content.view !== 'probes') {
		return {problem};
	}

	const {rows} = message.content;
	const {detail} = message;
	const shown = detail !== null && detail !== 'gone' && detail.view === 'probes' ? detail.row : null;
	const row = ui.detail === null
		? rows[message.selected ?? -1]
		: [shown, ...rows].find(candidate => candidate?.identity === ui.detail);
	return row === undefined || row === null ? {problem} : {what: 'target', identity: row.identity, text: row.target};
}

/** The rule that raised the alert of the chosen row, be it over or not. */
function chosenRule(state: AppState): Proposal {
	const chosen = chosenAlertRow(state);
	const alert = chosen?.row.type === 'event' ? chosen.row.event.alert : chosen?.row.alert ?? null;
	if (chosen === null || alert === null) {
		return {problem: `${keyOf(state.ui, 'remove') ?? 'This'} removes the rule of an alert: choose one`};
	}

	if (alert.origin === 'detector') {
		return {problem: 'portop\'s own detector raised it: only rules can be removed'};
	}

	return chosen.detail !== null && chosen.detail.rule === null
		? {problem: 'Its rule was removed already'}
		: {what: 'rule', identity: alert.source, text: alert.source};
}
