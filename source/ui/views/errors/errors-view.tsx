import type {JSX} from 'react';
import type {AlertRow} from '../../../model/alert.ts';
import type {ErrorCounter} from '../../../model/error-counter.ts';
import {Lines} from '../../components/lines.tsx';
import {fill} from '../../text/lines.ts';
import type {TableInput} from '../../tables/table.ts';
import type {Theme} from '../../text/theme.ts';
import {TableView} from '../../components/table-view.tsx';
import {latestLines} from './latest-lines.ts';
import {errorColumnsFor, type ErrorRow} from './columns.ts';

type ErrorsViewProps = {
	readonly input: Omit<TableInput<ErrorRow>, 'columns' | 'rows'>;
	readonly rows: readonly ErrorCounter[];
	/** The newest of the log. */
	readonly latest: readonly AlertRow[];
	/** What shows all of it. */
	readonly latestKey: string | null;
	/** Totals count since `r` too. */
	readonly wasReset: boolean;
	readonly height: number;
	/** Lines that the table has at most; what it does not need is the log's. */
	readonly tableHeight: number;
	readonly empty: string;
	readonly box: readonly string[] | null;
	readonly theme: Theme;
	readonly widthsFor: string;
};

/** The heading, or what stands in place of rows; and a blank line. */
const linesBesideRows = 2;
const linesWithoutRows = 4;

/** The error counters, and below them, in the lines that are left, what happened last. */
export function ErrorsView({input, rows, latest, latestKey, wasReset, height, tableHeight, ...table}: ErrorsViewProps): JSX.Element {
	const wanted = rows.length === 0 ? linesWithoutRows : rows.length + linesBesideRows;
	// A dialog lies over the table: it has the whole height then.
	const used = tableHeight < height && table.box === null ? Math.min(tableHeight, wanted) : height;
	const {width, context: {nowMilliseconds, utc}} = input;
	const lines = used < height
		? fill(latestLines(latest, {
			width, nowMilliseconds, utc, key: latestKey,
		}, table.theme), height - used)
		: [];
	return (
		<>
			<TableView {...table} height={used} input={{...input, columns: errorColumnsFor(wasReset, input.chosen), rows: rows.map(row => ({...row, identity: row.name}))}}/>
			<Lines lines={lines}/>
		</>
	);
}
