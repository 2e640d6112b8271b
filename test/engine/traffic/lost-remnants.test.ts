import assert from 'node:assert/strict';
import {test} from 'node:test';
import {LostRemnants} from '../../../source/engine/traffic/lost-remnants.ts';

const counters = (overflow: number, linger = 0) => new Map([
	['TcpExtTCPTimeWaitOverflow', overflow], ['TcpExtTCPAbortOnMemory', 0], ['TcpExtTCPAbortOnLinger', linger],
]);

test('remnants are lost when a counter rises, and may be while one is not known', () => {
	const remnants = new LostRemnants();
	const samples = [counters(7), counters(7), counters(8), counters(8, 1), counters(8, 1), new Map(), counters(8, 1), counters(8, 1)];
	assert.deepEqual(samples.map(sample => remnants.update(sample)), [false, false, true, true, false, true, true, false]);
});
