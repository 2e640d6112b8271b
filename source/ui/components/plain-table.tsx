import {Text} from 'ink';
import inkTable from 'ink-table';
import {useMemo, type JSX, type PropsWithChildren} from 'react';
import {drawMarked} from '../text/style-mark.ts';
import type {Theme} from '../text/theme.ts';

// CommonJS: what Node.js and the bundle import by default is its `exports`.
const Table = inkTable.default;

type PlainTableProps = {
	readonly headings: readonly string[];
	/** By heading; a mark in a text says how it is drawn (ui/text/style-mark.ts). */
	readonly rows: ReadonlyArray<Readonly<Record<string, string>>>;
	readonly theme: Theme;
};

/**
ink-table without lines: its separators between rows would double the height. For small tables only; it draws a Box
per row and a Text per cell.
*/
export function PlainTable({headings, rows, theme}: PlainTableProps): JSX.Element {
	// Components that keep their identity, so that React updates the cells instead of replacing them.
	const parts = useMemo(() => ({
		header: ({children}: PropsWithChildren) => <Text>{theme.heading(plainText(children))}</Text>,
		cell: ({children}: PropsWithChildren) => <Text>{drawMarked(plainText(children), theme)}</Text>,
		skeleton: () => null,
	}), [theme]);
	return <Table columns={[...headings]} data={[...rows]} {...parts}/>;
}

/** ink-table gives every cell exactly one string. */
function plainText(children: unknown): string {
	return typeof children === 'string' ? children : '';
}
