import asciichart from 'asciichart';
import type {ProbeSeries} from '../../model/probe.ts';
import type {SeriesWindow} from '../../model/series.ts';
import {formatTime} from '../../text/format-duration.ts';
import {joinPieces, type Piece} from '../text/pieces.ts';
import {fit} from '../text/text-width.ts';

/** The height of a detail's chart, a line less than it takes. */
const usualHeight = 8;
/** The labels of the axis, a space and the axis itself. */
const axisWidth = 10;
const labelWidth = axisWidth - 2;
/** `14:03:22` with room around it. */
const timeWidth = 12;

/** A line of the chart, which may have parts in styles of their own. */
export type ChartLine = readonly Piece[];

/** The outcomes of a stretch of time; 0 also where they are unknown. */
type Bucket = {
	/** Per second. */
	readonly received: number;
	readonly lost: number;
	/** The round-trip times of the received ones, added up. */
	readonly microseconds: number;
};

/** A column of the chart. */
type Column = Bucket & {
	/** No probe was due in it: the line goes on from the one before to the one after. */
	readonly isBridged: boolean;
};

/** Returns the number of columns that a chart of a width has. */
export function rttRoom(width: number): number {
	return Math.max(1, width - axisWidth);
}

/**
Round-trip times over a stretch of time, the newest at the right, always as many lines: the average of the probes that
were answered, no line where none was; below it where probes were lost, and the time.
*/
export function rttChart(series: ProbeSeries, width: number, isUtc: boolean): readonly ChartLine[] {
	const room = rttRoom(width);
	const columns = stretch(bucketsOf(series), room);
	return [
		...plot(columns, usualHeight),
		lossLine(columns),
		[{text: fit('', axisWidth) + timeAxis(series.received, room, isUtc), style: 'muted'}],
	];
}

/** Returns the same in so many lines, without times. */
export function smallRttChart(series: ProbeSeries, {width, lines}: {readonly width: number; readonly lines: number}): readonly ChartLine[] {
	const columns = stretch(bucketsOf(series), rttRoom(width));
	return [...plot(columns, lines - 2), lossLine(columns)];
}

function bucketsOf({received, lost, roundTrips}: ProbeSeries): readonly Bucket[] {
	const known = (value: number | undefined) => value === undefined || Number.isNaN(value) ? 0 : value;
	return received.means.map((value, bucket) => ({received: known(value), lost: known(lost.means[bucket]), microseconds: known(roundTrips.means[bucket])}));
}

/** Exactly `room` columns: each covers as many of the buckets as fall into it, or a part of one. */
function stretch(buckets: readonly Bucket[], room: number): readonly Column[] {
	const bridged = bridgedBuckets(buckets);
	return Array.from({length: room}, (_, index) => {
		const first = Math.floor(index * buckets.length / room);
		const end = Math.max(first + 1, Math.floor((index + 1) * buckets.length / room));
		const merged = merge(buckets.slice(first, end));
		// An empty column lies between the same two probes as a whole.
		return {...merged, isBridged: isEmpty(merged) && bridged.has(first)};
	});
}

/**
Returns the empty buckets between two answered probes that are as far apart as probes usually are here. One that came to
something else than an answer, and a pause, make a longer distance: they stay gaps.
*/
function bridgedBuckets(buckets: readonly Bucket[]): ReadonlySet<number> {
	const filled = buckets.entries().filter(([, bucket]) => !isEmpty(bucket)).toArray();
	const steps = filled.slice(1).map(([index, bucket], place) => {
		const [from, before] = filled[place]!;
		return {from, length: index - from, isAnswered: before.received > 0 && bucket.received > 0};
	});
	const usual = steps.map(({length}) => length).toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
	// Where a bucket ends cuts a distance by up to one.
	const longest = (usual * 1.5) + 1;
	return new Set(steps
		.filter(({length, isAnswered}) => isAnswered && length <= longest)
		.flatMap(({from, length}) => Array.from({length: length - 1}, (_, index) => from + 1 + index)));
}

function isEmpty({received, lost}: Bucket): boolean {
	return received === 0 && lost === 0;
}

