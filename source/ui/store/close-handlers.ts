import {keyOf, withKey} from '../keys/keymap.ts';
import type {Handlers} from '../state/actions.ts';
import {linkName, type Destination} from '../state/destination.ts';
import type {AppState} from '../state/state.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';
import {linksOf} from '../views/detail.ts';
import {selectionOf} from './selection.ts';

/** Closing a connection. The dialog belongs to the one that was selected when it was opened, and names it before anything is done. */
export const closeHandlers: Handlers<'propose-close' | 'confirm-close' | 'close-proposed-arrived' | 'closed-arrived'> = {
	'propose-close'(state) {
		const identity = connectionOf(state);
		if (identity === null) {
			return withNotice(state, state.ui.view === 'connections' ? 'No row is selected' : elsewhere(state), 'warning');
		}

		const request = state.session.nextRequest;
		return withUi(withSession(state, {nextRequest: request + 1}), {
			notice: null,
			overlay: {
				kind: 'close', request, identity, proposal: null, problem: null,
			},
		});
	},

	'confirm-close'(state) {
		const {overlay} = state.ui;
		return overlay?.kind === 'close' && overlay.proposal !== null
			? withNotice(withUi(state, {overlay: null}), 'Closing the connection…')
			: state;
	},

	'close-proposed-arrived'(state, {message: {request, proposal, problem}}) {
		const {overlay} = state.ui;
		return overlay?.kind === 'close' && overlay.request === request
			? withUi(state, {overlay: {...overlay, proposal, problem}})
			: state;
	},

	'closed-arrived'(state, {message}) {
		return withNotice(state, message.message, message.ok ? 'information' : 'error');
	},
};

/** Returns the connection that is chosen: the row of Connections, the one whose detail is open, or the one to which the chosen line of another detail leads. */
function connectionOf(state: AppState): string | null {
	const {ui, data} = state;
	if (ui.view === 'connections') {
		return ui.detail ?? selectionOf(state)?.identity ?? null;
	}

	const link = ui.link === null ? undefined : linksOf(ui, data).find(({destination}) => linkName(destination) === ui.link);
	return link === undefined ? null : connectionAt(link.destination);
}

function connectionAt(destination: Destination): string | null {
	return 'detail' in destination && destination.view === 'connections' ? destination.detail : null;
}

/** Says where there are connections to choose from. */
function elsewhere({ui}: AppState): string {
	return `${keyOf(ui, 'close-connection') ?? 'This'} closes a connection: choose one in Connections${withKey(ui, 'show-connections', key => ` (${key})`)}`;
}
