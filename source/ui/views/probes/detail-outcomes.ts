import type {
	HistogramBar,
	OutcomeKind,
	ProbeOutcome,
	ProbeWindow,
} from '../../../model/probe.ts';
import {lossStyle} from '../../tables/cells.ts';
import {formatRtt, formatTime} from '../../../text/format-duration.ts';
import {formatCount, formatPercent, unknown} from '../../../text/format-number.ts';
import {fitPieces, type Piece} from '../../text/pieces.ts';
import type {StyleName} from '../../text/theme.ts';
import type {Block} from '../../detail/blocks.ts';
import {spanText} from '../../detail/times.ts';

const kindStyles: Readonly<Record<OutcomeKind, StyleName>> = {
	reply: 'good', refused: 'warning', rejected: 'bad', late: 'warning', lost: 'bad', error: 'bad',
};

const widths = {
	time: 13, sequence: 7, kind: 13, rtt: 6,
} as const;

const rangeWidth = 18;
const countWidth = 8;

/** Loss in the last so many seconds, and in the whole session. */
export function windowBlocks(windows: readonly ProbeWindow[]): readonly Block[] {
	return windows.length === 0
		? []
		: [
			{heading: 'Loss in the last'},
			...windows.map(({seconds, decided, lost, lossPercent}): Block => ({
				label: seconds === null ? 'whole session' : spanText(seconds),
				value: `${formatPercent(lossPercent).padStart(6)}  ${lost} lost of ${decided}`,
				...(lossPercent !== null && lossPercent > 0 && lossStyle(lossPercent)),
			})),
		];
}

/** Returns how many round trips took how long: a bar per range. */
export function histogramBlocks(bars: readonly HistogramBar[], width: number): readonly Block[] {
	const most = Math.max(1, ...bars.map(({count}) => count));
	const room = Math.max(1, width - rangeWidth - countWidth);
	return bars.length === 0
		? []
		: [
			{heading: 'RTT distribution'},
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

/** Returns the last probes, the newest first: when it was sent, what became of it, how long that took, who answered and what. */
export function outcomeBlocks(outcomes: readonly ProbeOutcome[], isUtc: boolean, width: number): readonly Block[] {
	const fromWidth = width < 100 ? 15 : 39;
	const line = (cells: readonly [time: Piece, sequence: Piece, kind: Piece, rtt: Piece, from: Piece, detail: Piece]): Block => {
		const [time, sequence, kind, rtt, from, detail] = cells;
		return {
			pieces: fitPieces([
				...fitPieces([time], widths.time),
				...fitPieces([sequence], widths.sequence, 'right'),
				{text: ' '},
				...fitPieces([kind], widths.kind),
				...fitPieces([rtt], widths.rtt, 'right'),
				{text: ' '},
				...fitPieces([from], fromWidth),
				{text: ' '},
				detail,
			], width),
		};
	};

	const muted = (text: string): Piece => ({text, style: 'muted'});
	return outcomes.length === 0
		? []
		: [
			{heading: 'The last probes'},
			line([muted('sent at'), muted('probe'), muted('became'), muted('RTT'), muted('from'), muted('what came back')]),
			...outcomes.map(outcome => line([
				{text: formatTime(outcome.sentAtMilliseconds, isUtc, 'milliseconds')},
				{text: String(outcome.sequence)},
				{text: kindText(outcome), style: kindStyles[outcome.kind]},
				{text: formatRtt(outcome.rttMicroseconds)},
				{text: outcome.from ?? unknown},
				{text: detailText(outcome)},
			])),
		];
}

function kindText({kind, answer}: ProbeOutcome): string {
	return kind === 'late' && answer !== null ? `late ${answer}` : kind;
}

function detailText({detail, icmp, isReordered}: ProbeOutcome): string {
	const parts = [
		...(detail === null ? [] : [detail]),
		...(icmp === null ? [] : [`(ICMP ${icmp.type}/${icmp.code})`]),
		...(isReordered ? ['reordered'] : []),
	];
	return parts.length === 0 ? unknown : parts.join(' ');
}
