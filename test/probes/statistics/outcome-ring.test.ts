import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {OutcomeKind} from '../../../source/model/probe.ts';
import {OutcomeRing} from '../../../source/probes/statistics/outcome-ring.ts';
import {outcome} from '../probe-events.ts';

function since(ring: OutcomeRing, time: number): Array<[OutcomeKind, number | null, boolean]> {
	const visited: Array<[OutcomeKind, number | null, boolean]> = [];
	ring.visitSince(time, (...parameters) => {
		visited.push(parameters);
	});
	return visited;
}

/** A reply every so many milliseconds; its round-trip time is its sequence. */
function filled(count: number, everyMilliseconds: number): OutcomeRing {
	const ring = new OutcomeRing();
	for (let sequence = 1; sequence <= count; sequence++) {
		ring.push(outcome(sequence, 'reply', {rttMicroseconds: sequence, isReordered: sequence % 2 === 0}), sequence * everyMilliseconds, 0);
	}

	return ring;
}

for (const [perSecond, count] of [[1, 5000], [10, 20_000], [100, 40_000]] as const) {
	test(`the last minute is complete at ${perSecond} per second`, () => {
		const every = 1000 / perSecond;
		const ring = filled(count, every);
		const visited = since(ring, (count * every) - 60_000);
		const expected = Array.from({length: 60 * perSecond}, (_, index) => {
			const sequence = count - (60 * perSecond) + 1 + index;
			return ['reply', sequence, sequence % 2 === 0];
		});
		assert.deepEqual(visited, expected);
	});
}

test('the last 120 are there however long ago they were decided', () => {
	const ring = filled(1000, 3_600_000);
	assert.deepEqual(ring.recent(120).map(({rttMicroseconds}) => rttMicroseconds), Array.from({length: 120}, (_, index) => 881 + index));
	assert.equal(since(ring, 999.5 * 3_600_000).length, 1);
});

test('recent ones stand in the order in which they were sent', () => {
	const ring = new OutcomeRing();
	for (const [sequence, kind] of [[1, 'reply'], [4, 'reply'], [2, 'lost'], [5, 'error'], [3, 'lost']] as const) {
		ring.push(outcome(sequence, kind), 1, 0);
	}

	assert.deepEqual(ring.recent(120).map(({kind}) => kind), ['reply', 'lost', 'lost', 'reply', 'error']);
});

test('a lost one becomes late where it is, once', () => {
	const ring = new OutcomeRing();
	ring.push(outcome(1, 'lost'), 10, 3);
	ring.push(outcome(2, 'reply', {rttMicroseconds: 5}), 20, 19);
	const late = outcome(1, 'late', {rttMicroseconds: 9});
	assert.equal(ring.amend(late), 3);
	assert.equal(ring.amend(late), null);
	assert.equal(ring.amend(outcome(2, 'late')), null);
	assert.deepEqual(since(ring, 0), [['late', 9, false], ['reply', 5, false]]);
});

test('two minutes of lost ones can become late, also after the ring has grown round its end', () => {
	const ring = new OutcomeRing();
	let sequence = 0;
	let now = 0;
	const lose = (count: number, every: number) => {
		for (let index = 0; index < count; index++) {
			sequence++;
			now += every;
			ring.push(outcome(sequence, 'lost'), now, now - 1000);
		}
	};

	lose(200, 1000);
	lose(12_000, 10);
	assert.equal(ring.hasForgotten(1), true);
	assert.equal(ring.hasForgotten(sequence - 11_999), false);
	for (let old = sequence - 11_999; old <= sequence; old += 997) {
		assert.equal(ring.amend(outcome(old, 'late')), now - ((sequence - old) * 10) - 1000);
	}
});

test('nothing is forgotten before something was overwritten', () => {
	const ring = new OutcomeRing();
	assert.equal(ring.hasForgotten(1), false);
	ring.push(outcome(7, 'lost'), 1, 0);
	assert.equal(ring.hasForgotten(1), false);
});
