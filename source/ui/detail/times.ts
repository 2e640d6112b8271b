import {formatAge, formatClock} from '../../text/format-duration.ts';

/** `, since 14:03:22 UTC (5m)`; nothing where it is not known. Milliseconds since 1970. */
export function sinceText(sinceMilliseconds: number | null, nowMilliseconds: number, isUtc: boolean): string {
	if (sinceMilliseconds === null) {
		return '';
	}

	const age = formatAge(Math.max(0, nowMilliseconds - sinceMilliseconds) / 1000);
	return `, since ${formatClock(sinceMilliseconds, isUtc)} (${age})`;
}

/** Returns a stretch of time that is a round number of something: `1 min`, `6 h`, `30 s`. */
export function spanText(seconds: number): string {
	if (seconds >= 3600) {
		return `${Math.round(seconds / 3600)} h`;
	}

	return seconds >= 60 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
}
