import assert from 'node:assert/strict';
import {ViewQueries} from '../../source/engine/queries/view-queries.ts';
import type {Sample} from '../../source/engine/views/sample.ts';
import type {ViewName} from '../../source/model/snapshot.ts';
import type {
	Detail,
	Move,
	Query,
	Sort,
	ViewMessage,
} from '../../source/protocol/protocol.ts';
import {rowIdentity} from '../../source/protocol/row-identity.ts';
import {usualSorts} from '../../source/ui/views/sorting.ts';
import {fixtureNames} from './sample.ts';

/** Returns the query of a view without a filter, in its usual order, on a screen that has room for 20 rows. */
export function aQuery(view: ViewName, known: Partial<Query> = {}): Query {
	return {
		view, filter: '', sort: usualSorts[view], rows: 20, grouping: 'process', detail: null, preview: 0, showsZero: false, interfaces: false, chart: {seconds: 120, buckets: 60}, looked: null, moves: 0, paused: false, ...known,
	};
}

/** Answers one query, as the first one of a session unless a test names the queries that answer it. */
export function answerOf(sample: Sample, query: Query, move: Move | null = null, queries = new ViewQueries(null)): ViewMessage {
	return queries.answer(sample, fixtureNames, query, move);
}

/** Returns the detail of a row that is there. */
export function detailOf<View extends ViewName>(sample: Sample, view: View, identity: string, filter = ''): Extract<Detail, {view: View}> {
	const {detail} = answerOf(sample, aQuery(view, {detail: identity, filter}));
	if (detail === null || detail === 'gone' || !isOf(detail, view)) {
		assert.fail(`there is no detail of ${identity} in ${view}`);
	}

	return detail;
}

function isOf<View extends ViewName>(detail: Detail, view: View): detail is Extract<Detail, {view: View}> {
	return detail.view === view;
}

/** Returns the identities of the rows on the screen. */
export function identitiesOf({content}: ViewMessage): readonly string[] {
	return content.rows.map(row => rowIdentity(row));
}

/** Returns the identities of a view's rows in an order. */
export function orderOf(sample: Sample, view: ViewName, sort: Sort): readonly string[] {
	return identitiesOf(answerOf(sample, aQuery(view, {sort, showsZero: true})));
}
