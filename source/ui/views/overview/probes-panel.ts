import type {Overview, ProbeChart} from '../../../model/overview.ts';
import {wholeSeries, type Probe} from '../../../model/probe.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatPercent} from '../../../text/format-number.ts';
import {smallRttChart} from '../../charts/rtt-chart.ts';
import {maxRecentRtt, rttSparkline} from '../../charts/rtt-sparkline.ts';
import {lossStyle} from '../../tables/cells.ts';
import {
	drawPieces,
	fitPieces,
	widthOfPieces,
	type Piece,
} from '../../text/pieces.ts';
import {innerWidth, panel, type PanelLine} from '../../text/panel.ts';
import {shortenTarget} from '../../text/shorten.ts';
import {wordsOf} from '../../text/probe-status.ts';
import {
	fit,
	oneLine,
	textWidth,
	wrap,
} from '../../text/text-width.ts';
import type {Theme} from '../../text/theme.ts';
import {probeCharts} from './layout.ts';

const targetWidth = 22;

type LinesSize = {readonly width: number; readonly height: number; readonly commonScale: boolean};

/** A heading and a line for each target, with the last outcomes: `10.24.0.9 icmp  10.0%  41µs  73µs  ▃▂▄×▂`. */
export function probeLines({probes, probeCount}: Overview, {width, height, commonScale}: LinesSize, theme: Theme): readonly string[] {
	const room = Math.max(0, width - targetWidth - 28);
	const shown = probes.slice(0, Math.max(0, height - 2));
	const top = commonScale ? Math.max(0, ...shown.map(({probe: {recent}}) => maxRecentRtt(recent))) : null;
	const scale = top === null || top === 0 ? '' : `, ≤${formatRtt(top)}`;
	const more = probeCount > shown.length ? `, +${probeCount - shown.length} more` : '';
	const before = `  ${'Probe'.padEnd(targetWidth)} ${'Loss'.padStart(6)}  ${'Last'.padStart(6)}  ${'P95'.padStart(6)}  `;
	const headings = ['Last outcomes (× lost)', 'Outcomes (×)'].map(outcomes => `${before}${outcomes}${scale}${more}`);
	return [
		'',
		theme.heading(fit(headings.find(heading => textWidth(heading) <= width) ?? headings.at(-1)!, width)),
		...shown.map(({probe}) => {
			const {target, lastMinute, lastRttMicroseconds, session} = probe;
			return drawPieces(fitPieces([
				{text: '  '},
				{text: fit(target, targetWidth, 'left', shortenTarget), style: 'accent'},
				{text: ` ${formatPercent(lastMinute.lossPercent).padStart(6)}`, ...lossStyle(lastMinute.lossPercent)},
				{text: `  ${formatRtt(lastRttMicroseconds).padStart(6)}  ${formatRtt(session.p95Microseconds).padStart(6)}  `},
				...outcomePieces(probe, room, top),
			], width), theme);
		}),
	];
}

/** The last outcomes, after the status where nothing replies; or why it is not probed. */
function outcomePieces(probe: Probe, room: number, top: number | null): readonly Piece[] {
	const {problem, recent} = probe;
	if (problem !== null) {
		return [{text: oneLine(problem), style: 'bad'}];
	}

	const status = statusPieces(probe);
	return [...status, ...rttSparkline(recent, Math.max(0, room - widthOfPieces(status)), top)];
}

/** A chart for each target, lower ones where there are many; of those for which there is no room a line each. */
export function probesPanel({probes, probeCount}: Overview, {width, height}: {readonly width: number; readonly height: number}, theme: Theme): readonly string[] {
	const inner = innerWidth(width);
	const charts = probeCharts(probes.length, height - 2);
	const lines: PanelLine[] = probes.slice(0, charts.count).flatMap(each => [headline(each.probe, inner, true), ...chartLines(each, inner, charts.height - 1)]);
	for (const each of probes.slice(charts.count)) {
		lines.push(headline(each.probe, inner, false));
	}

	const note = ['× lost', ...probeCount > 1 ? [`${probeCount} targets`] : []].join(' · ');
	return panel({
		title: 'Probes', note, width, height,
	}, lines, theme);
}

/** Returns a target in a line. Why it is not probed stands next to its name; where a chart would follow, in the place of that. */
function headline(probe: Probe, width: number, isCharted: boolean): readonly Piece[] {
	const {target, lastMinute, session, lastRttMicroseconds, problem} = probe;
	if (problem !== null) {
		const room = isCharted ? width : Math.min(textWidth(target), Math.floor(width / 2));
		return fitPieces([
			{text: fit(target, room, 'left', shortenTarget), style: 'accent'},
			...isCharted ? [] : [{text: ` ${oneLine(problem)}`, style: 'bad' as const}],
		], width);
	}

	const status = statusPieces(probe);
	const loss = {text: `${formatPercent(lastMinute.lossPercent)} loss`, ...lossStyle(lastMinute.lossPercent)};
	const p95 = `  p95 ${formatRtt(session.p95Microseconds)}`;
	const room = (figures: string) => Math.max(0, width - widthOfPieces([...status, loss]) - textWidth(figures) - 1);
	// Which target it is, and how it is, matters more than the last answer, which the chart shows.
	const figures = [`  last ${formatRtt(lastRttMicroseconds)}${p95}`, p95].find(each => room(each) >= textWidth(target)) ?? (status.length === 0 ? p95 : '');
	return fitPieces([
		{text: fit(target, room(figures), 'left', shortenTarget), style: 'accent'},
		{text: ' '},
		...status,
		loss,
		{text: figures},
	], width);
}

/** `CLOSED `: the status of a target at which nothing replies; empty where it does, or where that is not known. */
function statusPieces(probe: Probe): readonly Piece[] {
	const words = wordsOf(probe);
	return words === null || probe.status === 'OPEN' ? [] : [{text: words.short, style: words.style}, {text: ' '}];
}

function chartLines({probe: {problem}, charts}: ProbeChart, width: number, lines: number): readonly PanelLine[] {
	if (problem !== null) {
		const words = wrap(oneLine(problem), width).slice(0, lines);
		return [...words.map(text => [{text, style: 'bad' as const}]), ...Array.from({length: lines - words.length}, () => '')];
	}

	const series = wholeSeries(charts);
	return series === null
		? [[{text: 'no outcome yet', style: 'muted'}], ...Array.from({length: lines - 1}, () => '')]
		: smallRttChart(series, {width, lines});
}
