import type {Sort} from '../../protocol/protocol.ts';
import {views, type ViewName} from '../../model/snapshot.ts';
import {viewRegistry} from '../../ui/views/registry.ts';
import {sortablesOf} from '../../ui/views/sorting.ts';
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

/** `[views.NAME]` of every view. */
export const viewsTable = tableOf(Object.fromEntries(views.map(view => [view, {
	...settingsOf(view), description: `The ${view} table`,
}])) as Readonly<Record<ViewName, Key<ViewSettings>>>, 'view');

function settingsOf(view: ViewName): ValueType<ViewSettings> {
	const {table, usualSort: usual} = viewRegistry[view];
	const ids = table.columns.map(({id}) => id);
	const sortables = sortablesOf(view);
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
		// A table that is always whole has no choice of columns.
		...table.kind === 'live' && {columns},
		...sortables.length > 0 && {sort, descending},
	} as {readonly columns: typeof columns; readonly sort: typeof sort; readonly descending: typeof descending});
	return {...type, read: (value, path) => meant(read(value, path), view)};
}

function meant({columns, sort, descending}: Read<{readonly columns: Key<readonly string[]>; readonly sort: Key<string>; readonly descending: Key<boolean>}>, view: ViewName): ViewSettings {
	const {usualSort: usual} = viewRegistry[view];
	const column = sortablesOf(view).find(({id}) => id === sort);
	return {
		columns,
		sort: sort === undefined && descending === undefined
			? undefined
			: {key: column?.sort ?? usual.key, descending: descending ?? column?.largestFirst ?? usual.descending},
	};
}
