import {views, type ViewName} from '../../model/snapshot.ts';
import type {RowOf, ViewMessage} from '../../protocol/protocol.ts';
import type {FilterName, UiState} from '../state/state.ts';
import {bodyHeight} from '../state/visible-rows.ts';
import {viewRegistry} from './registry.ts';

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

type HeightUi = Parameters<typeof bodyHeight>[0] & Pick<UiState, 'view'>;

/** Returns how many table rows are drawn: what the sampler is asked for. The heading takes a line. */
export function visibleRows(ui: HeightUi): number {
	return Math.max(0, tableHeight(ui) - 1);
}

/** Returns the lines that the table has at most: something may stand below it. */
export function tableHeight(ui: HeightUi): number {
	const {table} = viewRegistry[ui.view];
	const height = bodyHeight(ui);
	return table.kind === 'live' && table.below !== undefined ? table.below.tableHeight(height) : height;
}
