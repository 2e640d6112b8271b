import type {Sort} from '../../protocol/protocol.ts';
import {views, type ViewName} from '../../model/snapshot.ts';
import {columnsOfViews} from '../../ui/views/columns.ts';
import {usualSorts} from '../../ui/state/appearance.ts';
import {
	boolean,
	distinct,
	listOf,
	oneOf,
	tableOf,
	type Key,
	type ValueType,
	type Read,
} from './value-type.ts';

/** The settings of a view; those that the file does not have are undefined. */
export type ViewSettings = {
	readonly columns?: readonly string[] | undefined;
	readonly sort?: Sort | undefined;
};

/** Views whose table is drawn as a whole, and those that have one order. */
const withoutColumns: ReadonlySet<ViewName> = new Set(['states']);
const withoutOrder: ReadonlySet<ViewName> = new Set(['alerts']);

type Sortable = {readonly id: string; readonly sort: Sort['key']; readonly largestFirst: boolean};

/** `[views.NAME]` of every view. */
export const viewsTable = tableOf(Object.fromEntries(views.map(view => [view, {
	...settingsOf(view), description: `The ${view} table`,
}])) as Readonly<Record<ViewName, Key<ViewSettings>>>, 'view');

/** Returns what a view can be sorted by: its columns, by id, and for targets the order in which they were added. */
export function sortablesOf(view: ViewName): readonly Sortable[] {
	const columns = columnsOfViews[view].flatMap(({id, sort, largestFirst}) => sort === null ? [] : [{id, sort, largestFirst}]);
	return view === 'probes' ? [{id: 'order', sort: 'order', largestFirst: false}, ...columns] : columns;
}

function settingsOf(view: ViewName): ValueType<ViewSettings> {
	const ids = columnsOfViews[view].map(({id}) => id);
	const sortables = sortablesOf(view);
	const usual = usualSorts[view];
	const columns: Key<readonly string[]> = {
		...distinct(listOf(oneOf(`column of ${view}`, ids), {right: `an array of columns, e.g. ["${ids[0]}", "${ids[1]}"]`, min: 1})),
		description: 'The columns and their order; those that do not fit are left out at the right. Default: by importance, as many as fit',
		example: ids,
	};
	const sort: Key<string> = {
		...oneOf(`column to sort ${view} by`, sortables.map(({id}) => id)),
		description: 'The column that it is sorted by at the start',
		default: sortables.find(({sort: key}) => key === usual.key)?.id,
	};
	const descending: Key<boolean> = {
		...boolean, description: 'The largest first; the default depends on the column', default: usual.descending,
	};
	const {read, ...type} = tableOf({
		...!withoutColumns.has(view) && {columns},
		...!withoutOrder.has(view) && {sort, descending},
	} as {readonly columns: typeof columns; readonly sort: typeof sort; readonly descending: typeof descending});
	return {...type, read: (table, path) => meant(read(table, path), view)};
}

function meant({columns, sort, descending}: Read<{readonly columns: Key<readonly string[]>; readonly sort: Key<string>; readonly descending: Key<boolean>}>, view: ViewName): ViewSettings {
	const usual = usualSorts[view];
	const column = sortablesOf(view).find(({id}) => id === sort);
	return {
		columns,
		sort: sort === undefined && descending === undefined
			? undefined
			: {key: column?.sort ?? usual.key, descending: descending ?? column?.largestFirst ?? usual.descending},
	};
}
