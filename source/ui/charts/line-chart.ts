import asciichart from 'asciichart';
import {formatCompact} from '../../text/format-number.ts';
import {peakOf, type Series} from './area-chart.ts';

/** Labels of at most four characters, a space and the axis itself: as wide as the axis of an area. */
const labelWidth = 4;
const axisWidth = labelWidth + 2;

/**
Returns values as a line with an axis of labels at its left, exactly `height` lines, the newest value at the right. Where nothing but 0 is known the
chart is blank but for the 0 of its axis.

asciichart draws a line through every value: what is not known has the value before it, its last column the one that follows, and is blanked
afterwards. The first value is a mark on the axis, so it is given twice.
@param least The axis ends there or above: no two of its labels are alike.
*/
export function lineChart(values: Series, {width, height, least}: {readonly width: number; readonly height: number; readonly least: number}): readonly string[] {
	const shown = values.slice(-Math.max(1, width - axisWidth));
	const peak = peakOf(shown) ?? 0;
	const first = shown.find(value => isKnown(value));
	if (first === undefined || first === null || !(peak > 0)) {
		return [...blank(height - 1), '0'.padStart(labelWidth)];
	}

	let last = first;
	const series = shown.map((value, index) => {
		const next = shown[index + 1] ?? NaN;
		last = isKnown(value) ? value : (isKnown(next) ? next : last);
		return last;
	});
	const top = Math.max(least, peak);
	const lines = asciichart.plot([first, ...series], {
		height: height - 1,
		min: 0,
		max: top,
		offset: 3,
		format(value) {
			// The axis ends a rounding error away from 0.
			const rounded = Math.max(0, Number(value.toFixed(9)));
			return formatCompact(least > 1 ? Math.round(rounded) : rounded).padStart(labelWidth);
		},
	}).split('\n').map(line => [...line].map((character, index) => index >= axisWidth && !isKnown(shown[index - axisWidth]) ? ' ' : character).join('').trimEnd());
	return [...lines, ...blank(height - lines.length)];
}

function isKnown(value: number | null | undefined): value is number {
	return value !== null && value !== undefined && !Number.isNaN(value);
}

function blank(count: number): readonly string[] {
	return Array.from({length: Math.max(0, count)}, () => '');
}
