import assert from 'node:assert/strict';
import {test} from 'node:test';
import {TimeRing} from '../../../source/probes/statistics/time-ring.ts';

test('a minute is complete, whatever came before it', () => {
	const ring = new TimeRing();
	let now = 1_000_000;
	assert.equal(ring.countSince(now - 60_000), 0);
	for (const [count, every] of [[100, 10_000], [3000, 20], [100, 1000], [6000, 10]] as const) {
		for (let index = 0; index < count; index++) {
			now += every;
			ring.push(now);
		}

		assert.equal(ring.countSince(now - (5 * every)), 5);
		assert.equal(ring.countSince(now - 60_000), Math.min(count, 60_000 / every));
	}
});
