import type {AlertRow} from '../../../model/alert.ts';
import type {Moment} from '../../../model/moment.ts';
import {alertMark, alertWords, weightWords} from '../../text/alert-text.ts';
import {formatClock, formatMoment, formatZone} from '../../../text/format-duration.ts';
import {drawPieces, fitPieces, type Piece} from '../../text/pieces.ts';
import {fit} from '../../text/text-width.ts';
import type {Theme} from '../../text/theme.ts';

type LatestContext = {
	readonly width: number;
	/** Since 1970. */
	readonly now: Moment;
	readonly utc: boolean;
	/** The first sample's, since 1970. */
	readonly startedAtMilliseconds: number;
	/** The key that shows all of them; null where it has none. */
	readonly key: string | null;
};

const timeWidth = 11;
const levelWidth = 8;

/** Returns the newest alerts and events below the Errors table: a heading and a line each, exactly `width` cells. */
export function latestLines(rows: readonly AlertRow[], context: LatestContext, theme: Theme): readonly string[] {
	const {width, now, utc, key, startedAtMilliseconds} = context;
	const heading = fit(`  Recent events (${formatZone(now.timeMilliseconds, utc)})${key === null ? '' : ` — ${key} shows all`}`, width);
	const lines: ReadonlyArray<readonly Piece[]> = rows.length === 0
		? [[{text: `  No events since ${formatClock(startedAtMilliseconds, utc)}`, style: 'muted'}]]
		: rows.map(row => piecesOf(row, context));
	return [theme.heading(heading), ...lines.map(pieces => drawPieces(fitPieces(pieces, width), theme))];
}

/** Draws a row like the Alerts table, in fewer columns. */
function piecesOf(row: AlertRow, {now, utc}: LatestContext): readonly Piece[] {
	const {weight, subject, message, at} = alertWords(row);
	const {text, style} = weightWords[weight];
	const mark = alertMark(row);
	const level = mark?.symbol === '!' ? text.toUpperCase() : text;
	return [
		mark === null ? {text: '  '} : {text: `${mark.symbol} `, style: mark.style},
		{text: fit(formatMoment(at.timeMilliseconds, now.timeMilliseconds, utc), timeWidth)},
		{text: ` ${fit(level, levelWidth)} `, style},
		{text: subject, style: 'accent'},
		{text: `: ${message}`},
	];
}
