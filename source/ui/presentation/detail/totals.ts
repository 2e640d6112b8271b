import type {Counted, TrafficTotals} from '../../../model/traffic.ts';
import {formatClock} from '../format-duration.ts';
import {formatBytes, formatCount, unknown} from '../format-number.ts';
import {fit} from '../text-width.ts';
import type {Block} from './fields.ts';

const columnWidth = 26;

/** When the totals began. */
export type TotalsSince = {
	readonly startedAtMilliseconds: number;
	readonly resetAtMilliseconds: number | null;
};

type Line = readonly [label: string, figure: keyof TrafficTotals, format: (value: number | null) => string];

const count = (value: number | null) => formatCount(value, 12);

/** What passed since portop started and, beside it, since `r`. Figures that do not apply are left out. */
export function totalsBlocks({sinceStart, sinceReset, isLowerBound}: Counted, {startedAtMilliseconds, resetAtMilliseconds}: TotalsSince, utc: boolean, words: {readonly opened: string; readonly failed: string}): readonly Block[] {
	const lines: readonly Line[] = [
		[words.opened, 'opened', count],
		['Closed', 'closed', count],
		[words.failed, 'failed', count],
		['Ended by a reset', 'resets', count],
		['Given up', 'timeouts', count],
		['Payload in', 'receivedBytes', formatBytes],
		['Payload out', 'sentBytes', formatBytes],
		['Packets in', 'receivedPackets', count],
		['Packets out', 'sentPackets', count],
		['Retransmitted', 'retransmissions', count],
		['Drops', 'drops', count],
	];
	const known = lines.filter(([, figure]) => sinceStart[figure] !== null);
	if (known.length === 0) {
		return [];
	}

	const text = (totals: TrafficTotals | null, [, figure, format]: Line) => totals === null ? '' : format(totals[figure]);
	return [
		{heading: 'Totals'},
		{
			label: 'Since',
			value: fit(`start, ${formatClock(startedAtMilliseconds, utc)}`, columnWidth) + (resetAtMilliseconds === null ? 'r: press it to count anew' : `r, ${formatClock(resetAtMilliseconds, utc)}`),
		},
		...known.map((line): Block => ({label: line[0], value: fit(text(sinceStart, line), columnWidth) + text(sinceReset, line)})),
		...isLowerBound ? [{text: '≥ At least so much: connections that lived between two samples are not all known. That needs CAP_NET_ADMIN, and that no notification is lost.', style: 'warning'} as const] : [],
	];
}

/** `12.5/s`, `≥3/s`; a dash where it is unknown. */
export function perSecond(value: number | null, isLowerBound = false): string {
	return value === null ? unknown : `${isLowerBound ? '≥' : ''}${formatCount(Math.round(value * 10) / 10)}/s`;
}
