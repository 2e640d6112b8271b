import type {RowOf} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import type {Handlers} from '../state/actions.ts';
import {
	closedFilter,
	type AppState,
	type AskedLine,
	type UiState,
} from '../state/state.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';
import {filterNameOf} from '../views/shown-view.ts';
import {isAnswer, queryOf} from './query.ts';

/** Handlers of the sampler's messages, and of its end. */
export const samplerHandlers: Handlers<'view-arrived' | 'sampler-restarted' | 'sampler-failed'> = {
	'view-arrived'(state, {message}) {
		return isAnswer(message, state.ui) ? withSession({...state, ui: remembering(state.ui, message.content.view, message.content.rows), data: {message}}, {isMoving: false}) : state;
	},

	'sampler-restarted': (state, {reason}) => withNotice(
		withoutWaiting(state),
		`The sampler died and was restarted; totals start again: ${reason}`,
		'warning',
	),

	'sampler-failed': (state, {reason}) => withSession(
		// A notice, such as that of the first death, would stand in front of the reason.
		withUi(state, {
			...lastShown(state), end: null, removal: null, namedFilter: null, targetLine: null, ruleLine: null, notice: null, failure: reason,
		}),
		{isMoving: false},
	),
};

/** Returns the state of the last message: a view, filter or order that was asked for since will never come. */
function lastShown({ui, data: {message}}: AppState): Partial<UiState> {
	const {view, filter, sort, detail, showsZero, interfaces} = message?.query ?? queryOf(ui);
	return {
		view,
		detail,
		showsZero,
		interfacesOpen: interfaces,
		sorts: {...ui.sorts, [view]: sort},
		filters: {
			sockets: closedFilter(ui.filters.sockets.before),
			probes: closedFilter(ui.filters.probes.before),
			log: closedFilter(ui.filters.log.before),
			[filterNameOf({view})]: closedFilter(filter),
		},
	};
}

/** Ends the requests that the dead sampler has not answered. */
function withoutWaiting(state: AppState): AppState {
	const {end, targetLine, ruleLine} = state.ui;
	const isDialogWaiting = end?.candidates === null;
	const asked = isDialogWaiting ? withUi(state, {end: null}) : state;
	return withSession(withUi(asked, {targetLine: unanswered(targetLine), ruleLine: unanswered(ruleLine)}), {isMoving: false});
}

function unanswered(line: AskedLine | null): AskedLine | null {
	return typeof line?.request === 'number'
		? {...line, request: null, problem: 'the sampler died before it answered: Enter tries again'}
		: line;
}

/** The state with what its view remembers of the rows; the same one where there is nothing new. */
function remembering<Name extends ViewName>(ui: UiState, view: Name, rows: ReadonlyArray<RowOf<Name>>): UiState {
	return viewRegistry[view].onRows?.(ui, rows) ?? ui;
}
