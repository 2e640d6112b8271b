/** The bars from the lowest to the highest. */
export const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
Returns the last `width` values as bars, scaled from 0 to their own maximum, the newest at the right. Nothing is the lowest bar
and anything is more than that; where there is no value yet, or it is not a number, stands a space.
*/
export function sparkline(values: readonly number[], width: number): string {
	const shown = values.slice(-width);
	const maximum = Math.max(0, ...shown.filter(value => Number.isFinite(value)));
	const bars = shown.map(value => Number.isFinite(value) ? levels[value <= 0 ? 0 : Math.max(1, Math.round(value / maximum * (levels.length - 1)))] : ' ');
	return bars.join('').padStart(width, ' ');
}
