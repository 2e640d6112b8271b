import type {Probe, ProbeFigures, ProbeSeries} from '../../source/model/probe.ts';
import type {SeriesWindow} from '../../source/model/series.ts';
import {aWindow} from './overview.ts';

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

/** The outcomes of a second; NaN where they are unknown. */
export type ProbeBucket = {
	readonly received: number;
	readonly lost: number;
	/** The average round-trip time of the received ones, microseconds. */
	readonly rtt: number;
};

/** Returns the series of a target that has these buckets. */
export function someProbeSeries(buckets: readonly ProbeBucket[], known: Partial<SeriesWindow> = {}): ProbeSeries {
	return {
		received: aWindow(buckets.map(({received}) => received), known),
		lost: aWindow(buckets.map(({lost}) => lost), known),
		roundTrips: aWindow(buckets.map(({received, rtt}) => received * rtt), known),
	};
}
