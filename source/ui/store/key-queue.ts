import type {Action, ActionType} from '../state/actions.ts';
import {resolve} from '../keys/keymap.ts';
import {modeOf, typedLine, type UiState} from '../state/state.ts';
import {isSettled} from './query.ts';
import type {Store} from './store.ts';

/** Act on what is selected, so what is selected must be what was meant. */
const onSelection: ReadonlySet<ActionType> = new Set(['open-detail', 'open-own-detail', 'follow', 'show-connections-of', 'open-target', 'open-rule', 'edit-rule', 'acknowledge', 'propose-end', 'propose-close', 'propose-removal', 'copy']);

/**
Do what a dialog names, so that this must be on the screen. The removal of the selected row waits for it; a process or connection that is
named only there must have been read before it is ended.
*/
const confirming: ReadonlySet<ActionType> = new Set(['confirm-end', 'confirm-close', 'confirm-removal']);

/** Never wait, nor does anything before them. */
const urgent: ReadonlySet<ActionType> = new Set(['interrupt', 'suspend']);

/** More than anyone types ahead: what a large paste has beyond that is no keys. */
const maxWaiting = 1000;

/** Milliseconds; then what the screen shows is taken as meant. */
const maxWait = 500;

export type KeyQueue = {
	readonly press: (keys: readonly string[]) => void;
	readonly close: () => void;
};

/**
Takes keys in order. The cursor is the sampler's, which answers within milliseconds; in `jj`, Enter typed at once,
Enter waits for that answer, or it would open (and `K` end) the row where the cursor was.
*/
export function createKeyQueue(store: Store): KeyQueue {
	let waiting: readonly string[] = [];
	let deadline: NodeJS.Timeout | undefined;
	let isDraining = false;

	function drain(shouldWait: boolean): void {
		if (isDraining) {
			// A dispatch below has changed the store; the loop goes on anyway.
			return;
		}

		isDraining = true;
		try {
			for (let key = waiting[0]; key !== undefined; key = waiting[0]) {
				const {ui} = store.getState();
				const action = resolve(modeOf(ui), key, ui);
				const isEarly = isAnswerDue(ui, action) || (action !== undefined && ((onSelection.has(action.type) && isUnsettled(store)) || (action.type === 'confirm-removal' && !isPainted(store))));
				if (isEarly && shouldWait) {
					break;
				}

				waiting = waiting.slice(1);
				if (action !== undefined && (!confirming.has(action.type) || isPainted(store))) {
					store.dispatch(action);
				}
			}
		} finally {
			isDraining = false;
		}

		watch();
	}

	/** One timer while something waits. */
	function watch(): void {
		if (waiting.length === 0) {
			clearTimeout(deadline);
			deadline = undefined;
			return;
		}

		deadline ??= setTimeout(() => {
			deadline = undefined;
			drain(false);
		}, maxWait);
	}

	const unsubscribe = store.subscribe(() => {
		if (waiting.length > 0) {
			drain(true);
		}
	});

	return {
		press(keys) {
			const {ui} = store.getState();
			const hasUrgent = keys.some(key => isUrgent(resolve(modeOf(ui), key, ui)));
			waiting = [...waiting, ...(hasUrgent ? keys : keys.slice(0, maxWaiting - waiting.length))];
			drain(!hasUrgent && waiting.length < maxWaiting);
		},

		close() {
			unsubscribe();
			clearTimeout(deadline);
			waiting = [];
		},
	};
}

function isUrgent(action: Action | undefined): boolean {
	return action !== undefined && urgent.has(action.type);
}

/** A line was sent with Enter: its answer decides where the next key acts. Esc leaves the line. */
function isAnswerDue(ui: UiState, action: Action | undefined): boolean {
	return (typedLine(ui)?.request ?? null) !== null && action?.type !== 'close' && !isUrgent(action);
}

function isUnsettled(store: Store): boolean {
	const state = store.getState();
	return state.data.message !== null && state.ui.failure === null && !isSettled(state);
}

function isPainted(store: Store): boolean {
	const {ui: {overlay}, session: {paintedOverlay: painted}} = store.getState();
	// `ty` chooses the signal and confirms: the user's own key changed nothing that must be read first.
	return overlay === painted || (overlay?.kind === 'end' && painted?.kind === 'end' && overlay.candidates === painted.candidates && overlay.selected === painted.selected);
}
