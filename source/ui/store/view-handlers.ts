import {views, type ViewName} from '../../model/snapshot.ts';
import {nextSort} from '../presentation/next-sort.ts';
import type {Handlers} from './actions.ts';
import {selectionOf} from './selection.ts';
import type {AppState, UiState} from './state.ts';
import {withNotice, withUi} from './update.ts';

/** Which table is shown and how; the detail and the help over it. */
export const viewHandlers: Handlers<'show-view' | 'turn-view' | 'open-detail' | 'close' | 'toggle-help' | 'next-sort' | 'reverse-sort' | 'copy'> = {
	'show-view': (state, {view}) => showView(state, view),

	'turn-view'(state, {by}) {
		const view = views.at((views.indexOf(state.ui.view) + by) % views.length);
		return view === undefined ? state : showView(state, view);
	},

	'open-detail'(state) {
		const selection = selectionOf(state);
		return selection === null ? state : withUi(state, {detail: selection.identity, scroll: 0});
	},

	close: state => withUi(state, closed(state.ui)),

	'toggle-help': state => withUi(state, {helpOpen: !state.ui.helpOpen, scroll: 0}),

	'next-sort'({ui, ...rest}, {by}) {
		const sort = nextSort(ui, ui.sorts[ui.view], by);
		return {...rest, ui: {...ui, sorts: {...ui.sorts, [ui.view]: sort}}};
	},

	'reverse-sort'({ui, ...rest}) {
		const sort = ui.sorts[ui.view];
		return {...rest, ui: {...ui, sorts: {...ui.sorts, [ui.view]: {...sort, descending: !sort.descending}}}};
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

function closed(ui: UiState): Partial<UiState> {
	if (ui.end !== null) {
		return {end: null};
	}

	if (ui.removal !== null) {
		return {removal: null};
	}

	return ui.helpOpen ? {helpOpen: false, scroll: 0} : {detail: null, scroll: 0};
}
