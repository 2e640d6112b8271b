import type {Counted, TrafficTotals} from '../../model/traffic.ts';
import {withKey} from '../keys/keymap.ts';
import type {UiState} from '../state/state.ts';
import {atLeast, isAtLeast} from '../tables/totals.ts';
import {formatClock} from '../../text/format-duration.ts';
import {
	formatBytes,
	formatCount,
	formatRate,
	unknown,
} from '../../text/format-number.ts';
import {fit} from '../text/text-width.ts';
import type {Block} from './blocks.ts';

const columnWidth = 28;

/** When the totals began. */
export type TotalsSince = {
	readonly startedAtMilliseconds: number;
	readonly resetAtMilliseconds: number | null;
};

type TotalsContext = TotalsSince & Pick<UiState, 'utc' | 'keys'>;

type Line = {
	readonly label: string;
	readonly figure: keyof TrafficTotals;
	readonly format: (value: number | null) => string;
};

const count = (value: number | null) => formatCount(value, 12);

/** What passed since portop started and, beside it, since they were reset. Figures that do not apply, or are not known, are left out. */
export function totalsBlocks(counted: Counted, context: TotalsContext, words: {readonly opened: string; readonly failed: string}): readonly Block[] {
	const lines: readonly Line[] = [
		{label: words.opened, figure: 'opened', format: count},
		{label: 'Closed', figure: 'closed', format: count},
		{label: '  by a reset', figure: 'resets', format: count},
		{label: '  given up', figure: 'timeouts', format: count},
		{label: words.failed, figure: 'failed', format: count},
		{label: 'Payload in', figure: 'receivedBytes', format: formatBytes},
		{label: 'Payload out', figure: 'sentBytes', format: formatBytes},
		{label: 'Packets in', figure: 'receivedPackets', format: count},
		{label: 'Packets out', figure: 'sentPackets', format: count},
		{label: 'Retransmitted', figure: 'retransmissions', format: count},
		{label: 'Drops', figure: 'drops', format: count},
	];
	const {sinceStart, sinceReset, isLowerBound, missesBytes} = counted;
	const known = lines.filter(({figure}) => sinceStart[figure] !== null);
	if (known.length === 0) {
		return [];
	}

	const text = (totals: TrafficTotals, {figure, format}: Line) =>
		totals[figure] === null ? unknown : atLeast(format(totals[figure]), isAtLeast(figure, counted));
	return [
		{heading: 'Totals'},
		{label: 'Since', value: sinceValue(context)},
		...known.map((line): Block => ({label: line.label, value: sinceReset === null ? text(sinceStart, line) : fit(text(sinceStart, line), columnWidth) + text(sinceReset, line)})),
		...isLowerBound ? [{text: '≥ at least so much: connections that lived between two samples are not all known. That needs CAP_NET_ADMIN, and that no notification is lost.', style: 'warning'} as const] : [],
		...missesBytes ? [{text: '≥ at least so many bytes and packets: a program here cut some connections off in a way that clears what the kernel had counted (SO_LINGER with 0 seconds, or disconnect).', style: 'warning'} as const] : [],
	];
}

function sinceValue({startedAtMilliseconds, resetAtMilliseconds, utc, keys}: TotalsContext): string {
	const start = `start, ${formatClock(startedAtMilliseconds, utc)}`;
	return resetAtMilliseconds === null ? `${start}${withKey({keys}, 'reset-totals', key => `; ${key} counts anew beside it`)}` : `${fit(start, columnWidth)}reset, ${formatClock(resetAtMilliseconds, utc)}`;
}

/** `13/s`, `≥3/s`; a dash where it is unknown. */
export function perSecond(value: number | null, isLowerBound = false): string {
	return value === null ? unknown : atLeast(formatRate(value, '/s'), isLowerBound);
}
