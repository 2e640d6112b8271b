import type {ContentOf, Query} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import type {Handlers} from '../state/actions.ts';
import {
	typedLine,
	type AppState,
	type Overlay,
	type UiState,
} from '../state/state.ts';
import {withSession, withUi} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';
import {filterNameOf, filterOf, withFilter} from '../views/shown-view.ts';
import {isAnswer, queryOf} from './query.ts';
import {withTableRoom} from './table-room.ts';

/** Handlers of the sampler's messages, and of its end. */
export const samplerHandlers: Handlers<'view-arrived' | 'sampler-restarted' | 'sampler-failed'> = {
	'view-arrived'(state, {message}) {
		if (!isAnswer(message, state)) {
			return state;
		}

		const ui = withTableRoom(remembering(state.ui, message.content.view, message.content, message.listed), message);
		return {...state, ui, data: {message}};
	},

	'sampler-restarted': (state, {reason}) => withUi(withoutWaiting(state), {
		notice: {text: `The sampler died and was restarted; totals start again: ${reason}`, kind: 'warning', isGeneral: true},
	}),

	'sampler-failed': (state, {reason}) => withSession(
		// A notice, such as that of the first death, would stand in front of the reason.
		withUi(state, {
			...lastShown(state), notice: null, failure: reason,
		}),
		{moves: queryShown(state).moves},
	),
};

function queryShown(state: AppState): Query {
	return state.data.message?.query ?? queryOf(state);
}

/** Returns the state of the last message: a view, filter or order that was asked for since will never come. */
function lastShown(state: AppState): Partial<UiState> {
	const {ui} = state;
	const {overlay} = ui;
	const {view, filter, sort, grouping, detail, showsZero, interfaces} = queryShown(state);
	const below = interfaces ? {kind: 'interfaces'} as const : null;
	const filterBefore = typedLine(ui)?.filterBefore ?? filterOf(ui);
	return {
		view,
		grouping,
		detail,
		showsZero,
		// No other place can be asked for.
		trail: [],
		// Only the help needs no sampler.
		overlay: overlay?.kind === 'help' ? {...overlay, below} : below,
		sorts: {...ui.sorts, [view]: sort},
		filters: {...withFilter(ui, filterBefore), [filterNameOf({view})]: filter},
	};
}

/** Ends the request that the dead sampler has not answered. */
function withoutWaiting(state: AppState): AppState {
	return withUi(state, {overlay: unanswered(state.ui.overlay)});
}

function unanswered(overlay: Overlay | null): Overlay | null {
	switch (overlay?.kind) {
		case 'end': {
			return overlay.candidates === null ? null : overlay;
		}

		case 'close': {
			return overlay.proposal === null && overlay.problem === null ? null : overlay;
		}

		case 'filter':
		case 'target':
		case 'rule':
		case 'moment': {
			return overlay.request === null ? overlay : {...overlay, request: null, problem: 'the sampler died before it answered: Enter tries again'};
		}

		case undefined:
		case 'help':
		case 'interfaces':
		case 'named-filters':
		case 'sort':
		case 'columns':
		case 'remove': {
			return overlay;
		}
	}
}

/** The state with what its view remembers of what it was sent; the same one where there is nothing new. */
function remembering<Name extends ViewName>(ui: UiState, view: Name, content: ContentOf<Name>, listed: number): UiState {
	return viewRegistry[view].onContent?.(ui, content, listed) ?? ui;
}
