import {cellWidth} from '../text/cell-width.ts';

/** The text for an unknown value. */
export const unknownText = '–';

export type TableColumn<Row> = {
	readonly title: string;
	readonly align: 'left' | 'right';
	cell(row: Row): string | number | null;
};

/**
Returns a plain table: two spaces between columns, none at the end of a line.
@yields A line with its newline, the heading first.
*/
export function * table<Row>(columns: ReadonlyArray<TableColumn<Row>>, rows: readonly Row[]): Generator<string> {
	const lines = [columns.map(({title}) => title), ...rows.map(row => columns.map(({cell}) => String(cell(row) ?? unknownText)))];
	const widths = columns.map((_, index) => Math.max(...lines.map(line => cellWidth(line[index]!))));
	for (const line of lines) {
		const cells = line.map((cell, index) => {
			const padding = ' '.repeat(widths[index]! - cellWidth(cell));
			return columns[index]!.align === 'left' ? `${cell}${padding}` : `${padding}${cell}`;
		});
		yield `${cells.join('  ').trimEnd()}\n`;
	}
}
