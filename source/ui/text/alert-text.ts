import type {AlertRow, Severity} from '../../model/alert.ts';
import {secondsSince, type Moment} from '../../model/moment.ts';
import {formatAge} from '../../text/format-duration.ts';
import {unknown} from '../../text/format-number.ts';
import type {StyleName} from './theme.ts';

/** A row in words: its weight, its subject and its message in one line. */
export type AlertWords = {
	readonly weight: 'information' | Severity;
	readonly subject: string;
	/** The subject's name for a line with little room: `24099 slowd`. */
	readonly short: string;
	readonly message: string;
	/** Since when the alert holds, or when the event happened. */
	readonly at: Moment;
};

export function alertWords(row: AlertRow): AlertWords {
	if (row.type === 'event') {
		const {weight, subject, message, at} = row.event;
		return {
			weight, subject: subject.text, short: subject.short ?? subject.text, message: withoutSubject(message, subject.text), at,
		};
	}

	const {severity, subject, message, since} = row.alert;
	return {
		weight: severity, subject: subject.text, short: subject.short ?? subject.text, message, at: since,
	};
}

/** Returns a message without its subject, which stands next to it: `is open`. */
function withoutSubject(message: string, subject: string): string {
	const rest = message.startsWith(subject) ? message.slice(subject.length).replace(/^[\s:]+/, '') : '';
	return rest === '' ? message : rest;
}

/** Returns the text that `y` copies. */
export function alertText(row: AlertRow): string {
	const {weight, subject, message, at} = alertWords(row);
	return `${new Date(at.timeMilliseconds).toISOString()} ${weightWords[weight].text} ${subject}: ${message}`;
}

/** Returns how long an alert has been active, or how long the value before had lasted: `5m`, `>5m` for a lower bound; empty where there was none. */
export function durationText(row: AlertRow, now: Moment): string {
	if (row.type === 'alert') {
		return formatAge(secondsSince(row.alert.since, now));
	}

	const {lastedSeconds, lastedIsMinimum} = row.event;
	return lastedSeconds === null ? '' : formatAge(lastedSeconds, lastedIsMinimum);
}

/** Returns the value before and after, of an alert when it fired and now: `OPEN → CLOSED`; nothing where there is none. */
export function changeText(row: AlertRow): string {
	const {before, after} = row.type === 'event' ? row.event : {before: row.alert.firstValue, after: row.alert.value};
	return before === null && after === null ? '' : `${before ?? unknown} → ${after ?? unknown}`;
}

/** Returns the mark of an alert that fires: whether it was acknowledged. */
export function alertMark(row: AlertRow): {readonly symbol: string; readonly style: StyleName} | null {
	if (row.type === 'event') {
		return null;
	}

	return row.alert.acknowledged ? {symbol: 'a', style: 'muted'} : {symbol: '!', style: weightWords[row.alert.severity].style};
}

/** The word and the colour of each weight. */
export const weightWords: Readonly<Record<AlertWords['weight'], {readonly text: string; readonly style: StyleName}>> = {
	information: {text: 'info', style: 'muted'},
	warning: {text: 'warning', style: 'warning'},
	critical: {text: 'critical', style: 'bad'},
};
