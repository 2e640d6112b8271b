// The package's index brings WebAssembly and a compressor along, which nothing here needs: this file of it brings neither.
import histogramFile from 'hdr-histogram-js/dist/Int32Histogram.js';
import type {HistogramBar, ProbeFigures} from '../../model/probe.ts';
import {BarCounts} from './bar-counts.ts';
import {RunningFigures} from './running-figures.ts';

/** The figures that are about round-trip times. */
export type RoundTripFigures = Pick<
	ProbeFigures,
	| 'minimumMicroseconds' | 'averageMicroseconds' | 'maximumMicroseconds' | 'standardDeviationMicroseconds' | 'jitterMicroseconds'
	| 'p50Microseconds' | 'p95Microseconds' | 'p99Microseconds'
>;

// What a default import of CommonJS is: its exports.
const {default: Int32Histogram} = histogramFile;

const longestMicroseconds = 3_600_000_000;
/** Percentiles are exact below 2048 µs, and within 0.1 % above. */
const significantDigits = 3;

/**
The round-trip times of a session: exact figures, percentiles from a histogram of whole microseconds.
Takes 8 KiB, 4 KiB more for each doubling of the longest time above 2 ms, and at most 94 KiB: times above an hour count as an hour there.
*/
export class RoundTripTimes {
	readonly #running = new RunningFigures();
	readonly #bars = new BarCounts();
	readonly #histogram = new Int32Histogram(1, 2, significantDigits);

	constructor() {
		this.#histogram.autoResize = true;
	}

	add(microseconds: number): void {
		this.#running.add(microseconds);
		this.#bars.add(microseconds);
		this.#histogram.recordValue(Math.min(Math.round(microseconds), longestMicroseconds));
	}

	get figures(): RoundTripFigures {
		return {
			...this.#running.figures,
			p50Microseconds: this.#percentile(50),
			p95Microseconds: this.#percentile(95),
			p99Microseconds: this.#percentile(99),
		};
	}

	get bars(): HistogramBar[] {
		return this.#bars.bars;
	}

	/** The histogram answers with the upper end of a range; no percentile is above the maximum or below the minimum. */
	#percentile(percent: number): number | null {
		const {minimumMicroseconds, maximumMicroseconds} = this.#running.figures;
		return minimumMicroseconds === null || maximumMicroseconds === null
			? null
			: Math.max(minimumMicroseconds, Math.min(maximumMicroseconds, this.#histogram.getValueAtPercentile(percent)));
	}
}

/** The exact figures of round-trip times that are few enough to be kept: a minute's. */
export class FewRoundTripTimes {
	readonly #running = new RunningFigures();
	readonly #microseconds: number[] = [];

	add(microseconds: number): void {
		this.#running.add(microseconds);
		this.#microseconds.push(microseconds);
	}

	get figures(): RoundTripFigures {
		const ascending = Float64Array.from(this.#microseconds).toSorted();
		return {
			...this.#running.figures,
			p50Microseconds: percentile(ascending, 50),
			p95Microseconds: percentile(ascending, 95),
			p99Microseconds: percentile(ascending, 99),
		};
	}
}

/** By nearest rank: the smallest of them that at least so many percent do not exceed. */
function percentile(ascending: Float64Array, percent: number): number | null {
	return ascending[Math.ceil(ascending.length * percent / 100) - 1] ?? null;
}
