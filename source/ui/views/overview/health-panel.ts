import type {HealthFigure, HealthKey, Overview} from '../../../model/overview.ts';
import {formatCompact, formatCount, unknown} from '../../../text/format-number.ts';
import {stretched} from '../../charts/area-chart.ts';
import {sparkline} from '../../charts/sparkline.ts';
import {fitPieces, type Piece} from '../../text/pieces.ts';
import {innerWidth, panel} from '../../text/panel.ts';
import {fit} from '../../text/text-width.ts';
import type {StyleName, Theme} from '../../text/theme.ts';
import {spanText} from './words.ts';

type HealthWords = {
	readonly name: string;
	/** Events per second, not sockets. */
	readonly isRate?: true;
};

const words: Readonly<Record<HealthKey, HealthWords>> = {
	closeWait: {name: 'close-wait'},
	listenDrops: {name: 'listen drops', isRate: true},
	retransmissions: {name: 'retransmits', isRate: true},
	timeWait: {name: 'time-wait'},
	halfOpen: {name: 'syn-recv'},
	resets: {name: 'resets', isRate: true},
	opened: {name: 'new conns', isRate: true},
};

const nameWidth = 13;
const valueWidth = 6;

/** The health of the machine: those above their threshold first. */
export function healthPanel({health}: Overview, {width, height}: {readonly width: number; readonly height: number}, theme: Theme): readonly string[] {
	const inner = innerWidth(width);
	const worstFirst = health.toSorted((one, other) => rank(other) - rank(one));
	const [first] = health;
	return panel({
		title: 'Health', note: first === undefined ? '' : spanText(first.series.seconds), width, height,
	}, worstFirst.slice(0, height - 2).map(figure => healthLine(figure, inner)), theme);
}

function rank({severity}: HealthFigure): number {
	return severity === null ? 0 : (severity === 'critical' ? 2 : 1);
}

/** Returns a figure in words: `close-wait 432, critical`. */
export function healthText({key, value, severity}: HealthFigure): string {
	const {name} = words[key];
	return `${name} ${valueText(key, value)}${severity === null ? '' : `, ${severity}`}`;
}

function valueText(key: HealthKey, value: number | null): string {
	return words[key].isRate === true ? (value === null ? unknown : `${formatCompact(value)}/s`) : formatCount(value);
}

function healthLine({key, value, series, perMinute, severity}: HealthFigure, width: number): readonly Piece[] {
	const {name} = words[key];
	const style: StyleName | undefined = severity === null ? undefined : (severity === 'critical' ? 'bad' : 'warning');
	const trendWidth = width >= 46 ? 11 : 2;
	const room = Math.max(0, width - nameWidth - valueWidth - trendWidth - 1);
	const text = valueText(key, value);
	// Not an area: those of two lines would run into one.
	const chart = sparkline(stretched(series.maxima, room), room);
	return fitPieces([
		{text: fit(name, nameWidth), ...style !== undefined && {style}},
		{text: text.padStart(valueWidth), ...style !== undefined && {style}},
		{text: fit(trendText(perMinute, trendWidth > 2), trendWidth), ...style !== undefined && {style}},
		{text: ' '},
		{text: chart, style: style ?? 'muted'},
	], width);
}

/** ` ↑ 30/min`, or its arrow only; nothing where it hardly moves. */
function trendText(perMinute: number | null, isLong: boolean): string {
	const rounded = Math.round(perMinute ?? 0);
	if (rounded === 0) {
		return '';
	}

	const arrow = rounded > 0 ? ' ↑' : ' ↓';
	return isLong ? `${arrow} ${formatCompact(Math.abs(rounded))}/min` : arrow;
}
