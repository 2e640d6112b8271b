import type {ViewName} from '../../model/snapshot.ts';
import type {ViewMessage} from '../../protocol/protocol.ts';
import type {Handlers} from '../state/actions.ts';
import {linkName, type Destination} from '../state/destination.ts';
import type {AppState, Place, UiState} from '../state/state.ts';
import {withNotice, withUi} from '../state/update.ts';
import {linksOf} from '../views/detail.ts';
import {viewRegistry} from '../views/registry.ts';
import {chosenRow, filterOf, withFilter} from '../views/shown-view.ts';
import {editingChosen} from './rule-handlers.ts';
import {selectionOf} from './selection.ts';

/** Places that are remembered; of a longer way the beginning is forgotten. */
const maxTrail = 20;

/** From one thing to what it leads to, and the same way back. */
export const placeHandlers: Handlers<'open-detail' | 'open-own-detail' | 'follow' | 'show-connections-of' | 'clear-filter'> = {
	'open-detail'(state) {
		const destination = leadOf(state);
		return editingChosen(state) ?? (destination === null ? openOwn(state) : goTo(state, destination));
	},

	'open-own-detail'(state) {
		const {view} = state.ui;
		return viewRegistry[view].leadsTo === undefined || state.ui.detail !== null ? state : openOwn(state);
	},

	follow(state) {
		const {ui, data} = state;
		const destination = linksOf(ui, data).find(link => linkName(link.destination) === ui.link)?.destination ?? leadOf(state) ?? connectionsOf(state);
		const editing = destination === null ? editingChosen(state) : null;
		if (editing !== null) {
			return editing;
		}

		// A detail that leads nowhere is closed, as Enter has opened it.
		return destination === null ? goBack(state) : goTo(state, destination);
	},

	'show-connections-of'(state) {
		const destination = connectionsOf(state);
		return destination === null
			? withNotice(state, 'No filter leaves only these connections', 'warning')
			: goTo(state, destination);
	},

	'clear-filter'(state) {
		const {ui} = state;
		const last = ui.trail.at(-1);
		if (last === undefined) {
			return filterOf(ui) === '' ? state : withUi(state, {filters: withFilter(ui, '')});
		}

		return filterOf(ui) === last.filterThere ? goBack(state) : withUi(state, {filters: withFilter(ui, last.filterThere)});
	},
};

/** The state one place back; without one the table below the detail. */
export function goBack(state: AppState): AppState {
	return withUi(state, placeBefore(state.ui));
}

/** Returns what changes when the last place is gone back to. */
export function placeBefore({trail}: UiState): Partial<UiState> {
	const last = trail.at(-1);
	if (last === undefined) {
		return {detail: null, scroll: 0, link: null};
	}

	const {selected: _, filterThere: __, ...place} = last;
	return {...place, trail: trail.slice(0, -1)};
}

/** Returns what changes when a view is shown by its own key: the way to it is forgotten, and with it the filters that came of going it. */
export function withoutTrail(ui: UiState): Partial<UiState> {
	const [first] = ui.trail;
	const last = ui.trail.at(-1);
	return {
		trail: [], detail: null, scroll: 0, link: null,
		...first !== undefined && filterOf(ui) === last?.filterThere && {filters: first.filters},
	};
}

function openOwn(state: AppState): AppState {
	const selection = selectionOf(state);
	return selection === null ? state : goTo(state, {view: state.ui.view, detail: selection.identity});
}

function goTo(state: AppState, destination: Destination): AppState {
	const {ui} = state;
	const next: Partial<UiState> = 'connections' in destination
		? {view: 'connections', detail: null, filters: {...ui.filters, sockets: destination.connections}}
		: {...destination, ...destination.view !== ui.view && {filters: withFilter({...ui, view: destination.view}, '')}};
	const place: Place = {
		view: ui.view,
		filters: ui.filters,
		detail: ui.detail,
		scroll: ui.scroll,
		link: ui.link,
		grouping: ui.grouping,
		sorts: ui.sorts,
		selected: selectionOf(state)?.identity ?? null,
		filterThere: filterOf({...ui, ...next}),
	};
	return withUi(state, {
		...next, scroll: 0, link: null, trail: [...ui.trail, place].slice(-maxTrail),
	});
}

function leadOf({ui, data: {message}}: AppState): Destination | null {
	return leadIn(ui.view, ui, message);
}

function leadIn<Name extends ViewName>(view: Name, ui: UiState, message: ViewMessage | null): Destination | null {
	const row = chosenRow(view, ui, message);
	return row === undefined ? null : viewRegistry[view].leadsTo?.(row) ?? null;
}

/** Returns the connections of the selected row, or of the row whose detail is open; null where no filter leaves them. */
function connectionsOf({ui, data: {message}}: AppState): Destination | null {
	return connectionsIn(ui.view, ui, message);
}

function connectionsIn<Name extends ViewName>(view: Name, ui: UiState, message: ViewMessage | null): Destination | null {
	const row = chosenRow(view, ui, message);
	const {connectionsFilter, countsMatching} = viewRegistry[view];
	const filter = row === undefined ? null : connectionsFilter?.(row) ?? null;
	if (filter === null) {
		return null;
	}

	const before = countsMatching === true ? filterOf(ui) : '';
	return {connections: before === '' ? filter : `${filter} (${before})`};
}
