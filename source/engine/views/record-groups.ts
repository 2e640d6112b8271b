import {groupings} from '../../model/group.ts';
import type {SeriesStore} from '../series/series-store.ts';
import {figureCount, figurePositions, type GroupTotals} from '../traffic/group-table.ts';
import type {Sample} from './sample.ts';

/** Groups of one grouping that are recorded at each sample: of more those that moved the most since the sample before. */
export const maxRecordedGroups = 96;

const {receivedBytes, sentBytes} = figurePositions;

/** Records the traffic of the groups of connections, the busiest where there are many. */
export function recordGroups(series: SeriesStore, {groupings: all, seconds, hasCounters}: Sample['groups']): void {
	if (!hasCounters || seconds === null || seconds <= 0) {
		return;
	}

	for (const grouping of groupings) {
		const {groups, changes} = all[grouping];
		for (const number of busiest(all[grouping])) {
			const bitsPerSecond = (figure: number) => 8 * Math.max(0, changes[(number * figureCount) + figure]!) / seconds;
			series.record('group', `${grouping}|${groups[number]!.key}`, {receiveBitsPerSecond: bitsPerSecond(receivedBytes), sendBitsPerSecond: bitsPerSecond(sentBytes)});
		}
	}
}

function busiest({groups, changes}: GroupTotals): readonly number[] {
	const numbers = groups.flatMap((group, number) => group === undefined ? [] : [number]);
	if (numbers.length <= maxRecordedGroups) {
		return numbers;
	}

	const moved = (number: number) => changes[(number * figureCount) + receivedBytes]! + changes[(number * figureCount) + sentBytes]!;
	return numbers.filter(number => moved(number) > 0).toSorted((a, b) => moved(b) - moved(a)).slice(0, maxRecordedGroups);
}
