import type {NumericField} from '../../fields/field.ts';
import {interfaceFields} from '../../fields/interface.ts';
import type {NetworkInterface} from '../../model/traffic.ts';
import type {DataState, UiState} from '../state/state.ts';
import {quiet} from '../tables/cells.ts';
import {layOut, type Block} from '../detail/blocks.ts';
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

/** The interfaces as lines of at most `ui.columns` cells: what passes now, then what they have counted. */
export function interfaceLines(ui: Pick<UiState, 'columns'>, {message}: DataState, theme: Theme): readonly string[] {
	const interfaces = message?.interfaces ?? null;
	if (interfaces === null) {
		return layOut([{text: 'Asking the sampler…'}], ui.columns, theme);
	}

	const heading: Block = {pieces: [{text: ' '.repeat(nameWidth)}, ...rates.map(({title}) => ({text: title}))].map(piece => ({...piece, style: 'heading'} as const))};
	return layOut([
		{heading: 'Interfaces now'},
		heading,
		...interfaces.map(each => rateBlock(each)),
		{text: '* is part of the header\'s totals: bridges, tunnels and virtual pairs would count a packet twice. Bits are those of whole frames; errors and drops are of both directions.', style: 'muted'},
		...interfaces.flatMap(each => totalBlocks(each)),
	], ui.columns, theme);
}

/** Returns the number of lines, where their scrolling ends. */
export function interfaceLineCount(ui: Pick<UiState, 'columns'>, data: DataState): number {
	return interfaceLines(ui, data, plainTheme).length;
}

function rateBlock(each: NetworkInterface): Block {
	const cells = rates.flatMap(({title, field, isTrouble = false}): readonly Piece[] => {
		const rate = field.read(each);
		return fitPieces([{text: formatCompact(rate), ...(isTrouble && rate !== null && rate > 0 ? {style: 'warning'} : quiet(rate))}], title.length, 'right');
	});
	return {pieces: [...fitPieces([{text: `${each.isCounted ? '*' : ' '}${each.name}`}], nameWidth), ...cells]};
}

function totalBlocks(each: NetworkInterface): readonly Block[] {
	return [
		{heading: `${each.name} since it came up`},
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