function merge(buckets: readonly Bucket[]): Bucket {
	let [received, lost, microseconds] = [0, 0, 0];
	for (const bucket of buckets) {
		received += bucket.received;
		lost += bucket.lost;
		microseconds += bucket.microseconds;
	}

	return {received, lost, microseconds};
}

/**
asciichart draws a line through every value. A bridge is given the value before it. So is a gap, which is blanked
afterwards, but its last column: that has the value that follows, so that the line begins there without a corner to
what was before. The first value is a mark on the axis, so the first one is given twice.
*/
function plot(columns: readonly Column[], chartHeight: number): readonly ChartLine[] {
	const values = columns.map(({received, microseconds}) => received === 0 ? null : microseconds / received);
	const known = values.filter(value => value !== null);
	const [first] = known;
	if (first === undefined) {
		const empty = Array.from({length: chartHeight}, (): ChartLine => []);
		return [[{text: `${fit('', axisWidth)}No probe was answered in this time.`, style: 'muted'}], ...empty];
	}

	const {low, range, label} = scaleOf(Math.min(...known), Math.max(...known), chartHeight);
	const isGap = columns.map(({received, isBridged}) => received === 0 && !isBridged);
	// Another colour where probes were lost.
	const styles = columns.map(({received, lost}) => lost === 0 ? quiet : (lost / (received + lost) > 0.05 ? heavy : light));
	let last = first;
	const series = values.map((value, index) => {
		last = value ?? (isGap[index] === true ? values[index + 1] : null) ?? last;
		return last - low;
	});
	const lines = asciichart.plot([first - low, ...series], {
		height: chartHeight, min: 0, max: range, offset: axisWidth - labelWidth + 1, format: value => label(low + value).padStart(labelWidth),
	}).split('\n');
	return lines.map((line): ChartLine => {
		const [labels, drawn] = [[...line].slice(0, axisWidth), [...line].slice(axisWidth, axisWidth + values.length)];
		const pieces = drawn.map((character, index): Piece => isGap[index] === true ? {text: ' '} : {text: character, ...styles[index]});
		return joinPieces([{text: labels.join(''), style: 'muted'}, ...pieces]);
	});
}

const quiet = {style: 'accent'} as const;
const light = {style: 'warning'} as const;
const heavy = {style: 'bad'} as const;

type Scale = {
	readonly low: number;
	readonly range: number;
	readonly label: (microseconds: number) => string;
};

/** Returns a scale from the lowest value on, so that small changes show, but tiny ones do not fill it, and labels differ. */
function scaleOf(low: number, high: number, chartHeight: number): Scale {
	const range = Math.max(chartHeight, high / 1000, high - low);
	const bottom = Math.max(0, Math.min(low, ((low + high) / 2) - (range / 2)));
	const top = bottom + range;
	const [unit, size] = top < 1000 ? ['µs', 1] : (top < 1_000_000 ? ['ms', 1000] : ['s', 1_000_000]);
	const decimals = Math.max(0, Math.ceil(-Math.log10(range / chartHeight / size)));
	return {low: bottom, range, label: microseconds => `${(microseconds / size).toFixed(decimals)}${unit}`};
}

/** Returns a mark under each column in which a probe was lost. */
function lossLine(columns: readonly Bucket[]): ChartLine {
	const marks = columns.map(({lost}): Piece => lost > 0 ? {text: '×', style: 'alarm'} : {text: ' '});
	return joinPieces([{text: `${'lost'.padStart(labelWidth)}  `, style: 'muted'}, ...marks]);
}

/** Times in equal distances, each beginning where its moment is; the last one ends where the chart does. */
function timeAxis({seconds, endsAtMilliseconds}: SeriesWindow, room: number, isUtc: boolean): string {
	const count = Math.max(1, Math.min(6, Math.floor(room / timeWidth)));
	const precision = seconds > 3600 ? 'minutes' : 'seconds';
	const text = (share: number) => formatTime(endsAtMilliseconds - (seconds * 1000 * (1 - share)), isUtc, precision);
	const cell = Math.floor(room / count);
	const times = Array.from({length: count - 1}, (_, index) => fit(`└${text(index * cell / room)}`, cell));
	return times.join('') + fit(`${text(1)}┘`, room - (cell * (count - 1)), 'right');
}
