import type {NetworkInterface} from '../../model/traffic.ts';
import type {DataState, UiState} from '../store/state.ts';
import {layOut, type Block} from './detail/fields.ts';
import {formatBytes, formatCompact, formatCount} from './format-number.ts';
import {fit, oneLine} from './text-width.ts';
import {plainTheme, type Theme} from './theme.ts';

const nameWidth = 15;
const cellWidth = 8;

const headings = ['In b/s', 'Out b/s', 'In p/s', 'Out p/s', 'Err/s', 'Drop/s'] as const;

function lineOf(name: string, cells: readonly string[]): string {
	return fit(name, nameWidth) + cells.map(cell => fit(cell, cellWidth, 'right')).join('');
}

function sum(one: number | null, other: number | null): number | null {
	return one === null || other === null ? null : one + other;
}

function ratesLine(each: NetworkInterface): string {
	const rates = [
		each.receiveBitsPerSecond,
		each.sendBitsPerSecond,
		each.receivePacketsPerSecond,
		each.sendPacketsPerSecond,
		sum(each.receiveErrorsPerSecond, each.sendErrorsPerSecond),
		sum(each.receiveDropsPerSecond, each.sendDropsPerSecond),
	];
	return lineOf(`${each.isCounted ? '*' : ' '}${oneLine(each.name)}`, rates.map(rate => formatCompact(rate)));
}

/** The interfaces as lines of at most `ui.columns` cells: now, then what they have counted. */
export function interfaceLines(ui: Pick<UiState, 'columns'>, {message}: DataState, theme: Theme): readonly string[] {
	const interfaces = message?.interfaces ?? null;
	if (interfaces === null) {
		return layOut([{text: 'Asking the sampler…'}], ui.columns, theme);
	}

	const blocks: readonly Block[] = [
		{heading: 'Interfaces'},
		{lines: [theme.heading(fit(lineOf('', headings), Math.min(ui.columns - 2, nameWidth + (cellWidth * headings.length)))), ...interfaces.map(each => fit(ratesLine(each), Math.min(ui.columns - 2, nameWidth + (cellWidth * headings.length))))]},
		{text: '* is part of the header\'s totals: bridges, tunnels and virtual pairs would count a packet twice. Bits are those of whole frames.', style: 'muted'},
		...interfaces.flatMap((each): readonly Block[] => {
			const hasTrouble = each.receiveErrors + each.sendErrors + each.receiveDrops + each.sendDrops > 0;
			return [
				{heading: `${each.name}, since it came up`},
				{label: 'In', value: `${formatBytes(each.receivedBytes)}, ${formatCount(each.receivedPackets, 12)} packets`},
				{label: 'Out', value: `${formatBytes(each.sentBytes)}, ${formatCount(each.sentPackets, 12)} packets`},
				{
					label: 'Errors in, out', value: `${formatCount(each.receiveErrors, 12)}, ${formatCount(each.sendErrors, 12)}`, ...hasTrouble && {style: 'warning'},
				},
				{
					label: 'Drops in, out', value: `${formatCount(each.receiveDrops, 12)}, ${formatCount(each.sendDrops, 12)}`, ...hasTrouble && {style: 'warning'},
				},
			];
		}),
	];
	return layOut(blocks, ui.columns, theme);
}

/** How many lines there are: their scrolling ends there. */
export function interfaceLineCount(ui: Pick<UiState, 'columns'>, data: DataState): number {
	return interfaceLines(ui, data, plainTheme).length;
}
