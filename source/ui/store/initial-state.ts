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
	readonly bell: boolean;
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
				errors: {key: 'rate', descending: true},
				alerts: {key: 'time', descending: true},
				outgoing: {key: 'connections', descending: true},
			},
			filters: {sockets: closedFilter(start.filter), probes: closedFilter(''), log: closedFilter('')},
			detail: null,
			scroll: 0,
			helpOpen: false,
			interfacesOpen: false,
			end: null,
			removal: null,
			targetLine: null,
			ruleLine: null,
			showsZero: false,
			bell: start.bell,
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
			filterHistories: {sockets: start.filter === '' ? [] : [start.filter], probes: [], log: []},
			recalled: 0,
			targetHistory: [],
			recalledTarget: 0,
			ruleHistory: [],
			recalledRule: 0,
			isMoving: false,
			nextRequest: 1,
		},
	};
}
