/* States and messages for the tests of the store and the keys. */
import type {ViewMessage} from '../../../source/protocol/protocol.ts';
import {parseFilter} from '../../../source/filter/parse.ts';
import type {CloseProposal} from '../../../source/model/close.ts';
import type {EndCandidate, ProcessInfo} from '../../../source/model/process.ts';
import type {Summary} from '../../../source/model/snapshot.ts';
import type {Connection} from '../../../source/model/socket.ts';
import {aConnection} from '../../builders/connection.ts';
import {aProcess} from '../../builders/process.ts';
import {aSummary} from '../../builders/summary.ts';
import type {Action} from '../../../source/ui/state/actions.ts';
import {defaultAppearance} from '../../../source/ui/state/appearance.ts';
import type {CheckFilter} from '../../../source/ui/store/line-handlers.ts';
import {initialState, type Start} from '../../../source/ui/store/initial-state.ts';
import {queryOf} from '../../../source/ui/store/query.ts';
import {createReducer} from '../../../source/ui/store/reducer.ts';
import {resolve} from '../../../source/ui/keys/keymap.ts';
import {
	modeOf,
	typedLine,
	type AppState,
	type CloseDialog,
	type EndDialog,
	type LineKind,
	type RemovalDialog,
	type TypedLine,
} from '../../../source/ui/state/state.ts';
import {aMoment} from '../../builders/moment.ts';

export const start: Start = {
	columns: 80, rows: 24, filter: '', intervalSeconds: 1, numeric: false, utc: true, bell: true, appearance: {...defaultAppearance, view: 'ports'}, warnings: [],
};

export const checkFilter: CheckFilter = source => {
	const parsed = parseFilter(source);
	return parsed.ok ? null : parsed.error;
};

export const reduce = createReducer(checkFilter);

export function stateAfter(...actions: readonly Action[]): AppState {
	return reduceAll(initialState(start), ...actions);
}

export function reduceAll(state: AppState, ...actions: readonly Action[]): AppState {
	let next = state;
	for (const action of actions) {
		next = reduce(next, action);
	}

	return next;
}

/** Returns the state after keys. */
export function press(state: AppState, ...keys: readonly string[]): AppState {
	let next = state;
	for (const key of keys) {
		const action = resolve(modeOf(next.ui), key, next.ui);
		next = action === undefined ? next : reduce(next, action);
	}

	return next;
}

/** The line of a kind that is open; null when it is not. */
export function lineOf({ui}: AppState, kind: LineKind): TypedLine | null {
	const line = typedLine(ui);
	return line?.kind === kind ? line : null;
}

/** The dialog that ends a process; null when it is closed. */
export function endOf({ui: {overlay}}: AppState): EndDialog | null {
	return overlay?.kind === 'end' ? overlay : null;
}

/** The dialog that closes a connection; null when it is closed. */
export function closeOf({ui: {overlay}}: AppState): CloseDialog | null {
	return overlay?.kind === 'close' ? overlay : null;
}

/** The first connection of `withConnections`, which would be cut off. */
export function aCloseProposal(changes: Partial<CloseProposal> = {}): CloseProposal {
	return {
		connection: connection(0), effect: 'reset', isMptcp: false, mayCarrySession: false, ...changes,
	};
}

/** The dialog that removes a target or a rule; null when it is closed. */
export function removalOf({ui: {overlay}}: AppState): RemovalDialog | null {
	return overlay?.kind === 'remove' ? overlay : null;
}

/** The state with `rows` connections on the screen, the first one selected. */
export function withConnections(state: AppState, rows = 3, selected = 0): AppState {
	const shown = reduce(state, {type: 'show-view', view: 'connections'});
	return reduce(shown, {type: 'view-arrived', message: connectionsMessage(shown, rows, selected)});
}

export function connectionsMessage(state: AppState, rows = 3, selected = 0): ViewMessage {
	return {
		type: 'view',
		past: null,
		summary,
		query: queryOf(state),
		content: {view: 'connections', rows: Array.from({length: rows}, (_, index) => connection(index))},
		first: 0,
		listed: rows,
		matching: rows,
		closed: {listed: 0, leftOut: 0},
		total: rows,
		selected: rows === 0 ? null : selected,
		detail: state.ui.detail === null ? null : 'gone',
		preview: null,
		interfaces: null,
		firing: {},
		about: [],
		counts: {},
	};
}

export function connection(index: number): Connection {
	return aConnection({
		identity: `tcp:${index}`,
		remotePort: 50_000 + index,
		service: 'ssh',
		owners: {status: 'known', holders: [{pid: 100 + index, name: 'sshd', fileDescriptor: 4}]},
		userId: 0,
		user: 'root',
		unit: 'ssh.service',
	});
}

export function candidate(pid: number, changes: Partial<EndCandidate> = {}): EndCandidate {
	return {
		process: process(pid), isSelf: false, carriesSession: false, ...changes,
	};
}

function process(pid: number): ProcessInfo {
	return aProcess({
		pid, startTicks: pid * 10, name: 'sshd', commandLine: '/usr/sbin/sshd -D', unit: 'ssh.service',
	});
}

const states = {
	LISTEN: 1, ESTABLISHED: 3, SYN_SENT: 0, SYN_RECEIVED: 0, FIN_WAIT_1: 0, FIN_WAIT_2: 0,
	CLOSE_WAIT: 0, CLOSING: 0, LAST_ACK: 0, TIME_WAIT: 0, CLOSED: 0, IDLE: 0,
};

export const summary: Summary = aSummary({
	host: {name: 'server', kernel: 'Linux 6.18.0', cores: 2},
	tick: 1,
	...aMoment(1_760_000_000_000),
	intervalSeconds: 1,
	uptimeSeconds: 1000,
	totals: {
		sockets: {
			tcp: 4, tcp6: 0, udp: 0, udp6: 0,
		},
		states,
		receiveBitsPerSecond: 0,
		sendBitsPerSecond: 0,
		receivePacketsPerSecond: 0,
		sendPacketsPerSecond: 0,
		retransmissionsPerSecond: 0,
		acceptedPerSecond: 0,
		connectedPerSecond: 0,
	},
	privileges: {
		userId: 0, seesAllProcesses: true, networkAdministration: true, rawSockets: true,
	},
	sources: [{
		name: 'sockets', method: 'netlink', state: 'ok', problem: null,
	}],
	alerts: {
		critical: 0, warning: 0, unacknowledged: 0, fired: 0,
	},
	startedAtMilliseconds: 1_760_000_000_000,
	resetAtMilliseconds: null,
	sampleMilliseconds: 2,
});
