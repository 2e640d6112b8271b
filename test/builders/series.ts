import type {SeriesWindow} from '../../source/model/series.ts';

/** Returns a window of two minutes with these buckets, whose highest values are their means. */
export function aSeriesWindow(means: readonly number[] = [0, 0], known: Partial<SeriesWindow> = {}): SeriesWindow {
	const seconds = 120;
	const values = means.filter(value => !Number.isNaN(value));
	const sum = values.reduce((total, value) => total + value, 0);
	return {
		seconds,
		bucketSeconds: seconds / means.length,
		endsAtMilliseconds: 1_700_000_000_000,
		means,
		maxima: means,
		peak: values.length === 0 ? null : Math.max(...values),
		average: values.length === 0 ? null : sum / values.length,
		total: values.length === 0 ? null : sum * seconds / means.length,
		isPartial: false,
		...known,
	};
}

/** Returns the charts of traffic of which everything came in. */
export function trafficCharts(means: readonly number[]) {
	return {receive: aSeriesWindow(means), send: aSeriesWindow(means.map(() => 0))};
}
