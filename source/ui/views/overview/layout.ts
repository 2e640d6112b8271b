import type {OverviewCounts} from '../../state/state.ts';
import type {Size} from '../shared/view.ts';
import {changesHeight} from './changes-panel.ts';

/** The room of each part of the Overview, in lines and cells; 0: it is left out. */
export type OverviewLayout = {
	/** Traffic and health. */
	readonly topHeight: number;
	/** The lines of alerts between those and the table; 0 where they have a panel. */
	readonly alertLines: number;
	/** A line above them about what happened while the user was away; 0 where that has a panel, or nothing did. */
	readonly changesLines: number;
	readonly table: Size;
	/** The table stands in a panel. */
	readonly isFramed: boolean;
	/** The selected port, below the table: a panel, or its charts alone. */
	readonly portHeight: number;
	/** The lines of probes at the bottom, the heading with a blank line before it among them; 0 where they have a panel. */
	readonly probeLines: number;
	/** The panels of probes, alerts, and what changed at the right. */
	readonly right: {readonly width: number; readonly probesHeight: number; readonly alertsHeight: number; readonly changesHeight: number} | null;
};

const wideColumns = 120;
/** The table has so many rows at least: without ports a line says so. */
const minRows = 3;
/** A selected port's panel that is lower shows nothing of use. */
const minPortHeight = 7;
/** Charts of the selected port without a panel: a heading and two lines. */
const minChartsHeight = 3;
/** A panel of alerts that is lower shows less than three. */
const minAlertsHeight = 5;
/** A probe's heading, four lines of a chart and one of lost probes. */
const usualProbeHeight = 6;
/** The same with two lines of a chart. */
const minProbeHeight = 4;

/** Shares out the room between the header and the status line. */
export function overviewLayout(room: Size, counts: OverviewCounts): OverviewLayout {
	return room.width >= wideColumns && room.height >= 24 ? wide(room, counts) : narrow(room, counts);
}

function narrow({width, height}: Size, {ports, probes, alerts, hasNews}: OverviewCounts): OverviewLayout {
	const isHigh = height >= 30;
	const isLow = height < 16;
	const topHeight = isLow ? 0 : (isHigh ? 7 : 5);
	const alertLines = Math.min(alerts, isHigh ? 6 : (isLow ? 1 : 2));
	const probeLines = probes === 0 || isLow ? 0 : 2 + Math.min(probes, isHigh ? 8 : 3);
	const changesLines = hasNews && !isLow ? 1 : 0;
	const rest = height - topHeight - changesLines - alertLines - probeLines;
	const portHeight = isLow || ports === 0 ? 0 : spare(rest, Math.max(ports, minRows) + 1, minChartsHeight);
	return {
		topHeight, alertLines, changesLines, table: {width, height: rest - portHeight}, isFramed: false, portHeight, probeLines, right: null,
	};
}

function wide({width, height}: Size, {ports, probes}: OverviewCounts): OverviewLayout {
	const topHeight = height >= 40 ? 9 : 7;
	const rest = height - topHeight;
	const rightWidth = Math.max(44, Math.min(70, Math.round(width * 0.34)));
	const rows = Math.max(minRows, Math.min(ports, Math.floor(rest * 0.45)));
	const portHeight = ports === 0 ? 0 : spare(rest, rows + 3, minPortHeight);
	const probesHeight = probes === 0 ? 0 : probesPanelHeight(probes, Math.floor(rest * 0.6));
	const below = rest - probesHeight;
	const changes = below >= changesHeight + minAlertsHeight ? changesHeight : 0;
	return {
		topHeight,
		alertLines: 0,
		changesLines: 0,
		table: {width: width - rightWidth - 4, height: rest - portHeight - 2},
		isFramed: true,
		portHeight,
		probeLines: 0,
		right: {
			width: rightWidth, probesHeight, alertsHeight: below - changes, changesHeight: changes,
		},
	};
}

/** The charts of probes in a panel: each takes so many lines, with its heading; those without a chart have one of that alone. */
export type ProbeCharts = {
	readonly count: number;
	readonly height: number;
};

/** Returns how probes share the lines of a panel: lower charts come before fewer ones, a heading for each comes before charts. */
export function probeCharts(probes: number, lines: number): ProbeCharts {
	const count = Math.max(1, Math.min(probes, Math.floor((lines - probes) / (minProbeHeight - 1))));
	const height = Math.min(usualProbeHeight, Math.floor((lines - (probes - count)) / count));
	return {count, height: Math.max(minProbeHeight, height)};
}

/** Returns the height of the panel of probes, at most `most`, without lines that would stay empty. */
function probesPanelHeight(probes: number, most: number): number {
	const {count, height} = probeCharts(probes, most - 2);
	return Math.min(most, 2 + (count * height) + (probes - count));
}

/** Returns the lines that are left for the selected port; 0 where they are too few. */
function spare(room: number, wanted: number, least: number): number {
	const left = room - wanted;
	return left >= least ? left : 0;
}
