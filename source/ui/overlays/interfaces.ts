import type {NumericField} from '../../fields/field.ts';
import {interfaceFields} from '../../fields/interface.ts';
import type {NetworkInterface} from '../../model/traffic.ts';
import type {InterfaceRow} from '../../protocol/protocol.ts';
import {sparkline} from '../charts/sparkline.ts';
import {inRightColumn, layOut, type Block} from '../detail/blocks.ts';
import {
	furtherCharts,
	trafficCharts,
	zoomBlock,
	type ChartContext,
} from '../detail/charts.ts';
import {columnWidth, layOutDetail} from '../detail/two-columns.ts';
import type {DataState, UiState} from '../state/state.ts';
import {quiet} from '../tables/cells.ts';
import {formatBytes, formatCompact, formatCount} from '../../text/format-number.ts';
import {fitPieces, type Piece} from '../text/pieces.ts';
import {plainTheme, type Theme} from '../text/theme.ts';

const nameWidth = 15;

type Rate = {
	/** Its heading, and with it how wide it is. */
	readonly title: string;
	readonly field: NumericField<NetworkInterface>;
	/** There should be none. */
	readonly isTrouble?: true;
};

/** In the narrowest terminal they fill the line. */
const rates: readonly Rate[] = [
	{title: ' In b/s', field: interfaceFields.receive},
	{title: ' Out b/s', field: interfaceFields.send},
	{title: ' In p/s', field: interfaceFields.receivePackets},
	{title: ' Out p/s', field: interfaceFields.sendPackets},
	{title: ' Err/s', field: interfaceFields.errors, isTrouble: true},
	{title: ' Drop/s', field: interfaceFields.drops, isTrouble: true},
];

/** The narrowest and the widest sparkline of what passes, and the cells around it. */
const [minSparkline, maxSparkline, sparklineGap] = [8, 60, 2];

const countedText = '* is part of the header\'s totals: bridges, tunnels and virtual pairs would count a packet twice. Bits are those of whole frames; errors and drops are of both directions.';
const chartedText = 'those marked *, then those through which most passed in this time.';

type InterfacesUi = Pick<UiState, 'columns' | 'zoom' | 'keys'> & Pick<ChartContext, 'isSpoken'>;

/**
Returns the interfaces as lines of at most `ui.columns` cells: what passes now, then of each its charts and what it has counted, those with charts
first; in two columns where there is room.
*/
export function interfaceLines(ui: InterfacesUi, {message}: DataState, theme: Theme): readonly string[] {
	const interfaces = message?.interfaces ?? null;
	if (interfaces === null) {
		return layOut([{text: 'Asking the sampler…'}], ui.columns, theme);
	}

	const charted = interfaces.filter(({charts}) => charts !== null);
	const others = interfaces.filter(({charts}) => charts === null);
	const context = {...ui, columns: columnWidth(ui.columns)};
	return layOutDetail([
		{heading: 'Interfaces now', place: 'wide'},
		...rateBlocks(interfaces, ui),
		{text: countedText, style: 'muted'},
		...charted.length > 0 && others.length > 0 ? [{text: `Charts of ${charted.length} of the ${interfaces.length}: ${chartedText}`, style: 'muted'} as const] : [],
		...charted.length > 0 ? [zoomBlock(ui, charted.some(({charts}) => Object.values(charts ?? {}).some(({isPartial}) => isPartial)))] : [],
		...inTwoColumns([...charted, ...others].map(each => interfaceBlocks(each, context))),
	], ui.columns, theme, null).lines;
}

/** Returns the number of lines, where their scrolling ends. */
export function interfaceLineCount(ui: InterfacesUi, data: DataState): number {
	return interfaceLines(ui, data, plainTheme).length;
}

/** Returns the rates as a table, with what passes in and out together as a sparkline where there is room. */
function rateBlocks(interfaces: readonly InterfaceRow[], {columns, isSpoken}: InterfacesUi): readonly Block[] {
	const used = rates.reduce((sum, {title}) => sum + title.length, nameWidth + 2);
	const room = Math.min(maxSparkline, columns - used - sparklineGap);
	const hasSparkline = isSpoken !== true && room >= minSparkline;
	const gap = ' '.repeat(sparklineGap);
	const titles = [' '.repeat(nameWidth), ...rates.map(({title}) => title), ...hasSparkline ? [`${gap}In and out`] : []];
	return [
		{pieces: titles.map(text => ({text, style: 'heading'}))},
		...interfaces.map((each): Block => ({
			pieces: [...ratePieces(each), {text: hasSparkline ? gap + sparkline(each.history, room) : '', style: directionOf(each)}],
		})),
	];
}

function ratePieces(each: NetworkInterface): readonly Piece[] {
	const cells = rates.flatMap(({title, field, isTrouble = false}): readonly Piece[] => {
		const rate = field.read(each);
		return fitPieces([{text: formatCompact(rate), ...(isTrouble && rate !== null && rate > 0 ? {style: 'warning'} : quiet(rate))}], title.length, 'right');
	});
	return [...fitPieces([{text: `${each.isCounted ? '*' : ' '}${each.name}`}], nameWidth), ...cells];
}

/** Returns the direction in which more passes, in the time of the charts where there are some: it does not change from second to second. */
function directionOf({charts, receiveBitsPerSecond, sendBitsPerSecond}: InterfaceRow): 'received' | 'sent' {
	const received = charts?.receive?.total ?? receiveBitsPerSecond ?? 0;
	const sent = charts?.send?.total ?? sendBitsPerSecond ?? 0;
	return received >= sent ? 'received' : 'sent';
}

/** Returns sections in two columns where there are two: each where less stands so far. */
function inTwoColumns(sections: ReadonlyArray<readonly Block[]>): readonly Block[] {
	const used = {left: 0, right: 0};
	return sections.flatMap(blocks => {
		const place = used.right < used.left ? 'right' : 'left';
		used[place] += blocks.length;
		return place === 'left' ? blocks : inRightColumn(blocks);
	});
}

function interfaceBlocks(each: InterfaceRow, context: ChartContext): readonly Block[] {
	return [
		{heading: each.isCounted ? `${each.name} *` : each.name},
		...each.charts === null
			? []
			: furtherCharts([
				...trafficCharts(each.charts),
				{
					name: 'Errors/s', window: each.charts.errors, style: 'bad', show: formatCompact,
				},
				{
					name: 'Drops/s', window: each.charts.drops, style: 'warning', show: formatCompact,
				},
			], 'area', context),
		...totalBlocks(each),
	];
}

function totalBlocks(each: NetworkInterface): readonly Block[] {
	return [
		{label: 'In', value: `${formatBytes(each.receivedBytes)}, ${exact(each.receivedPackets)} packets`},
		{label: 'Out', value: `${formatBytes(each.sentBytes)}, ${exact(each.sentPackets)} packets`},
		troubleBlock('Errors', each.receiveErrors, each.sendErrors),
		troubleBlock('Drops', each.receiveDrops, each.sendDrops),
	];
}

function troubleBlock(label: string, received: number, sent: number): Block {
	return {label, value: `${exact(received)} in, ${exact(sent)} out`, ...(received + sent > 0 && {style: 'warning'})};
}

function exact(count: number): string {
	return formatCount(count, 15);
}
