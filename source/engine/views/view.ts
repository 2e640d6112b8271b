import type {Names} from '../../collectors/names.ts';
import {compileFilter, type RowTest} from '../../filter/compile.ts';
import type {FilterFields} from '../../filter/fields.ts';
import {parseFilter} from '../../filter/parse.ts';
import type {SubjectKind} from '../../model/alert.ts';
import type {Grouping} from '../../model/group.ts';
import type {ListedView, Snapshot, ViewName} from '../../model/snapshot.ts';
import type {ContentOf, DetailOf, Query} from '../../protocol/protocol.ts';
import type {SeriesSource} from '../series/series-source.ts';
import type {ChangesSinceLooked} from './changes.ts';
import type {Sample} from './sample.ts';
import type {SteadyOrder} from './steady-values.ts';
import type {FilteredStates} from './state-counts.ts';

/** Rows that can be matched, ordered and named by their index: a columnar table as well as an array of objects. */
export type RowSet = {
	readonly count: number;
	readonly matches: (row: number) => boolean;
	/** A total order: 0 only for a row and itself. */
	readonly compare: (a: number, b: number) => number;
	readonly identity: (row: number) => string;
	/** The row of that identity, or -1. */
	readonly find: (identity: string) => number;
};

/** The rows of a view under a filter, in an order. */
export type OpenedRows = RowSet & {
	/** The number of rows, matching or not. */
	readonly total: number;
	/** Whether a row is there, or has vanished and is shown for a moment; null where every row is there. */
	readonly isThere: ((row: number) => boolean) | null;
	/** Whether a row is a connection that closed. Absent: none is. */
	readonly isClosed?: (row: number) => boolean;
};

/** The sample and the filter that a view is read with. */
export type ViewSource = {
	readonly sample: Sample;
	readonly names: Names;
	readonly filter: string;
	/** The property that connections are grouped by in the Groups view. */
	readonly grouping: Grouping;
	/** null where none are kept. */
	readonly series: SeriesSource | null;
	/** The socket states under the filter. */
	readonly filteredStates: FilteredStates;
};

/** A view's source, with the order that is asked for. */
export type ViewQuestion = ViewSource & Pick<Query, 'sort' | 'showsZero' | 'chart' | 'looked'> & {
	/** The values by which rates are sorted. */
	readonly steady: SteadyOrder;
	readonly changes: ChangesSinceLooked;
};

/** The processes behind a row, or why a row of the view has none that can be ended. */
export type Ending =
	/** Returns the rows of the socket table whose processes these are, of a row that is there. */
	| {
		readonly sockets: (sample: Sample, identity: string) => readonly number[];
		/** Returns why this row has no process that can be ended; null where it may have one. */
		readonly refusalOf?: (identity: string) => string | null;
	}
	| {readonly refusal: string};

/** One view: how its rows are taken from a sample. `engine/views/registry.ts` lists them. */
export type View<Name extends ViewName> = {
	/** The kind under which alerts watch its rows; null: alerts mark none of them. */
	readonly subjectKind: SubjectKind | null;
	readonly ending: Ending;
	readonly open: (question: ViewQuestion) => OpenedRows;
	/** Makes the rows that are shown, by their index, and what comes with the selected one. */
	readonly content: (question: ViewQuestion, rows: Uint32Array, selected: number | null) => ContentOf<Name>;
	/** Everything about one row; 'gone' when it is no longer there. */
	readonly detail: (question: ViewQuestion, identity: string) => DetailOf<Name> | 'gone';
};

/** A view of which `list` prints a sample. */
export type PrintedView<Name extends ListedView> = View<Name> & {
	/** Every matching row that is there now, in the order of `list`. */
	readonly snapshot: (source: ViewSource) => Extract<Snapshot, {readonly view: Name}>;
};

/** Compiles a filter. One that does not parse, which the interface does not send, matches nothing. */
export function rowTest<Row>({filter, names}: Pick<ViewSource, 'filter' | 'names'>, fields: FilterFields<Row>): RowTest<Row> {
	const parsed = parseFilter(filter, {findService: name => names.servicePorts(name)});
	return parsed.ok ? compileFilter(parsed.expression, fields) : () => false;
}

/** Compiles the filter of rows that are no sockets: words, all of which must occur in the row's text. */
export function wordTest(filter: string): (text: string) => boolean {
	const words = filter.toLowerCase().split(/\s+/).filter(word => word !== '');
	return text => words.every(word => text.toLowerCase().includes(word));
}

/** Names and finds the rows of a list. */
export function listedRows<Row>(rows: readonly Row[], identityOf: (row: Row) => string): Pick<RowSet, 'count' | 'identity' | 'find'> {
	return {
		count: rows.length,
		identity: row => identityOf(rows[row]!),
		find: identity => rows.findIndex(row => identityOf(row) === identity),
	};
}
