import type {Background} from '../../terminal/background.ts';
import type {Appearance} from '../state/appearance.ts';
import type {AppState} from '../state/state.ts';
import {usualSorts} from '../views/sorting.ts';

/** The settings of the command line and the size of the terminal. */
export type Start = {
	readonly columns: number;
	readonly rows: number;
	/** A good filter of sockets, or empty. */
	readonly filter: string;
	readonly intervalSeconds: number;
	readonly numeric: boolean;
	readonly utc: boolean;
	readonly bell: boolean;
	readonly appearance: Appearance;
	/** A guess, until the terminal says; null: none. */
	readonly background?: Background | null;
	/** Messages for the user; the first one is shown at the start. */
	readonly warnings: readonly string[];
};

export function initialState({appearance, warnings, ...start}: Start): AppState {
	const [warning] = warnings;
	return {
		ui: {
			columns: start.columns,
			rows: start.rows,
			view: appearance.view,
			sorts: {...usualSorts, ...appearance.sorts},
			filters: {sockets: start.filter, probes: '', log: ''},
			detail: null,
			scroll: 0,
			link: null,
			trail: [],
			overlay: null,
			grouping: 'process',
			showsZero: false,
			bell: start.bell,
			figures: 'session',
			commonScale: false,
			zoom: 0,
			overview: {
				ports: 0, probes: 0, alerts: 0, hasNews: false,
			},
			tableRoom: {of: '', rows: 0, spareSince: null},
			measuresPorts: false,
			portsDiffer: false,
			paused: false,
			naming: start.numeric ? 'none' : 'columns',
			intervalSeconds: start.intervalSeconds,
			notice: warning === undefined ? null : {text: warning, kind: 'warning', isGeneral: true},
			utc: start.utc,
			chosenColumns: appearance.columns,
			namedFilters: appearance.namedFilters,
			keys: appearance.keys,
			background: start.background ?? null,
			failure: null,
		},
		data: {message: null},
		session: {
			histories: {
				sockets: start.filter === '' ? [] : [start.filter], probes: [], log: [], target: [], rule: [], moment: [],
			},
			moves: 0,
			looked: null,
			nextRequest: 1,
			paintedOverlay: null,
		},
	};
}
