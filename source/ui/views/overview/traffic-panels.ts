import type {Overview} from '../../../model/overview.ts';
import type {SeriesWindow} from '../../../model/series.ts';
import type {Totals} from '../../../model/snapshot.ts';
import {formatBytes, formatCompact, formatRate} from '../../../text/format-number.ts';
import {
	areaChart,
	areaLines,
	scaleTop,
	stretched,
	valuesAcross,
} from '../../charts/area-chart.ts';
import {innerWidth, panel} from '../../text/panel.ts';
import {fit} from '../../text/text-width.ts';
import type {StyleName, Theme} from '../../text/theme.ts';
import {spanText} from './words.ts';

type TrafficSize = {readonly width: number; readonly height: number};

/** `out 47 Mbit/s` with its chart, peak, average and what passed. */
export function directionPanel(direction: 'in' | 'out', overview: Overview, totals: Totals, {width, height}: TrafficSize, theme: Theme): readonly string[] {
	const {now, window, style} = directionOf(direction, overview, totals);
	const inner = innerWidth(width);
	const chart = areaChart(stretched(window.maxima, valuesAcross(inner - 6)), {width: inner, height: height - 2, top: scaleTop(window.peak ?? 0)});
	return panel({
		title: `${direction} ${formatRate(now, 'bit/s')}`,
		note: [
			`peak ${formatCompact(window.peak)}`,
			`avg ${formatCompact(window.average)}`,
			[spanText(window.seconds), ...width >= 60 ? [formatBytes(window.total === null ? null : Math.round(window.total / 8), 'short')] : []].join(' '),
		].join(' · '),
		width,
		height,
	}, chart.map(line => theme.muted(line.slice(0, 6)) + theme[style](fit(line.slice(6), inner - 6))), theme);
}

/** Both directions in one panel, where there is no room for two. */
export function trafficPanel(overview: Overview, totals: Totals, {width, height}: TrafficSize, theme: Theme): readonly string[] {
	const inner = innerWidth(width);
	const lines = height - 2;
	const outLines = Math.ceil(lines / 2);
	return panel({
		title: 'Traffic', note: spanText(overview.send.seconds), width, height,
	}, [
		...smallChart('out', directionOf('out', overview, totals), inner, outLines, theme),
		...smallChart('in', directionOf('in', overview, totals), inner, lines - outLines, theme),
	], theme);
}

type Direction = {
	readonly now: number | null;
	readonly window: SeriesWindow;
	readonly style: StyleName;
};

function directionOf(direction: 'in' | 'out', overview: Overview, totals: Totals): Direction {
	return direction === 'in'
		? {now: totals.receiveBitsPerSecond, window: overview.receive, style: 'received'}
		: {now: totals.sendBitsPerSecond, window: overview.send, style: 'sent'};
}

const labelWidth = 15;

function smallChart(name: string, {now, window, style}: Direction, width: number, height: number, theme: Theme): readonly string[] {
	const room = Math.max(0, width - labelWidth);
	const texts = [`${name.padEnd(3)} ${formatRate(now, 'bit/s')}`, `    peak ${formatCompact(window.peak)}`];
	return areaLines(stretched(window.maxima, valuesAcross(room)), {width: room, height, top: scaleTop(window.peak ?? 0)})
		.map((line, index) => fit(texts[index] ?? '', labelWidth) + theme[style](line));
}
