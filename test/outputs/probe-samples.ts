import type {Probe, ProbeFigures} from '../../source/model/probe.ts';

/* Probes to test with: everything unknown but what a test names. */

export function figures(known: Partial<ProbeFigures> = {}): ProbeFigures {
	return {
		sent: 0,
		received: 0,
		replies: 0,
		refused: 0,
		rejected: 0,
		late: 0,
		lost: 0,
		errors: 0,
		inFlight: 0,
		duplicates: 0,
		reordered: 0,
		lossPercent: null,
		minimumMicroseconds: null,
		averageMicroseconds: null,
		maximumMicroseconds: null,
		standardDeviationMicroseconds: null,
		jitterMicroseconds: null,
		p50Microseconds: null,
		p95Microseconds: null,
		p99Microseconds: null,
		...known,
	};
}

/** Ten probes, of which one was lost. */
export const tenSent = figures({
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

export function probe(known: Partial<Probe> = {}): Probe {
	return {
		identity: 'syn example.org 443',
		target: 'example.org:443',
		method: null,
		address: null,
		port: 443,
		previousAddress: null,
		status: null,
		statusSinceMilliseconds: null,
		problem: null,
		session: figures(),
		lastMinute: figures(),
		lastRttMicroseconds: null,
		recent: [],
		passive: null,
		...known,
	};
}
