import type {Probe, ProbeFigures} from '../../source/model/probe.ts';

/** Returns the figures of a target of which nothing was sent, with what a test names. */
export function someFigures(known: Partial<ProbeFigures> = {}): ProbeFigures {
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

/** Returns a target of which only what a test names is known. */
export function aProbe(known: Partial<Probe> = {}): Probe {
	return {
		identity: 'syn example.org 443',
		target: 'example.org:443',
		method: null,
		address: null,
		port: 443,
		previousAddress: null,
		status: null,
		statusSince: null,
		problem: null,
		session: someFigures(),
		lastMinute: someFigures(),
		lastRttMicroseconds: null,
		recent: [],
		passive: null,
		...known,
	};
}
