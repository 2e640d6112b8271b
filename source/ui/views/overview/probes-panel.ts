import type {Overview, ProbeChart} from '../../../model/overview.ts';
import {wholeSeries} from '../../../model/probe.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatPercent} from '../../../text/format-number.ts';
import {smallRttChart} from '../../charts/rtt-chart.ts';
import {maxRecentRtt, rttSparkline} from '../../charts/rtt-sparkline.ts';
import {lossStyle} from '../../tables/cells.ts';
import {drawPieces, fitPieces, type Piece} from '../../text/pieces.ts';
import {innerWidth, panel, type PanelLine} from '../../text/panel.ts';
import {shortenTarget} from '../../text/shorten.ts';
import {fit, textWidth} from '../../text/text-width.ts';
import type {Theme} from '../../text/theme.ts';
import {probeCharts} from './layout.ts';

const targetWidth = 22;

/** A heading and a line for each target, with the last outcomes: `10.24.0.9 icmp  10.0%  41µs  73µs  ▃▂▄×▂`. */
export function probeLines({probes, probeCount}: Overview, {width, height, commonScale}: {readonly width: number; readonly height: number; readonly commonScale: boolean}, theme: Theme): readonly string[] {
	const room = Math.max(0, width - targetWidth - 28);
	const shown = probes.slice(0, Math.max(0, height - 2));
	const top = commonScale ? Math.max(0, ...shown.map(({probe: {recent}}) => maxRecentRtt(recent))) : null;
	const scale = top === null || top === 0 ? '' : `, ≤${formatRtt(top)}`;
	const more = probeCount > shown.length ? `, +${probeCount - shown.length} more` : '';
	return [
		'',
		theme.heading(fit(`  ${'Probe'.padEnd(targetWidth)} ${'Loss'.padStart(6)}  ${'Last'.padStart(6)}  ${'P95'.padStart(6)}  Last outcomes (× lost)${scale}${more}`, width)),
		...shown.map(({probe}) => {
			const {target, lastMinute, lastRttMicroseconds, recent, session} = probe;
			return drawPieces(fitPieces([
				{text: '  '},
				{text: fit(target, targetWidth, 'left', shortenTarget), style: 'accent'},
				{text: ` ${formatPercent(lastMinute.lossPercent).padStart(6)}`, ...lossStyle(lastMinute.lossPercent)},
				{text: `  ${formatRtt(lastRttMicroseconds).padStart(6)}  ${formatRtt(session.p95Microseconds).padStart(6)}  `},
				...rttSparkline(recent, room, top),
			], width), theme);
		}),
	];
}

/** A chart for each target, lower ones where there are many; of those for which there is no room a line each. */
export function probesPanel({probes, probeCount}: Overview, {width, height}: {readonly width: number; readonly height: number}, theme: Theme): readonly string[] {
	const inner = innerWidth(width);
	const charts = probeCharts(probes.length, height - 2);
	const lines: PanelLine[] = probes.slice(0, charts.count).flatMap(each => [headline(each, inner), ...chartLines(each, inner, charts.height - 1)]);
	for (const each of probes.slice(charts.count)) {
		lines.push(headline(each, inner));
	}

	const note = ['× lost', ...probeCount > 1 ? [`${probeCount} targets`] : []].join(' · ');
	return panel({
		title: 'Probes', note, width, height,
	}, lines, theme);
}

function headline({probe}: ProbeChart, width: number): readonly Piece[] {
	const {target, lastMinute, session, lastRttMicroseconds} = probe;
	const p95 = `p95 ${formatRtt(session.p95Microseconds)}`;
	const full = `last ${formatRtt(lastRttMicroseconds)}  ${p95}`;
	const loss = `${formatPercent(lastMinute.lossPercent)} loss  `;
	const room = (figures: string) => Math.max(0, width - textWidth(figures) - textWidth(loss) - 1);
	// Which target it is matters more than the last answer, which the chart shows.
	const figures = room(full) < textWidth(target) ? p95 : full;
	return fitPieces([
		{text: fit(target, room(figures), 'left', shortenTarget), style: 'accent'},
		{text: ' '},
		{text: loss, ...lossStyle(lastMinute.lossPercent)},
		{text: figures},
	], width);
}

function chartLines({charts}: ProbeChart, width: number, lines: number): readonly PanelLine[] {
	const series = wholeSeries(charts);
	return series === null
		? [[{text: 'no outcome yet', style: 'muted'}], ...Array.from({length: lines - 1}, () => '')]
		: smallRttChart(series, {width, lines});
}
