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
	type Kind,
	type Read,
} from './config-kind.ts';

/** Of a view; what is not said is undefined. */
export type ViewSettings = {
	readonly columns?: readonly string[] | undefined;
	readonly sort?: Sort | undefined;
};

/** `[views.NAME]` of every view. */
export const viewsTable = tableOf(Object.fromEntries(views.map(view => [view, {
	...settingsOf(view), description: `The ${view} table`,
}])) as Readonly<Record<ViewName, Key<ViewSettings>>>, 'view');

function settingsOf(view: ViewName): Kind<ViewSettings> {
	const {table: {kind: tableKind, columns: all}, usualSort: usual} = viewRegistry[view];
	const ids = all.map(({id}) => id);
	const sortables = sortablesOf(view);
	const columns: Key<readonly string[]> = {
		...distinct(listOf(oneOf(`column of ${view}`, ids), {right: `an array of columns, e.g. ["${ids[0]}", "${ids[1]}"]`, least: 1})),
		description: 'The columns and their order; what does not fit falls off at the right end. Unless told: by importance, as many as fit',
		example: ids,
	};
	const sort: Key<string> = {
		...oneOf(`column to sort ${view} by`, sortables.map(({id}) => id)),
		description: 'The column that it is sorted by at the start',
		default: sortables.find(({sort: key}) => key === usual.key)?.id,
	};
	const descending: Key<boolean> = {
		...boolean, description: 'The largest first; unless told, as the column has it', default: usual.descending,
	};
	const {read, ...kind} = tableOf({
		// A table that is always whole has no choice of columns.
		...tableKind === 'live' && {columns},
		...sortables.length > 0 && {sort, descending},
	} as {readonly columns: typeof columns; readonly sort: typeof sort; readonly descending: typeof descending});
	return {...kind, read: (table, path) => meant(read(table, path), view)};
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
