import {withKey} from '../../keys/keymap.ts';
import {alertMark, alertText} from '../../text/alert-text.ts';
import type {View} from '../shared/view.ts';
import {firingAlert, leadsTo, removalOfRule} from './chosen-alert.ts';
import {alertColumns} from './columns.ts';
import {alertBlocks} from './detail.ts';

/** The active alerts, then the log of events. */
export const alertsView: View<'alerts'> = {
	name: 'alerts',
	title: 'Alerts',
	command: 'show-alerts',
	table: {
		kind: 'live',
		columns: alertColumns,
		mark: alertMark,
		isIdle: row => row.type === 'alert' && row.alert.acknowledged,
	},
	usualSort: {key: 'time', descending: true},
	fixedOrder: 'Alerts have one order: what fires first, then the newest first',
	filter: 'log',
	empty: 'No active alerts, no events',
	remedy: ui => withKey(ui, 'add-alert', key => `. ${key} adds a rule`),
	detail: alertBlocks,
	gone: 'This alert has ended; see the log.',
	leadsTo,
	copyText: alertText,
	withoutProcess: 'An alert has no process',
	removal: removalOfRule,
	firingAlert,
	suggestRule: () => ({metric: 'connections', instead: '', scope: null}),
};
