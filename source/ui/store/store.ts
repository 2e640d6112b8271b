import type {Action} from '../state/actions.ts';
import type {AppState} from '../state/state.ts';
import {effectsOf, type Effect} from './effects.ts';
import type {Reducer} from './reducer.ts';

/** Holds the state outside of React, which reads it through useSyncExternalStore. */
export type Store = {
	readonly getState: () => AppState;
	readonly dispatch: (action: Action) => void;
	/** Calls the listener after every change; returns what ends that. */
	readonly subscribe: (listener: () => void) => () => void;
};

/** A store; `perform` carries out what actions ask for outside of the state. */
export function createStore(initial: AppState, reduce: Reducer, perform: (effect: Effect) => void): Store {
	let state = initial;
	const listeners = new Set<() => void>();

	return {
		getState: () => state,

		dispatch(action) {
			const before = state;
			state = reduce(before, action);
			for (const effect of effectsOf(before, action, state)) {
				perform(effect);
			}

			if (state !== before) {
				for (const listener of listeners) {
					listener();
				}
			}
		},

		subscribe(listener) {
			listeners.add(listener);
			return () => {
				listeners.delete(listener);
			};
		},
	};
}
