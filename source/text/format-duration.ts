import {formatCompact, unknown} from './format-number.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Returns a round-trip time: `<1µs`, `235µs`, `1.2ms`, `123ms`, `1.20s`. At most six characters below a thousand seconds. */
export function formatRtt(microseconds: number | null): string {
	if (microseconds === null) {
		return unknown;
	}

	if (microseconds < 999.5) {
		return `${wholeMicroseconds(microseconds)}µs`;
	}

	const milliseconds = microseconds / 1000;
	if (milliseconds < 999.5) {
		return `${milliseconds.toFixed(milliseconds < 99.95 ? 1 : 0)}ms`;
	}

	const seconds = milliseconds / 1000;
	return `${seconds.toFixed(seconds < 9.995 ? 2 : (seconds < 99.95 ? 1 : 0))}s`;
}

/**
Returns two round-trip times in the unit of the longer one: `0.2–21ms`, `45–235µs`; one where both read the same. At most eleven
characters below a thousand seconds.
*/
export function formatRttRange(lowMicroseconds: number, highMicroseconds: number): string {
	const [unit, size] = highMicroseconds < 999.5 ? ['µs', 1] : (highMicroseconds < 999_500 ? ['ms', 1000] : ['s', 1_000_000]);
	const [low, high] = [lowMicroseconds / size, highMicroseconds / size].map(value => size === 1 ? wholeMicroseconds(value) : formatCompact(value));
	return low === high ? `${high}${unit}` : `${low}–${high}${unit}`;
}

/** Nothing takes no time at all. */
function wholeMicroseconds(microseconds: number): string {
	return microseconds < 1 ? '<1' : String(Math.round(microseconds));
}

/** Formats a duration in its largest whole unit: `5s`, `3m`, `2h`, `4d`; `>5m` where it is only known to be at least that. */
export function formatAge(seconds: number | null, isMinimum = false): string {
	if (seconds === null) {
		return unknown;
	}

	const mark = isMinimum ? '>' : '';
	if (seconds < minute) {
		return `${mark}${Math.floor(seconds)}s`;
	}

	if (seconds < hour) {
		return `${mark}${Math.floor(seconds / minute)}m`;
	}

	return seconds < day ? `${mark}${Math.floor(seconds / hour)}h` : `${mark}${Math.floor(seconds / day)}d`;
}

/** Formats a duration in its two largest units: `12d 3h`, `3h 12m`, `4m 5s`, `7s`. */
export function formatUptime(seconds: number | null): string {
	if (seconds === null) {
		return unknown;
	}

	const parts = [
		[Math.floor(seconds / day), 'd'],
		[Math.floor(seconds % day / hour), 'h'],
		[Math.floor(seconds % hour / minute), 'm'],
		[Math.floor(seconds % minute), 's'],
	] as const;
	const from = parts.findIndex(([count]) => count > 0);
	const shown = from === -1 ? parts.slice(-1) : parts.slice(from, from + 2);
	return shown.map(([count, unit]) => `${count}${unit}`).join(' ');
}

/** Returns a timer: `230ms`, `4.5s`, `2m`. */
export function formatTimer(milliseconds: number): string {
	if (milliseconds < 1000) {
		return `${Math.round(milliseconds)}ms`;
	}

	return milliseconds < 59_950 ? `${(milliseconds / 1000).toFixed(1)}s` : formatAge(milliseconds / 1000);
}

/** Wall-clock time with its zone: `14:03:22 UTC`, `14:03:22 +02:00`. */
export function formatClock(milliseconds: number, isUtc: boolean): string {
	return `${formatTime(milliseconds, isUtc)} ${formatZone(milliseconds, isUtc)}`;
}

/** Wall-clock time without its zone, down to minutes, seconds or milliseconds: `14:03`, `14:03:22`, `14:03:22.120`. */
export function formatTime(milliseconds: number, isUtc: boolean, precision: 'minutes' | 'seconds' | 'milliseconds' = 'seconds'): string {
	const ends = {minutes: 16, seconds: 19, milliseconds: 23};
	const local = milliseconds + (offsetMinutesOf(milliseconds, isUtc) * 60_000);
	return new Date(local).toISOString().slice(11, ends[precision]);
}

/** Wall-clock time without its zone, with the date where it is another day's: `14:03:22`, `11-20 14:03`. At most eleven characters. */
export function formatMoment(milliseconds: number, nowMilliseconds: number, isUtc: boolean): string {
	const dateOf = (at: number) => new Date(at + (offsetMinutesOf(at, isUtc) * 60_000)).toISOString().slice(5, 10);
	return dateOf(milliseconds) === dateOf(nowMilliseconds)
		? formatTime(milliseconds, isUtc)
		: `${dateOf(milliseconds)} ${formatTime(milliseconds, isUtc, 'minutes')}`;
}

/** Returns the zone of a wall-clock time: `UTC`, `+02:00`. */
export function formatZone(milliseconds: number, isUtc: boolean): string {
	const offsetMinutes = offsetMinutesOf(milliseconds, isUtc);
	if (offsetMinutes === 0) {
		return 'UTC';
	}

	const absolute = Math.abs(offsetMinutes);
	const hours = String(Math.floor(absolute / 60)).padStart(2, '0');
	const minutes = String(absolute % 60).padStart(2, '0');
	return `${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
}

function offsetMinutesOf(milliseconds: number, isUtc: boolean): number {
	return isUtc ? 0 : -new Date(milliseconds).getTimezoneOffset();
}
