import {formatCompact} from '../../text/format-number.ts';

/** Values oldest first; null or NaN where there is none: a gap. */
export type Series = ReadonlyArray<number | null>;

/** Braille patterns have 2 × 4 dots (Unicode 16, 24.15): the bits of the left and the right column, the lowest dot first. */
const leftDots = [0x40, 0x04, 0x02, 0x01] as const;
const rightDots = [0x80, 0x20, 0x10, 0x08] as const;
const dotRows = leftDots.length;
const brailleBlank = 0x28_00;

/** The axis: labels of at most four characters, and a space. */
const axisWidth = 6;

/** The number of dots above one another in an area of so many lines. */
export function dotsIn(lines: number): number {
	return lines * dotRows;
}

/** The number of values that an area of so many cells shows. */
export function valuesAcross(cells: number): number {
	return cells * 2;
}

/**
Returns values as an area of exactly `height` lines of `width` cells, two values in a cell, the newest at the right. 0 and a gap are
blank, anything more is a dot at least; what is above `top` is cut.
*/
export function areaLines(values: Series, {width, height, top}: {readonly width: number; readonly height: number; readonly top: number}): readonly string[] {
	const shown = values.slice(-valuesAcross(width));
	const heights = shown.map(value => dotsOf(value, top, dotsIn(height)));
	const padded = [...Array.from({length: valuesAcross(width) - heights.length}, () => 0), ...heights];
	return Array.from({length: height}, (_, line) => {
		const below = (height - 1 - line) * dotRows;
		return Array.from({length: width}, (__, cell) => {
			const bits = column(padded[cell * 2]! - below, leftDots) + column(padded[(cell * 2) + 1]! - below, rightDots);
			return bits === 0 ? ' ' : String.fromCodePoint(brailleBlank + bits);
		}).join('');
	});
}

function dotsOf(value: number | null, top: number, most: number): number {
	if (value === null || !(value > 0)) {
		return 0;
	}

	return top > 0 ? Math.max(1, Math.min(most, Math.round(value / top * most))) : most;
}

function column(dots: number, bits: readonly number[]): number {
	let sum = 0;
	for (let dot = 0; dot < Math.min(dots, dotRows); dot++) {
		sum += bits[dot]!;
	}

	return sum;
}

/** Returns the first number of the series 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15… that is not less: a scale that seldom changes. */
export function scaleTop(peak: number): number {
	if (!(peak > 0)) {
		return 1;
	}

	const power = 10 ** Math.floor(Math.log10(peak));
	const step = [1, 1.5, 2, 3, 4, 5, 6, 8].find(each => each * power >= peak);
	return (step ?? 10) * power;
}

/** Returns an area with an axis of labels at its left: the top, and what is below it in steps of two lines; 0 at the bottom. */
export function areaChart(values: Series, {width, height, top = scaleTop(peakOf(values) ?? 0)}: {readonly width: number; readonly height: number; readonly top?: number}): readonly string[] {
	const lines = areaLines(values, {width: Math.max(1, width - axisWidth), height, top});
	return lines.map((line, index) => `${labelAt(index, height, (peakOf(values) ?? 0) > 0 ? top : 0).padStart(axisWidth - 1)} ${line}`);
}

function labelAt(line: number, height: number, top: number): string {
	if (line === height - 1) {
		return '0';
	}

	// Where nothing happened there is no scale.
	const isLabelled = top > 0 && line % 2 === 0 && (line > 0 || height > 1) && line < height - 1;
	return isLabelled ? formatCompact(top * (height - line) / height) : '';
}

/** The largest value; null where none is known. */
export function peakOf(values: Series): number | null {
	let peak: number | null = null;
	for (const value of values) {
		if (value !== null && !Number.isNaN(value)) {
			peak = Math.max(peak ?? value, value);
		}
	}

	return peak;
}

/** Returns values as exactly so many: the highest of those that fall together, or each several times. */
export function stretched(values: Series, count: number): Series {
	return Array.from({length: values.length === 0 ? 0 : count}, (_, index) => {
		const first = Math.floor(index * values.length / count);
		const end = Math.max(first + 1, Math.floor((index + 1) * values.length / count));
		return peakOf(values.slice(first, end));
	});
}
