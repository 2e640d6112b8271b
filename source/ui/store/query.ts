import type {Query, Sort, ViewMessage} from '../../protocol/protocol.ts';
import {showsInterfaces, type AppState} from '../state/state.ts';
import {innerWidth} from '../text/panel.ts';
import {chartShape} from '../views/detail.ts';
import {previewedRows} from '../views/preview.ts';
import {filterOf, visibleRows} from '../views/shown-view.ts';

/** Returns the query whose answer draws this state. */
export function queryOf({ui, session: {looked, moves}}: Pick<AppState, 'ui' | 'session'>): Query {
	return {
		view: ui.view,
		filter: filterOf(ui),
		sort: ui.sorts[ui.view],
		rows: visibleRows(ui),
		grouping: ui.grouping,
		detail: ui.detail,
		preview: ui.detail === null ? previewedRows(ui) : 0,
		showsZero: ui.showsZero,
		interfaces: showsInterfaces(ui),
		chart: chartShape({...ui, columns: ui.detail === null ? innerWidth(ui.columns) : ui.columns}),
		looked: ui.view === 'overview' ? looked : null,
		moves,
		paused: ui.paused,
	};
}

export function isSameQuery(one: Query, other: Query): boolean {
	return isSameTable(one, other)
		&& one.rows === other.rows
		&& one.detail === other.detail
		&& one.preview === other.preview
		&& one.interfaces === other.interfaces
		&& one.paused === other.paused
		&& one.chart.seconds === other.chart.seconds
		&& one.chart.buckets === other.chart.buckets
		&& one.looked === other.looked;
}

/** Whether an answer still shows the table that is wanted now; one to an earlier filter or order would flicker. */
export function isAnswer(message: ViewMessage, state: AppState): boolean {
	return isSameTable(message.query, queryOf(state));
}

/** The screen shows what was asked for, the cursor where it was moved to: what is selected now is what was meant. */
export function isSettled(state: AppState): boolean {
	const {ui, data: {message}, session} = state;
	return message !== null && message.query.moves === session.moves && isAnswer(message, state) && message.query.detail === ui.detail;
}

function isSameTable(one: Query, other: Query): boolean {
	return one.view === other.view && one.filter === other.filter && one.grouping === other.grouping && one.showsZero === other.showsZero && isSameSort(one.sort, other.sort);
}

function isSameSort(one: Sort, other: Sort): boolean {
	return one.key === other.key && one.descending === other.descending;
}
