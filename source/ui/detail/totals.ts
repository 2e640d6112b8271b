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

/** The beginnings of the totals. */
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

const missedConnections = '≥ at least this much: some connections shorter than a sample are missing. Counting all of them needs CAP_NET_ADMIN and no lost notification.';

type TotalsWords = {
	readonly opened: string;
	readonly failed: string;
	/** Says why totals are lower bounds, where it is another reason than the usual one. */
	readonly lowerBound?: string;
};

/** Returns the totals since portop started and, next to them, since they were reset. Figures that do not apply, or are not known, are left out. */
export function totalsBlocks(counted: Counted, context: TotalsContext, words: TotalsWords): readonly Block[] {
	const lines: readonly Line[] = [
		{label: words.opened, figure: 'opened', format: count},
		{label: 'Closed', figure: 'closed', format: count},
		{label: '  reset', figure: 'resets', format: count},
		{label: '  timed out', figure: 'timeouts', format: count},
		{label: words.failed, figure: 'failed', format: count},
		{label: 'Payload in', figure: 'receivedBytes', format: formatBytes},
		{label: 'Payload out', figure: 'sentBytes', format: formatBytes},
		{label: 'Packets in', figure: 'receivedPackets', format: count},
		{label: 'Packets out', figure: 'sentPackets', format: count},
		{label: 'Retransmitted', figure: 'retransmissions', format: count},
		{label: 'Drops', figure: 'drops', format: count},
	];
	const {sinceStart, sinceReset, isLowerBound, missesBytes, atLeast: others} = counted;
	const tooLow = lines.filter(({figure}) => others.includes(figure) && sinceStart[figure] !== null).map(({label}) => label.trim().toLowerCase());
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
		...isLowerBound ? [{text: words.lowerBound ?? missedConnections, style: 'warning'} as const] : [],
		...missesBytes ? [{text: '≥ at least this many bytes and packets: a program here reset some connections, which clears the counters of the kernel (SO_LINGER of 0 s, or disconnect), or a byte of some may be the end that the peer sent.', style: 'warning'} as const] : [],
		...tooLow.length > 0 ? [{text: `≥ at least this many ${tooLow.join(', ')}: the kernel does not report the last ones of a socket that is gone, or to which port they went.`, style: 'warning'} as const] : [],
	];
}

function sinceValue({startedAtMilliseconds, resetAtMilliseconds, utc, keys}: TotalsContext): string {
	const start = formatClock(startedAtMilliseconds, utc);
	return resetAtMilliseconds === null ? `portop started ${start}${withKey({keys}, 'reset-totals', key => ` (${key}: start a second set)`)}` : `${fit(`start, ${start}`, columnWidth)}reset, ${formatClock(resetAtMilliseconds, utc)}`;
}

/** `13/s`, `≥3/s`; a dash where it is unknown. */
export function perSecond(value: number | null, isLowerBound = false): string {
	return value === null ? unknown : atLeast(formatRate(value, '/s'), isLowerBound);
}
