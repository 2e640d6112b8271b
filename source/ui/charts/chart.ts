import asciichart from 'asciichart';
import {formatCompact} from '../../text/format-number.ts';

const chartHeight = 6;
/** The labels of the axis and the axis itself. */
const axisWidth = 11;

/** Returns the number of values that a chart of a width shows. */
export function chartRoom(width: number): number {
	return Math.max(2, width - axisWidth - 1);
}

/** Returns traffic as a chart, in bits per second. */
export function trafficChart(history: readonly number[], width: number): readonly string[] {
	// A bit per second for each line at least, so that no two labels of a slow or silent port are alike.
	return historyChart(history, width, chartHeight, value => `${formatCompact(Math.round(value))}bit/s`);
}

/** Returns how many there were as a chart. */
export function countChart(history: readonly number[], width: number): readonly string[] {
	return historyChart(history, width, chartHeight, value => formatCompact(Math.round(value)));
}

/** Returns how often something happened as a chart, per second. */
export function rateChart(history: readonly number[], width: number): readonly string[] {
	return historyChart(history, width, 1, value => `${formatCompact(value)}/s`);
}

/**
Values as a chart of constant height, the newest at the right; its axis ends at `least` or above. asciichart draws a line through every value: what is
not known has the value before it, its last column the one that follows, and is blanked afterwards. The first value is a mark on the axis, so it is given
twice. A constant series is one line; filled up here so that nothing below it moves.
*/
function historyChart(history: readonly number[], width: number, least: number, format: (value: number) => string): readonly string[] {
	const values = history.slice(-chartRoom(width));
	const known = values.filter(value => Number.isFinite(value));
	const [first] = known;
	if (first === undefined || known.length < 2) {
		return ['No history yet.', ...blank(chartHeight)];
	}

	const isGap = values.map(value => !Number.isFinite(value));
	let last = first;
	const series = values.map((value, index) => {
		const next = values[index + 1] ?? NaN;
		last = Number.isFinite(value) ? value : (Number.isFinite(next) ? next : last);
		return last;
	});
	const lines = asciichart.plot([series[0]!, ...series], {
		height: chartHeight,
		min: 0,
		max: Math.max(least, ...known),
		offset: 3,
		format(value) {
			// The axis ends a rounding error away from 0.
			const rounded = Number(value.toFixed(9));
			return format(Math.max(0, rounded)).padStart(axisWidth - 2);
		},
	}).split('\n').map(line => [...line].map((character, index) => isGap[index - axisWidth] === true ? ' ' : character).join('').trimEnd());
	return [...lines, ...blank(chartHeight + 1 - lines.length)];
}

function blank(count: number): readonly string[] {
	return Array.from({length: Math.max(0, count)}, () => '');
}
