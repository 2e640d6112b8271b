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
@param least The axis ends there or above: no two of its labels are alike, and whole numbers have whole ones from 2 on.
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
	const {top, step} = axisOf(Math.max(least, peak), height - 1);
	const lines = asciichart.plot([first, ...series], {
		height: height - 1,
		min: 0,
		max: top,
		offset: 3,
		format(value) {
			const steps = Math.round(value / step);
			return (Math.abs((value / step) - steps) < 1e-6 ? formatCompact(steps * step) : '').padStart(labelWidth);
		},
	}).split('\n').map(line => [...line].map((character, index) => index >= axisWidth && !isKnown(shown[index - axisWidth]) ? ' ' : character).join('').trimEnd());
	return [...lines, ...blank(height - lines.length)];
}

type Axis = {
	readonly top: number;
	/** From one label to the next. */
	readonly step: number;
};

/** Returns the lowest axis for a peak that has a label at every line, every second or every third one, in even steps; of equal ones that with the most labels. */
function axisOf(peak: number, lines: number): Axis {
	const axes = [1, 2, 3].map(every => lines / every).filter(count => Number.isSafeInteger(count)).map((count): Axis => {
		const step = evenStep(peak / count);
		return {top: step * count, step};
	});
	return axes.toSorted((one, other) => one.top - other.top)[0]!;
}

/** Returns the first number of the series 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30… that is not less: its multiples have at most two digits that are not 0. */
function evenStep(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	const steps = power < 10 ? [1, 2, 3, 4, 5, 6, 8] : [1, 1.5, 2, 3, 4, 5, 6, 8];
	return (steps.find(each => each * power >= least * (1 - 1e-9)) ?? 10) * power;
}

function isKnown(value: number | null | undefined): value is number {
	return value !== null && value !== undefined && !Number.isNaN(value);
}

function blank(count: number): readonly string[] {
	return Array.from({length: Math.max(0, count)}, () => '');
}
