import type {AlertDetail} from '../../../protocol/protocol.ts';
import type {Alert, AlertRow, SubjectKind} from '../../../model/alert.ts';
import type {ViewName} from '../../../model/snapshot.ts';
import {keyOf} from '../../keys/keymap.ts';
import type {Destination} from '../../state/destination.ts';
import type {AppState} from '../../state/state.ts';
import type {RemovalProposal} from '../shared/view.ts';

/** Returns the alert of the chosen row, as long as it fires. */
export function firingAlert(state: Pick<AppState, 'ui' | 'data'>): Alert | null {
	const row = chosenAlertRow(state)?.row;
	return row?.type === 'alert' ? row.alert : null;
}

/** Returns the rule that raised the alert of the chosen row, whether the alert is over or not. */
export function removalOfRule(state: Pick<AppState, 'ui' | 'data'>): RemovalProposal {
	const chosen = chosenAlertRow(state);
	const alert = chosen?.row.type === 'event' ? chosen.row.event.alert : chosen?.row.alert ?? null;
	if (chosen === null || alert === null) {
		return {problem: `${keyOf(state.ui, 'remove') ?? 'This'} removes the rule of an alert: choose one`};
	}

	if (alert.origin === 'check') {
		return {problem: 'A fixed check raised it: its threshold is in [fixedChecks] of the configuration file'};
	}

	if (alert.origin === 'detector') {
		return {problem: 'portop\'s own detector raised it: only rules can be removed'};
	}

	return chosen.detail !== null && chosen.detail.rule === null
		? {problem: 'Its rule was removed already'}
		: {what: 'rule', identity: alert.source, text: alert.source};
}

/** Returns the row whose detail is open, else the one under the cursor; it must be on the screen. */
function chosenAlertRow({ui, data: {message}}: Pick<AppState, 'ui' | 'data'>): {readonly row: AlertRow; readonly detail: AlertDetail | null} | null {
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

/** The view of each kind of thing that alerts and events are about; null: such a thing is in no view. */
const viewOf: Readonly<Record<SubjectKind, ViewName | null>> = {
	port: 'ports', outgoing: 'outgoing', state: 'states', probe: 'probes', counter: 'errors', machine: null, source: null,
};

/** Returns the thing that an alert or an event is about. */
export function leadsTo(row: AlertRow): Destination | null {
	const {kind, identity} = row.type === 'alert' ? row.alert.subject : row.event.subject;
	const view = viewOf[kind];
	return view === null ? null : {view, detail: identity};
}
