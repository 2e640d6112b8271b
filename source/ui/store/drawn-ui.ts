import type {UiState} from '../state/state.ts';
import type {Store} from './store.ts';

/** Parts of the state that the sampler is asked with, and that nothing draws. */
const notDrawn: ReadonlySet<string> = new Set(['moves', 'looked'] satisfies ReadonlyArray<keyof UiState>);

/** Returns a function that gives the state as it is drawn: the same one while only what is not drawn changes, so that a key draws no frame before its answer. */
export function drawnUiOf(store: Store): () => UiState {
	let drawn = store.getState().ui;
	return () => {
		const {ui} = store.getState();
		if (!looksSame(drawn, ui)) {
			drawn = ui;
		}

		return drawn;
	};
}

function looksSame(one: UiState, other: UiState): boolean {
	if (one === other) {
		return true;
	}

	for (const key of Object.keys(other) as Array<keyof UiState>) {
		if (one[key] !== other[key] && !notDrawn.has(key)) {
			return false;
		}
	}

	return true;
}
