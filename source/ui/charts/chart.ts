import asciichart from 'asciichart';
import {formatCompact} from '../../text/format-number.ts';

const chartHeight = 6;
/** The labels of the axis and the axis itself. */
const axisWidth = 12;

/** Returns the traffic of the last samples as a chart, in bits per second. */
export function trafficChart(history: readonly number[], width: number): readonly string[] {
	// A bit per second for each line at least, so that no two labels of a slow or silent port are alike.
	return historyChart(history, width, chartHeight, value => `${formatCompact(Math.round(value))}bit/s`);
}

/** Returns how often something happened in the last samples as a chart, per second. */
export function rateChart(history: readonly number[], width: number): readonly string[] {
	return historyChart(history, width, 1, value => `${formatCompact(value)}/s`);
}

/**
Values as a chart of constant height, the newest at the right; its axis ends at `least` or above. asciichart draws from the
first value on, and a constant series as one line; filled up here so that nothing below it moves.
*/
function historyChart(history: readonly number[], width: number, least: number, format: (value: number) => string): readonly string[] {
	const series = history.filter(value => Number.isFinite(value)).slice(-Math.max(1, width - axisWidth - 1));
	if (series.length < 2) {
		return ['No history yet.', ...blank(chartHeight)];
	}

	const lines = asciichart.plot(series, {
		height: chartHeight,
		min: 0,
		max: Math.max(least, ...series),
		offset: 3,
		format(value) {
			// The axis ends a rounding error away from 0.
			const rounded = Number(value.toFixed(9));
			return format(Math.max(0, rounded)).padStart(axisWidth - 3);
		},
	}).split('\n');
	return [...lines, ...blank(chartHeight + 1 - lines.length)];
}

function blank(count: number): readonly string[] {
	return Array.from({length: Math.max(0, count)}, () => '');
}
