import assert from 'node:assert/strict';
import process from 'node:process';
import {afterEach, describe, test} from 'node:test';
import fc from 'fast-check';
import {momentExamples, parseMoment} from '../../source/text/parse-moment.ts';

const {TZ: zoneBefore} = process.env;

/** Runs the rest of the test in a zone of the machine. */
function inZone(zone: string): void {
	process.env['TZ'] = zone;
}

afterEach(() => {
	if (zoneBefore === undefined) {
		delete process.env['TZ'];
	} else {
		process.env['TZ'] = zoneBefore;
	}
});

/** A Monday, at 3 minutes past 15:00 in UTC. */
const now = '2026-11-30T15:03:00.000Z';

function utc(text: string, at = now, isUtc = true): string {
	const parsed = parseMoment(text, {nowMilliseconds: Date.parse(at), isUtc});
	return parsed.ok ? new Date(parsed.milliseconds).toISOString().replace('.000Z', 'Z') : parsed.problem;
}

function local(text: string, at = now): string {
	return utc(text, at, false);
}

describe('words for a time', () => {
	const expected: ReadonlyArray<readonly [text: string, moment: string]> = [
		['now', '2026-11-30T15:03:00Z'],
		['14:30', '2026-11-30T14:30:00Z'],
		['14:30:05', '2026-11-30T14:30:05Z'],
		['14:30:05.25', '2026-11-30T14:30:05.250Z'],
		['15:03', '2026-11-30T15:03:00Z'],
		['15:04', '2026-11-29T15:04:00Z'],
		['3:00', '2026-11-30T03:00:00Z'],
		['today', '2026-11-30T00:00:00Z'],
		['today 23:00', '2026-11-30T23:00:00Z'],
		['yesterday', '2026-11-29T00:00:00Z'],
		['Yesterday 14:30', '2026-11-29T14:30:00Z'],
		['mon', '2026-11-30T00:00:00Z'],
		['mon 3:00', '2026-11-30T03:00:00Z'],
		['monday 16:00', '2026-11-23T16:00:00Z'],
		['tue 3:00', '2026-11-24T03:00:00Z'],
		['tues', '2026-11-24T00:00:00Z'],
		['Sunday', '2026-11-29T00:00:00Z'],
		['2026-11-29', '2026-11-29T00:00:00Z'],
		['2026-11-29 14:30', '2026-11-29T14:30:00Z'],
		['2026-11-29T14:30:05', '2026-11-29T14:30:05Z'],
		['2026-11-29T14:30:05.123456Z', '2026-11-29T14:30:05.123Z'],
		['2026-11-29T14:30+01:00', '2026-11-29T13:30:00Z'],
		['2026-11-29T14:30:05-0530', '2026-11-29T20:00:05Z'],
		['2026-11-29 14:30 +02', '2026-11-29T12:30:00Z'],
		['2030-01-01 0:00', '2030-01-01T00:00:00Z'],
		['11-20 14:03', '2026-11-20T14:03:00Z'],
		['12-01 14:03', '2025-12-01T14:03:00Z'],
		['02-29', '2024-02-29T00:00:00Z'],
		['14:30 UTC', '2026-11-30T14:30:00Z'],
		['14:30z', '2026-11-30T14:30:00Z'],
		['14:30:00 -10:00', '2026-11-30T00:30:00Z'],
		['yesterday UTC', '2026-11-29T00:00:00Z'],
		['-10m', '2026-11-30T14:53:00Z'],
		['-2h', '2026-11-30T13:03:00Z'],
		['-3d', '2026-11-27T15:03:00Z'],
		['-1h30m', '2026-11-30T13:33:00Z'],
		['-1w90s', '2026-11-23T15:01:30Z'],
		[' -0s ', '2026-11-30T15:03:00Z'],
	];
	for (const [text, moment] of expected) {
		test(`'${text}' is ${moment}`, () => {
			assert.equal(utc(text), moment);
		});
	}

	test('days and times are those of the local zone, or of the zone that is written', () => {
		inZone('Asia/Tokyo');
		// Already Tuesday there.
		assert.equal(local('today'), '2026-11-30T15:00:00Z');
		assert.equal(local('0:01'), '2026-11-30T15:01:00Z');
		assert.equal(local('23:59'), '2026-11-30T14:59:00Z');
		assert.equal(local('mon'), '2026-11-29T15:00:00Z');
		assert.equal(local('today UTC'), '2026-11-30T00:00:00Z');
		assert.equal(local('2026-11-29T14:30Z'), '2026-11-29T14:30:00Z');
		assert.equal(utc('today'), '2026-11-30T00:00:00Z');
	});
});

