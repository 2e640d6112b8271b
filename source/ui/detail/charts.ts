import {timeSpans, type SeriesWindow} from '../../model/series.ts';
import {formatCompact} from '../../text/format-number.ts';
import {
	areaChart,
	scaleTop,
	stretched,
	valuesAcross,
	type Series,
} from '../charts/area-chart.ts';
import {lineChart} from '../charts/line-chart.ts';
import {keyOf} from '../keys/keymap.ts';
import type {UiState} from '../state/state.ts';
import {fit} from '../text/text-width.ts';
import type {StyleName} from '../text/theme.ts';
import type {Block} from './blocks.ts';
import {spanText} from './times.ts';

const axisWidth = 6;
/** A chart is not narrower, where there is room for more than one. */
const minWidth = 36;

/** One figure over the chosen time. */
export type Chart = {
	/** With the unit of the axis: `RTT ms`. */
	readonly name: string;
	readonly window: SeriesWindow | undefined;
	/** The colour of its meaning. */
	readonly style: StyleName;
	/** One unit of the axis in units of the figure. */
	readonly scale?: number;
	/** The scale of a line reaches at least so far; 6 unless given: a label for each of its lines. Below that two would be alike. */
	readonly least?: number;
	readonly show: (value: number | null) => string;
};

type Zoomed = Pick<UiState, 'zoom' | 'keys'>;

/** The room of charts, and the stretch of time that they cover. */
export type ChartContext = Zoomed & {
	readonly columns: number;
	/** The text is read out: of a chart only what it says. Absent: it is seen. */
	readonly isSpoken?: true;
};

type Shape = {
	readonly lines: number;
	/** Returns a chart with its axis. */
	readonly draw: (values: Series, chart: Chart, width: number) => readonly string[];
	/** The number of values in so many cells. */
	readonly values: (cells: number) => number;
};

/** Braille areas, small, and lines. */
const shapes = {
	area: {
		lines: 4, values: valuesAcross, draw: (values, {window, scale = 1}, width) => areaChart(values, {width, height: 4, top: scaleTop((window?.peak ?? 0) / scale)}),
	},
	line: {
		lines: 7, values: cells => cells, draw: (values, {least = 6}, width) => lineChart(values, {width, height: 7, least}),
	},
} as const satisfies Readonly<Record<string, Shape>>;

export type ChartShape = keyof typeof shapes;

/** The charts of what comes in and what goes out, in bits per second. */
export function trafficCharts({receive, send}: Readonly<Partial<Record<'receive' | 'send', SeriesWindow>>>): readonly Chart[] {
	return [
		{
			name: 'In bit/s', window: receive, style: 'received', show: formatCompact,
		},
		{
			name: 'Out bit/s', window: send, style: 'sent', show: formatCompact,
		},
	];
}

/** Returns charts next to each other, as many as fit, and the line that says which time they cover. Of those without a value there is none. */
export function chartBlocks(charts: readonly Chart[], shape: ChartShape, context: ChartContext): readonly Block[] {
	const blocks = furtherCharts(charts, shape, context);
	return blocks.length === 0 ? [] : [...blocks, zoomBlock(context, charts.some(({window}) => window?.isPartial === true))];
}

/** Returns the charts alone, where others say which time they cover. */
export function furtherCharts(charts: readonly Chart[], shape: ChartShape, {columns, isSpoken}: ChartContext): readonly Block[] {
	const known = charts.flatMap(chart => chart.window === undefined || chart.window.peak === null ? [] : [{...chart, window: chart.window}]);
	if (isSpoken === true) {
		return known.map((chart): Block => ({text: titleOf(chart)}));
	}

	const room = columns - 2;
	const across = Math.max(1, Math.min(known.length, Math.floor(room / minWidth)));
	const width = Math.floor(room / across);
	const rows = Array.from({length: Math.ceil(known.length / across)}, (_, row) => known.slice(row * across, (row + 1) * across).map(chart => chartLines(chart, shapes[shape], width)));
	return rows.flatMap(row => Array.from({length: shapes[shape].lines + 1}, (_, line): Block => ({pieces: row.flatMap(chart => chart[line] ?? [])})));
}

/** Returns the line that says which stretch of time charts cover, and how it is changed. */
export function zoomBlock(zoomed: Zoomed, isPartial = false): Block {
	const spans = timeSpans.map((seconds, index) => index === zoomed.zoom ? `[${spanText(seconds)}]` : spanText(seconds)).join(' ');
	const keys = ([['zoom-out', 'longer'], ['zoom-in', 'shorter']] as const).flatMap(([command, word]) => {
		const key = keyOf(zoomed, command);
		return key === null ? [] : [`${key} ${word}`];
	});
	return {pieces: [{text: [...(keys.length === 0 ? [] : [`${keys.join(', ')}:`]), spans, ...isPartial ? ['(the beginning is not kept)'] : []].join(' '), style: 'muted'}]};
}

type KnownChart = Chart & {readonly window: SeriesWindow};

/** A line of a chart: its pieces are exactly as wide as the chart. */
type ChartLine = ReadonlyArray<{readonly text: string; readonly style: StyleName}>;

function chartLines(chart: KnownChart, {draw, values}: Shape, width: number): readonly ChartLine[] {
	const {window, style, scale = 1} = chart;
	const room = width - 2;
	const shown = stretched(window.maxima, values(room - axisWidth)).map(value => value === null ? null : value / scale);
	return [
		[{text: `${fit(titleOf(chart), width - 1)} `, style: 'muted'}],
		...draw(shown, chart, room).map((line): ChartLine => [{text: fit(line.slice(0, axisWidth), axisWidth), style: 'muted'}, {text: fit(line.slice(axisWidth), width - axisWidth), style}]),
	];
}

function titleOf({name, window, show}: KnownChart): string {
	return `${name}, peak ${show(window.peak)}, average ${show(window.average)}`;
}
