import type {AlertRow} from '../../model/alert.ts';
import {alertWords, weightWords} from './alert-text.ts';
import {formatMoment, formatZone} from './format-duration.ts';
import {fit, oneLine} from './text-width.ts';
import type {Theme} from './theme.ts';

type LatestContext = {
	readonly width: number;
	readonly nowMilliseconds: number;
	readonly utc: boolean;
};

/** The newest alerts and events below the Errors table: a heading and a line each, exactly `width` wide. */
export function latestLines(rows: readonly AlertRow[], {width, nowMilliseconds, utc}: LatestContext, theme: Theme): readonly string[] {
	const heading = theme.heading(fit(`  Latest alerts and events, ${formatZone(nowMilliseconds, utc)} (6 shows all)`, width));
	if (rows.length === 0) {
		return [heading, fit('  Nothing has happened since portop started', width)];
	}

	return [heading, ...rows.map(row => {
		const {weight, subject, message, timeMilliseconds} = alertWords(row);
		const {text, style} = weightWords[weight];
		const isFiring = row.type === 'alert' && !row.alert.acknowledged;
		const line = fit(`  ${fit(formatMoment(timeMilliseconds, nowMilliseconds, utc), 11)} ${fit(isFiring ? text : text.toLowerCase(), 8)} ${oneLine(subject)}: ${oneLine(message)}`, width);
		return style === null ? line : theme[style](line);
	})];
}
