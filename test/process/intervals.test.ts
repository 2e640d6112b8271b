import assert from 'node:assert/strict';
import {test} from 'node:test';
import {atMostEvery, nextBeat} from '../../source/process/intervals.ts';

test('the bell rings at once, then at most once in a second', () => {
	let now = 5;
	const rung: number[] = [];
	const ring = atMostEvery(1000, () => {
		rung.push(now);
	}, () => now);
	for (const time of [5, 6, 1004, 1005, 1500, 2005]) {
		now = time;
		ring();
	}

	assert.deepEqual(rung, [5, 1005, 2005]);
});

test('missed beats are left out', () => {
	assert.equal(nextBeat(0, 0.13), 1);
	assert.equal(nextBeat(1, 3.2), 4);
});

test('a timer that fires early does not repeat its beat', () => {
	assert.equal(nextBeat(3, 2.999), 4);
});
