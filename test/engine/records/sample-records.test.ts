import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ConnectionLimit} from '../../../source/engine/records/recorded-connections.ts';
import {CompleteEnds} from '../../../source/engine/traffic/complete-ends.ts';

test('an end is complete when the kernel has reported it, once', () => {
	const ends = new CompleteEnds();
	ends.startTick(true);
	ends.gone(1, 10, null);
	ends.gone(2, 11, true);
	ends.reported(2, true);
	ends.unseen(12, false);
	ends.finish(true);
	assert.deepEqual(ends.ends.map(({row, beganHere}) => [row, beganHere]), [[11, true], [12, false]]);

	ends.startTick(true);
	ends.moved(1, 20);
	ends.moved(2, 21);
	ends.reported(1, false);
	ends.reported(2, true);
	ends.finish(true);
	assert.deepEqual(ends.ends.map(({row, beganHere}) => [row, beganHere]), [[20, false]]);

	ends.startTick(true);
	ends.reported(1, false);
	ends.finish(true);
	assert.deepEqual(ends.ends, []);
	assert.equal(ends.leftOut, 0);
});

test('an end that is not reported is complete after three samples, or at once where the kernel reports nothing', () => {
	const ends = new CompleteEnds();
	const found: number[] = [];
	for (let sample = 0; sample < 5; sample++) {
		ends.startTick(true);
		if (sample === 0) {
			ends.gone(1, 10, null);
		} else {
			ends.moved(1, 10 + sample);
		}

		ends.finish(true);
		found.push(...ends.ends.map(({row}) => row));
	}

	assert.deepEqual(found, [12]);
	ends.startTick(true);
	ends.gone(2, 7, true);
	ends.finish(false);
	assert.deepEqual(ends.ends.map(({row}) => row), [7]);
});

test('an end that has no row any more is counted as left out', () => {
	const ends = new CompleteEnds();
	ends.startTick(true);
	ends.gone(1, 10, null);
	ends.gone(2, 11, null);
	ends.finish(true);
	ends.startTick(true);
	ends.moved(1, 10);
	ends.finish(true);
	assert.deepEqual([ends.ends.length, ends.leftOut], [0, 1]);
	// The next sample has nothing to compare with.
	ends.startTick(false);
	ends.finish(true);
	assert.deepEqual([ends.ends.length, ends.leftOut], [0, 1]);
});

test('bursts of connections are recorded, a flood is bounded at 2,000 a second', () => {
	const limit = new ConnectionLimit();
	assert.equal(limit.take(5000, 0), 5000);
	assert.equal(limit.take(5000, 1000), 5000);
	let taken = 0;
	for (let second = 2; second < 102; second++) {
		taken += limit.take(10_000, second * 1000);
	}

	assert.ok(taken <= (100 * 2000) + 20_000, String(taken));
	assert.ok(taken >= 100 * 2000, String(taken));
});
