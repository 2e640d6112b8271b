import {keyOf} from '../keys/keymap.ts';
import type {Handlers} from '../state/actions.ts';
import {withNotice, withUi} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';

/** Taking away a target or a rule. The dialog names it before anything happens, and only a confirmation that follows removes it. */
export const removalHandlers: Handlers<'propose-removal' | 'confirm-removal'> = {
	'propose-removal'(state) {
		const proposal = viewRegistry[state.ui.view].removal?.(state) ?? {problem: `${keyOf(state.ui, 'remove') ?? 'This'} removes a target in the Probes view, a rule in the Alerts view`};
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
