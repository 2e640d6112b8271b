import assert from 'node:assert/strict';
import {test} from 'node:test';
import {AlertQueue} from '../../../source/engine/alerting/alert-queue.ts';
import {ruleOf, transition} from '../alert-transitions.ts';

const rule = ruleOf('busy', ['page']);

function add(queue: AlertQueue, state: 'fired' | 'cleared', from: number, to = from): void {
	for (let number = from; number <= to; number++) {
		queue.add(transition(rule, number, state));
	}
}

/** `+3` began, `-3` ended. */
function drain(queue: AlertQueue): string {
	const taken = [];
	for (let next = queue.take(); next !== undefined; next = queue.take()) {
		taken.push(`${next.state === 'fired' ? '+' : '-'}${next.alert.identity.slice('alert '.length)}`);
	}

	return taken.join(' ');
}

test('what waits keeps its order', () => {
	const queue = new AlertQueue();
	assert.ok(queue.isEmpty);
	assert.ok(queue.isDone);
	add(queue, 'fired', 1, 2);
	add(queue, 'cleared', 1);
	add(queue, 'fired', 3);
	assert.ok(!queue.isEmpty);
	assert.equal(drain(queue), '+1 +2 -1 +3');
	assert.ok(queue.isEmpty);
	assert.ok(!queue.isDone, 'ends are owed');
	add(queue, 'cleared', 2, 3);
	assert.equal(drain(queue), '-2 -3');
	assert.ok(queue.isDone);
	assert.equal(queue.takeLeftOut(), 0);
});

test('of too many the oldest beginnings are left out, and their ends', () => {
	const queue = new AlertQueue();
	add(queue, 'fired', 1, 20);
	assert.equal(queue.takeLeftOut(), 4);
	assert.equal(queue.takeLeftOut(), 0);
	add(queue, 'cleared', 1, 20);
	assert.equal(drain(queue), [...Array.from({length: 16}, (_, index) => `+${index + 5}`), ...Array.from({length: 16}, (_, index) => `-${index + 5}`)].join(' '));
	assert.ok(queue.isDone);
});

test('what is over before it could be told is left out first', () => {
	const queue = new AlertQueue();
	add(queue, 'fired', 1, 16);
	add(queue, 'cleared', 7);
	add(queue, 'fired', 17);
	assert.equal(queue.takeLeftOut(), 1);
	assert.equal(drain(queue), '+1 +2 +3 +4 +5 +6 +8 +9 +10 +11 +12 +13 +14 +15 +16 +17');
});

test('whoever heard of a beginning hears of the end, however many come', () => {
	const queue = new AlertQueue();
	for (let number = 1; number <= 100; number++) {
		add(queue, 'fired', number);
		assert.equal(drain(queue), `+${number}`);
	}

	add(queue, 'cleared', 1, 100);
	add(queue, 'fired', 101, 140);
	assert.equal(queue.takeLeftOut(), 24);
	const taken = drain(queue).split(' ');
	assert.equal(taken.filter(word => word.startsWith('-')).length, 100);
	assert.equal(taken.filter(word => word.startsWith('+')).length, 16);
});

test('a flapping alert does not fill the queue', () => {
	const queue = new AlertQueue();
	for (let number = 1; number <= 1000; number++) {
		add(queue, 'fired', number);
		add(queue, 'cleared', number);
	}

	assert.equal(queue.takeLeftOut(), 1000 - 16);
	assert.equal(drain(queue).split(' ').length, 32);
	assert.ok(queue.isDone);
});

test('ends that never come are not waited for forever', () => {
	const queue = new AlertQueue();
	for (let number = 1; number <= 1000; number++) {
		add(queue, 'fired', number);
		drain(queue);
	}

	add(queue, 'cleared', 1, 1000);
	assert.equal(drain(queue).split(' ').length, 256);
	assert.ok(queue.isDone);
});
