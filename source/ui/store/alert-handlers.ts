import type {Alert} from '../../model/alert.ts';
import type {Handlers} from '../state/actions.ts';
import type {AppState} from '../state/state.ts';
import {withNotice} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';

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

/** The alert that would be acknowledged: that of the chosen row, as long as it fires. */
export function firingAlert(state: AppState): Alert | null {
	return viewRegistry[state.ui.view].firingAlert?.(state) ?? null;
}
