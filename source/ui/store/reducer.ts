import type {Action, ActionType, Handlers} from '../state/actions.ts';
import {withKey} from '../keys/keymap.ts';
import {modeOf, type AppState, type UiState} from '../state/state.ts';
import {withNotice, withUi} from '../state/update.ts';
import {alertHandlers} from './alert-handlers.ts';
import {closeHandlers} from './close-handlers.ts';
import {dialogHandlers} from './dialog-handlers.ts';
import {withLooked} from './looked.ts';
import {lineHandlers, type CheckFilter} from './line-handlers.ts';
import {mouseHandlers} from './mouse-handlers.ts';
import {moveHandlers} from './move-handlers.ts';
import {placeHandlers} from './place-handlers.ts';
import {ruleHandlers} from './rule-handlers.ts';
import {samplerHandlers} from './sampler-handlers.ts';
import {settingsHandlers} from './settings-handlers.ts';
import {tableHandlers} from './table-handlers.ts';
import {viewHandlers} from './view-handlers.ts';

export type Reducer = <Type extends ActionType>(state: AppState, action: Action<Type>) => AppState;

/** Change what the sampler is asked; without one they could only promise what never comes. */
const askingSampler: ReadonlySet<ActionType> = new Set([
	'show-view',
	'turn-view',
	'open-sort',
	'apply-sort',
	'next-sort',
	'reverse-sort',
	'sort-by',
	'select-row',
	'open-filter',
	'clear-filter',
	'open-named-filters',
	'apply-named-filter',
	'open-detail',
	'open-own-detail',
	'follow',
	'open-target',
	'open-rule',
	'open-moment',
	'travel',
	'edit-rule',
	'acknowledge',
	'reset-totals',
	'toggle-outgoing',
	'next-grouping',
	'show-connections-of',
	'open-interfaces',
	'toggle-zero',
	'propose-removal',
	'propose-end',
	'propose-close',
	'toggle-pause',
	'change-interval',
]);

const unchanged = (state: AppState): AppState => state;

/** The words for what a sampler that has stopped cannot do. */
const unableWords: Partial<Record<ActionType, string>> = {'propose-end': 'it can end no process', 'propose-close': 'it can close no connection'};

/** They act on what is there now, not on what is shown of the past. */
const actingNow: ReadonlySet<ActionType> = new Set(['propose-end', 'propose-close', 'acknowledge', 'reset-totals', 'propose-removal', 'edit-rule']);

/** They have no meaning where nothing is sampled. */
const changingSampler: ReadonlySet<ActionType> = new Set([...actingNow, 'open-target', 'open-rule', 'toggle-pause', 'change-interval']);

/** Things that only act outside of the state: effects.ts. */
const outside: Handlers<'redraw' | 'suspend' | 'quit' | 'interrupt' | 'painted'> = {
	redraw: unchanged,
	suspend: unchanged,
	quit: unchanged,
	interrupt: unchanged,
	painted: unchanged,
};

/**
The one writer of the state: pure, and total over every action in every state. An action that changes nothing
returns the state it was given.
*/
export function createReducer(checkFilter: CheckFilter): Reducer {
	const handlers: Handlers<ActionType> = {
		...viewHandlers,
		...placeHandlers,
		...ruleHandlers,
		...moveHandlers,
		...tableHandlers,
		...mouseHandlers,
		...settingsHandlers,
		...lineHandlers(checkFilter),
		...alertHandlers,
		...dialogHandlers,
		...closeHandlers,
		...samplerHandlers,
		...outside,
	};
	const reduce: Reducer = (state, action) => {
		if (state.ui.failure !== null && isAskingSampler(state, action.type)) {
			return withNotice(state, `The sampler has stopped: ${unableWords[action.type] ?? 'the table can no longer change'}`, 'warning');
		}

		if (isReplay(state) && changingSampler.has(action.type)) {
			return withNotice(state, 'This is a recording: nothing can be changed in it', 'warning');
		}

		return isOfPast(state) && actingNow.has(action.type)
			? withNotice(state, `This is the past${withKey(state.ui, 'show-now', key => `: ${key} goes back to now`)}`, 'warning')
			: handlers[action.type](state, action);
	};

	return (state, action) => withLooked(state, withoutOldNotice(state, reduce(state, action)), action.type);
}

/** The state without a notice of the place that was left: it would hide the keys of the next one. */
function withoutOldNotice({ui: before}: AppState, after: AppState): AppState {
	const {notice} = after.ui;
	return notice === null || notice !== before.notice || notice.isGeneral === true || isSamePlace(before, after.ui)
		? after
		: withUi(after, {notice: null});
}

function isSamePlace(one: UiState, other: UiState): boolean {
	const textOver = ({overlay}: UiState) => overlay?.kind === 'help' || overlay?.kind === 'interfaces' ? overlay.kind : null;
	return one.view === other.view && one.detail === other.detail && textOver(one) === textOver(other);
}

function isOfPast({data: {message}}: AppState): boolean {
	return (message?.past ?? null) !== null;
}

function isReplay({data: {message}}: AppState): boolean {
	return message?.past?.isReplay === true;
}

/** In a table the cursor is the sampler's too. */
function isAskingSampler({ui}: AppState, type: ActionType): boolean {
	return askingSampler.has(type) || (type === 'move' && modeOf(ui) === 'view');
}
