import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {fullestQueue, type AcceptQueue} from '../../../source/engine/traffic/accept-queue.ts';

test('the queue that is full is shown, whatever room the others have', () => {
	const empty = {length: 0, limit: 128};
	assert.deepEqual(fullestQueue([empty, {length: 129, limit: 128}, empty]), {length: 129, limit: 128});
	assert.deepEqual(fullestQueue([{length: 100, limit: 4096}, {length: 5, limit: 5}]), {length: 5, limit: 5});
	assert.deepEqual(fullestQueue([empty, {length: 1, limit: 0}]), {length: 1, limit: 0});
});

test('where no limit is known it is the longest; of no sockets nothing is known', () => {
	assert.deepEqual(fullestQueue([{length: 1, limit: null}, {length: 3, limit: null}, {length: 2, limit: null}]), {length: 3, limit: null});
	assert.deepEqual(fullestQueue([]), {length: null, limit: null});
});

test('it is one of them, and none is fuller', () => {
	const queue = fc.record({length: fc.nat(200), limit: fc.nat(200)});
	const percent = ({length, limit}: AcceptQueue) => length! / Math.max(1, limit!);
	fc.assert(fc.property(fc.array(queue, {minLength: 1}), queues => {
		const fullest = fullestQueue(queues);
		assert.ok(queues.includes(fullest as typeof queues[number]));
		assert.ok(queues.every(each => percent(each) <= percent(fullest)));
	}));
});
