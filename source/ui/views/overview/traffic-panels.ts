import type {Overview} from '../../../model/overview.ts';
import type {SeriesWindow} from '../../../model/series.ts';
import type {Totals} from '../../../model/snapshot.ts';
import {formatBytes, formatCompact, formatRate} from '../../../text/format-number.ts';
import {
	areaChart,
	areaLines,
	dotsIn,
	scaleTop,
	stretched,
	valuesAcross,
} from '../../charts/area-chart.ts';
import {innerWidth, panel} from '../../text/panel.ts';
import {fit} from '../../text/text-width.ts';
import type {StyleName, Theme} from '../../text/theme.ts';
import {spanText} from './words.ts';

type TrafficSize = {
	readonly width: number;
	readonly height: number;
	/** Both directions have one scale. */
	readonly commonScale: boolean;
};

/** `out 47 Mbit/s` with its chart, peak, average and what passed. */
export function directionPanel(direction: 'in' | 'out', overview: Overview, totals: Totals, {width, height, commonScale}: TrafficSize, theme: Theme): readonly string[] {
	const {now, window, style, peak} = directionOf(direction, overview, totals, commonScale);
	const inner = innerWidth(width);
	const chart = areaChart(stretched(window.maxima, valuesAcross(inner - 6)), {width: inner, height: height - 2, top: scaleTop(peak)});
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
export function trafficPanel(overview: Overview, totals: Totals, {width, height, commonScale}: TrafficSize, theme: Theme): readonly string[] {
	const inner = innerWidth(width);
	const lines = height - 2;
	const outLines = Math.ceil(lines / 2);
	return panel({
		title: 'Traffic', note: spanText(overview.send.seconds), width, height,
	}, [
		...smallChart('out', directionOf('out', overview, totals, commonScale), inner, outLines, theme),
		...smallChart('in', directionOf('in', overview, totals, commonScale), inner, lines - outLines, theme),
	], theme);
}

type Direction = {
	readonly now: number | null;
	readonly window: SeriesWindow;
	readonly style: StyleName;
	/** The value that the scale reaches up to. */
	readonly peak: number;
};

function directionOf(direction: 'in' | 'out', {receive, send}: Overview, totals: Totals, commonScale: boolean): Direction {
	const window = direction === 'in' ? receive : send;
	const peak = (commonScale ? Math.max(receive.peak ?? 0, send.peak ?? 0) : window.peak) ?? 0;
	return direction === 'in'
		? {
			now: totals.receiveBitsPerSecond, window, style: 'received', peak,
		}
		: {
			now: totals.sendBitsPerSecond, window, style: 'sent', peak,
		};
}

const labelWidth = 15;

function smallChart(name: string, {now, window, style, peak}: Direction, width: number, height: number, theme: Theme): readonly string[] {
	const room = Math.max(0, width - labelWidth);
	const texts = [`${name.padEnd(3)} ${formatRate(now, 'bit/s')}`, `    peak ${formatCompact(window.peak)}`];
	// The uppermost dots stay blank: the two charts stand one above the other.
	const top = scaleTop(peak) * dotsIn(height) / (dotsIn(height) - 1);
	return areaLines(stretched(window.maxima, valuesAcross(room)), {width: room, height, top})
		.map((line, index) => fit(texts[index] ?? '', labelWidth) + theme[style](line));
}
