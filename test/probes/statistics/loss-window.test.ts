import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LossWindow} from '../../../source/probes/statistics/loss-window.ts';

test('what was sent before the window is not in it, and what is sent after a silence finds it empty', () => {
	const window = new LossWindow(300);
	window.add('reply', 0);
	window.add('lost', 100);
	assert.deepEqual(window.loss(299_999), {decided: 2, lost: 1});
	assert.deepEqual(window.loss(300_000), {decided: 0, lost: 0});
	window.add('refused', 300_001);
	assert.deepEqual(window.loss(300_001), {decided: 1, lost: 0});
	// The slot has another stretch by now: nothing of it may be taken away.
	window.amend(100);
	assert.deepEqual(window.loss(300_001), {decided: 1, lost: 0});
});

test('what is reported too late for the window is left out, and spoils no newer bucket', () => {
	const window = new LossWindow(300);
	window.add('reply', 310_000);
	window.add('lost', 10_000);
	assert.deepEqual(window.loss(310_000), {decided: 1, lost: 0});
	window.amend(10_000);
	assert.deepEqual(window.loss(310_000), {decided: 1, lost: 0});
});

test('a lost one that was late is no loss', () => {
	const window = new LossWindow(3600);
	window.add('lost', 10_000);
	window.add('lost', 10_000);
	window.amend(10_000);
	assert.deepEqual(window.loss(11_000), {decided: 2, lost: 1});
});

test('loss of a window counts whole buckets inside it', () => {
	const [fiveMinutes, hour] = [new LossWindow(300), new LossWindow(3600)];
	for (let second = 0; second < 4000; second++) {
		for (const window of [fiveMinutes, hour]) {
			window.add(second % 4 === 0 ? 'lost' : 'reply', second * 1000);
		}
	}

	// Of 1.25 s and 15 s; the one that is being filled is one of them.
	assert.deepEqual(fiveMinutes.loss(3_999_900), {decided: 300, lost: 75});
	assert.deepEqual(hour.loss(3_999_900), {decided: 3595, lost: 898});
	assert.deepEqual(fiveMinutes.loss(9_000_000), {decided: 0, lost: 0});
});
