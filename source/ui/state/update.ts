import {
	filterNameOf,
	filterOf,
	type AppState,
	type FilterState,
	type Notice,
	type SessionState,
	type UiState,
} from './state.ts';

/** The state with some fields of the ui slice replaced. */
export function withUi(state: AppState, changes: Partial<UiState>): AppState {
	return {...state, ui: {...state.ui, ...changes}};
}

/** The state with some fields of the shown view's filter replaced. */
export function withFilter(state: AppState, changes: Partial<FilterState>): AppState {
	const {ui} = state;
	return withUi(state, {filters: {...ui.filters, [filterNameOf(ui)]: {...filterOf(ui), ...changes}}});
}

export function withSession(state: AppState, changes: Partial<SessionState>): AppState {
	return {...state, session: {...state.session, ...changes}};
}

export function withNotice(state: AppState, text: string, kind: Notice['kind'] = 'information'): AppState {
	return withUi(state, {notice: {text, kind}});
}
