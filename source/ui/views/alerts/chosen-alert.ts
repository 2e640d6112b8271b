import type {AlertDetail, RowOf, ViewMessage} from '../../../protocol/protocol.ts';
import type {Alert, AlertRule, SubjectKind} from '../../../model/alert.ts';
import type {ViewName} from '../../../model/snapshot.ts';
import {keyOf} from '../../keys/keymap.ts';
import type {Destination} from '../../state/destination.ts';
import type {AppState} from '../../state/state.ts';
import type {RemovalProposal, RuleToEdit} from '../shared/view.ts';

/** Returns the alert of the chosen row, as long as it fires. */
export function firingAlert(state: Pick<AppState, 'ui' | 'data'>): Alert | null {
	const row = chosenAlertRow(state)?.row;
	return row?.type === 'alert' ? row.alert : null;
}

/** Returns the chosen rule, or the one that raised the alert of the chosen row, whether the alert is over or not. */
export function removalOfRule(state: Pick<AppState, 'ui' | 'data'>): RemovalProposal {
	const chosen = chosenAlertRow(state);
	const source = chosen === null ? null : sourceOf(chosen.row);
	if (chosen === null || source === null) {
		return {problem: `${keyOf(state.ui, 'remove') ?? 'This'} removes a rule: choose one, or one of its alerts`};
	}

	const problem = problemOf(source, 'removed') ?? (chosen.detail?.rule === null ? 'Its rule was removed already' : null);
	return problem === null ? {what: 'rule', identity: source.name, text: source.text} : {problem};
}

/** Returns the chosen rule; of an alert's detail the rule that raised it. */
export function ruleToEdit(state: Pick<AppState, 'ui' | 'data'>): RuleToEdit {
	const chosen = chosenAlertRow(state);
	const source = chosen === null ? null : sourceOf(chosen.row);
	if (chosen === null || source === null) {
		return {problem: `${keyOf(state.ui, 'edit-rule') ?? 'This'} edits a rule: choose one`};
	}

	const problem = problemOf(source, 'edited');
	if (problem !== null) {
		return {problem};
	}

	const isRow = chosen.row.type === 'condition';
	const rule = isRow ? source : chosen.detail?.rule ?? ruleNamed(source.name, state.data.message);
	return rule === null ? {problem: 'Choose the rule in the list below the alerts'} : {name: rule.name, text: rule.text, isRow};
}

/** The condition that a row stands for, or that raised its alert. */
type Source = Pick<Alert, 'origin'> & {readonly name: string; readonly text: string};

function sourceOf(row: RowOf<'alerts'>): Source | null {
	if (row.type === 'condition') {
		const {kind, name, text} = row.condition;
		return {origin: kind, name, text};
	}

	const alert = row.type === 'event' ? row.event.alert : row.alert;
	return alert === null ? null : {origin: alert.origin, name: alert.source, text: alert.source};
}

function problemOf({origin}: Source, done: string): string | null {
	switch (origin) {
		case 'rule': {
			return null;
		}

		case 'check': {
			return `A fixed check is not ${done}: its threshold is in [fixedChecks] of the configuration file`;
		}

		case 'detector': {
			return `portop's own detector raised it: only rules can be ${done}`;
		}
	}
}

/** Returns the condition of a rule that is on the screen. */
function ruleNamed(name: string, message: ViewMessage | null): Pick<AlertRule, 'name' | 'text'> | null {
	const rows = message?.content.view === 'alerts' ? message.content.rows : [];
	const found = rows.find(row => row.type === 'condition' && row.condition.kind === 'rule' && row.condition.name === name);
	return found?.type === 'condition' ? found.condition : null;
}

/** Returns the row whose detail is open, else the one under the cursor; it must be on the screen. */
function chosenAlertRow({ui, data: {message}}: Pick<AppState, 'ui' | 'data'>): {readonly row: RowOf<'alerts'>; readonly detail: AlertDetail | null} | null {
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
export function leadsTo(row: RowOf<'alerts'>): Destination | null {
	if (row.type === 'condition') {
		return null;
	}

	const {kind, identity} = row.type === 'alert' ? row.alert.subject : row.event.subject;
	const view = viewOf[kind];
	return view === null ? null : {view, detail: identity};
}
