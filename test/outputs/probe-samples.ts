import {someFigures} from '../builders/probe.ts';

/** Ten probes, of which one was lost. */
export const tenSent = someFigures({
	sent: 10,
	received: 9,
	replies: 9,
	lost: 1,
	lossPercent: 10,
	minimumMicroseconds: 20_100,
	averageMicroseconds: 20_400.4,
	maximumMicroseconds: 21_900,
	standardDeviationMicroseconds: 17,
	jitterMicroseconds: 0.4,
	p50Microseconds: 20_300,
	p95Microseconds: 21_900,
	p99Microseconds: 21_900,
});

