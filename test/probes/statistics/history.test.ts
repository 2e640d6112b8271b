import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ProbeBucket} from '../../../source/model/probe.ts';
import {Histories} from '../../../source/probes/statistics/history.ts';
import {outcome} from '../probe-events.ts';

const empty: ProbeBucket = {
	received: 0, lost: 0, minimumMicroseconds: null, averageMicroseconds: null, maximumMicroseconds: null,
};
const reply = (rttMicroseconds: number) => outcome(1, 'reply', {rttMicroseconds});

test('five zoom levels of 240 buckets, the last one being filled', () => {
	const levels = new Histories().toHistories(1_000_100, 5_000_000);
	assert.deepEqual(levels.map(({seconds, bucketSeconds}) => [seconds, bucketSeconds]), [[120, 0.5], [600, 2.5], [3600, 15], [21_600, 90], [86_400, 360]]);
	for (const {buckets, bucketSeconds, endsAtMilliseconds} of levels) {
		assert.equal(buckets.length, 240);
		assert.ok(buckets.every(bucket => bucket.received === 0 && bucket.averageMicroseconds === null));
		const untilEnd = endsAtMilliseconds - 5_000_000;
		assert.ok(untilEnd > 0);
		assert.ok(untilEnd <= bucketSeconds * 1000);
	}

	assert.equal(levels[0]!.endsAtMilliseconds, 5_000_400);
});

test('a bucket has the outcomes of its stretch, a silent stretch has empty ones', () => {
	const histories = new Histories();
	histories.add(reply(100), 0);
	histories.add(outcome(2, 'refused', {rttMicroseconds: 300}), 499);
	histories.add(outcome(3, 'lost'), 500);
	histories.add(outcome(4, 'rejected', {rttMicroseconds: 7}), 520);
	histories.add(outcome(5, 'late', {rttMicroseconds: 9}), 520);
	histories.add(reply(50), 2000);
	assert.deepEqual(histories.toHistories(2000, 0)[0]!.buckets.slice(-5), [
		{
			received: 2, lost: 0, minimumMicroseconds: 100, averageMicroseconds: 200, maximumMicroseconds: 300,
		},
		{...empty, lost: 1},
		empty,
		empty,
		{
			received: 1, lost: 0, minimumMicroseconds: 50, averageMicroseconds: 50, maximumMicroseconds: 50,
		},
	]);
});

test('what is a round older than a bucket is not in it', () => {
	const histories = new Histories();
	histories.add(reply(1), 0);
	histories.add(outcome(2, 'lost'), 100);
	const [shortest, tenMinutes] = histories.toHistories(120_000, 0);
	assert.ok(shortest!.buckets.every(({received}) => received === 0));
	assert.equal(tenMinutes!.buckets.filter(({received, lost}) => received === 1 && lost === 1).length, 1);
	histories.add(reply(5), 120_001);
	assert.equal(histories.toHistories(120_001, 0)[0]!.buckets.at(-1)!.maximumMicroseconds, 5);
	// The slot has another stretch by now: nothing of it may be taken away.
	histories.amend(100);
	assert.equal(histories.toHistories(120_001, 0)[0]!.buckets.at(-1)!.lost, 0);
	assert.deepEqual(histories.loss(600, 120_001), {decided: 3, lost: 0});
});

test('what is told too late for a level is left out there, and spoils no newer bucket', () => {
	const histories = new Histories();
	histories.add(reply(5), 140_000);
	histories.add(outcome(2, 'lost'), 10_000);
	const [shortest, tenMinutes] = histories.toHistories(140_000, 0);
	assert.deepEqual(shortest!.buckets.filter(({received, lost}) => received + lost > 0), [{
		received: 1, lost: 0, minimumMicroseconds: 5, averageMicroseconds: 5, maximumMicroseconds: 5,
	}]);
	assert.equal(tenMinutes!.buckets.findLastIndex(({lost}) => lost === 1), 239 - 52);
	histories.amend(10_000);
	assert.ok(histories.toHistories(140_000, 0).every(({buckets}) => buckets.every(({lost}) => lost === 0)));
});

test('a lost one that was late is no loss, at every zoom level', () => {
	const histories = new Histories();
	histories.add(outcome(1, 'lost'), 10_000);
	histories.amend(10_000);
	for (const {buckets} of histories.toHistories(11_000, 0)) {
		assert.ok(buckets.every(({lost}) => lost === 0));
	}

	assert.deepEqual(histories.loss(300, 11_000), {decided: 1, lost: 0});
});

test('loss of a window counts whole buckets inside it', () => {
	const histories = new Histories();
	for (let second = 0; second < 4000; second++) {
		histories.add(second % 4 === 0 ? outcome(second + 1, 'lost') : reply(5), second * 1000);
	}

	// 300 s are 120 buckets of 2.5 s; the one that is being filled is one of them.
	assert.deepEqual(histories.loss(300, 3_999_900), {decided: 300, lost: 75});
	assert.deepEqual(histories.loss(3600, 3_999_900), {decided: 3595, lost: 898});
	assert.deepEqual(histories.loss(300, 9_000_000), {decided: 0, lost: 0});
});
