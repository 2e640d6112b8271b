import {suggestedTarget} from '../views/suggestions.ts';
import type {Handlers} from '../state/actions.ts';
import type {Line} from '../state/line-editor.ts';
import {remembered} from '../state/line-history.ts';
import type {AppState} from '../state/state.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';

/**
The line in which a target is typed. It works from every view; on a connection it begins with the peer. Only the
sampler knows whether a target is good: until it has answered, the line stays.
*/
export const targetHandlers: Handlers<'open-target' | 'add-target' | 'cancel-target' | 'probe-added-arrived'> = {
	'open-target'(state) {
		const text = suggestedTarget(state.ui, state.data);
		const opened = withSession(withUi(state, {notice: null}), {recalledTarget: state.session.targetHistory.length});
		return writeTarget(opened, {text, cursor: text.length});
	},

	'add-target'(state) {
		const {targetLine} = state.ui;
		if (targetLine?.request !== null) {
			return state;
		}

		const draft = targetLine.draft.trim();
		if (draft === '') {
			return withUi(state, {targetLine: null});
		}

		const {nextRequest: request, targetHistory} = state.session;
		return withUi(withSession(state, {nextRequest: request + 1, targetHistory: remembered(targetHistory, draft)}), {
			targetLine: {
				draft, cursor: draft.length, request, problem: null,
			},
		});
	},

	'cancel-target': state => state.ui.targetLine === null ? state : withUi(state, {targetLine: null}),

	'probe-added-arrived'(state, {message: {request, identity, problem}}) {
		const {targetLine} = state.ui;
		if (targetLine?.request !== request) {
			// Its line was left before it was answered; it is probed all the same.
			return identity === null ? state : withNotice(state, 'The target was added to the probes');
		}

		if (identity === null) {
			return withUi(state, {targetLine: {...targetLine, request: null, problem: problem ?? 'the target was refused'}});
		}

		const added = withUi(state, {
			targetLine: null, view: 'probes', detail: null, scroll: 0,
		});
		return withNotice(added, `Probing ${targetLine.draft}`);
	},
};

/** Sets the text of the line; the problem of the text before no longer applies. */
export function writeTarget(state: AppState, {text, cursor}: Line): AppState {
	return withUi(state, {
		targetLine: {
			draft: text, cursor, request: null, problem: null,
		},
	});
}
