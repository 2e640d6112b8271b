/** A sample as the naive model keeps it: for ever, as it was told. */
export type NaiveSample = {
	/** Monotonic milliseconds. */
	readonly start: number;
	readonly end: number;
	readonly seconds: number;
	/** By entity and figure; null: unknown. An entity that is missing was not there. */
	readonly values: ReadonlyMap<string, Readonly<Record<string, number | null>>>;
};

type NaiveColumn = {
	readonly start: number;
	readonly end: number;
	readonly seconds: number;
	readonly mean: number;
	readonly highest: number;
};

export type NaiveWindow = {
	readonly means: readonly number[];
	readonly maxima: readonly number[];
	readonly peak: number | null;
	readonly average: number | null;
	readonly total: number | null;
};

export type NaiveFigure = {readonly entity: string; readonly figure: string; readonly isRate: boolean};

const resolutions = [[1, 600], [10, 2160], [60, 1440]] as const;

/** Returns a window as the store of series promises it, worked out from the list of all samples each time. */
export function naiveWindow(samples: readonly NaiveSample[], figure: NaiveFigure, seconds: number, buckets: number): NaiveWindow {
	const until = samples.at(-1)!.end;
	const bucketMilliseconds = seconds * 1000 / buckets;
	const last = Math.floor(until / bucketMilliseconds);
	const first = last - buckets + 1;
	const begin = first * bucketMilliseconds;
	const [columnSeconds, kept] = resolutions.find(([length, count]) => until - begin <= length * count * 1000) ?? resolutions[2];
	const columns = naiveColumns(samples, figure, columnSeconds).slice(-kept - 1).filter(({start, end}) => end >= begin && start < until);
	const shown = Array.from({length: buckets}, (_, index) => {
		const middle = (first + index + 0.5) * bucketMilliseconds;
		const ended = columns.filter(({end}) => Math.floor(end / bucketMilliseconds) === first + index);
		return ended.length > 0 ? ended : columns.filter(({start, end}) => start < middle && end > middle).slice(0, 1);
	});
	const known = knownOf(columns);
	return {
		means: shown.map(bucket => meanOf(bucket)),
		maxima: shown.map(bucket => knownOf(bucket).length === 0 ? NaN : Math.max(...knownOf(bucket).map(({highest}) => highest))),
		peak: known.length === 0 ? null : Math.max(...known.map(({highest}) => highest)),
		average: known.length === 0 ? null : meanOf(columns),
		total: known.length === 0 ? null : sum(known.map(column => column.mean * column.seconds)),
	};
}

function naiveColumns(samples: readonly NaiveSample[], {entity, figure, isRate}: NaiveFigure, columnSeconds: number): NaiveColumn[] {
	const groups: NaiveSample[][] = [];
	const numberOf = ({end}: NaiveSample) => Math.floor(end / (columnSeconds * 1000));
	for (const sample of samples) {
		const group = groups.at(-1);
		if (group !== undefined && numberOf(group[0]!) === numberOf(sample)) {
			group.push(sample);
		} else {
			groups.push([sample]);
		}
	}

	return groups.map(group => {
		const there = group.filter(({values}) => values.has(entity));
		const known = there.flatMap(({values, seconds}) => {
			const value = values.get(entity)![figure] ?? null;
			return value === null ? [] : [{value, seconds}];
		});
		const all = sum(group.map(({seconds}) => seconds));
		const knownSeconds = sum(known.map(({seconds}) => seconds));
		const unknownSeconds = sum(there.map(({seconds}) => seconds)) - knownSeconds;
		const amount = sum(known.map(({value, seconds}) => value * seconds));
		return {
			start: group[0]!.start,
			end: group.at(-1)!.end,
			seconds: all,
			mean: knownSeconds > 0 ? amount / (isRate ? all - unknownSeconds : knownSeconds) : NaN,
			highest: Math.max(...known.map(({value}) => value)),
		};
	});
}

function knownOf(columns: readonly NaiveColumn[]): readonly NaiveColumn[] {
	return columns.filter(({mean}) => !Number.isNaN(mean));
}

function meanOf(columns: readonly NaiveColumn[]): number {
	const known = knownOf(columns);
	return known.length === 0 ? NaN : sum(known.map(({mean, seconds}) => mean * seconds)) / sum(known.map(({seconds}) => seconds));
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
