import type {Overview} from '../../../model/overview.ts';
import type {Port} from '../../../model/port.ts';
import type {Totals} from '../../../model/snapshot.ts';
import {withKey} from '../../keys/keymap.ts';
import {fill} from '../../text/lines.ts';
import {sideBySide, innerWidth, panel} from '../../text/panel.ts';
import type {Theme} from '../../text/theme.ts';
import type {DrawnTable} from '../../tables/table.ts';
import type {AroundContext, Size} from '../shared/view.ts';
import {alertLines, alertPanelLines} from './alerts-panel.ts';
import {changesLine, changesPanel} from './changes-panel.ts';
import {healthPanel} from './health-panel.ts';
import {overviewLayout, type OverviewLayout} from './layout.ts';
import {isRoomForPortPanel, portCharts, portPanel} from './port-panel.ts';
import {probeLines, probesPanel} from './probes-panel.ts';
import {directionPanel, trafficPanel} from './traffic-panels.ts';

type Shown = {
	readonly overview: Overview;
	readonly totals: Totals;
	/** The selected one; undefined where there is none. */
	readonly port: Port | undefined;
	readonly layout: OverviewLayout;
	readonly commonScale: boolean;
};

/** Returns the whole Overview around its table. */
export function arrangeOverview(table: DrawnTable, context: AroundContext, theme: Theme): readonly string[] {
	const {message, room, ui} = context;
	if (message?.content.view !== 'overview') {
		return fill(table.lines, room.height);
	}

	const {content, selected, summary: {totals}} = message;
	const {overview} = content;
	const port = content.rows[selected ?? -1];
	const layout = overviewLayout(room, ui.overview);
	const shown: Shown = {
		overview, totals, port: port?.identity === overview.port?.identity ? port : undefined, layout, commonScale: ui.commonScale,
	};
	const lines = layout.right === null ? narrow(table, shown, context, theme) : wide(table, shown, context, theme);
	return fill([...topPanels(shown, room.width, theme), ...lines], room.height);
}

function topPanels({overview, totals, layout: {topHeight: height, right}, commonScale}: Shown, width: number, theme: Theme): readonly string[] {
	if (height === 0) {
		return [];
	}

	if (right === null) {
		const half = Math.floor(width / 2);
		return sideBySide(
			trafficPanel(overview, totals, {width: half, height, commonScale}, theme),
			healthPanel(overview, {width: width - half, height}, theme),
		);
	}

	const third = Math.floor((width - right.width) / 2);
	return sideBySide(
		directionPanel('out', overview, totals, {width: third, height, commonScale}, theme),
		directionPanel('in', overview, totals, {width: width - right.width - third, height, commonScale}, theme),
		healthPanel(overview, {width: right.width, height}, theme),
	);
}

function narrow({lines}: DrawnTable, {overview, port, layout, commonScale}: Shown, {room, now, ui}: AroundContext, theme: Theme): readonly string[] {
	const {width} = room;
	return [
		...layout.changesLines === 0 || overview.changes === null ? [] : [changesLine(overview.changes, width, {now, utc: ui.utc}, theme)],
		...alertLines(overview.alerts, layout.alertLines, {width, now}, theme),
		...lines,
		...(isRoomForPortPanel(layout.portHeight) ? selectedPort : bareCharts)(overview, port, {width, height: layout.portHeight}, theme),
		...layout.probeLines === 0 ? [] : probeLines(overview, {width, height: layout.probeLines, commonScale}, theme),
	];
}

function wide({lines}: DrawnTable, {overview, port, layout}: Shown, {room, now, ui}: AroundContext, theme: Theme): readonly string[] {
	const {right, table, portHeight} = layout;
	const rightWidth = right!.width;
	const width = room.width - rightWidth;
	const left = [
		...panel({
			title: 'Ports', note: 'alerts first, then the busiest', width, height: table.height + 2,
		}, lines, theme),
		...selectedPort(overview, port, {width, height: portHeight}, theme),
	];
	const alerts = panel({
		title: 'Alerts and events', note: overview.activeAlerts === 0 ? 'none active' : `${overview.activeAlerts} active`, width: rightWidth, height: right!.alertsHeight,
	}, overview.alerts.length === 0
		? quietText(overview.watched, ui).map(text => [{text, style: 'muted'}])
		: alertPanelLines(overview.alerts, {
			width: innerWidth(rightWidth), height: right!.alertsHeight - 2, now, utc: ui.utc,
		}), theme);
	return sideBySide(left, [
		...right!.probesHeight === 0 ? [] : probesPanel(overview, {width: rightWidth, height: right!.probesHeight}, theme),
		...alerts,
		...right!.changesHeight === 0 ? [] : changesPanel(overview.changes, {width: rightWidth, height: right!.changesHeight}, {now, utc: ui.utc}, theme),
	]);
}

/** Says that nothing was found, and what is looked for. */
function quietText({rules, checks, detects}: Overview['watched'], ui: AroundContext['ui']): readonly string[] {
	return [
		'No active alerts, no events.',
		`Rules: ${rules}, checks: ${checks}, detectors: ${detects ? 'on' : 'off'}.`,
		withKey(ui, 'add-alert', key => `${key} adds a rule.`),
	];
}

function selectedPort(overview: Overview, port: Port | undefined, size: Size, theme: Theme): readonly string[] {
	if (size.height === 0) {
		return [];
	}

	return port === undefined || overview.port === null
		? panel({title: 'No port selected', ...size}, [], theme)
		: portPanel(port, overview.port, size, theme);
}

/** The charts of the selected port; as many blank lines where none is. */
function bareCharts(overview: Overview, port: Port | undefined, size: Size, theme: Theme): readonly string[] {
	return fill(port === undefined || size.height === 0 || overview.port === null ? [] : portCharts(port, overview.port, size, theme), size.height);
}
