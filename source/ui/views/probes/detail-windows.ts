import type {ProbeWindow} from '../../../model/probe.ts';
import {lossStyle} from '../../tables/cells.ts';
import {formatPercent} from '../../../text/format-number.ts';
import type {Block} from '../../detail/blocks.ts';
import {spanText} from '../../detail/span.ts';

/** Loss in the last so many seconds, and in the whole session. */
export function windowBlocks(windows: readonly ProbeWindow[]): readonly Block[] {
	return windows.length === 0
		? []
		: [
			{heading: 'Loss in the last'},
			...windows.map(({seconds, decided, lost, lossPercent}): Block => ({
				label: seconds === null ? 'whole session' : spanText(seconds),
				value: `${formatPercent(lossPercent).padStart(6)}  ${lost} of ${decided} decided`,
				...(lossPercent !== null && lossPercent > 0 && lossStyle(lossPercent)),
			})),
		];
}
