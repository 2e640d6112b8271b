import type {Sort} from '../../protocol/protocol.ts';
import {views, type Summary, type ViewName} from '../../model/snapshot.ts';
import {formatZone} from '../../text/format-duration.ts';
import type {UiState} from '../state/state.ts';
import type {CellContext, ColumnDescription} from '../tables/column.ts';
import {fittingColumns} from '../tables/layout.ts';
import {viewRegistry} from './registry.ts';
import type {Sortable, TableSituation} from './shared/view.ts';
import {tableSize} from './shown-view.ts';

type SortUi = Pick<UiState, 'view' | 'columns' | 'measuresPorts' | 'grouping' | 'chosenColumns'> & {
	/** Totals count since `r` too. */
	readonly wasReset?: boolean;
};

/** The sort of each view at the start, without one in the configuration. */
export const usualSorts = Object.fromEntries(views.map(view => [view, viewRegistry[view].usualSort])) as Readonly<Record<ViewName, Sort>>;

/** Returns the sort keys of a view: the order that no column shows, then its columns. */
export function sortablesOf(view: ViewName): readonly Sortable[] {
	const {hiddenOrder, table} = viewRegistry[view];
	return [...hiddenOrder === undefined ? [] : [hiddenOrder], ...table.columns.flatMap(column => sortableOf(column))];
}

/**
Returns the sort after the next (1) or previous (-1) column, among those that are visible at this width and can be sorted by,
from the right end back to the left. A column that is not visible (the terminal became narrower) counts as left of all.
*/
export function nextSort(ui: SortUi, sort: Sort, direction: 1 | -1): Sort {
	const sortables = visibleSortables(ui);
	const current = sortables.findIndex(column => column.sort === sort.key);
	const from = current === -1 && direction === -1 ? 0 : current;
	const next = sortables.at((from + direction) % sortables.length);
	return next === undefined ? sort : {key: next.sort, descending: next.largestFirst};
}

/** Returns the title of the column that is sorted by, where it cannot be seen: it does not fit, or is not among the configured ones; else null. */
export function hiddenSort(ui: SortUi, {key}: Sort): string | null {
	const {columns} = viewRegistry[ui.view].table;
	return visibleSortables(ui).some(({sort}) => sort === key) ? null : columns.find(({sort}) => sort === key)?.title ?? null;
}

function visibleSortables({view, columns, measuresPorts, grouping, wasReset = false, chosenColumns}: SortUi): readonly Sortable[] {
	const {hiddenOrder} = viewRegistry[view];
	const visible = visibleColumns(view, {
		columns, measuresPorts, grouping, wasReset, chosen: chosenColumns[view],
	});
	return [...hiddenOrder === undefined ? [] : [hiddenOrder], ...visible.flatMap(column => sortableOf(column))];
}

type ShownColumn = ColumnDescription & {readonly heading?: (context: CellContext) => string};

/** Returns the columns that the table on the screen has, with the titles that they are shown with. */
export function shownHeadings(ui: UiState, summary: Summary): ReadonlyArray<ColumnDescription & {readonly shownTitle: string}> {
	const {view, measuresPorts, grouping, chosenColumns, utc} = ui;
	const context: CellContext = {...ui, now: summary, zone: formatZone(summary.timeMilliseconds, utc)};
	return visibleColumns(view, {
		columns: tableSize(ui).width, measuresPorts, grouping, wasReset: summary.resetAtMilliseconds !== null, chosen: chosenColumns[view],
	}).map(column => ({...column, shownTitle: column.heading?.(context) ?? column.title}));
}

function visibleColumns<Name extends ViewName>(view: Name, situation: TableSituation): readonly ShownColumn[] {
	const {table} = viewRegistry[view];
	return table.kind === 'whole'
		? table.columns
		: fittingColumns(table.columnsNow?.(situation) ?? table.columns, situation.columns, situation.chosen);
}

function sortableOf({id, sort, largestFirst}: ColumnDescription): readonly Sortable[] {
	return sort === null ? [] : [{id, sort, largestFirst}];
}
