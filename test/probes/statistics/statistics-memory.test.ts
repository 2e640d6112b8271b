import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import type {ProbeEvent} from '../../../source/model/probe.ts';
import {TargetStatistics} from '../../../source/probes/statistics/statistics.ts';
import {
	late,
	outcomeEvent,
	reply,
	sent,
	target,
	TestClock,
} from '../probe-events.ts';

/** Bytes in use after all garbage is gone: typed arrays, and all else. */
function usedBytes() {
	setFlagsFromString('--expose-gc');
	runInNewContext('gc()');
	const {heapUsed, arrayBuffers} = process.memoryUsage();
	return {arrays: arrayBuffers, all: heapUsed + arrayBuffers};
}

/** Every outcome and many duplicates, with round-trip times up to an hour. */
function * events(perSecond: number, clock: TestClock): Generator<ProbeEvent, never> {
	for (let sequence = 1; ; sequence++) {
		clock.now = sequence * 1000 / perSecond;
		yield sent(sequence);
		if (sequence % 10 === 0) {
			yield outcomeEvent(sequence, 'lost');
			yield late(sequence);
		} else {
			yield reply(sequence, sequence % 1000 === 1 ? 3_600_000_000 : (sequence * 7919) % 200_000);
			yield {
				target: 'id', type: 'duplicate', sequence, rttMicroseconds: 1,
			};
		}
	}
}

function feed(statistics: TargetStatistics, source: Iterator<ProbeEvent, never>, count: number): void {
	for (let index = 0; index < count; index++) {
		statistics.add(source.next().value);
	}
}

for (const {perSecond, most} of [{perSecond: 1, most: 115_000}, {perSecond: 100, most: 720_000}]) {
	test(`three million events at ${perSecond} probes per second take no more memory than the first ones`, () => {
		const clock = new TestClock();
		const before = usedBytes();
		const statistics = new TargetStatistics('id', target, clock);
		const source = events(perSecond, clock);
		feed(statistics, source, 150_000);
		const early = usedBytes();
		feed(statistics, source, 2_850_000);
		const end = usedBytes();
		assert.equal(statistics.session().sent, 1_000_000);
		assert.equal(end.arrays, early.arrays);
		// What the engine makes of the code while it runs is in it, a list of the probes would be eight times as much.
		assert.ok(end.all - early.all < 1_000_000, `grew by ${end.all - early.all} bytes`);
		assert.ok(end.arrays - before.arrays < most, `takes ${end.arrays - before.arrays} bytes`);
	});
}
