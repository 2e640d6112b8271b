import type {AlertRow} from '../../../model/alert.ts';
import type {Moment} from '../../../model/moment.ts';
import {formatMoment} from '../../../text/format-duration.ts';
import {
	alertMark,
	alertWords,
	durationText,
	weightWords,
} from '../../text/alert-text.ts';
import {
	drawPieces,
	fitPieces,
	widthOfPieces,
	type Piece,
} from '../../text/pieces.ts';
import {
	fit,
	oneLine,
	textWidth,
	wrap,
} from '../../text/text-width.ts';
import type {Theme} from '../../text/theme.ts';

/** Narrower lines show times to the minute. */
const minSecondsWidth = 50;

type AlertContext = {readonly width: number; readonly now: Moment};
type AlertPanelContext = AlertContext & {readonly height: number; readonly utc: boolean};

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

/** `! 22:34:10 CRIT 24099 slowd: accept queue 6/5 full`: what holds, then what happened, each with its time, in narrow panels without seconds; a long text takes two lines while there are lines to spare. */
export function alertPanelLines(rows: readonly AlertRow[], {height, ...context}: AlertPanelContext): ReadonlyArray<readonly Piece[]> {
	let spare = Math.max(0, height - rows.length);
	return rows.flatMap(row => {
		const [first, rest] = alertPieces(row, context, spare > 0);
		spare -= rest === null ? 0 : 1;
		return rest === null ? [first] : [first, rest];
	});
}

/** Returns the first line of an alert, and the rest of its text where that is too long for it. */
function alertPieces(row: AlertRow, {width, now, utc}: Omit<AlertPanelContext, 'height'>, mayWrap: boolean): readonly [readonly Piece[], readonly Piece[] | null] {
	const {at} = alertWords(row);
	const [mark, ...subject] = subjectPieces(row);
	// Of another day the date is enough.
	const [time = ''] = formatMoment(at.timeMilliseconds, now.timeMilliseconds, utc).split(' ', 1);
	// Figures matter more than seconds.
	const shown = width < minSecondsWidth ? fit(time.replace(/^(\d\d:\d\d):\d\d$/v, '$1'), 5) : fit(time, 8);
	const before: readonly Piece[] = [mark!, {text: `${shown} `, style: 'muted'}, ...subject.slice(0, -1)];
	const message = subject.at(-1)!.text;
	const room = width - widthOfPieces(before);
	const [start = '', ...others] = mayWrap && room > minStart ? wrap(message, room) : [message];
	// The second line begins below the level.
	const end = oneLine(message).slice(start.length).trimStart();
	return [fitPieces([...before, {text: start}], width), others.length === 0 ? null : fitPieces([{text: `${' '.repeat(textWidth(mark!.text) + textWidth(shown) + 1)}${end}`}], width)];
}

/** A first line that has less room for the text has none of it. */
const minStart = 8;

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
