import {keyOf} from '../keys/keymap.ts';
import type {Handlers} from '../state/actions.ts';
import {withNotice, withUi} from '../state/update.ts';

/** Commands of the Probes view alone, which change what it shows of a target. */
export const probeHandlers: Handlers<'toggle-figures' | 'zoom'> = {
	'toggle-figures'(state) {
		if (state.ui.view !== 'probes') {
			return withNotice(state, `${keyOf(state.ui, 'last-minute') ?? 'This'} changes the figures of the Probes view`, 'warning');
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
