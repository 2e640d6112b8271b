import type {Handlers} from './actions.ts';
import {chosenRule} from './rule-handlers.ts';
import type {AppState, RemovalDialog} from './state.ts';
import {withNotice, withUi} from './update.ts';

/** What can be done with a target and with what is shown of it. */
export const probeHandlers: Handlers<'propose-removal' | 'confirm-removal' | 'toggle-figures' | 'zoom'> = {
	'propose-removal'(state) {
		switch (state.ui.view) {
			case 'probes': {
				const removal = chosenTarget(state);
				return removal === null
					? withNotice(state, 'No target is selected', 'warning')
					: withUi(state, {removal, notice: null});
			}

			case 'alerts': {
				const removal = chosenRule(state);
				return removal === null
					? withNotice(state, 'd removes the rule of an alert: select one that a rule raised', 'warning')
					: withUi(state, {removal, notice: null});
			}

			default: {
				return withNotice(state, 'd removes a target in the Probes view, a rule in the Alerts view', 'warning');
			}
		}
	},

	'confirm-removal'(state) {
		const {removal, detail} = state.ui;
		return removal === null
			? state
			: withNotice(withUi(state, {
				removal: null, detail: detail === removal.identity ? null : detail,
			}), `Removed ${removal.text}`);
	},

	'toggle-figures'(state) {
		if (state.ui.view !== 'probes') {
			return withNotice(state, 'm changes the figures of the Probes view', 'warning');
		}

		return state.ui.figures === 'session'
			? withNotice(withUi(state, {figures: 'lastMinute'}), 'Figures of the last minute')
			: withNotice(withUi(state, {figures: 'session'}), 'Figures of the whole session');
	},

	zoom(state, {by}) {
		const detail = state.data.message?.detail ?? null;
		if (detail === null || detail === 'gone' || detail.view !== 'probes') {
			return state;
		}

		const zoom = Math.max(0, Math.min(state.ui.zoom + by, detail.histories.length - 1));
		return zoom === state.ui.zoom ? state : withUi(state, {zoom});
	},
};

/** The row whose detail is open, else the one under the cursor; it must be on the screen, so that it can be named. */
function chosenTarget({ui, data: {message}}: AppState): RemovalDialog | null {
	if (message?.content.view !== 'probes') {
		return null;
	}

	const {rows} = message.content;
	const {detail} = message;
	const shown = detail !== null && detail !== 'gone' && detail.view === 'probes' ? detail.row : null;
	const row = ui.detail === null
		? rows[message.selected ?? -1]
		: [shown, ...rows].find(candidate => candidate?.identity === ui.detail);
	return row === undefined || row === null ? null : {what: 'target', identity: row.identity, text: row.target};
}
