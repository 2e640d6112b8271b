import {formatAge, formatClock} from '../../text/format-duration.ts';

/** `, since 14:03:22 UTC (5m)`; nothing where it is not known. Milliseconds since 1970. */
export function sinceText(sinceMilliseconds: number | null, nowMilliseconds: number, isUtc: boolean): string {
	if (sinceMilliseconds === null) {
		return '';
	}

	const age = formatAge(Math.max(0, nowMilliseconds - sinceMilliseconds) / 1000);
	return `, since ${formatClock(sinceMilliseconds, isUtc)} (${age})`;
}
