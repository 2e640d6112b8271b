import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {BaselineLearner, baselineNumbers} from '../../../source/alerts/detectors/baseline-learner.ts';

const hour = 3600;

/** A level that was fed so many seconds, every ten. */
function learned(seconds: number, value: (at: number) => number): BaselineLearner {
	const level = new BaselineLearner(new Float32Array(baselineNumbers), 0, 0);
	for (let at = 0; at <= seconds; at += 10) {
		level.feed(value(at), {timeMilliseconds: 0, monotonicMilliseconds: at * 1000});
	}

	return level;
}

describe('a level', () => {
	it('is not known before a minute', () => {
		assert.equal(learned(50, () => 5).baseline, null);
		assert.equal(learned(60, () => 5).baseline?.median, 5);
	});

	it('has a median, a spread and extremes that single samples do not move', () => {
		const {median, spread, highest, low} = learned(hour, at => at === 1800 ? 100_000 : (at === 1200 ? 0 : 100 + (at % 60)));
		assert.ok(Math.abs(median - 130) < 30, `median ${median}`);
		assert.ok(spread < 60, `spread ${spread}`);
		assert.ok(Math.abs(highest - 35_000) < 5000, `a third of a half minute: ${highest}`);
		assert.ok(low >= 100, `low ${low}`);
	});

	it('reaches back for a day, then forgets', () => {
		const early = (at: number) => at < hour ? 900 : 100;
		assert.equal(learned(20 * hour, early).highest, 900);
		assert.equal(learned(60 * hour, early).highest, 100);
		assert.ok(learned(60 * hour, early).learnedSeconds > 59 * hour);
	});

	it('goes on with the numbers of another', () => {
		const numbers = new Float32Array(2 * baselineNumbers);
		const value = (at: number) => 100 + (at % 70);
		const feed = (level: BaselineLearner, from: number, to: number) => {
			for (let at = from; at <= to; at += 10) {
				level.feed(value(at), {timeMilliseconds: 0, monotonicMilliseconds: at * 1000});
			}

			return level;
		};

		feed(new BaselineLearner(numbers, 1, 0), 0, 30 * hour);
		const resumed = feed(new BaselineLearner(numbers, 1, 0), 30 * hour, 40 * hour);
		const {median, spread, highest, low, learnedSeconds} = learned(40 * hour, value);
		assert.deepEqual([resumed.median, resumed.spread, resumed.highest, resumed.low], [median, spread, highest, low]);
		assert.equal(resumed.learnedSeconds, learnedSeconds);
		assert.equal(new BaselineLearner(numbers, 0, 0).baseline, null);
	});

	it('begins anew when it is reset', () => {
		const level = learned(hour, () => 5);
		level.reset();
		assert.equal(level.baseline, null);
		assert.equal(level.learnedSeconds, 0);
	});
});
