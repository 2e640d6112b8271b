import type {Sort, SortKey} from '../../engine/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {connectionColumns} from './columns/connections.ts';
import {portColumns} from './columns/ports.ts';
import {stateColumns} from './columns/states.ts';
import {chooseColumns} from './layout.ts';

type Sortable = {readonly sort: SortKey | null; readonly largestFirst: boolean};

/**
The sort after the next (1) or previous (-1) column, among those that are visible at this width and can be sorted by,
from the right end back to the left. A column that is not visible (the terminal became narrower) counts as left of all.
*/
export function nextSort(view: ViewName, sort: Sort, direction: 1 | -1, width: number): Sort {
	const sortable = visibleColumns(view, width).filter(column => column.sort !== null);
	const current = sortable.findIndex(column => column.sort === sort.key);
	const from = current === -1 && direction === -1 ? 0 : current;
	const next = sortable.at((from + direction) % sortable.length);
	return next === undefined || next.sort === null ? sort : {key: next.sort, descending: next.largestFirst};
}

function visibleColumns(view: ViewName, width: number): readonly Sortable[] {
	switch (view) {
		case 'ports': {
			return chooseColumns(portColumns, width);
		}

		case 'connections': {
			return chooseColumns(connectionColumns, width);
		}

		case 'states': {
			return stateColumns;
		}
	}
}
