import type {Sort, ViewRows} from '../../protocol/protocol.ts';
import {rowIdentity} from '../../protocol/row-identity.ts';
import type {Severity} from '../../model/alert.ts';
import type {Freshness} from '../../model/socket.ts';
import {drawPieces, fitPieces} from '../text/pieces.ts';
import {fit, textWidth} from '../text/text-width.ts';
import {plainTheme, type StyleName, type Theme} from '../text/theme.ts';
import {
	columnWidths,
	fittingColumns,
	gutterWidth,
	type Wanted,
} from './layout.ts';
import {
	shorteners,
	type Cell,
	type CellContext,
	type Column,
} from './column.ts';

export type TableRow = ViewRows['rows'][number];

/** A mark in the gutter of a row. */
export type RowMark = {
	readonly symbol: string;
	readonly style: StyleName;
};

/** A table as it is drawn: its lines, as many as it has room for, of which the first `used` have something. */
export type DrawnTable = {
	readonly lines: readonly string[];
	readonly used: number;
};

/** Everything that a live table is drawn from. */
export type TableInput<Row extends TableRow> = {
	readonly columns: ReadonlyArray<Column<Row>>;
	/** The columns that the user names; undefined: by their priority. */
	readonly chosen?: readonly string[] | undefined;
	/** Only the visible ones. */
	readonly rows: readonly Row[];
	/** Index into `rows`. */
	readonly selected: number | null;
	readonly sort: Sort;
	readonly width: number;
	readonly context: CellContext;
	/** The rows are what was last known: the sampler is gone. */
	readonly isStale: boolean;
	/** Whether what a row shows is old: it is greyed, but for its mark and for what says why. */
	readonly isIdle?: (row: Row) => boolean;
	/** The worst alert that fires on a row, by identity. */
	readonly firing?: Readonly<Record<string, Severity>>;
	/** A mark of a row's own for its gutter, such as `!` for a watched port that is closed. */
	readonly mark?: (row: Row) => RowMark | null;
};

/** The cells of the visible rows, computed once for measuring and drawing. */
export type MeasuredTable<Row extends TableRow> = {
	readonly input: TableInput<Row>;
	readonly columns: ReadonlyArray<Column<Row>>;
	/** The headings, by column: the longest first, of which the first that fits is shown. */
	readonly titles: ReadonlyArray<readonly [string, ...string[]]>;
	readonly cells: ReadonlyArray<readonly Cell[]>;
};

/** Chooses the columns and formats the cells. */
export function measureTable<Row extends TableRow>(input: TableInput<Row>): MeasuredTable<Row> {
	const columns = fittingColumns(input.columns, input.width, {chosen: input.chosen, sortKey: input.sort.key});
	const {rows, context} = input;
	const tops = columns.map(({scale}) => scale !== undefined && context.commonScale ? Math.max(0, ...rows.map(row => scale.peak(row))) : undefined);
	return {
		input,
		columns,
		titles: columns.map(({heading, title, scale}, index) => {
			const top = tops[index] ?? 0;
			const name = heading?.(context) ?? title;
			if (scale === undefined || top === 0) {
				return [name];
			}

			const limit = `≤${scale.format(top)}`;
			return [`${limit} ${name}`, limit];
		}),
		cells: rows.map(row => columns.map((column, index) => column.cell(row, context, tops[index]))),
	};
}

/**
Returns the widths that heading and content of the flexible columns want, or wanted before where that is more: columns grow and never
shrink while one looks, so that they do not jump with every sample. Returns `before` itself when nothing grew.
*/
export function growWanted<Row extends TableRow>({columns, titles, cells}: MeasuredTable<Row>, before: Wanted): Wanted {
	const wanted = new Map(before);
	let hasGrown = false;
	for (const [index, column] of columns.entries()) {
		if (column.minimum === column.maximum) {
			continue;
		}

		const longest = Math.max(column.minimum, textWidth(titles[index]?.[0] ?? ''), ...cells.map(row => textWidth(row[index]?.text ?? '')));
		const known = wanted.get(column.id);
		if (!(known === undefined || longest > known)) {
			continue;
		}

		wanted.set(column.id, longest);
		hasGrown = true;
	}

	return hasGrown ? wanted : before;
}

/** Returns the heading and a line per row, each exactly as wide as the table. */
export function tableLines<Row extends TableRow>(table: MeasuredTable<Row>, wanted: Wanted, theme: Theme): readonly string[] {
	const {input, columns, titles} = table;
	const widths = columnWidths(columns, input.width, wanted);
	return [
		headingLine({columns, titles, widths}, input, theme),
		...input.rows.map((row, index) => rowLine({
			row, cells: table.cells[index] ?? [], columns, widths, input, isSelected: index === input.selected,
		}, theme)),
	];
}

