/** The bars from the lowest to the highest. None fills its line: those of two rows would run into one. */
export const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'] as const;

/**
Returns the last `width` values as bars, the newest at the right. 0 and a value that is not known are blank, anything more is a bar at least.
@param top The value of the highest bar; the largest value that is shown unless given.
*/
export function sparkline(values: ReadonlyArray<number | null>, width: number, top = sparklinePeak(values, width)): string {
	const bars = values.slice(-width).map(value => value === null || !(value > 0) ? ' ' : levels[Math.max(1, Math.min(levels.length, Math.ceil(value / top * levels.length))) - 1]);
	return bars.join('').padStart(width, ' ');
}

/** Returns the largest of the last `width` values; 0 where none is known. */
export function sparklinePeak(values: ReadonlyArray<number | null>, width: number): number {
	let peak = 0;
	for (const value of values.slice(-width)) {
		if (value !== null && value > peak) {
			peak = value;
		}
	}

	return peak;
}
