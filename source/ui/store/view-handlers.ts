import type {Sort} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {withKey} from '../keys/keymap.ts';
import {viewRegistry} from '../views/registry.ts';
import {tabs, tabOf} from '../views/shown-view.ts';
import {nextSort} from '../views/sorting.ts';
import type {Handlers} from '../state/actions.ts';
import type {AppState, UiState} from '../state/state.ts';
import {withNotice, withUi} from '../state/update.ts';
import {selectionOf} from './selection.ts';

/** Which table is shown and how; the detail and the help over it. */
export const viewHandlers: Handlers<'toggle-outgoing' | 'toggle-interfaces' | 'toggle-zero' | 'show-view' | 'turn-view' | 'open-detail' | 'close' | 'toggle-help' | 'next-sort' | 'reverse-sort' | 'copy'> = {
	'show-view': (state, {view}) => showView(state, view),

	'turn-view'(state, {by}) {
		const view = tabs.at((tabs.indexOf(tabOf(state.ui.view)) + by) % tabs.length);
		return view === undefined ? state : showView(state, view);
	},

	// A command about these two views, which share a tab.
	'toggle-outgoing'(state) {
		const isOutgoing = state.ui.view === 'outgoing';
		return withNotice(showView(state, isOutgoing ? 'ports' : 'outgoing'), isOutgoing ? 'Open ports' : `Outgoing connections by peer${withKey(state.ui, 'outgoing', key => `; ${key}: back to the ports`)}`);
	},

	'toggle-interfaces': state => withUi(state, {interfacesOpen: !state.ui.interfacesOpen, scroll: 0}),

	'toggle-zero'(state) {
		const showsZero = !state.ui.showsZero;
		return withNotice(withUi(state, {showsZero}), showsZero ? 'Every counter' : 'Counters that have counted since portop started');
	},

	'open-detail'(state) {
		const selection = selectionOf(state);
		return selection === null ? state : withUi(state, {detail: selection.identity, scroll: 0});
	},

	close: state => withUi(state, closed(state.ui)),

	'toggle-help': state => withUi(state, {helpOpen: !state.ui.helpOpen, scroll: 0}),

	'next-sort'(state, {by}) {
		const {ui, data} = state;
		const wasReset = (data.message?.summary.resetAtMilliseconds ?? null) !== null;
		return sorted(state, nextSort({...ui, wasReset}, ui.sorts[ui.view], by));
	},

	'reverse-sort'(state) {
		const {key, descending} = state.ui.sorts[state.ui.view];
		return sorted(state, {key, descending: !descending});
	},

	copy(state) {
		const selection = selectionOf(state);
		return selection === null
			? withNotice(state, 'No row is selected', 'warning')
			: withNotice(state, `Copied ${selection.copyText}`);
	},
};

function showView(state: AppState, view: ViewName): AppState {
	return view === state.ui.view && state.ui.detail === null ? state : withUi(state, {view, detail: null, scroll: 0});
}

function sorted(state: AppState, sort: Sort): AppState {
	const {view, sorts} = state.ui;
	const {fixedOrder} = viewRegistry[view];
	return fixedOrder === undefined
		? withUi(state, {sorts: {...sorts, [view]: sort}})
		: withNotice(state, fixedOrder, 'warning');
}

function closed(ui: UiState): Partial<UiState> {
	if (ui.end !== null) {
		return {end: null};
	}

	if (ui.removal !== null) {
		return {removal: null};
	}

	if (ui.namedFilter !== null) {
		return {namedFilter: null};
	}

	if (ui.helpOpen) {
		return {helpOpen: false, scroll: 0};
	}

	return ui.interfacesOpen ? {interfacesOpen: false, scroll: 0} : {detail: null, scroll: 0};
}
