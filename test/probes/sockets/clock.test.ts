import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ProbeClock} from '../../../source/probes/sockets/clock.ts';

const noon = 1_700_000_000_000_000;

describe('ProbeClock', () => {
	it('puts the kernel\'s time of receipt on the monotonic scale', () => {
		const clock = new ProbeClock({realtimeMicroseconds: () => noon});
		const now = clock.now();
		const received = clock.received(noon - 2500);
		assert.ok(Math.abs(received - (now - 2.5)) < 0.5, `${received} is 2.5 ms before ${now}`);
	});

	it('reads the clocks again when something came between them', () => {
		let readings = 0;
		const clock = new ProbeClock({
			realtimeMicroseconds() {
				readings++;
				// At first another thread has the processor for a while.
				const end = performance.now() + (readings === 1 ? 2 : 0);
				while (performance.now() < end) {
					// It has.
				}

				return noon;
			},
		});
		const received = clock.received(noon);
		assert.equal(readings, 2);
		assert.ok(Math.abs(received - clock.now()) < 0.5);
	});

	it('takes the moment of reading when there is no time stamp, or the clock was set meanwhile', () => {
		const clock = new ProbeClock({realtimeMicroseconds: () => noon});
		for (const stamp of [null, noon + 3_600_000_000, noon - 3_600_000_000]) {
			const now = clock.now();
			const received = clock.received(stamp);
			assert.ok(received >= now, String(stamp));
			assert.ok(received < now + 100, String(stamp));
		}
	});
});
