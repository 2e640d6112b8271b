import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {Schedule} from '../../../source/probes/prober/schedule.ts';

describe('Schedule', () => {
	it('keeps to its grid however late each probe is', () => {
		const schedule = new Schedule(1000, 100);
		const due: number[] = [];
		for (const lateness of [0, 0.3, 99, 2, 0]) {
			due.push(schedule.due);
			schedule.advance(schedule.due + lateness);
		}

		assert.deepEqual(due, [1000, 1100, 1200, 1300, 1400]);
	});

	it('leaves out what was missed: no burst follows a pause', () => {
		const schedule = new Schedule(0, 10);
		schedule.advance(0);
		schedule.advance(60_004);
		assert.equal(schedule.due, 60_010);
	});
});
