import assert from 'node:assert/strict';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import fc from 'fast-check';
import {
	formatAge,
	formatClock,
	formatRtt,
	formatRttRange,
	formatTimer,
	formatUptime,
} from '../../source/text/format-duration.ts';
import {
	formatBytes,
	formatChange,
	formatCompact,
	formatCount,
	formatMemory,
	formatPercent,
	formatRate,
} from '../../source/text/format-number.ts';

const suffixValues: Readonly<Record<string, number>> = {
	'': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
};

test('unknown is a dash, never 0', () => {
	const formats = [formatCompact, formatCount, formatMemory, formatBytes, formatPercent, formatRtt, formatUptime];
	for (const format of formats) {
		assert.equal(format(null), '–');
		assert.notEqual(format(0), '–');
	}

	assert.equal(formatAge(null), '–');
	assert.equal(formatRate(null, 'bit/s'), '–');
});

test('compact numbers', () => {
	const expected: ReadonlyArray<readonly [value: number, text: string]> = [
		[0, '0'],
		[0.04, '<0.1'],
		[0.5, '0.5'],
		[9.94, '9.9'],
		[9.96, '10'],
		[512, '512'],
		[999, '999'],
		[999.4, '999'],
		[999.6, '1.0k'],
		[1000, '1.0k'],
		[1234, '1.2k'],
		[9949, '9.9k'],
		[9951, '10k'],
		[999_499, '999k'],
		[999_501, '1.0M'],
		[12_345_678, '12M'],
		[2e9, '2.0G'],
	];
	for (const [value, text] of expected) {
		assert.equal(formatCompact(value), text, String(value));
	}
});

test('a compact number has at most four characters and is within five percent', () => {
	fc.assert(fc.property(fc.double({min: 0.05, max: 9e20, noNaN: true}), value => {
		const text = formatCompact(value);
		assert.ok(text.length <= 4, text);
		const suffix = text.replace(/^[\d.]+/, '');
		const shown = Number(text.slice(0, text.length - suffix.length)) * (suffixValues[suffix] ?? NaN);
		assert.ok(value < 1 || Math.abs(shown - value) <= 0.0501 * value, `${value} as ${text}`);
	}));
});

test('counts are exact as long as they fit', () => {
	assert.equal(formatCount(999_999), '999999');
	assert.equal(formatCount(1_000_000), '1.0M');
	assert.equal(formatCount(99_999, 5), '99999');
	assert.equal(formatCount(100_000, 5), '100k');
});

test('rates with their unit', () => {
	assert.equal(formatRate(9_843_000, 'bit/s'), '9.8 Mbit/s');
	assert.equal(formatRate(12, 'bit/s'), '12 bit/s');
	assert.equal(formatRate(4100, 'packets/s'), '4.1k packets/s');
	assert.equal(formatRate(0.5, '/s'), '0.5/s');
});

test('memory, bytes, percent, change', () => {
	assert.equal(formatMemory(300_000), '0.3MiB');
	assert.equal(formatMemory(345 * 1024 * 1024), '345MiB');
	assert.equal(formatMemory(1023.6 * 1024 * 1024), '1.0GiB');
	assert.equal(formatMemory(1.2 * (1024 ** 3)), '1.2GiB');
	assert.equal(formatBytes(36), '36 bytes');
	assert.equal(formatBytes(1_234_567), '1234567 bytes (1.2 MB)');
	assert.equal(formatPercent(312.54), '312.5%');
	assert.equal(formatPercent(1600), '1600%');
	assert.deepEqual([0, null, 12, -3, 12_345, -1500].map(value => formatChange(value)), ['', '', '+12', '-3', '+12k', '-2k']);
});

test('round-trip times', () => {
	const expected: ReadonlyArray<readonly [microseconds: number, text: string]> = [
		[0, '<1µs'], [0.4, '<1µs'], [1, '1µs'], [235, '235µs'], [999, '999µs'], [1200, '1.2ms'], [99_940, '99.9ms'], [99_960, '100ms'], [999_400, '999ms'], [1_200_000, '1.20s'], [12_340_000, '12.3s'], [123_000_000, '123s'],
	];
	for (const [microseconds, text] of expected) {
		assert.equal(formatRtt(microseconds), text);
	}

	fc.assert(fc.property(fc.double({min: 0, max: 999e6, noNaN: true}), value => {
		assert.ok(formatRtt(value).length <= 6, formatRtt(value));
	}));
});

test('a range of round-trip times has one unit', () => {
	assert.equal(formatRttRange(200, 21_000), '0.2–21ms');
	assert.equal(formatRttRange(45, 235), '45–235µs');
	assert.equal(formatRttRange(90_000, 1_200_000), '0.1–1.2s');
	assert.equal(formatRttRange(21_100, 21_300), '21ms');
	assert.equal(formatRttRange(0, 3), '<1–3µs');
	fc.assert(fc.property(fc.double({min: 0, max: 999e6, noNaN: true}), fc.double({min: 0, max: 999e6, noNaN: true}), (one, other) => {
		assert.ok(formatRttRange(Math.min(one, other), Math.max(one, other)).length <= 11);
	}));
});

test('ages, uptimes, timers', () => {
	assert.deepEqual([5, 59.9, 60, 3599, 7200, 4 * 86_400].map(seconds => formatAge(seconds)), ['5s', '59s', '1m', '59m', '2h', '4d']);
	assert.equal(formatAge(312, true), '>5m');
	assert.deepEqual([0, 7, 245, 11_520, 1_047_600].map(seconds => formatUptime(seconds)), ['0s', '7s', '4m 5s', '3h 12m', '12d 3h']);
	assert.deepEqual([230, 4500, 125_000].map(milliseconds => formatTimer(milliseconds)), ['230ms', '4.5s', '2m']);
});

const time = Date.UTC(2026, 10, 21, 14, 3, 22);

test('the clock says that it is UTC', () => {
	assert.equal(formatClock(time, true), '14:03:22 UTC');
});

for (const [zone, expected] of [['Asia/Kolkata', '19:33:22 +05:30'], ['America/New_York', '09:03:22 -05:00'], ['UTC', '14:03:22 UTC']] as const) {
	describe(`in ${zone}`, () => {
		const {TZ: original} = process.env;
		before(() => {
			process.env['TZ'] = zone;
		});
		after(() => {
			if (original === undefined) {
				delete process.env['TZ'];
			} else {
				process.env['TZ'] = original;
			}
		});

		test('the clock says its zone', () => {
			assert.equal(formatClock(time, false), expected);
		});
	});
}
