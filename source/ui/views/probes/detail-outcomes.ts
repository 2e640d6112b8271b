import type {OutcomeKind, ProbeOutcome} from '../../../model/probe.ts';
import {formatRtt, formatTime} from '../../../text/format-duration.ts';
import {unknown} from '../../../text/format-number.ts';
import {fitPieces, type Piece} from '../../text/pieces.ts';
import type {StyleName} from '../../text/theme.ts';
import type {Block} from '../../detail/blocks.ts';

const kindStyles: Readonly<Record<OutcomeKind, StyleName>> = {
	reply: 'good', refused: 'warning', rejected: 'bad', late: 'warning', lost: 'bad', error: 'bad',
};

const widths = {
	time: 13, sequence: 7, kind: 13, rtt: 6,
} as const;

/** The last probes, the newest first: when it was sent, what became of it, how long that took, who answered and what. */
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