type HeadingInput<Row extends TableRow> = Pick<MeasuredTable<Row>, 'columns' | 'titles'> & {readonly widths: readonly number[]};

/** Returns the heading. The sort mark stands next to its title; where the title fills the column, in the gap before it. */
function headingLine<Row extends TableRow>({columns, titles, widths}: HeadingInput<Row>, {sort, width}: TableInput<Row>, theme: Theme): string {
	const cells = columns.map((column, index) => {
		const room = widths[index] ?? 0;
		const variants = titles[index] ?? [column.title];
		const title = variants.find(each => textWidth(each) <= room) ?? variants.at(-1)!;
		if (column.sort !== sort.key || column.sort === null) {
			return theme.heading(` ${fit(title, room, column.align)}`);
		}

		const mark = sort.descending ? '▼' : '▲';
		return column.align === 'left' && textWidth(title) < room
			? theme.heading(' ') + theme.sorted(fit(title + mark, room))
			: theme.sorted(fit(mark + title, room + 1, 'right'));
	});
	const used = gutterWidth - 1 + widths.length + sum(widths);
	return theme.heading(' '.repeat(gutterWidth - 1)) + cells.join('') + theme.heading(' '.repeat(Math.max(0, width - used)));
}

type RowInput<Row extends TableRow> = {
	readonly row: Row;
	readonly cells: readonly Cell[];
	readonly columns: ReadonlyArray<Column<Row>>;
	readonly widths: readonly number[];
	readonly input: TableInput<Row>;
	readonly isSelected: boolean;
};

function rowLine<Row extends TableRow>({row, cells, columns, widths, input, isSelected}: RowInput<Row>, theme: Theme): string {
	// A row that is drawn in one style as a whole takes none for its cells: inverse with colours inside is a patchwork.
	const firing = input.firing?.[rowIdentity(row)];
	const whole: StyleName | null = isSelected ? 'selected' : (input.isStale || isGone(row) ? 'vanished' : alertStyle(firing));
	const paint = (style: StyleName | undefined, text: string) => whole === null && style !== undefined ? theme[style](text) : text;
	const isIdle = input.isIdle?.(row) === true;
	const texts = columns.map((column, index) => {
		const {text, style, pieces}: Cell = cells[index] ?? {text: ''};
		if (pieces !== undefined) {
			const room = widths[index] ?? 0;
			return drawPieces(fitPieces(pieces(room), room, column.align), whole === null ? theme : plainTheme);
		}

		return paint(isIdle ? 'vanished' : style, fit(text, widths[index] ?? 0, column.align, shorteners[column.shorten]));
	});
	const {symbol, style} = rowMark(row, input);
	const gutter = isSelected ? `▶${symbol}` : `${paint(style, symbol)} `;
	const line = gutter + texts.join(' ');
	const filler = ' '.repeat(Math.max(0, input.width - gutterWidth - sum(widths) - widths.length + 1));
	return whole === null ? line + filler : theme[whole](line + filler);
}

/** Returns the style of a row with an active alert. */
export function alertStyle(severity: Severity | undefined): StyleName | null {
	return severity === undefined ? null : (severity === 'critical' ? 'bad' : 'warning');
}

/** `-` just vanished, `!` an alert fires, else the row's own, else `+` just appeared: that a watched port is closed says more than that it is new. */
function rowMark<Row extends TableRow>(row: Row, {mark, firing}: TableInput<Row>): {readonly symbol: string; readonly style?: StyleName} {
	const freshness = freshnessOf(row);
	if (!isGone(row) && firing?.[rowIdentity(row)] !== undefined) {
		return {symbol: '!'};
	}

	switch (freshness) {
		case 'new': {
			return mark?.(row) ?? {symbol: '+', style: 'new'};
		}

		case 'vanished':
		case 'closed': {
			return {symbol: '-'};
		}

		case 'present': {
			return mark?.(row) ?? {symbol: ' '};
		}
	}
}

function isGone(row: TableRow): boolean {
	return ['vanished', 'closed'].includes(freshnessOf(row));
}

/** Only what comes and goes by itself is new or vanished. */
function freshnessOf(row: TableRow): Freshness {
	return 'freshness' in row ? row.freshness : 'present';
}

function sum(values: readonly number[]): number {
	let total = 0;
	for (const value of values) {
		total += value;
	}

	return total;
}
