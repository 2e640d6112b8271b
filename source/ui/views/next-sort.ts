import type {Sort, SortKey} from '../../protocol/protocol.ts';
import type {UiState} from '../state/state.ts';
import type {Column} from '../tables/column.ts';
import {chooseColumns, pickColumns} from '../tables/layout.ts';
import {columnsOfViews} from './columns.ts';
import {connectionColumns} from './connections/columns.ts';
import {errorColumnsFor} from './errors/columns.ts';
import {outgoingColumns} from './outgoing/columns.ts';
import {portColumnsFor} from './ports/columns.ts';
import {probeColumns} from './probes/columns.ts';
import {stateColumns} from './states/columns.ts';

type Sortable = {readonly sort: SortKey | null; readonly largestFirst: boolean};

/** The order in which targets were added, which no column shows; left of all. */
const asAdded: Sortable = {sort: 'order', largestFirst: false};

type SortUi = Pick<UiState, 'view' | 'columns' | 'measuresPorts' | 'chosenColumns'> & {
	/** Totals count since `r` too. */
	readonly wasReset?: boolean;
};

/**
The sort after the next (1) or previous (-1) column, among those that are visible at this width and can be sorted by,
from the right end back to the left. A column that is not visible (the terminal became narrower) counts as left of all.
*/
export function nextSort(ui: SortUi, sort: Sort, direction: 1 | -1): Sort {
	const sortable = visibleColumns(ui).filter(column => column.sort !== null);
	const current = sortable.findIndex(column => column.sort === sort.key);
	const from = current === -1 && direction === -1 ? 0 : current;
	const next = sortable.at((from + direction) % sortable.length);
	return next === undefined || next.sort === null ? sort : {key: next.sort, descending: next.largestFirst};
}

/** The title of the column that is sorted by, where it cannot be seen: it does not fit, or is not among the configured ones; else null. */
export function hiddenSort(ui: SortUi, {key}: Sort): string | null {
	return visibleColumns(ui).some(({sort}) => sort === key) ? null : columnsOfViews[ui.view].find(({sort}) => sort === key)?.title ?? null;
}

function visibleColumns({view, columns, measuresPorts, wasReset = false, chosenColumns}: SortUi): readonly Sortable[] {
	const chosen = chosenColumns[view];
	const visible = <Row>(all: ReadonlyArray<Column<Row>>) => chosen === undefined ? chooseColumns(all, columns) : pickColumns(all, columns, chosen);
	switch (view) {
		case 'ports': {
			return visible(portColumnsFor(measuresPorts, chosen));
		}

		case 'connections': {
			return visible(connectionColumns);
		}

		case 'states': {
			return stateColumns;
		}

		case 'outgoing': {
			return visible(outgoingColumns);
		}

		case 'errors': {
			return visible(errorColumnsFor(wasReset, chosen));
		}

		case 'alerts': {
			return [];
		}

		case 'probes': {
			return [asAdded, ...visible(probeColumns)];
		}
	}
}
