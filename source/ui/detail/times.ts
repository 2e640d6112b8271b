import {secondsSince, type Moment} from '../../model/moment.ts';
import {formatAge, formatClock} from '../../text/format-duration.ts';

/** `, since 14:03:22 UTC (5m)`; nothing where it is not known. */
export function sinceText(since: Moment | null, now: Moment, isUtc: boolean): string {
	return since === null ? '' : `, since ${formatClock(since.timeMilliseconds, isUtc)} (${formatAge(secondsSince(since, now))})`;
}

/** Returns a stretch of time that is a round number of something: `1 min`, `6 h`, `30 s`. */
export function spanText(seconds: number): string {
	if (seconds >= 3600) {
		return `${Math.round(seconds / 3600)} h`;
	}

	return seconds >= 60 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
}
