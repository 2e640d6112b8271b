import type {RowOf} from '../../../protocol/protocol.ts';
import {withKey} from '../../keys/keymap.ts';
import type {RowMark} from '../../tables/table.ts';
import {alertMark, alertText} from '../../text/alert-text.ts';
import type {View} from '../shared/view.ts';
import {
	firingAlert,
	leadsTo,
	removalOfRule,
	ruleToEdit,
} from './chosen-alert.ts';
import {alertColumns} from './columns.ts';
import {alertBlocks} from './detail.ts';

/** The active alerts, the rules and fixed checks, then the log of events. */
export const alertsView: View<'alerts'> = {
	name: 'alerts',
	title: 'Alerts',
	shortTitle: 'Alrt',
	command: 'show-alerts',
	table: {
		kind: 'live',
		columns: alertColumns,
		mark: markOf,
		isIdle: row => row.type === 'alert' ? row.alert.acknowledged : row.type === 'condition' && !row.condition.isOn,
	},
	// The others are no alerts.
	count: ({summary: {alerts}}) => alerts.critical + alerts.warning,
	usualSort: {key: 'time', descending: true},
	fixedOrder: 'Alerts have one order: what fires, the rules, then the newest event first',
	filter: 'log',
	empty: 'No active alerts, no events',
	remedy: ui => withKey(ui, 'add-alert', key => `. ${key} adds a rule`),
	detail: alertBlocks,
	gone: 'This alert has ended; see the log.',
	leadsTo,
	copyText: row => row.type === 'condition' ? row.condition.text : alertText(row),
	withoutProcess: 'An alert has no process',
	removal: removalOfRule,
	ruleToEdit,
	firingAlert,
	suggestRule: () => ({metric: 'connections', instead: '', scope: null}),
};

function markOf(row: RowOf<'alerts'>): RowMark | null {
	if (row.type !== 'condition') {
		return alertMark(row);
	}

	return row.condition.active > 0 ? {symbol: '!', style: 'warning'} : null;
}
