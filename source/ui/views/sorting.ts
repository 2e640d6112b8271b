import type {Sort} from '../../protocol/protocol.ts';
import {views, type Summary, type ViewName} from '../../model/snapshot.ts';
import {formatZone} from '../../text/format-duration.ts';
import type {UiState} from '../state/state.ts';
import type {CellContext, ColumnDescription} from '../tables/column.ts';
import {viewRegistry} from './registry.ts';
import type {Sortable, SortableColumn} from './shared/view.ts';
import {columnsNow, columnsShown, type ColumnsUi} from './shown-columns.ts';

/** The sort of each view at the start, without one in the configuration. */
export const usualSorts = Object.fromEntries(views.map(view => [view, viewRegistry[view].usualSort])) as Readonly<Record<ViewName, Sort>>;

/** Returns the sort keys of a view: the order that no column shows, then its columns. */
export function sortablesOf(view: ViewName): readonly Sortable[] {
	return sortables(view, viewRegistry[view].table.columns);
}

/** Returns every order that a table can have now, also by columns for which there is no room. */
export function sortChoices(ui: ColumnsUi): readonly SortableColumn[] {
	return sortables(ui.view, columnsNow(ui));
}

/**
Returns the sort after the next (1) or previous (-1) column, among those that are visible and can be sorted by, from the right end
back to the left. A column that is not visible (the terminal became narrower) counts as left of all.
*/
export function nextSort(ui: ColumnsUi, sort: Sort, direction: 1 | -1): Sort {
	const visible = visibleSortables(ui, sort);
	const current = visible.findIndex(column => column.sort === sort.key);
	const from = current === -1 && direction === -1 ? 0 : current;
	const next = visible.at((from + direction) % visible.length);
	return next === undefined ? sort : usualSortOf(next);
}

/** Returns the order of a column that was chosen: the direction that is usual for it. */
export function usualSortOf({sort, largestFirst}: Pick<Sortable, 'sort' | 'largestFirst'>): Sort {
	return {key: sort, descending: largestFirst};
}

/** Returns the title of the column that is sorted by, where it cannot be seen: it does not fit, or is not among the chosen ones; else null. */
export function hiddenSort(ui: ColumnsUi, sort: Sort): string | null {
	return visibleSortables(ui, sort).some(({sort: key}) => key === sort.key)
		? null
		: viewRegistry[ui.view].table.columns.find(({sort: key}) => key === sort.key)?.title ?? null;
}

function visibleSortables(ui: ColumnsUi, sort: Sort): readonly Sortable[] {
	return sortables(ui.view, columnsShown({...ui, sorts: {...ui.sorts, [ui.view]: sort}}));
}

function sortables(view: ViewName, columns: readonly ColumnDescription[]): readonly SortableColumn[] {
	const {hiddenOrder} = viewRegistry[view];
	return [...hiddenOrder === undefined ? [] : [hiddenOrder], ...columns.flatMap(({sort, ...column}) => sort === null ? [] : [{...column, sort}])];
}

type ShownColumn = ColumnDescription & {readonly heading?: (context: CellContext) => string};

/** Returns the columns that the table on the screen has, with the titles that they are shown with. */
export function shownHeadings(ui: UiState, summary: Summary): ReadonlyArray<ColumnDescription & {readonly shownTitle: string}> {
	const context: CellContext = {...ui, now: summary, zone: formatZone(summary.timeMilliseconds, ui.utc)};
	const shown: readonly ShownColumn[] = columnsShown({...ui, wasReset: summary.resetAtMilliseconds !== null});
	return shown.map(column => ({...column, shownTitle: column.heading?.(context) ?? column.title}));
}
