import type {SortKey} from '../../protocol/protocol.ts';
import type {Column} from './column.ts';

/** Left of the first column: the selection's mark and the row's own. */
export const gutterWidth = 2;
const gap = 1;

/** The width that each flexible column's content wants, by the column's id. */
export type Wanted = ReadonlyMap<string, number>;

/** The wishes about a table that decide which of its columns are shown. */
export type ColumnWishes = {
	/** The columns that the user names; undefined: by their priority. */
	readonly chosen?: readonly string[] | undefined;
	/** The table is sorted by this. */
	readonly sortKey?: SortKey;
};

/** Returns the columns that are shown: those that the user names, or those that matter most. */
export function fittingColumns<Row>(columns: ReadonlyArray<Column<Row>>, width: number, {chosen, sortKey}: ColumnWishes = {}): ReadonlyArray<Column<Row>> {
	return chosen === undefined ? chooseColumns(columns, width, sortKey) : pickColumns(columns, width, chosen);
}

/**
Returns the columns that fit into `width` cells, in the order of the table. It depends on the width and the order alone, never on
content, so that no column comes and goes while one looks: first those that are always shown, then the one that is sorted by, then
one by one by priority as long as all can have their ideal width.
*/
export function chooseColumns<Row>(columns: ReadonlyArray<Column<Row>>, width: number, sortKey?: SortKey): ReadonlyArray<Column<Row>> {
	const chosen = new Set(columns.filter(column => column.priority === 0));
	const sorted = columns.find(({sort}) => sort !== null && sort === sortKey);
	if (sorted !== undefined && minimumWidth(new Set([...chosen, sorted])) <= width) {
		chosen.add(sorted);
	}

	const optional = columns.filter(column => !chosen.has(column)).toSorted((a, b) => a.priority - b.priority);
	let used = gutterWidth;
	for (const column of chosen) {
		used += column.ideal + gap;
	}

	// The gutter stands in for the gap before the first column.
	used -= gap;
	for (const column of optional) {
		used += column.ideal + gap;
		if (used > width) {
			break;
		}

		chosen.add(column);
	}

	return columns.filter(column => chosen.has(column));
}

function minimumWidth<Row>(columns: ReadonlySet<Column<Row>>): number {
	let used = gutterWidth - gap;
	for (const {minimum} of columns) {
		used += minimum + gap;
	}

	return used;
}

/**
Returns the columns that the user names, in its order, as many as fit: what does not fall off at the right end.
@param ids Of columns of the table; at least one.
*/
export function pickColumns<Row>(columns: ReadonlyArray<Column<Row>>, width: number, ids: readonly string[]): ReadonlyArray<Column<Row>> {
	const byId = new Map(columns.map(column => [column.id, column]));
	let used = gutterWidth - gap;
	return ids.flatMap(id => byId.get(id) ?? []).filter((column, index) => {
		used += column.minimum + gap;
		return index === 0 || used <= width;
	});
}

/**
Returns the width of each chosen column; with gaps and gutter at most `width`. Flexible columns get what their content wants,
up to the ideal first, then up to the maximum; what no column wants goes to the ideals, so that empty tables look like
full ones, and to the fillers.
*/
export function columnWidths<Row>(columns: ReadonlyArray<Column<Row>>, width: number, wanted: Wanted): readonly number[] {
	const widths = columns.map(column => column.minimum);
	let free = width - gutterWidth - (gap * (columns.length - 1));
	for (const used of widths) {
		free -= used;
	}

	const want = (column: Column<Row>) => wanted.get(column.id) ?? column.ideal;
	const rounds = [
		// Addresses first: half a name says more than half an address.
		columns.map(column => column.shorten === 'address' ? Math.min(column.ideal, want(column)) : column.minimum),
		columns.map(column => Math.min(column.ideal, want(column))),
		columns.map(column => column.isFiller === true ? column.minimum : Math.min(column.maximum, want(column))),
		columns.map(column => column.ideal),
		columns.map(column => Math.min(column.maximum, want(column))),
		columns.map(column => column.takesRest === true ? column.maximum : column.minimum),
	];
	for (const targets of rounds) {
		free -= raise(widths, targets, free);
	}

	return widths;
}

/** Raises widths towards their targets, each by its share of what is free. Returns how much was given. */
function raise(widths: number[], targets: readonly number[], free: number): number {
	const needs = targets.map((target, index) => Math.max(0, target - (widths[index] ?? 0)));
	let total = 0;
	for (const need of needs) {
		total += need;
	}

	let left = Math.min(total, Math.max(0, free));
	const given = left;
	for (const [index, need] of needs.entries()) {
		// The share of what is left among those that are left: rounding never loses a cell.
		const share = total === 0 ? 0 : Math.round(left * need / total);
		widths[index] = (widths[index] ?? 0) + share;
		left -= share;
		total -= need;
	}

	return given;
}
