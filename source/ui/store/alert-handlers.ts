import type {AlertDetail} from '../../protocol/protocol.ts';
import type {Alert, AlertRow} from '../../model/alert.ts';
import type {Handlers} from '../state/actions.ts';
import type {AppState} from '../state/state.ts';
import {withNotice} from '../state/update.ts';

/** Alerts that are acknowledged: the sampler does it, here it is only said. */
export const alertHandlers: Handlers<'acknowledge'> = {
	acknowledge(state, {all}) {
		if (all) {
			const count = state.data.message?.summary.alerts.unacknowledged ?? 0;
			return withNotice(state, count === 0 ? 'No alert waits to be acknowledged' : `Acknowledged ${count} ${count === 1 ? 'alert' : 'alerts'}`);
		}

		const alert = firingAlert(state);
		return alert === null
			? withNotice(state, 'Only an alert that fires is acknowledged: choose one at the top', 'warning')
			: withNotice(state, alert.acknowledged ? 'It is acknowledged already' : `Acknowledged: ${alert.subject.text}`);
	},
};

/** The alert whose row is chosen in the Alerts view, as long as it fires. */
export function firingAlert(state: AppState): Alert | null {
	const row = chosenAlertRow(state)?.row;
	return row?.type === 'alert' ? row.alert : null;
}

/** What is known of the row whose detail is open, else of the one under the cursor; it must be on the screen. */
export function chosenAlertRow({ui, data: {message}}: AppState): {readonly row: AlertRow; readonly detail: AlertDetail | null} | null {
	if (message?.content.view !== 'alerts' || ui.view !== 'alerts') {
		return null;
	}

	const {rows} = message.content;
	if (ui.detail === null) {
		const row = rows[message.selected ?? -1];
		return row === undefined ? null : {row, detail: null};
	}

	const {detail} = message;
	return detail !== null && detail !== 'gone' && detail.view === 'alerts' && detail.row.identity === ui.detail ? {row: detail.row, detail} : null;
}
