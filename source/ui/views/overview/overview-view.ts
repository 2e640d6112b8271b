import type {View} from '../shared/view.ts';
import {portsView} from '../ports/ports-view.ts';
import {arrangeOverview} from './arrange.ts';
import {hasNews} from './changes-panel.ts';
import {overviewColumns} from './columns.ts';
import {overviewFacts} from './facts.ts';
import {overviewLayout} from './layout.ts';

/** The view of what matters of everything, on one screen: traffic, health, alerts, ports, probes. */
export const overviewView: View<'overview'> = {
	...portsView,
	name: 'overview',
	title: 'Overview',
	shortTitle: 'Over',
	command: 'show-overview',
	count: () => null,
	table: {
		kind: 'live',
		columns: overviewColumns,
		...portsView.table.kind === 'live' && portsView.table.mark !== undefined && {mark: portsView.table.mark},
		around: {
			tableSize: (room, ui) => overviewLayout(room, ui.overview).table,
			linesAbove(room, ui) {
				const {topHeight, changesLines, alertLines, isFramed} = overviewLayout(room, ui.overview);
				return topHeight + changesLines + alertLines + (isFramed ? 1 : 0);
			},
			arrange: arrangeOverview,
		},
	},
	usualSort: {key: 'attention', descending: true},
	facts: overviewFacts,
	hiddenOrder: {
		id: 'attention', title: 'Attention', meaning: 'Ports with alerts first, then the busiest', sort: 'attention', largestFirst: true,
	},
	detail: (detail, context) => portsView.detail({...detail, view: 'ports'}, context),
	onContent(ui, {overview: {probeCount, activeAlerts, changes}}, total) {
		const {ports, probes, alerts} = ui.overview;
		const isNews = hasNews(changes);
		return ports === total && probes === probeCount && alerts === activeAlerts && ui.overview.hasNews === isNews
			? ui
			: {
				...ui, overview: {
					ports: total, probes: probeCount, alerts: activeAlerts, hasNews: isNews,
				},
			};
	},
};
