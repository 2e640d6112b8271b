
// The package's index brings WebAssembly and a compressor along, which nothing here needs: this file of it brings neither.
import histogramFile from 'hdr-histogram-js/dist/Int32Histogram.js';
import type {HistogramBar, ProbeFigures} from '../../model/probe.ts';

/** The figures that are about round-trip times. */
export type RoundTripFigures = Pick<
	ProbeFigures,
	| 'minimumMicroseconds' | 'averageMicroseconds' | 'maximumMicroseconds' | 'standardDeviationMicroseconds' | 'jitterMicroseconds'
	| 'p50Microseconds' | 'p95Microseconds' | 'p99Microseconds'
>;

// What a default import of CommonJS is: its exports.
const {default: Int32Histogram} = histogramFile;

const maxMicroseconds = 3_600_000_000;
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
		this.#histogram.recordValue(Math.min(Math.round(microseconds), maxMicroseconds));
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

	/** Returns a percentile between minimum and maximum: the histogram gives the upper end of a range. */
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

/** The beginnings of the bars, in microseconds: 0, then 1, 2, 5, 10, 20, 50 … up to 2000 s. The last one ends at 5000 s. */
const starts = [0, ...Array.from({length: 10}, (_, power) => [1, 2, 5].map(step => step * (10 ** power))).flat().slice(0, -1)];
const end = 5 * (10 ** 9);

/** Counts round-trip times by bars of a 1-2-5 series, exactly; 240 bytes. What is above belongs to the last bar. */
export class BarCounts {
	readonly #counts = new Float64Array(starts.length);

	add(microseconds: number): void {
		this.#counts[starts.findLastIndex(start => start <= microseconds)]!++;
	}

	/** The bars from the first with a count to the last, with the empty ones between. */
	get bars(): HistogramBar[] {
		const first = this.#counts.findIndex(count => count > 0);
		const last = this.#counts.findLastIndex(count => count > 0);
		return starts.map((fromMicroseconds, index) => ({
			fromMicroseconds,
			toMicroseconds: starts[index + 1] ?? end,
			count: this.#counts[index]!,
		})).slice(Math.max(first, 0), last + 1);
	}
}

/** The share of the newest difference in the jitter: RFC 3550 section 6.4.1. */
const jitterShare = 1 / 16;

/** Exact figures of round-trip times that are not kept: by Welford's method, which loses nothing over millions of them. */
export class RunningFigures {
	#count = 0;
	#mean = 0;
	#squares = 0;
	#minimum = Infinity;
	#maximum = 0;
	#previous = 0;
	#jitter = 0;

	/** Takes the next one; they come in the order of arrival, because the jitter depends on it. */
	add(microseconds: number): void {
		this.#count++;
		const fromOldMean = microseconds - this.#mean;
		this.#mean += fromOldMean / this.#count;
		this.#squares += fromOldMean * (microseconds - this.#mean);
		this.#minimum = Math.min(this.#minimum, microseconds);
		this.#maximum = Math.max(this.#maximum, microseconds);
		if (this.#count > 1) {
			this.#jitter += (Math.abs(microseconds - this.#previous) - this.#jitter) * jitterShare;
		}

		this.#previous = microseconds;
	}

	get count(): number {
		return this.#count;
	}

	/** Null before the first one; the jitter before the second. */
	get figures() {
		const isKnown = this.#count > 0;
		return {
			minimumMicroseconds: isKnown ? this.#minimum : null,
			averageMicroseconds: isKnown ? this.#mean : null,
			maximumMicroseconds: isKnown ? this.#maximum : null,
			standardDeviationMicroseconds: isKnown ? Math.sqrt(this.#squares / this.#count) : null,
			jitterMicroseconds: this.#count > 1 ? this.#jitter : null,
		};
	}
}
