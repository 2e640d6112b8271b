import type {ProbeDetail} from '../../../protocol/protocol.ts';
import type {Probe, ProbeHistory} from '../../../model/probe.ts';
import {probeAddress} from '../../text/address.ts';
import {formatZone} from '../../../text/format-duration.ts';
import {unknown} from '../../../text/format-number.ts';
import {wordsOf} from '../../text/probe-status.ts';
import {rttChart} from '../../charts/rtt-chart.ts';
import {inRightColumn, type Block} from '../../detail/blocks.ts';
import {zoomBlock} from '../../detail/charts.ts';
import {sinceText, spanText} from '../../detail/times.ts';
import type {DetailContext} from '../shared/view.ts';
import {verdictOn} from './probe-verdict.ts';
import {figureBlocks} from './detail-figures.ts';
import {histogramBlocks, outcomeBlocks, windowBlocks} from './detail-outcomes.ts';

/** Returns everything about one target. */
export function probeBlocks(detail: ProbeDetail, context: DetailContext): readonly Block[] {
	const {row, histories, windows, histogram, outcomes} = detail;
	const width = context.columns - 2;
	return [
		{heading: row.target, place: 'wide'},
		...targetBlocks(row, context),
		...chartBlocks(histories, context, context.allColumns - 2),
		...figureBlocks(row, width),
		...inRightColumn([...windowBlocks(windows), ...histogramBlocks(histogram, width), ...outcomeBlocks(outcomes, context.utc, width)]),
	];
}

function targetBlocks(row: Probe, {utc, now}: DetailContext): readonly Block[] {
	const {statusSince, problem, previousAddress} = row;
	const words = wordsOf(row);
	const before = previousAddress === null ? '' : ` (was ${previousAddress} before)`;
	return [
		{label: 'Address', value: `${probeAddress(row) ?? unknown}${before}, method ${row.method ?? unknown}`},
		{
			label: 'Status',
			value: words === null ? `${unknown} not known yet` : `${words.name}: ${words.meaning}${sinceText(statusSince, now, utc)}`,
			style: words?.style ?? 'muted',
		},
		...(problem === null ? [] : [{label: 'Problem', value: problem, style: 'bad'} as const]),
		verdictBlock(row),
	];
}

function verdictBlock(row: Probe): Block {
	const {text, style} = verdictOn(row);
	return {label: 'Network or probe', value: text, style};
}

function chartBlocks(histories: readonly ProbeHistory[], context: DetailContext, width: number): readonly Block[] {
	const {zoom, utc} = context;
	const index = Math.min(zoom, histories.length - 1);
	const history = histories[index];
	if (history === undefined) {
		return [{heading: 'Round-trip times', place: 'wide'}, {text: 'No history yet.'}];
	}

	return [
		{heading: `Round-trip times of the last ${spanText(history.seconds)} (average per column), ${formatZone(history.endsAtMilliseconds, utc)}`, place: 'wide'},
		...rttChart(history, width, utc).map((pieces): Block => ({pieces})),
		zoomBlock(context),
	];
}