describe('a clock that is set', () => {
	test('a time that it skips is the moment at which it is set', () => {
		inZone('Europe/Berlin');
		for (const text of ['2026-03-29 2:00', '2026-03-29 2:30', '2026-03-29 2:59:59.999', '2026-03-29 3:00']) {
			assert.equal(local(text), '2026-03-29T01:00:00Z');
		}

		assert.equal(local('2026-03-29 1:59'), '2026-03-29T00:59:00Z');
		assert.equal(local('2026-03-29 3:01'), '2026-03-29T01:01:00Z');
	});

	test('of a time that it shows twice the last one that is past is taken', () => {
		inZone('Europe/Berlin');
		assert.equal(local('2026-10-25 2:30'), '2026-10-25T01:30:00Z');
		assert.equal(local('2:30', '2026-10-25T00:40:00Z'), '2026-10-25T00:30:00Z');
		assert.equal(local('2:30', '2026-10-25T01:40:00Z'), '2026-10-25T01:30:00Z');
		assert.equal(local('2:50', '2026-10-25T01:40:00Z'), '2026-10-25T00:50:00Z');
		assert.equal(local('2026-10-25 2:30', '2026-10-01T00:00:00Z'), '2026-10-25T00:30:00Z');
		assert.equal(local('2026-10-25 2:30 +02:00'), '2026-10-25T00:30:00Z');
	});

	test('a distance counts hours, a day by name is one by the clock', () => {
		inZone('Europe/Berlin');
		assert.equal(local('-1d', '2026-10-25T12:00:00Z'), '2026-10-24T12:00:00Z');
		assert.equal(local('yesterday 13:00', '2026-10-25T12:00:00Z'), '2026-10-24T11:00:00Z');
	});

	test('a day that a zone leaves out is its next midnight', () => {
		inZone('Pacific/Apia');
		assert.equal(local('2011-12-30 12:00'), '2011-12-30T10:00:00Z');
		assert.equal(local('yesterday 12:00', '2011-12-30T12:00:00Z'), '2011-12-30T10:00:00Z');
	});

	test('half an hour, and a midnight that is skipped', () => {
		inZone('Australia/Lord_Howe');
		assert.equal(local('2026-10-04 2:15'), '2026-10-03T15:30:00Z');
		inZone('Africa/Cairo');
		assert.equal(local('2026-04-24'), '2026-04-23T22:00:00Z');
	});
});

describe('what is no time', () => {
	const expected: ReadonlyArray<readonly [text: string, message: string]> = [
		['', 'write it as 14:30, yesterday 14:30, mon 3:00, 2026-11-29 14:30 or -2h'],
		['soon', 'write it as 14:30'],
		['yesterdya 14:30', 'did you mean \'yesterday\'?'],
		['14:30 15:30', 'write it as 14:30'],
		['mon 3:00 4', 'write it as 14:30'],
		['25:00', 'hours go from 0 to 23'],
		['24:00', 'hours go from 0 to 23'],
		['14:60', 'minutes and seconds go from 0 to 59'],
		['14:30:60', 'minutes and seconds go from 0 to 59'],
		['14:3', 'a time is 14:30, or 14:30:05'],
		['yesterday 3', 'a time is 14:30, or 14:30:05'],
		['3', 'a time has hours from 0 to 23, and minutes, e.g. 14:30'],
		['3pm', 'a time has hours from 0 to 23, and minutes, e.g. 14:30'],
		['2026-02-29', 'February 2026 has the days 1 to 28'],
		['02-30', 'February 2026 has the days 1 to 28'],
		['2026-13-01', 'months go from 1 to 12; a date is 2026-11-29'],
		['2026-04-31 1:00', 'April 2026 has the days 1 to 30'],
		['10m', 'did you mean \'-10m\'?'],
		['-10x', 'a distance has the units s, m, h, d or w, e.g. -10m or -1h30m'],
		['-10', 'a distance has the units s, m, h, d or w, e.g. -10m or -1h30m'],
		['-1.5h', 'write it as'],
		['-99999d', 'it is before 1970'],
		['1969-12-31', 'it is before 1970'],
		['14:30 +99:00', 'there is no zone \'+99:00\'; write one as UTC or +02:00'],
	];
	for (const [text, message] of expected) {
		test(`'${text}'`, () => {
			const problem = utc(text);
			assert.ok(problem.startsWith(`'${text}' is not a time: `), problem);
			assert.ok(problem.includes(message), problem);
		});
	}
});

