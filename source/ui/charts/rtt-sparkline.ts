import type {OutcomeKind, RecentOutcome} from '../../model/probe.ts';
import {formatRtt, formatRttRange} from '../../text/format-duration.ts';
import {joinPieces, type Piece} from '../text/pieces.ts';
import {textWidth} from '../text/text-width.ts';
import {levels} from './sparkline.ts';

/** The mark of a probe that was not simply answered: a character that is no bar, so that it shows without colours too. */
export const outcomeMarks: Readonly<Record<Exclude<OutcomeKind, 'reply'>, Required<Piece>>> = {
	lost: {text: '×', style: 'alarm'},
	late: {text: '~', style: 'warning'},
	refused: {text: 'r', style: 'warning'},
	rejected: {text: '!', style: 'bad'},
	error: {text: 'e', style: 'bad'},
};

/** `▁0.2–▇999ms` is the longest scale, except for unusually long times; a space follows it. */
const scaleWidth = 13;
/** `▇21.3ms ` where there is no room for that. */
const topWidth = 8;
const minBars = 10;
/** The bar of round trips that read the same, so that tiny differences do not show as hills. */
const evenLevel = '▄';

/** Returns the cells that all outcomes take with their scale. */
export function rttSparklineWidth(recent: readonly RecentOutcome[]): number {
	return scaleWidth + recent.length;
}

/**
Returns the last outcomes, the newest at the right: round trips as bars from the shortest to the longest that is shown, what
those two stand in front of them where there is room; lost, late and other probes as marks.
@param top The round trip of the highest bar, in microseconds, where the lowest is none at all: then no scale stands in front.
*/
export function rttSparkline(recent: readonly RecentOutcome[], width: number, top: number | null = null): readonly Piece[] {
	const hasScale = top === null && recent.some(outcome => isBar(outcome));
	const reserved = hasScale ? [scaleWidth, topWidth].find(cells => width - cells >= minBars) ?? 0 : 0;
	const shown = recent.slice(-Math.max(1, width - reserved));
	const times = shown.flatMap(outcome => isBar(outcome) ? [outcome.rttMicroseconds] : []);
	const low = top === null ? Math.min(...times) : 0;
	const high = top ?? Math.max(...times);
	const isEven = times.length === 0 || !formatRttRange(low, high).includes('–');
	const level = (microseconds: number) => isEven ? evenLevel : levelOf(microseconds, low, high);
	const bars = shown.map((outcome): Piece => {
		if (isBar(outcome)) {
			return {text: level(outcome.rttMicroseconds)};
		}

		return outcome.kind === 'reply' ? {text: ' '} : outcomeMarks[outcome.kind];
	});
	const scale = top !== null || times.length === 0 ? '' : scaleText(low, high, reserved, isEven);
	const gap = ' '.repeat(Math.max(0, width - textWidth(scale) - bars.length));
	return joinPieces([{text: scale, style: 'muted'}, {text: gap}, ...bars]);
}

/** Returns the longest of the last round trips, in microseconds; 0 where none was answered. */
export function maxRecentRtt(recent: readonly RecentOutcome[]): number {
	return Math.max(0, ...recent.flatMap(outcome => isBar(outcome) ? [outcome.rttMicroseconds] : []));
}

function isBar(outcome: RecentOutcome): outcome is {readonly kind: 'reply'; readonly rttMicroseconds: number} {
	return outcome.kind === 'reply' && outcome.rttMicroseconds !== null && Number.isFinite(outcome.rttMicroseconds);
}

function levelOf(value: number, low: number, high: number): string {
	return levels[Math.round((value - low) / (high - low) * (levels.length - 1))] ?? evenLevel;
}

function scaleText(low: number, high: number, reserved: number, isEven: boolean): string {
	const text = reserved === scaleWidth && !isEven
		? `${levels[0]}${formatRttRange(low, high).replace('–', '–▇')}`
		: `${isEven ? evenLevel : '▇'}${formatRtt(high)}`;
	return textWidth(text) < reserved ? text : '';
}
