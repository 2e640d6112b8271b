import {unknownTotals, type Counted, type TrafficTotals} from '../../source/model/traffic.ts';

/** Returns totals of which only what a test names is known. */
export function someTotals(sinceStart: Partial<TrafficTotals> = {}): Counted {
	return {
		sinceStart: {...unknownTotals, ...sinceStart}, sinceReset: null, isLowerBound: false, missesBytes: false, atLeast: [],
	};
}