const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'Pacific/Pago_Pago');
const moments = fc.integer({min: Date.UTC(1990, 0), max: Date.UTC(2040, 0)}).map(seconds => Math.floor(seconds / 1000) * 1000);

/** Returns the local date and time as it is shown, read by the parts of Date, which the parser does not use. */
function shown(milliseconds: number): {readonly date: string; readonly time: string} {
	const at = new Date(milliseconds);
	const two = (number: number) => String(number).padStart(2, '0');
	return {
		date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
		time: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
	};
}

describe('laws', () => {
	test('every local time is read as a moment that shows it', () => {
		fc.assert(fc.property(zones, moments, moments, (zone, moment, nowMilliseconds) => {
			inZone(zone);
			const {date, time} = shown(moment);
			const parsed = parseMoment(`${date} ${time}`, {nowMilliseconds, isUtc: false});
			assert.ok(parsed.ok);
			assert.deepEqual(shown(parsed.milliseconds), {date, time});
			assert.equal(utc(new Date(moment).toISOString()), new Date(moment).toISOString().replace('.000Z', 'Z'));
		}));
	});

	test('a time without a day is past, at most 25 hours ago, and shows what was written', () => {
		fc.assert(fc.property(zones, moments, moments, (zone, moment, nowMilliseconds) => {
			inZone(zone);
			const {time} = shown(moment);
			const parsed = parseMoment(time, {nowMilliseconds, isUtc: false});
			assert.ok(parsed.ok);
			assert.ok(parsed.milliseconds <= nowMilliseconds);
			assert.ok(nowMilliseconds - parsed.milliseconds <= 25 * 3_600_000);
			const back = shown(parsed.milliseconds).time;
			// Only a time that is skipped shows another.
			assert.ok(back === time || shown(parsed.milliseconds - 1).time < time, `${back} ${time}`);
		}));
	});

	test('later times of a day are never earlier moments', () => {
		const minutes = fc.integer({min: 0, max: 1439}).map(minute => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`);
		const days = fc.constantFrom('2026-03-29', '2026-10-25', '2026-10-04', '2026-04-05', '2026-03-08', '2026-11-01');
		fc.assert(fc.property(zones, days, minutes, minutes, (zone, date, one, other) => {
			inZone(zone);
			const at = (time: string) => Date.parse(local(`${date} ${time}`, '2027-01-01T00:00:00Z'));
			const isEarlier = Number(one.replace(':', '')) <= Number(other.replace(':', ''));
			assert.ok(isEarlier ? at(one) <= at(other) : at(one) >= at(other));
		}));
	});

	test('any text is a moment from 1970 on, or a problem that quotes it', () => {
		const piece = fc.constantFrom('-', '1', '30', ':', ' ', 'T', 'z', '+02:00', 'mon', 'yesterday', '2026-11-29', 'm', 'h', '.', '99999999999999999999', 'utc');
		const pieces = fc.array(piece, {maxLength: 8}).map(parts => parts.join(''));
		const texts = fc.oneof(fc.string(), pieces);
		fc.assert(fc.property(texts, text => {
			const parsed = parseMoment(text, {nowMilliseconds: Date.parse(now), isUtc: true});
			assert.ok(parsed.ok ? Number.isSafeInteger(parsed.milliseconds) && parsed.milliseconds >= 0 : parsed.problem.startsWith('\''));
		}), {numRuns: 2000});
	});

	test('the spellings that messages name are read', () => {
		for (const example of momentExamples) {
			assert.ok(parseMoment(example, {nowMilliseconds: Date.parse(now), isUtc: true}).ok, example);
		}
	});
});
