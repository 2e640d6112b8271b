import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseTravel} from '../../../source/engine/history/time-travel.ts';

const clock = {nowMilliseconds: Date.parse('2026-11-29T14:30:20.600Z'), isUtc: true};

function momentOf(text: string): string | undefined {
	const parsed = parseTravel(text, clock);
	return 'to' in parsed && 'timeMilliseconds' in parsed.to ? new Date(parsed.to.timeMilliseconds).toISOString() : undefined;
}

test('a time to the second reaches to its end, as a screen shows it for so long, but not beyond now', () => {
	assert.equal(momentOf('14:30:05'), '2026-11-29T14:30:05.999Z');
	assert.equal(momentOf('14:30'), '2026-11-29T14:30:00.999Z');
	assert.equal(momentOf('14:30:20'), '2026-11-29T14:30:20.600Z');
	assert.equal(momentOf('-10s'), '2026-11-29T14:30:10.600Z');
});

test('steps of a key, and what is yet to come', () => {
	assert.deepEqual(parseTravel('30[', clock), {to: {samples: -30}});
	assert.deepEqual(parseTravel('2}', clock), {to: {seconds: 120}});
	assert.deepEqual(parseTravel('now', clock), {to: {timeMilliseconds: clock.nowMilliseconds}});
	assert.deepEqual(parseTravel('2026-11-29 14:31', clock), {problem: '\'2026-11-29 14:31\' is yet to come'});
});
