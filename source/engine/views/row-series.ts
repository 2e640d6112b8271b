import type {Probe, ProbeSeries} from '../../model/probe.ts';
import type {SeriesWindow, WindowShape} from '../../model/series.ts';
import type {FigureOf, RecordedKind} from '../series/recorded-figures.ts';
import type {RecordedName} from '../series/series-source.ts';
import type {ViewQuestion, ViewSource} from './view.ts';

/** Values in the history of a row. */
const historyLength = 120;

/**
Returns what the sparkline of a row shows: the sum of the figures, a value for each second, or for each sample where samples are further apart.
Unknown where the first figure is.
*/
export function historyOf<Kind extends RecordedKind>({series, sample}: ViewSource, kind: Kind, identity: string, figures: ReadonlyArray<FigureOf<Kind>>): readonly number[] {
	if (series === null) {
		return [];
	}

	const shape = {seconds: historyLength * series.wholeIntervalSeconds, buckets: historyLength, until: sample.summary};
	const [first = [], ...others] = figures.map(figure => series.read(kind, identity, figure, shape)?.means ?? []);
	return first.map((value, bucket) => others.reduce((sum, means) => sum + (Number.isNaN(means[bucket]!) ? 0 : means[bucket]!), value));
}

/** Returns the charts of a detail, by figure; `name` is that in a recording where the identity does not say so. */
export function chartsOf<Kind extends RecordedKind, Figure extends FigureOf<Kind>>(
	{series, sample, chart, name}: Pick<ViewQuestion, 'series' | 'sample' | 'chart'> & {readonly name?: RecordedName},
	kind: Kind,
	identity: string,
	figures: readonly Figure[],
): Partial<Record<Figure, SeriesWindow>> {
	const charts: Partial<Record<Figure, SeriesWindow>> = {};
	for (const figure of figures) {
		const window = series?.read(kind, identity, figure, {...chart, until: sample.summary, ...name !== undefined && {name}});
		if (window !== undefined) {
			charts[figure] = window;
		}
	}

	return charts;
}

/** Returns the chart of a target. No bucket is shorter than a sample, which would look like two probes in it. */
export function probeSeriesOf({series, sample}: ViewSource, {identity, target, method, port}: Probe, {seconds, buckets}: WindowShape): Partial<ProbeSeries> {
	const most = series === null ? 0 : Math.floor(seconds / series.resolutionOf({seconds, buckets, until: sample.summary}));
	const chart = {seconds, buckets: Math.max(1, Math.min(buckets, most))};
	return chartsOf({
		series, sample, chart, name: {target, method, port},
	}, 'probe', identity, ['received', 'lost', 'roundTrips']);
}
