import {groupings} from '../../model/group.ts';
import {timeSpans} from '../../model/series.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {keyOf, withKey} from '../keys/keymap.ts';
import {groupingNames} from '../text/groupings.ts';
import {tabs, tabOf, withFilter} from '../views/shown-view.ts';
import type {Handlers} from '../state/actions.ts';
import type {AppState, HelpText, UiState} from '../state/state.ts';
import {withMove, withNotice, withUi} from '../state/update.ts';
import {placeBefore, withoutTrail} from './place-handlers.ts';
import {selectionOf} from './selection.ts';
import {withColumns} from './table-handlers.ts';

/** Which table is shown and how; the detail and the texts over it; closing what lies on top. */
export const viewHandlers: Handlers<'travel' | 'toggle-outgoing' | 'next-grouping' | 'open-interfaces' | 'toggle-zero' | 'show-view' | 'turn-view' | 'close' | 'open-help' | 'search-help' | 'toggle-figures' | 'zoom' | 'copy'> = {
	'show-view': (state, {view}) => showView(state, view),

	// The moment that is looked at is the sampler's, as the cursor is.
	travel: state => withMove(state),

	'turn-view'(state, {by}) {
		const view = tabs.at((tabs.indexOf(tabOf(state.ui.view)) + by) % tabs.length);
		return view === undefined ? state : showView(state, view);
	},

	// Where connections that began here go is one more way to group them, with a view of its own.
	'next-grouping'(state) {
		const {view, grouping} = state.ui;
		const next = view === 'outgoing' ? groupings[0] : groupings[groupings.indexOf(grouping) + 1];
		return next === undefined
			? withNotice(showView(state, 'outgoing'), 'Outgoing connections by where they go')
			: withNotice(showView(withUi(state, {grouping: next}), 'groups'), `By ${groupingNames[next]}`);
	},

	'toggle-outgoing'(state) {
		const isOutgoing = state.ui.view === 'outgoing';
		return withNotice(showView(state, isOutgoing ? 'ports' : 'outgoing'), isOutgoing ? 'Open ports' : `Outgoing connections by peer${withKey(state.ui, 'outgoing', key => `; ${key}: back to the ports`)}`);
	},

	'open-interfaces': state => withUi(state, {overlay: {kind: 'interfaces'}, scroll: 0}),

	'toggle-zero'(state) {
		const showsZero = !state.ui.showsZero;
		return withNotice(withUi(state, {showsZero}), showsZero ? 'Every counter' : 'Counters that have counted since portop started');
	},

	close: state => withUi(state, closed(state.ui)),

	'open-help': state => withUi(state, {overlay: wholeHelp(null), scroll: 0}),

	'search-help': state => state.ui.overlay?.kind === 'help'
		? withUi(state, {overlay: {...state.ui.overlay, search: {text: '', cursor: 0}, isTyping: true}, scroll: 0})
		: state,

	// Commands of the Probes view alone, which change what it shows of a target.
	'toggle-figures'(state) {
		if (state.ui.view !== 'probes') {
			return withNotice(state, `${keyOf(state.ui, 'last-minute') ?? 'This'} changes the figures of the Probes view`, 'warning');
		}

		return state.ui.figures === 'session'
			? withNotice(withUi(state, {figures: 'lastMinute'}), 'Figures of the last minute')
			: withNotice(withUi(state, {figures: 'session'}), 'Figures of the whole session');
	},

	zoom(state, {by}) {
		if (!hasCharts(state)) {
			return state;
		}

		const zoom = Math.max(0, Math.min(state.ui.zoom + by, timeSpans.length - 1));
		return zoom === state.ui.zoom ? state : withUi(state, {zoom});
	},

	copy(state) {
		const selection = selectionOf(state);
		return selection === null
			? withNotice(state, 'No row is selected', 'warning')
			: withNotice(state, `Copied ${selection.copyText}`);
	},
};

/** Whether there are charts on the screen, which cover the chosen stretch of time. */
function hasCharts({ui, data: {message}}: AppState): boolean {
	if (ui.overlay?.kind === 'interfaces') {
		return message?.interfaces?.some(({charts}) => charts !== null) === true;
	}

	const detail = (ui.detail === null ? message?.preview : message?.detail) ?? null;
	const isCharted = detail !== null && detail !== 'gone' && 'charts' in detail;
	return isCharted || (ui.detail === null && ui.view === 'overview');
}

function showView(state: AppState, view: ViewName): AppState {
	const {ui} = state;
	return view === ui.view && ui.detail === null && ui.trail.length === 0 ? state : withUi(state, {...withoutTrail(ui), view});
}

function closed(ui: UiState): Partial<UiState> {
	const {overlay} = ui;
	switch (overlay?.kind) {
		case undefined: {
			return placeBefore(ui);
		}

		case 'help': {
			return {overlay: overlay.search === null ? overlay.below : wholeHelp(overlay.below), scroll: 0};
		}

		case 'interfaces': {
			return {overlay: null, scroll: 0};
		}

		case 'filter':
		case 'target':
		case 'rule':
		case 'moment': {
			return {overlay: null, ...(overlay.filterBefore !== null && {filters: withFilter(ui, overlay.filterBefore)})};
		}

		case 'columns': {
			return {overlay: null, chosenColumns: withColumns(ui, overlay.before)};
		}

		case 'named-filters':
		case 'sort':
		case 'end':
		case 'close':
		case 'remove': {
			return {overlay: null};
		}
	}
}

function wholeHelp(below: HelpText['below']): HelpText {
	return {
		kind: 'help', below, search: null, isTyping: false,
	};
}
