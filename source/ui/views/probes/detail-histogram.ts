import type {HistogramBar} from '../../../model/probe.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatCount} from '../../../text/format-number.ts';
import type {Block} from '../../detail/blocks.ts';

const rangeWidth = 18;
const countWidth = 8;

/** How many round trips took how long: a bar per range. */
export function histogramBlocks(bars: readonly HistogramBar[], width: number): readonly Block[] {
	const most = Math.max(1, ...bars.map(({count}) => count));
	const room = Math.max(1, width - rangeWidth - countWidth);
	return bars.length === 0
		? []
		: [
			{heading: 'Round-trip times, how many took how long'},
			...bars.map(({fromMicroseconds, toMicroseconds, count}): Block => ({
				pieces: [
					{text: rangeText(fromMicroseconds, toMicroseconds).padEnd(rangeWidth), style: 'muted'},
					{text: formatCount(count).padStart(countWidth - 1)},
					// Anything is more than nothing.
					{text: ` ${'█'.repeat(count === 0 ? 0 : Math.max(1, Math.round(count / most * (room - 1))))}`},
				],
			})),
		];
}

function rangeText(from: number, to: number): string {
	return from < 1 ? `below ${formatRtt(to)}` : `${formatRtt(from)} to ${formatRtt(to)}`;
}
