import type {AlertRow, Severity} from '../../model/alert.ts';
import {formatAge} from '../../text/format-duration.ts';
import {unknown} from '../../text/format-number.ts';
import type {StyleName} from './theme.ts';

/** What a row says of itself: how much it matters, about what, and in one line what. */
export type AlertWords = {
	readonly weight: 'information' | Severity;
	readonly subject: string;
	readonly message: string;
	/** Milliseconds since 1970: since when the alert holds, or when the event happened. */
	readonly timeMilliseconds: number;
};

export function alertWords(row: AlertRow): AlertWords {
	if (row.type === 'event') {
		const {weight, subject, message, timeMilliseconds} = row.event;
		return {
			weight, subject: subject.text, message: withoutSubject(message, subject.text), timeMilliseconds,
		};
	}

	const {severity, subject, message, sinceMilliseconds} = row.alert;
	return {
		weight: severity, subject: subject.text, message, timeMilliseconds: sinceMilliseconds,
	};
}

/** The subject stands beside it: `is open`, not once more of what. */
function withoutSubject(message: string, subject: string): string {
	const rest = message.startsWith(subject) ? message.slice(subject.length).replace(/^[\s:]+/, '') : '';
	return rest === '' ? message : rest;
}

/** What `y` copies. */
export function alertText(row: AlertRow): string {
	const {weight, subject, message, timeMilliseconds} = alertWords(row);
	return `${new Date(timeMilliseconds).toISOString()} ${weightWords[weight].text} ${subject}: ${message}`;
}

/** For how long an alert has fired, or what was before had lasted: `5m`, `>5m` where that is only the least; nothing where nothing was before. */
export function durationText(row: AlertRow, nowMilliseconds: number): string {
	if (row.type === 'alert') {
		return formatAge(Math.max(0, nowMilliseconds - row.alert.sinceMilliseconds) / 1000);
	}

	const {lastedSeconds, lastedIsMinimum} = row.event;
	return lastedSeconds === null ? '' : formatAge(lastedSeconds, lastedIsMinimum);
}

/** The value before and after, of an alert when it fired and now: `OPEN → CLOSED`; nothing where there is none. */
export function changeText(row: AlertRow): string {
	const {before, after} = row.type === 'event' ? row.event : {before: row.alert.firstValue, after: row.alert.value};
	return before === null && after === null ? '' : `${before ?? unknown} → ${after ?? unknown}`;
}

/** The mark of an alert that fires: whether it was acknowledged. */
export function alertMark(row: AlertRow): {readonly symbol: string; readonly style: StyleName} | null {
	if (row.type === 'event') {
		return null;
	}

	return row.alert.acknowledged ? {symbol: 'a', style: 'muted'} : {symbol: '!', style: weightWords[row.alert.severity].style};
}

/** How much something matters, as a word and by colour. */
export const weightWords: Readonly<Record<AlertWords['weight'], {readonly text: string; readonly style: StyleName}>> = {
	information: {text: 'info', style: 'muted'},
	warning: {text: 'warning', style: 'warning'},
	critical: {text: 'critical', style: 'bad'},
};
