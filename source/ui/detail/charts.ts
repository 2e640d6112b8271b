import {timeSpans, type SeriesWindow} from '../../model/series.ts';
import type {Unit} from '../../text/units.ts';
import {keyOf} from '../keys/keymap.ts';
import type {UiState} from '../state/state.ts';
import type {Block} from './blocks.ts';
import {spanText} from './times.ts';

type Zoomed = Pick<UiState, 'zoom' | 'keys'>;

/** A figure of a chart, and the label of its peak. */
type Charted = {
	readonly name: string;
	readonly window: SeriesWindow | undefined;
};

type Draw = (values: readonly number[]) => readonly string[];

/** Returns a chart of the sum of some figures over the chosen time, with the peak and the average of each, and how the time is changed. */
export function chartBlocks(figures: readonly Charted[], unit: Unit, draw: Draw, zoomed: Zoomed): readonly Block[] {
	return [...furtherChart(figures, unit, draw), zoomBlock(zoomed)];
}

/** Returns the chart alone, where another one says how the time is changed. */
export function furtherChart(figures: readonly Charted[], unit: Unit, draw: Draw): readonly Block[] {
	return [
		{lines: draw(sumOf(figures))},
		...figures.flatMap(({name, window}): readonly Block[] => {
			if (window === undefined || window.peak === null || window.average === null) {
				return [];
			}

			const values = `${unit.show(window.peak)}, average ${unit.show(window.average)}`;
			return [{label: name, value: `${values} in the last ${spanText(window.seconds)}${window.isPartial ? '; its beginning is not kept' : ''}`}];
		}),
	];
}

/** Returns the line that says which stretch of time charts cover, and how it is changed. */
export function zoomBlock(zoomed: Zoomed): Block {
	const spans = timeSpans.map((seconds, index) => index === zoomed.zoom ? `[${spanText(seconds)}]` : spanText(seconds)).join(' ');
	const keys = ([['zoom-out', 'longer'], ['zoom-in', 'shorter']] as const).flatMap(([command, word]) => {
		const key = keyOf(zoomed, command);
		return key === null ? [] : [`${key} ${word}`];
	});
	return {pieces: [{text: [...(keys.length === 0 ? [] : [`${keys.join(', ')}:`]), spans].join(' '), style: 'muted'}]};
}

/** Returns the sums of the means; unknown where the first is. */
function sumOf(figures: readonly Charted[]): readonly number[] {
	const [first = [], ...others] = figures.map(({window}) => window?.means ?? []);
	return first.map((value, bucket) => others.reduce((sum, means) => sum + (means[bucket] ?? NaN), value));
}
