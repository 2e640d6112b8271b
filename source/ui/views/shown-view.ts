import {views, type ViewName} from '../../model/snapshot.ts';
import type {RowOf, ViewMessage} from '../../protocol/protocol.ts';
import {rowIdentity} from '../../protocol/row-identity.ts';
import type {FilterName, UiState} from '../state/state.ts';
import {bodyHeight} from '../state/visible-rows.ts';
import {viewRegistry} from './registry.ts';
import type {Size} from './shared/view.ts';

/** The views that have a tab, in the order of their keys. */
export const tabs: readonly ViewName[] = views.filter(view => viewRegistry[view].tab === undefined);

/** Returns the tab in which a view is shown. */
export function tabOf(view: ViewName): ViewName {
	return viewRegistry[view].tab ?? view;
}

/** Returns the name of the filter that applies to a view. */
export function filterNameOf({view}: Pick<UiState, 'view'>): FilterName {
	return viewRegistry[view].filter;
}

/** Returns the filter of the view that is shown. */
export function filterOf(ui: Pick<UiState, 'view' | 'filters'>): string {
	return ui.filters[filterNameOf(ui)];
}

/** Returns the filters with another one for the view that is shown. */
export function withFilter(ui: Pick<UiState, 'view' | 'filters'>, filter: string): UiState['filters'] {
	return {...ui.filters, [filterNameOf(ui)]: filter};
}

/** Returns the selected row of a view; undefined when there is none, or when the table on the screen is still another view's. */
export function selectedRow<Name extends ViewName>(view: Name, message: ViewMessage | null): RowOf<Name> | undefined {
	if (message?.content.view !== view) {
		return undefined;
	}

	// Rows are of the view that their content names.
	const rows = message.content.rows as ReadonlyArray<RowOf<Name>>;
	return rows[message.selected ?? -1];
}

/** Returns the row whose detail is open, else the selected one; undefined while it is not on the screen. */
export function chosenRow<Name extends ViewName>(view: Name, ui: Pick<UiState, 'detail'>, message: ViewMessage | null): RowOf<Name> | undefined {
	if (ui.detail === null) {
		return selectedRow(view, message);
	}

	const detail = message?.detail ?? null;
	return detail === null || detail === 'gone' || detail.view !== view || rowIdentity(detail.row) !== ui.detail ? undefined : detail.row;
}

type TableUi = Parameters<typeof bodyHeight>[0] & Pick<UiState, 'view' | 'columns' | 'overview'>;

/** Returns how many table rows are drawn: what the sampler is asked for. The heading takes a line. */
export function visibleRows(ui: TableUi): number {
	return Math.max(0, tableSize(ui).height - 1);
}

/** Returns how many lines stand above the table, below the header. */
export function tableTop(ui: TableUi): number {
	const {table} = viewRegistry[ui.view];
	return table.kind === 'live' ? table.around?.linesAbove?.({width: ui.columns, height: bodyHeight(ui)}, ui) ?? 0 : 0;
}

/** Returns the most that the table takes: something may stand around it. */
export function tableSize(ui: TableUi): Size {
	const {table} = viewRegistry[ui.view];
	const room = {width: ui.columns, height: bodyHeight(ui)};
	return table.kind === 'live' && table.around !== undefined ? table.around.tableSize(room, ui) : room;
}
