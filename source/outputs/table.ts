import {cellWidth} from '../text/cell-width.ts';

/** The text for an unknown value. */
export const unknownText = '–';

export type TableColumn<Row> = {
	readonly title: string;
	readonly align: 'left' | 'right';
	cell(row: Row): string | number | null;
};

/** The rows whose cells decide how wide the columns are: a table of a million rows is never in memory. */
const measuredRows = 1000;

/**
Returns a plain table: two spaces between columns, none at the end of a line.
@yields A line with its newline, the heading first.
*/
export function * table<Row>(columns: ReadonlyArray<TableColumn<Row>>, rows: Iterable<Row>): Generator<string> {
	const waiting = [columns.map(({title}) => title)];
	let widths: readonly number[] | undefined;
	for (const row of rows) {
		const line = columns.map(({cell}) => String(cell(row) ?? unknownText));
		if (widths !== undefined) {
			yield tableLine(columns, line, widths);
			continue;
		}

		waiting.push(line);
		if (waiting.length > measuredRows) {
			const measured = widthsOf(waiting);
			yield * waiting.splice(0).map(cells => tableLine(columns, cells, measured));
			widths = measured;
		}
	}

	if (widths !== undefined) {
		return;
	}

	const measured = widthsOf(waiting);
	yield * waiting.map(cells => tableLine(columns, cells, measured));
}

function widthsOf(lines: ReadonlyArray<readonly string[]>): readonly number[] {
	return lines[0]!.map((_, index) => Math.max(...lines.map(line => cellWidth(line[index]!))));
}

function tableLine(columns: ReadonlyArray<TableColumn<never>>, line: readonly string[], widths: readonly number[]): string {
	const cells = line.map((cell, index) => {
		const padding = ' '.repeat(Math.max(0, widths[index]! - cellWidth(cell)));
		return columns[index]!.align === 'left' ? `${cell}${padding}` : `${padding}${cell}`;
	});
	return `${cells.join('  ').trimEnd()}\n`;
}
