import type {View} from '../shared/view.ts';
import {portsView} from '../ports/ports-view.ts';
import {arrangeOverview} from './arrange.ts';
import {overviewColumns} from './columns.ts';
import {overviewFacts} from './facts.ts';
import {overviewLayout} from './layout.ts';

/** The view of what matters of everything, on one screen: traffic, health, alerts, ports, probes. */
export const overviewView: View<'overview'> = {
	...portsView,
	name: 'overview',
	title: 'Overview',
	command: 'show-overview',
	count: () => null,
	table: {
		kind: 'live',
		columns: overviewColumns,
		...portsView.table.kind === 'live' && portsView.table.mark !== undefined && {mark: portsView.table.mark},
		around: {
			tableSize: (room, ui) => overviewLayout(room, ui.overview).table,
			arrange: arrangeOverview,
		},
	},
	usualSort: {key: 'attention', descending: true},
	hiddenOrder: {id: 'attention', sort: 'attention', largestFirst: true},
	facts: overviewFacts,
	detail: (detail, context) => portsView.detail({...detail, view: 'ports'}, context),
	onContent(ui, {overview: {probeCount, activeAlerts}}, total) {
		const {ports, probes, alerts} = ui.overview;
		return ports === total && probes === probeCount && alerts === activeAlerts ? ui : {...ui, overview: {ports: total, probes: probeCount, alerts: activeAlerts}};
	},
};
