/** The part of asciichart 1.5 that portop uses; the package has no types of its own. */
declare module 'asciichart' {
	type PlotOptions = {
		readonly height?: number;
		readonly min?: number;
		readonly max?: number;
		/** Columns left of the chart for the axis. */
		readonly offset?: number;
		readonly format?: (value: number) => string;
	};

	const asciichart: {
		/** The chart as lines joined by line feeds; without colours there are no escape sequences in it. */
		readonly plot: (series: readonly number[], options?: PlotOptions) => string;
	};
	export default asciichart;
}
