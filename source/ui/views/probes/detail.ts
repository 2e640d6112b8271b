import type {ProbeDetail} from '../../../protocol/protocol.ts';
import {wholeSeries, type Probe} from '../../../model/probe.ts';
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
	const {row, charts, windows, histogram, outcomes} = detail;
	const width = context.columns - 2;
	return [
		{heading: row.target, place: 'wide'},
		...targetBlocks(row, context),
		...chartBlocks(charts, context),
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

function chartBlocks(charts: ProbeDetail['charts'], context: DetailContext): readonly Block[] {
	const {allColumns, utc} = context;
	const series = wholeSeries(charts);
	if (series === null) {
		return [{heading: 'Round-trip times', place: 'wide'}, {text: 'No history yet.'}];
	}

	const {seconds, endsAtMilliseconds} = series.received;
	return [
		{heading: `Round-trip times of the last ${spanText(seconds)} (average per column), ${formatZone(endsAtMilliseconds, utc)}`, place: 'wide'},
		...rttChart(series, allColumns - 2, utc).map((pieces): Block => ({pieces})),
		zoomBlock(context),
	];
}
