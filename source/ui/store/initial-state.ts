import {closedFilter, type AppState} from './state.ts';

/** What the command line and the terminal say before anything has happened. */
export type Start = {
	readonly columns: number;
	readonly rows: number;
	/** A good filter of sockets, or empty. */
	readonly filter: string;
	readonly intervalSeconds: number;
	readonly numeric: boolean;
	readonly utc: boolean;
};

export function initialState(start: Start): AppState {
	return {
		ui: {
			columns: start.columns,
			rows: start.rows,
			view: 'ports',
			sorts: {
				ports: {key: 'port', descending: false},
				connections: {key: 'state', descending: false},
				states: {key: 'state', descending: false},
				probes: {key: 'order', descending: false},
			},
			filters: {sockets: closedFilter(start.filter), probes: closedFilter('')},
			detail: null,
			scroll: 0,
			helpOpen: false,
			end: null,
			removal: null,
			targetLine: null,
			figures: 'session',
			zoom: 0,
			measuresPorts: false,
			paused: false,
			naming: start.numeric ? 'none' : 'columns',
			intervalSeconds: start.intervalSeconds,
			notice: null,
			utc: start.utc,
			failure: null,
		},
		data: {message: null},
		session: {
			filterHistories: {sockets: start.filter === '' ? [] : [start.filter], probes: []},
			recalled: 0,
			targetHistory: [],
			recalledTarget: 0,
			isMoving: false,
			nextRequest: 1,
		},
	};
}
