import type {ViewName} from '../../model/snapshot.ts';
import type {AppState, UiState} from '../state/state.ts';
import type {Column, ColumnDescription} from '../tables/column.ts';
import {fittingColumns} from '../tables/layout.ts';
import {viewRegistry} from './registry.ts';
import type {LiveTable, TableSituation} from './shared/view.ts';
import {tableSize} from './shown-view.ts';

/** The state that decides which columns are shown. */
export type ColumnsUi = Parameters<typeof tableSize>[0] & Pick<UiState, 'measuresPorts' | 'portsDiffer' | 'grouping' | 'chosenColumns' | 'sorts'> & {
	/** Totals count since `r` too. */
	readonly wasReset?: boolean;
};

/** Returns the state that decides which columns a table can show, with whether totals count since `r` too. */
export function withReset({ui, data: {message}}: Pick<AppState, 'ui' | 'data'>): UiState & ColumnsUi {
	return {...ui, wasReset: (message?.summary.resetAtMilliseconds ?? null) !== null};
}

/** Returns everything that decides which columns of a live table can be shown. */
export function situationOf(ui: ColumnsUi): TableSituation {
	const {view, measuresPorts, portsDiffer, grouping, chosenColumns, sorts, wasReset = false} = ui;
	return {
		width: tableSize(ui).width, measuresPorts, portsDiffer, grouping, chosen: chosenColumns[view], sortKey: sorts[view].key, wasReset,
	};
}

/** Returns the columns of a live table that have something to show now, whether there is room for them or not. */
export function possibleColumns<Row>({columns, columnsNow: columnsIn}: LiveTable<Row>, situation: TableSituation): ReadonlyArray<Column<Row>> {
	return columnsIn?.(situation) ?? columns;
}

/** Returns the columns of the view that have something to show now. */
export function columnsNow(ui: ColumnsUi): readonly ColumnDescription[] {
	return describe(ui.view, ui, possibleColumns);
}

/** Returns the columns of the view that are on the screen. */
export function columnsShown(ui: ColumnsUi): readonly ColumnDescription[] {
	return describe(ui.view, ui, (table, situation) => fittingColumns(possibleColumns(table, situation), situation.width, situation));
}

function describe<Name extends ViewName>(view: Name, ui: ColumnsUi, choose: <Row>(table: LiveTable<Row>, situation: TableSituation) => ReadonlyArray<Column<Row>>): readonly ColumnDescription[] {
	const {table} = viewRegistry[view];
	return table.kind === 'whole' ? table.columns : choose(table, situationOf(ui));
}
