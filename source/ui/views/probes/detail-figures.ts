import type {PassivePath, Probe, ProbeFigures} from '../../../model/probe.ts';
import {lossStyle} from '../../tables/cells.ts';
import {formatRtt} from '../../../text/format-duration.ts';
import {formatCount, formatPercent, unknown} from '../../../text/format-number.ts';
import {fitPieces, type Piece} from '../../text/pieces.ts';
import {textWidth} from '../../text/text-width.ts';
import type {StyleName} from '../../text/theme.ts';
import type {Block} from '../../detail/blocks.ts';

type FigureRow = {
	readonly label: string;
	readonly value: (figures: ProbeFigures) => string;
	readonly style?: (figures: ProbeFigures) => StyleName | undefined;
	/** The same figure of real TCP connections to the host, in fewer and fewer words. */
	readonly passive?: (path: PassivePath) => readonly string[];
};

const labelWidth = 20;
const valueWidth = 12;
const gapWidth = 2;

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
		passive: ({retransmissionPercent}) => inWords(formatPercent(retransmissionPercent), [' sent again in the last minute', ' sent again', ' resent']),
	},
	{
		label: 'RTT median', value: ({p50Microseconds}) => formatRtt(p50Microseconds), passive: ({rttMicroseconds}) => inWords(formatRtt(rttMicroseconds), [' smoothed, median', ' smoothed', ' srtt']),
	},
	{label: 'RTT minimum', value: ({minimumMicroseconds}) => formatRtt(minimumMicroseconds)},
	{label: 'RTT average', value: ({averageMicroseconds}) => formatRtt(averageMicroseconds)},
	{label: 'RTT maximum', value: ({maximumMicroseconds}) => formatRtt(maximumMicroseconds)},
	{label: 'RTT 95 % at most', value: ({p95Microseconds}) => formatRtt(p95Microseconds)},
	{label: 'RTT 99 % at most', value: ({p99Microseconds}) => formatRtt(p99Microseconds)},
	{label: 'Standard deviation', value: ({standardDeviationMicroseconds}) => formatRtt(standardDeviationMicroseconds)},
	{label: 'Jitter (RFC 3550)', value: ({jitterMicroseconds}) => formatRtt(jitterMicroseconds)},
];

/** Returns the figures of the session and of the last minute, next to those of real TCP connections to the same host. */
export function figureBlocks({session, lastMinute, passive}: Pick<Probe, 'session' | 'lastMinute' | 'passive'>, width: number): readonly Block[] {
	const room = width - labelWidth - (valueWidth * 2) - gapWidth;
	const line = (label: string, values: readonly Piece[], last: Piece): Block => ({
		pieces: fitPieces([
			...fitPieces([{text: label, style: 'muted'}], labelWidth),
			...values.flatMap(value => fitPieces([value], valueWidth, 'right')),
			{text: ' '.repeat(gapWidth)},
			last,
		], width),
	});
	const rowLine = ({label, value, style, passive: variants}: FigureRow) => line(
		label,
		[session, lastMinute].map((figures): Piece => {
			const chosen = style?.(figures);
			return {text: value(figures), ...(chosen !== undefined && {style: chosen})};
		}),
		{text: variants === undefined ? '' : (passive === null ? unknown : fitting(variants(passive), room))},
	);
	return [
		{heading: 'Probe statistics, and real TCP connections to this host'},
		line('', [{text: 'session', style: 'muted'}, {text: 'last minute', style: 'muted'}], {text: fitting(passiveTitles(passive), room), style: 'muted'}),
		...[...timeRows, ...countRows].map(row => rowLine(row)),
	];
}

function passiveTitles(passive: PassivePath | null): readonly string[] {
	const connections = passive?.connections ?? null;
	const count = formatCount(connections);
	return connections === 1
		? ['1 real TCP connection', '1 real TCP']
		: [`${count} real TCP connections`, `${count} real TCP`, `${count} TCP`];
}

/** Returns a figure with each of the words that may follow it, then alone. */
function inWords(figure: string, words: readonly string[]): readonly string[] {
	return [...words.map(word => figure + word), figure];
}

/** Returns the first that fits; the last one is cut, where none does. */
function fitting(variants: readonly string[], room: number): string {
	return variants.find(text => textWidth(text) <= room) ?? variants.at(-1) ?? '';
}
