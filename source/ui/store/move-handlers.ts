import {keymapOf} from '../keys/keymap.ts';
import {helpLineCount} from '../overlays/help.ts';
import {interfaceLineCount} from '../overlays/interfaces.ts';
import {bodyHeight, listRows, namedFilterRows} from '../state/visible-rows.ts';
import type {Move} from '../../protocol/protocol.ts';
import type {Handlers, Step} from '../state/actions.ts';
import {linkName, type Link} from '../state/destination.ts';
import type {AppState, UiState} from '../state/state.ts';
import {withMove, withUi} from '../state/update.ts';
import {detailLineCount, isDetailAwaited, linksOf} from '../views/detail.ts';
import {chooserRows} from '../overlays/column-chooser.ts';
import {withReset} from '../views/shown-columns.ts';
import {visibleRows} from '../views/shown-view.ts';
import {sortChoices} from '../views/sorting.ts';

/** One set of movement keys: in a table they move the cursor, in a text they scroll, in a dialog they choose. */
export const moveHandlers: Handlers<'move'> = {
	move(state, {step}) {
		const {ui} = state;
		const {overlay} = ui;
		switch (overlay?.kind) {
			case undefined: {
				// The cursor of a table is the sampler's: effects.ts sends it the move.
				return ui.detail === null ? withMove(state) : moveInDetail(state, step);
			}

			case 'help':
			case 'interfaces': {
				return scroll(state, step);
			}

			case 'named-filters': {
				const selected = target(overlay.selected, step, ui.namedFilters.length - 1, namedFilterRows(ui));
				return withUi(state, {overlay: {...overlay, selected}});
			}

			case 'sort': {
				const count = sortChoices(withReset(state)).length;
				return withUi(state, {overlay: {...overlay, selected: target(overlay.selected, step, count - 1, listRows(ui, count)), typed: ''}});
			}

			case 'columns': {
				const count = overlay.entries.length;
				return withUi(state, {overlay: {...overlay, selected: target(overlay.selected, step, count - 1, chooserRows(ui, count))}});
			}

			case 'end': {
				const count = overlay.candidates?.length ?? 0;
				return count === 0 ? state : withUi(state, {overlay: {...overlay, selected: target(overlay.selected, step, count - 1, count)}});
			}

			case 'filter':
			case 'target':
			case 'rule':
			case 'moment':
			case 'close':
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

/** A step chooses the next link that is in sight, else it scrolls: as in a browser without a mouse. */
function moveInDetail(state: AppState, step: Step): AppState {
	const links = linksOf(state.ui, state.data);
	if (links.length === 0 || 'to' in step || step.unit !== 'row') {
		return withVisibleLink(scroll(state, step), links);
	}

	const current = links.findIndex(({destination}) => linkName(destination) === state.ui.link);
	const next = current === -1
		? links.findIndex(link => step.by === 1 && isInSight(state, link))
		: current + step.by;
	const wanted = links[next];
	if (wanted === undefined) {
		return withVisibleLink(scroll(state, step), links);
	}

	const link = linkName(wanted.destination);
	if (isInSight(state, wanted)) {
		return link === state.ui.link ? state : withUi(state, {link});
	}

	const scrolled = scroll(state, step);
	return isInSight(scrolled, wanted)
		? withUi(scrolled, {link})
		: withVisibleLink(scrolled, links);
}

/** Lets go of a link that is out of sight: Enter must not open it. */
function withVisibleLink(state: AppState, links: readonly Link[]): AppState {
	const {link: chosen} = state.ui;
	const link = links.find(({destination}) => linkName(destination) === chosen);
	return chosen === null || (link !== undefined && isInSight(state, link)) ? state : withUi(state, {link: null});
}

function isInSight({ui, data}: AppState, {line}: Link): boolean {
	const first = Math.max(0, Math.min(ui.scroll, scrollLimit({ui, data})));
	return line >= first && line < first + bodyHeight(ui);
}

function scroll(state: AppState, step: Step): AppState {
	const {ui, data} = state;
	// A detail that is not there yet may be of any length: the key before has only just opened it.
	const limit = ui.overlay === null && isDetailAwaited(ui, data) ? Number.MAX_SAFE_INTEGER : scrollLimit(state);
	const next = target(Math.min(ui.scroll, limit), step, limit, bodyHeight(ui));
	return next === ui.scroll ? state : withUi(state, {scroll: next});
}

/** The last line at which the text on the screen, the help, the interfaces or a detail, may begin: its end is then in sight. */
function scrollLimit({ui, data}: Pick<AppState, 'ui' | 'data'>): number {
	return Math.max(0, lineCount({ui, data}) - bodyHeight(ui));
}

function lineCount({ui, data}: Pick<AppState, 'ui' | 'data'>): number {
	if (ui.overlay?.kind === 'help') {
		return helpLineCount(ui, data, keymapOf(ui.keys).help);
	}

	return ui.overlay?.kind === 'interfaces' ? interfaceLineCount(ui, data) : detailLineCount(ui, data);
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
