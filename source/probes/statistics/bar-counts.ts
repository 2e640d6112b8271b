import type {HistogramBar} from '../../model/probe.ts';

/** Where the bars begin, in microseconds: 0, then 1, 2, 5, 10, 20, 50 … up to 2000 s. The last one ends at 5000 s. */
const starts = [0, ...Array.from({length: 10}, (_, power) => [1, 2, 5].map(step => step * (10 ** power))).flat().slice(0, -1)];
const end = 5 * (10 ** 9);

/** Counts round-trip times by bars of a 1-2-5 series, exactly; 240 bytes. What is above belongs to the last bar. */
export class BarCounts {
	readonly #counts = new Float64Array(starts.length);

	add(microseconds: number): void {
		this.#counts[starts.findLastIndex(start => start <= microseconds)]!++;
	}

	/** From the first bar with a count to the last one, the empty ones between too. */
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
