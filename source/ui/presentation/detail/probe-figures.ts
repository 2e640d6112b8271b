import type {PassivePath, Probe, ProbeFigures} from '../../../model/probe.ts';
import {lossStyle} from '../columns/cells.ts';
import {formatRtt} from '../format-duration.ts';
import {formatPercent, unknown} from '../format-number.ts';
import {fitPieces, type Piece} from '../pieces.ts';
import type {StyleName} from '../theme.ts';
import type {Block} from './fields.ts';

type FigureRow = {
	readonly label: string;
	readonly value: (figures: ProbeFigures) => string;
	readonly style?: (figures: ProbeFigures) => StyleName | undefined;
	/** What real TCP connections to the same host say to it. */
	readonly passive?: (path: PassivePath) => string;
};

const labelWidth = 20;
const valueWidth = 13;

const trouble = (count: (figures: ProbeFigures) => number) => (figures: ProbeFigures) => count(figures) > 0 ? 'warning' as const : undefined;

const countRows: readonly FigureRow[] = [
	{label: 'Sent', value: ({sent}) => String(sent)},
	{label: 'Received', value: ({received}) => String(received)},
	{label: '  replies', value: ({replies}) => String(replies)},
	{label: '  refused', value: ({refused}) => String(refused)},
	{label: 'Rejected', value: ({rejected}) => String(rejected), style: trouble(({rejected}) => rejected)},
	{label: 'Late', value: ({late}) => String(late), style: trouble(({late}) => late)},
	{label: 'Lost', value: ({lost}) => String(lost), style: trouble(({lost}) => lost)},
	{label: 'In flight', value: ({inFlight}) => String(inFlight)},
	{label: 'Not sent (errors)', value: ({errors}) => String(errors), style: trouble(({errors}) => errors)},
	{label: 'Duplicates', value: ({duplicates}) => String(duplicates), style: trouble(({duplicates}) => duplicates)},
	{label: 'Reordered', value: ({reordered}) => String(reordered), style: trouble(({reordered}) => reordered)},
];

const timeRows: readonly FigureRow[] = [
	{
		label: 'Loss',
		value: ({lossPercent}) => formatPercent(lossPercent),
		style: ({lossPercent}) => lossStyle(lossPercent).style,
		passive: ({retransmissionPercent}) => `${formatPercent(retransmissionPercent)} sent again`,
	},
	{
		label: 'RTT median', value: ({p50Microseconds}) => formatRtt(p50Microseconds), passive: ({rttMicroseconds}) => `${formatRtt(rttMicroseconds)} smoothed`,
	},
	{label: 'RTT minimum', value: ({minimumMicroseconds}) => formatRtt(minimumMicroseconds)},
	{label: 'RTT average', value: ({averageMicroseconds}) => formatRtt(averageMicroseconds)},
	{label: 'RTT maximum', value: ({maximumMicroseconds}) => formatRtt(maximumMicroseconds)},
	{label: 'RTT 95 % at most', value: ({p95Microseconds}) => formatRtt(p95Microseconds)},
	{label: 'RTT 99 % at most', value: ({p99Microseconds}) => formatRtt(p99Microseconds)},
	{label: 'Standard deviation', value: ({standardDeviationMicroseconds}) => formatRtt(standardDeviationMicroseconds)},
	{label: 'Jitter (RFC 3550)', value: ({jitterMicroseconds}) => formatRtt(jitterMicroseconds)},
];

/** The figures of the session and of the last minute side by side, and beside them what real TCP connections to the same host measure. */
export function figureBlocks({session, lastMinute, passive}: Pick<Probe, 'session' | 'lastMinute' | 'passive'>, width: number): readonly Block[] {
	const line = (label: string, values: readonly Piece[], last: Piece): Block => ({
		pieces: fitPieces([
			...fitPieces([{text: label, style: 'muted'}], labelWidth),
			...values.flatMap(value => fitPieces([value], valueWidth, 'right')),
			{text: ' '.repeat(3)},
			last,
		], width),
	});
	const rowLine = ({label, value, style, passive: passiveText}: FigureRow) => line(
		label,
		[session, lastMinute].map((figures): Piece => {
			const chosen = style?.(figures);
			return {text: value(figures), ...(chosen !== undefined && {style: chosen})};
		}),
		{text: passiveText === undefined ? '' : (passive === null ? unknown : passiveText(passive))},
	);
	return [
		{heading: 'Figures, and what real TCP connections to this host measure'},
		line('', [{text: 'session', style: 'muted'}, {text: 'last minute', style: 'muted'}], {text: passiveTitle(passive), style: 'muted'}),
		...[...timeRows, ...countRows].map(row => rowLine(row)),
	];
}

function passiveTitle(passive: PassivePath | null): string {
	const connections = passive?.connections ?? null;
	return connections === 1 ? '1 real connection' : `${connections ?? unknown} real connections`;
}
