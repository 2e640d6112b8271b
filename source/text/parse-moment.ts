import {quote} from './quote.ts';
import {orList, suggestion} from './suggestion.ts';

/** The clock that words for a time are read by. */
export type WallClock = {
	/** Milliseconds since 1970, UTC. */
	readonly nowMilliseconds: number;
	/** Times without a zone are in UTC instead of the local zone. */
	readonly isUtc: boolean;
};

/** A point in time in milliseconds since 1970, UTC; or the problem with the text, which the message quotes. */
export type ParsedMoment =
	| {readonly ok: true; readonly milliseconds: number}
	| {readonly ok: false; readonly problem: string};

/** Spellings that `parseMoment` reads, for messages and help. */
export const momentExamples = ['14:30', 'yesterday 14:30', 'mon 3:00', '2026-11-29 14:30', '-2h'] as const;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const units: Readonly<Record<string, number>> = {
	s: second, m: minute, h: hour, d: day, w: 7 * day,
};
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
const dayWords = ['now', 'today', 'yesterday', ...weekdays] as const;

/** The text is no time; the message follows `is not a time: `. */
class MomentError extends Error {}

/** The difference of a zone's clock to UTC at a time, in milliseconds, positive east of Greenwich. */
type OffsetAt = (milliseconds: number) => number;

/**
Reads a point in time as people write it: `14:30`, `14:30:05` (the last such time that is past), `yesterday 14:30`, `today`, `mon 3:00`
(the last such day and time), `2026-11-29 14:30`, `2026-11-29T14:30:05Z`, `11-29 14:30`, `-10m`, `-1h30m`, `now`. A day without a time
is its beginning. `UTC`, `Z` or `+02:00` after a day or a time is its zone, otherwise it is the clock's. Units of a distance are s, m, h,
d and w; a day of it has 24 hours. Only `today` with a time and a date may be in the future.

A time that the clocks skip is the moment at which they do, so that times keep their order. Of a time that the clocks show twice the
last one that is past is taken, or the first one where both are to come.
*/
export function parseMoment(text: string, clock: WallClock): ParsedMoment {
	try {
		return {ok: true, milliseconds: read(text.trim().toLowerCase(), clock)};
	} catch (error) {
		if (error instanceof MomentError) {
			return {ok: false, problem: `${quote(text)} is not a time: ${error.message}`};
		}

		throw error;
	}
}

function read(text: string, {nowMilliseconds, isUtc}: WallClock): number {
	if (text === 'now') {
		return nowMilliseconds;
	}

	if (/^-\d/.test(text)) {
		return notBefore1970(nowMilliseconds - readDistance(text.slice(1)));
	}

	const {words, offsetAt} = readZone(text, isUtc ? () => 0 : localOffset);
	const [first = '', time] = words;
	if (first === '' || words.length > 2) {
		throw new MomentError(rightSpellings());
	}

	const hasNoDay = first.includes(':');
	if (hasNoDay && time !== undefined) {
		throw new MomentError(rightSpellings());
	}

	const today = Math.floor((nowMilliseconds + offsetAt(nowMilliseconds)) / day);
	const days = hasNoDay ? [today, today - 1] : readDay(first, today);
	const sinceMidnight = readTime(hasNoDay ? first : time ?? '0:00');
	const candidates = days.flatMap(date => momentsOf((date * day) + sinceMidnight, offsetAt));
	return notBefore1970(candidates.find(moment => moment <= nowMilliseconds) ?? candidates.at(-1)!);
}

/** Reads `1h30m`. */
function readDistance(text: string): number {
	const parts = text.matchAll(/(?<count>\d+)(?<unit>[a-z]*)/g).toArray();
	if (parts.map(([part]) => part).join('') !== text) {
		throw new MomentError(rightSpellings());
	}

	let distance = 0;
	for (const {groups} of parts) {
		const unit = units[groups!['unit']!];
		if (unit === undefined) {
			throw new MomentError('a distance has the units s, m, h, d or w, e.g. -10m or -1h30m');
		}

		distance += Number(groups!['count']) * unit;
	}

	return distance;
}

/** Takes the zone off the end: `UTC`, `Z`, `+02:00`, `+0200` or `+02`, as a word of its own or directly after a time. */
function readZone(text: string, clockOffset: OffsetAt): {readonly words: readonly string[]; readonly offsetAt: OffsetAt} {
	const typed = text.replace(/^(\d{4}-\d{1,2}-\d{1,2})t/, '$1 ').split(/\s+/);
	const {time, zone} = /^(?<time>(?:\d{1,2}:[\d.:]*)?)(?<zone>z|utc|[+-]\d{2}(?::?\d{2})?)$/.exec(typed.at(-1)!)?.groups ?? {};
	if (time === undefined || zone === undefined) {
		return {words: typed, offsetAt: clockOffset};
	}

	const words = [...typed.slice(0, -1), ...(time === '' ? [] : [time])];
	const {sign, hours, minutes} = /^(?<sign>[+-])(?<hours>\d{2}):?(?<minutes>\d{2})?$/.exec(zone)?.groups ?? {};
	const offset = (Number(hours ?? 0) * hour) + (Number(minutes ?? 0) * minute);
	if (Number(hours ?? 0) > 18 || Number(minutes ?? 0) > 59) {
		throw new MomentError(`there is no zone ${quote(zone)}; write one as UTC or +02:00`);
	}

	return {words, offsetAt: () => sign === '-' ? -offset : offset};
}

