import {bodyHeight, namedFilterRows} from '../state/visible-rows.ts';
import type {Move} from '../../protocol/protocol.ts';
import type {Handlers, Step} from '../state/actions.ts';
import {modeOf, type AppState, type UiState} from '../state/state.ts';
import {withSession, withUi} from '../state/update.ts';
import {visibleRows} from '../views/shown-view.ts';
import {scrollLimit} from './scroll-limit.ts';

/** One set of movement keys: in a table they move the cursor, in a text they scroll, in a dialog they choose. */
export const moveHandlers: Handlers<'move'> = {
	move(state, {step}) {
		switch (modeOf(state.ui)) {
			case 'view': {
				// The cursor is the sampler's: effects.ts sends it the move.
				return state.session.isMoving ? state : withSession(state, {isMoving: true});
			}

			case 'detail':
			case 'help':
			case 'interfaces': {
				return scroll(state, step);
			}

			case 'named-filters': {
				return chooseFilter(state, step);
			}

			case 'end':
			case 'nothing-to-end': {
				return choose(state, step);
			}

			case 'filter':
			case 'target':
			case 'rule':
			case 'remove': {
				return state;
			}
		}
	},
};

/** A step as the sampler takes it, which knows nothing of pages. */
export function moveOf(step: Step, ui: UiState): Move {
	return 'to' in step ? step : {by: distance(step, visibleRows(ui))};
}

function scroll(state: AppState, step: Step): AppState {
	const limit = scrollLimit(state);
	const next = target(state.ui.scroll, step, limit, bodyHeight(state.ui));
	return next === state.ui.scroll ? state : withUi(state, {scroll: next});
}

function choose(state: AppState, step: Step): AppState {
	const {end} = state.ui;
	const count = end?.candidates?.length ?? 0;
	return end === null || count === 0
		? state
		: withUi(state, {end: {...end, selected: target(end.selected, step, count - 1, count)}});
}

function chooseFilter(state: AppState, step: Step): AppState {
	const {namedFilters, namedFilter} = state.ui;
	return namedFilter === null
		? state
		: withUi(state, {namedFilter: target(namedFilter, step, namedFilters.length - 1, namedFilterRows(state.ui))});
}

function target(from: number, step: Step, last: number, height: number): number {
	if ('to' in step) {
		return step.to === 'first' ? 0 : last;
	}

	return Math.max(0, Math.min(from + distance(step, height), last));
}

/** A page leaves one line of the last one in sight. */
function distance({unit, by}: Extract<Step, {readonly unit: string}>, height: number): number {
	const lines = {row: 1, 'half-page': Math.floor(height / 2), page: height - 1};
	return by * Math.max(1, lines[unit]);
}
