import type {SeriesWindow} from '../../../model/series.ts';
import {
	areaChart,
	scaleTop,
	stretched,
	valuesAcross,
} from '../../charts/area-chart.ts';
import type {Block} from '../../detail/blocks.ts';
import {zoomBlock} from '../../detail/charts.ts';
import {fit} from '../../text/text-width.ts';
import type {StyleName} from '../../text/theme.ts';
import type {DetailContext} from './view.ts';

const chartHeight = 4;
const axisWidth = 6;
/** A chart is not narrower, where there is room for more than one. */
const minWidth = 36;

/** One figure over the chosen time, as a small area with an axis. */
export type SmallChart = {
	/** With the unit of the axis: `RTT ms`. */
	readonly name: string;
	readonly window: SeriesWindow | undefined;
	readonly style: StyleName;
	/** One unit of the axis in units of the figure. */
	readonly scale?: number;
	readonly show: (value: number | null) => string;
};

/** Returns charts next to each other, as many as fit, and the line that says which time they cover. Of those without a value there is none. */
export function smallChartBlocks(charts: readonly SmallChart[], context: DetailContext): readonly Block[] {
	const known = charts.flatMap(chart => chart.window === undefined || chart.window.peak === null ? [] : [{...chart, window: chart.window}]);
	if (known.length === 0) {
		return [];
	}

	const room = context.columns - 2;
	const across = Math.max(1, Math.min(known.length, Math.floor(room / minWidth)));
	const width = Math.floor(room / across);
	const rows = Array.from({length: Math.ceil(known.length / across)}, (_, row) => known.slice(row * across, (row + 1) * across).map(chart => chartLines(chart, width)));
	return [
		...rows.flatMap(row => Array.from({length: chartHeight + 1}, (_, line): Block => ({pieces: row.flatMap(chart => chart[line] ?? [])}))),
		zoomBlock(context),
	];
}

/** A line of a chart: its pieces are exactly as wide as the chart. */
type ChartLine = ReadonlyArray<{readonly text: string; readonly style: StyleName}>;

function chartLines({name, window, style, scale = 1, show}: SmallChart & {readonly window: SeriesWindow}, width: number): readonly ChartLine[] {
	const room = width - 2;
	const values = stretched(window.maxima, valuesAcross(room - axisWidth)).map(value => value === null ? null : value / scale);
	const lines = areaChart(values, {width: room, height: chartHeight, top: scaleTop((window.peak ?? 0) / scale)});
	return [
		[{text: `${fit(`${name}, peak ${show(window.peak)}, average ${show(window.average)}`, width - 1)} `, style: 'muted'}],
		...lines.map((line): ChartLine => [{text: line.slice(0, axisWidth), style: 'muted'}, {text: fit(line.slice(axisWidth), width - axisWidth), style}]),
	];
}