/** Returns the days that a word may mean, the latest first, in days since 1970. */
function readDay(word: string, today: number): readonly number[] {
	if (word === 'today') {
		return [today];
	}

	if (word === 'yesterday') {
		return [today - 1];
	}

	const weekday = word.length < 3 ? -1 : weekdays.findIndex(name => name.startsWith(word));
	if (weekday !== -1) {
		// 1970 began on a Thursday.
		const latest = today - ((today + 4 - weekday) % 7);
		return [latest, latest - 7];
	}

	const {year, month, date} = /^(?:(?<year>\d{4})-)?(?<month>\d{1,2})-(?<date>\d{1,2})$/.exec(word)?.groups ?? {};
	if (month === undefined || date === undefined) {
		throw new MomentError(hint(word));
	}

	return year === undefined ? yearlyDays(Number(month), Number(date), today) : [dayNumber(Number(year), Number(month), Number(date))];
}

/** Returns the days of the last years that have a date, the latest first. Throws MomentError where no year has it. */
function yearlyDays(month: number, date: number, today: number): readonly number[] {
	const thisYear = new Date(today * day).getUTCFullYear();
	// 29 February may be eight years ago.
	const years = Array.from({length: 9}, (_, index) => thisYear - index).filter(candidate => candidate >= 1970 && hasDay(candidate, month, date));
	return (years.length === 0 ? [thisYear] : years).map(year => dayNumber(year, month, date));
}

function hint(word: string): string {
	if (/^(?:\d+[dhmsw])+$/.test(word)) {
		return `did you mean ${quote(`-${word}`)}?`;
	}

	return /[ap]m$/.test(word) || /^\d{1,2}$/.test(word)
		? 'a time has hours from 0 to 23, and minutes, e.g. 14:30'
		: suggestion(word, dayWords) ?? rightSpellings();
}

function rightSpellings(): string {
	return `write it as ${orList(momentExamples)}`;
}

function daysOf(year: number, month: number): number {
	return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function hasDay(year: number, month: number, date: number): boolean {
	return month >= 1 && month <= 12 && date >= 1 && date <= daysOf(year, month);
}

/** Returns days since 1970. */
function dayNumber(year: number, month: number, date: number): number {
	if (month < 1 || month > 12) {
		throw new MomentError(`months go from 1 to 12; a date is ${momentExamples[3].slice(0, 10)}`);
	}

	if (year >= 1970 && !hasDay(year, month, date)) {
		throw new MomentError(`${months[month - 1]!} ${year} has the days 1 to ${daysOf(year, month)}`);
	}

	return year < 1970 ? -1 : Date.UTC(year, month - 1, date) / day;
}

/** Returns the milliseconds since midnight, by the clock, of `14:30`, `14:30:05` or `14:30:05.250`. */
function readTime(word: string): number {
	const {hours, minutes, seconds = '0', fraction = ''} = /^(?<hours>\d{1,2}):(?<minutes>\d{2})(?::(?<seconds>\d{2})(?:\.(?<fraction>\d{1,9}))?)?$/.exec(word)?.groups ?? {};
	if (hours === undefined || minutes === undefined) {
		throw new MomentError(word.includes(':') || /^\d/.test(word) ? 'a time is 14:30, or 14:30:05' : rightSpellings());
	}

	if (Number(hours) > 23) {
		throw new MomentError('hours go from 0 to 23');
	}

	if (Number(minutes) > 59 || Number(seconds) > 59) {
		throw new MomentError('minutes and seconds go from 0 to 59');
	}

	return (Number(hours) * hour) + (Number(minutes) * minute) + (Number(seconds) * second) + Number(fraction.padEnd(3, '0').slice(0, 3));
}

/**
Returns the moments at which the clock of a zone shows a time, the latest first: two where it is set back over it. Where it is set
forward over it, the moment at which it is.
@param shown As if the clock were UTC's.
*/
function momentsOf(shown: number, offsetAt: OffsetAt): readonly number[] {
	// Zones are from -12 to +14 hours, so that these are before and after the moment.
	const before = offsetAt(shown - (15 * hour));
	const after = offsetAt(shown + (13 * hour));
	const moments = [...new Set([before, after])].map(offset => shown - offset).filter(moment => moment + offsetAt(moment) === shown);
	if (moments.length > 0) {
		return moments.toSorted((a, b) => b - a);
	}

	let early = shown - Math.max(before, after);
	let late = shown - Math.min(before, after);
	while (late - early > 1) {
		const middle = Math.floor((early + late) / 2);
		if (offsetAt(middle) === before) {
			early = middle;
		} else {
			late = middle;
		}
	}

	return [late];
}

function localOffset(milliseconds: number): number {
	return -new Date(milliseconds).getTimezoneOffset() * minute;
}

function notBefore1970(milliseconds: number): number {
	if (milliseconds >= 0) {
		return milliseconds;
	}

	throw new MomentError('it is before 1970');
}
