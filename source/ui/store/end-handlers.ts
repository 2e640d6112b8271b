import type {Handlers} from '../state/actions.ts';
import {chosenCandidate, type AppState, type EndDialog} from '../state/state.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';
import {selectionOf} from './selection.ts';

/**
Ending a process. The dialog belongs to the row that was selected when it was opened, even if the table changes
meanwhile; it names the process before anything happens, and only a confirmation that follows ends it.
*/
export const endHandlers: Handlers<'propose-end' | 'toggle-signal' | 'confirm-end' | 'end-candidates-arrived' | 'ended-arrived'> = {
	'propose-end'(state) {
		const identity = state.ui.detail ?? selectionOf(state)?.identity;
		if (identity === undefined) {
			return withNotice(state, 'No row is selected', 'warning');
		}

		const {withoutProcess: reason} = viewRegistry[state.ui.view];
		if (reason !== undefined) {
			return withNotice(state, `${reason}: choose a port or a connection`, 'warning');
		}

		const request = state.session.nextRequest;
		return withUi(withSession(state, {nextRequest: request + 1}), {
			notice: null,
			end: {
				request, identity, candidates: null, problem: null, selected: 0, signal: 'SIGTERM',
			},
		});
	},

	'toggle-signal'(state) {
		return changeDialog(state, ({signal}) => ({signal: signal === 'SIGTERM' ? 'SIGKILL' : 'SIGTERM'}));
	},

	'confirm-end'(state) {
		const candidate = state.ui.end === null ? null : chosenCandidate(state.ui.end);
		if (candidate === null) {
			return state;
		}

		const {name, pid} = candidate.process;
		return withNotice(withUi(state, {end: null}), `Ending ${name} (${pid})…`);
	},

	'end-candidates-arrived'(state, {message}) {
		if (message.request !== state.ui.end?.request) {
			return state;
		}

		const firstOther = message.candidates.findIndex(candidate => !candidate.isSelf);
		const selected = Math.max(0, firstOther);
		return changeDialog(state, () => ({candidates: message.candidates, problem: message.problem, selected}));
	},

	'ended-arrived'(state, {message}) {
		return withNotice(state, message.message, message.ok ? 'information' : 'error');
	},
};

function changeDialog(state: AppState, change: (dialog: EndDialog) => Partial<EndDialog>): AppState {
	const dialog = state.ui.end;
	return dialog === null ? state : withUi(state, {end: {...dialog, ...change(dialog)}});
}
