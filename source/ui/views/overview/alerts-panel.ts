import type {AlertRow} from '../../../model/alert.ts';
import type {Moment} from '../../../model/moment.ts';
import {formatMoment} from '../../../text/format-duration.ts';
import {
	alertMark,
	alertWords,
	durationText,
	weightWords,
} from '../../text/alert-text.ts';
import {drawPieces, fitPieces, type Piece} from '../../text/pieces.ts';
import {fit, textWidth} from '../../text/text-width.ts';
import type {Theme} from '../../text/theme.ts';

/** Narrower lines show times to the minute. */
const minSecondsWidth = 50;

type AlertContext = {readonly width: number; readonly now: Moment};

/** `! CRIT 24099 slowd: accept queue 6/5 full          2m`: the first of the active alerts, each in a line, with how long they have been so. */
export function alertLines(rows: readonly AlertRow[], count: number, {width, now}: AlertContext, theme: Theme): readonly string[] {
	const active = rows.filter(({type}) => type === 'alert');
	return active.slice(0, count).map((row, index) => {
		const left = active.length - count;
		const more = index === count - 1 && left > 0 ? `  +${left} more` : '';
		const end = ` ${durationText(row, now)}${more}`;
		const room = Math.max(0, width - textWidth(end));
		return drawPieces([...fitPieces(subjectPieces(row), room), {text: end, style: 'muted'}], theme);
	});
}

/** `! 22:34:10 CRIT 24099 slowd: accept queue 6/5 full`: what holds, then what happened, each with its time; without the seconds where there is little room. */
export function alertPieces(row: AlertRow, {width, now, utc}: AlertContext & {readonly utc: boolean}): readonly Piece[] {
	const {at} = alertWords(row);
	const [mark, ...rest] = subjectPieces(row);
	// Of another day the date is enough.
	const [time = ''] = formatMoment(at.timeMilliseconds, now.timeMilliseconds, utc).split(' ', 1);
	// Figures matter more than seconds.
	const shown = width < minSecondsWidth ? fit(time.replace(/^(\d\d:\d\d):\d\d$/v, '$1'), 5) : fit(time, 8);
	return fitPieces([mark!, {text: `${shown} `, style: 'muted'}, ...rest], width);
}

function subjectPieces(row: AlertRow): readonly Piece[] {
	const {weight, short, message} = alertWords(row);
	const {style} = weightWords[weight];
	const mark = alertMark(row);
	return [
		mark === null ? {text: '  '} : {text: `${mark.symbol} `, style: mark.style},
		{text: `${shortWeights[weight]} `, style},
		{text: short, style: 'accent'},
		{text: `: ${message}`},
	];
}

const shortWeights = {information: 'info', warning: 'WARN', critical: 'CRIT'} as const;
