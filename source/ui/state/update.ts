import type {
	AppState,
	Notice,
	SessionState,
	UiState,
} from './state.ts';

/** The state with some fields of the ui slice replaced. */
export function withUi(state: AppState, changes: Partial<UiState>): AppState {
	return {...state, ui: {...state.ui, ...changes}};
}

export function withSession(state: AppState, changes: Partial<SessionState>): AppState {
	return {...state, session: {...state.session, ...changes}};
}

/** The state in which the sampler was asked for one more move of the cursor. */
export function withMove(state: AppState): AppState {
	return withSession(state, {moves: state.session.moves + 1});
}

export function withNotice(state: AppState, text: string, kind: Notice['kind'] = 'information'): AppState {
	return withUi(state, {notice: {text, kind}});
}
