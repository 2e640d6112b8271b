import type {RowOf, Sort} from '../../../protocol/protocol.ts';
import {protocols, type Protocol} from '../../../model/socket.ts';
import {
	formatChange,
	formatCompact,
	formatCount,
	unknown,
} from '../../../text/format-number.ts';
import {sparkline, sparklinePeak} from '../../charts/sparkline.ts';
import {stateWords} from '../../text/states.ts';
import {styleMark} from '../../text/style-mark.ts';
import {alertStyle} from '../../tables/table.ts';
import {fit} from '../../text/text-width.ts';
import type {StyleName} from '../../text/theme.ts';
import type {PlainTexts, WholeTableInput} from '../shared/view.ts';

/** The cells of one column without what ink-table adds: a space at each side. */
type Widths = {
	readonly state: number;
	readonly count: number;
	/** 0: the change of a protocol is not shown. */
	readonly protocolChange: number;
	readonly totalChange: number;
	readonly history: number;
};

const padding = 2;
const maxHistory = 60;
const minHistory = 8;

/** Returns the States table as plain texts of fixed widths, with a mark for the style of each cell; at most `width` cells a line. */
export function statesTable(input: WholeTableInput<RowOf<'states'>>): PlainTexts {
	const widths = chooseWidths(input.width);
	const historyWidth = Math.max(0, widths.history - 1);
	const top = input.commonScale ? Math.max(0, ...input.rows.map(({history}) => sparklinePeak(history, historyWidth))) : undefined;
	const headings = headingTexts(widths, input.sort, top);
	const rows = input.rows.map((row, index) => {
		const whole = index === input.selected ? 'selected' : (input.isStale ? 'vanished' : alertStyle(input.firing[row.state]));
		const texts = rowTexts(row, widths, whole, top);
		return Object.fromEntries(headings.map((heading, column) => [heading, texts[column] ?? '']));
	});
	return {headings, rows};
}

function chooseWidths(width: number): Widths {
	const fixed = {
		state: 13, count: width < 92 ? 4 : 6, protocolChange: width < 80 ? 0 : 4, totalChange: 4,
	};
	const protocolWidth = fixed.count + 1 + fixed.protocolChange + padding;
	const rest = width - (fixed.state + padding) - (protocols.length * protocolWidth) - (fixed.count + 1 + fixed.totalChange + padding) - padding;
	return {...fixed, history: rest < minHistory ? 0 : Math.min(maxHistory, rest)};
}

/** Returns a heading over its counts; the sort mark takes the place of the cells' style marks. */
function headingTexts(widths: Widths, {key, descending}: Sort, top?: number): readonly string[] {
	const mark = descending ? '▼' : '▲';
	const over = (title: string, isSorted: boolean) => `${title.padStart(widths.count)}${isSorted ? mark : ' '}`;
	return [
		key === 'state' ? ` State${mark}` : ' State',
		...protocols.map(protocol => over(protocol, key === protocol)),
		`${over('total', key === 'total')}${key === 'change' ? `±${mark}` : '±'}`,
		...(widths.history > 0 ? [`${top === undefined || top === 0 ? '' : `≤${formatCompact(top)} `}history`.slice(0, widths.history - 1).padStart(widths.history - 1)] : []),
	];
}

function rowTexts(row: RowOf<'states'>, widths: Widths, whole: StyleName | null, top?: number): readonly string[] {
	const isPossible = protocols.some(protocol => row.counts[protocol] !== null);
	const cell = (count: number | null, change: number | null, changeWidth: number) =>
		countText(count, widths.count) + styleMark(whole ?? (count === null || count === 0 ? 'muted' : null)) + fit(formatChange(change), changeWidth);
	const ofProtocol = (protocol: Protocol) => cell(row.counts[protocol], row.changes[protocol], widths.protocolChange);
	const {style} = stateWords[row.state];
	return [
		`${whole === 'selected' ? '▶' : (whole === 'bad' || whole === 'warning' ? '!' : ' ')}${row.state.padEnd(widths.state - 1)}${styleMark(whole ?? (row.total === 0 ? 'muted' : style))}`,
		...protocols.map(protocol => ofProtocol(protocol)),
		cell(isPossible ? row.total : null, row.totalChange, widths.totalChange),
		...(widths.history > 0 ? [sparkline(row.history, widths.history - 1, top) + styleMark(whole ?? style)] : []),
	];
}

function countText(count: number | null, width: number): string {
	const exact = count === null ? unknown : formatCount(count);
	return fit(exact.length > width ? formatCompact(count) : exact, width, 'right');
}
