import {useState, type JSX} from 'react';
import {centered, fill} from '../text/lines.ts';
import {fit} from '../text/text-width.ts';
import type {Wanted} from '../tables/layout.ts';
import {
	growWanted,
	measureTable,
	tableLines,
	type TableInput,
	type TableRow,
} from '../tables/table.ts';
import type {Theme} from '../text/theme.ts';
import type {DrawnTable} from '../views/shared/view.ts';
import {Lines} from './lines.tsx';

type TableViewProps<Row extends TableRow> = {
	readonly input: TableInput<Row>;
	readonly height: number;
	/** Instead of rows, where there are none. */
	readonly empty: string;
	/** Returns the lines that are drawn, with what stands around the table. */
	readonly arrange: (table: DrawnTable) => readonly string[];
	readonly theme: Theme;
	/** The columns' widths are forgotten when this changes: another filter shows other things. */
	readonly widthsFor: string;
};

type Grown = {
	readonly key: string;
	readonly wanted: Wanted;
};

const nothing: Wanted = new Map();

/** A live table. Its only state is how wide its columns have become. */
export function TableView<Row extends TableRow>({input, height, empty, arrange, theme, widthsFor}: TableViewProps<Row>): JSX.Element {
	const [grown, setGrown] = useState<Grown>({key: widthsFor, wanted: nothing});
	const before = grown.key === widthsFor ? grown.wanted : nothing;
	const table = measureTable(input);
	const wanted = growWanted(table, before);
	if (wanted !== before || grown.key !== widthsFor) {
		setGrown({key: widthsFor, wanted});
	}

	const rows = tableLines(table, wanted, theme);
	const lines = input.rows.length === 0 ? [...rows, '', fit(centered(empty, input.width), input.width)] : rows;
	return <Lines lines={arrange({lines: fill(lines, height), used: Math.min(lines.length, height)})}/>;
}
