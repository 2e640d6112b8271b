import assert from 'node:assert/strict';
import {DatabaseSync} from 'node:sqlite';
import {test} from 'node:test';
import fc from 'fast-check';
import {chooseIntervals, finest, type RecordedInterval} from '../../../source/commands/history/chosen-intervals.ts';

/** Numbers of the intervals of each resolution, as a recorder gives them. */
const firstIds = [1e12, 2e12, 3e12] as const;
const resolutions = [1, 10, 60] as const;

/** Returns the intervals that shorter ones are combined into: those of the last slot are not yet. */
function combined(parts: readonly RecordedInterval[], level: 1 | 2): RecordedInterval[] {
	const slotOf = ({beginMilliseconds}: RecordedInterval) => Math.floor(beginMilliseconds / (1000 * resolutions[level]));
	const lastOfSlots = parts.flatMap((part, index) => index + 1 < parts.length && slotOf(parts[index + 1]!) !== slotOf(part) ? [index] : []);
	return lastOfSlots.map((last, index) => ({
		id: firstIds[level] + index,
		resolutionSeconds: resolutions[level],
		beginMilliseconds: slotOf(parts[last]!) * 1000 * resolutions[level],
		seconds: parts.slice((lastOfSlots[index - 1] ?? -1) + 1, last + 1).reduce((sum, {seconds}) => sum + seconds, 0),
		lastPartId: parts[last]!.id,
	}));
}

/** Returns intervals of a second, and of ten and sixty that they are combined into. */
function record(begins: readonly number[]): readonly [seconds: readonly RecordedInterval[], tens: readonly RecordedInterval[], minutes: readonly RecordedInterval[]] {
	const seconds = begins.map((beginMilliseconds, index) => ({
		id: firstIds[0] + index, resolutionSeconds: 1, beginMilliseconds, seconds: 1, lastPartId: null,
	}));
	const tens = combined(seconds, 1);
	return [seconds, tens, combined(tens, 2)];
}

const everySecond = Array.from({length: 150}, (_, index) => index * 1000);

function resolutionsOf(intervals: readonly RecordedInterval[]): readonly number[] {
	return finest(intervals).map(({resolutionSeconds}) => resolutionSeconds);
}

test('what is there in several resolutions is taken once, in the finest', () => {
	const [seconds, tens, minutes] = record(everySecond);
	assert.deepEqual(finest([...seconds, ...tens, ...minutes]).map(({beginMilliseconds}) => beginMilliseconds), everySecond);
});

test('where the finer ones were forgotten the coarser ones are taken', () => {
	const [seconds, tens, minutes] = record(everySecond);
	assert.deepEqual(resolutionsOf([...seconds.slice(120), ...tens.slice(6), ...minutes]), [60, ...Array.from({length: 6}, () => 10), ...Array.from({length: 30}, () => 1)]);
});

test('a coarser one of which some parts were forgotten is taken whole', () => {
	const [seconds, tens, minutes] = record(everySecond);
	const chosen = finest([...seconds.slice(125), ...tens.slice(7), ...minutes]);
	assert.equal(chosen.reduce((sum, interval) => sum + interval.seconds, 0), 150);
	assert.deepEqual(chosen.slice(0, 3).map(({resolutionSeconds}) => resolutionSeconds), [60, 60, 10]);
});

test('places follow one another unless time is missing', () => {
	const [seconds] = record([0, 1000, 2100, 10_000, 11_000]);
	assert.deepEqual(finest(seconds).map(({ordinal}) => ordinal), [1, 2, 3, 5, 6]);
});

test('every second is there once, whatever was forgotten and however the clock was set', () => {
	const anySteps = fc.array(fc.constantFrom(1000, 1000, 1000, 1000, 1000, 5000, 70_000, -30_000), {minLength: 1, maxLength: 400});
	fc.assert(fc.property(anySteps, fc.nat(400), fc.nat(40), (steps, forgottenSeconds, forgottenTens) => {
		let time = 1_000_000;
		const begins = steps.map(step => {
			time += step;
			return time;
		});
		const [seconds, tens, minutes] = record(begins);
		// The oldest are forgotten, once they are part of coarser ones, the finest first.
		const goneTens = Math.min(forgottenTens, tens.findLastIndex(({id}) => id === minutes.at(-1)?.lastPartId) + 1);
		const inTens = (ten: RecordedInterval | undefined) => seconds.findLastIndex(({id}) => id === ten?.lastPartId) + 1;
		const keptTens = tens.slice(goneTens);
		const wanted = Math.min(forgottenSeconds, inTens(tens.at(-1)));
		const keptSeconds = seconds.slice(Math.max(inTens(tens[goneTens - 1]), wanted));
		const chosen = finest([...keptSeconds, ...keptTens, ...minutes]);
		assert.equal(chosen.reduce((sum, interval) => sum + interval.seconds, 0), begins.length);
		assert.equal(new Set(chosen.map(({id}) => id)).size, chosen.length);
		for (const [index, {beginMilliseconds, ordinal}] of chosen.entries()) {
			assert.ok(index === 0 || (beginMilliseconds >= chosen[index - 1]!.beginMilliseconds && ordinal > chosen[index - 1]!.ordinal));
		}
	}));
});

test('the ends of a range are as fine as what was recorded', () => {
	const database = new DatabaseSync(':memory:');
	database.exec('CREATE TABLE intervals (id INTEGER PRIMARY KEY, resolution_s REAL, time_ms INTEGER, seconds REAL, last_part_id INTEGER)');
	const insert = database.prepare('INSERT INTO intervals VALUES (?, ?, ?, ?, ?)');
	for (const {id, resolutionSeconds, beginMilliseconds, seconds, lastPartId} of record(Array.from({length: 600}, (_, index) => index * 1000)).flat()) {
		insert.run(id, resolutionSeconds, beginMilliseconds, seconds, lastPartId);
	}

	const anyRange = fc.tuple(fc.integer({min: 0, max: 600_000}), fc.integer({min: 1, max: 200_000}));
	fc.assert(fc.property(anyRange, ([since, length]) => {
		const until = since + length;
		chooseIntervals(database, {since, until});
		const begins = database.prepare('SELECT begin_ms FROM temp.chosen ORDER BY ordinal').all().map(row => Number(row['begin_ms']));
		database.exec('DROP TABLE temp.chosen');
		const last = Math.min(599, Math.ceil(until / 1000) - 1);
		const first = Math.floor(since / 1000);
		assert.deepEqual(begins, Array.from({length: Math.max(0, last - first + 1)}, (_, index) => (first + index) * 1000));
	}));
});
