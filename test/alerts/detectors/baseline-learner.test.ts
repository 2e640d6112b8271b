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

	it('begins anew when it is reset', () => {
		const level = learned(hour, () => 5);
		level.reset();
		assert.equal(level.baseline, null);
		assert.equal(level.learnedSeconds, 0);
	});
});
