import type {Column} from './column.ts';

/** Left of the first column: the selection's mark and the row's own. */
export const gutterWidth = 2;
const gap = 1;

/** The width that each flexible column's content wants, by the column's id. */
export type Wanted = ReadonlyMap<string, number>;

/** Returns the columns that are shown: those that the configuration names, or those that matter most. */
export function fittingColumns<Row>(columns: ReadonlyArray<Column<Row>>, width: number, chosen: readonly string[] | undefined): ReadonlyArray<Column<Row>> {
	return chosen === undefined ? chooseColumns(columns, width) : pickColumns(columns, width, chosen);
}

/**
Returns the columns that fit into `width` cells, in the order of the table. It depends on the width alone, never on content,
so that no column comes and goes while one looks: first those that are always shown, then one by one by priority as
long as all can have their ideal width.
*/
export function chooseColumns<Row>(columns: ReadonlyArray<Column<Row>>, width: number): ReadonlyArray<Column<Row>> {
	const chosen = new Set(columns.filter(column => column.priority === 0));
	const optional = columns.filter(column => column.priority > 0).toSorted((a, b) => a.priority - b.priority);
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

/**
Returns the columns that the configuration names, in its order, as many as fit: what does not fall off at the right end.
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
