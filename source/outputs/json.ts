import type {Snapshot, Summary} from '../model/snapshot.ts';
import {protocols} from '../model/socket.ts';
import {connectionToJson, portToJson, stateToJson} from './json-rows.ts';

/** Changes when a key changes its meaning or goes; a new key does not count. */
export const formatVersion = 1;

/**
Returns a snapshot as a JSON document that ends with a newline, piece by piece; docs/json.md describes it.
@param snapshot As `shown` leaves it.
@param layout 'line': the whole document is one line; 'rows': a line per row, for people and line tools.
@yields A part of the document; no row is cut.
*/
export function * jsonLines(snapshot: Snapshot, layout: 'line' | 'rows'): Generator<string> {
	const newline = layout === 'rows' ? '\n' : '';
	const head = JSON.stringify(headToJson(snapshot.summary));
	if (areRowsUnknown(snapshot.summary) && snapshot.view !== 'states') {
		yield `${head.slice(0, -1)},"${snapshot.view}":null}\n`;
		return;
	}

	yield `${head.slice(0, -1)},"${snapshot.view}":[${newline}`;
	let separator = '';
	for (const row of rowsToJson(snapshot)) {
		yield `${separator}${JSON.stringify(row)}`;
		separator = `,${newline}`;
	}

	yield `${separator === '' ? '' : newline}]}\n`;
}

function * rowsToJson(snapshot: Snapshot): Generator {
	switch (snapshot.view) {
		case 'ports': {
			for (const row of snapshot.rows) {
				yield portToJson(row);
			}

			break;
		}

		case 'connections': {
			for (const row of snapshot.rows) {
				yield connectionToJson(row);
			}

			break;
		}

		case 'states': {
			for (const row of snapshot.rows) {
				yield stateToJson(row);
			}

			break;
		}
	}
}

/** Returns whether no sockets could be read yet, so that nothing is known of their rows. */
export function areRowsUnknown({unreadProtocols}: Summary): boolean {
	return unreadProtocols.length === protocols.length;
}

function socketSource({sources}: Summary): string | null {
	return sources.find(({name}) => name === 'sockets')?.method ?? null;
}

/** Returns what every document begins with. */
export function headToJson(summary: Summary) {
	const {host, privileges, sources, totals} = summary;
	return {
		version: formatVersion,
		time: new Date(summary.timeMilliseconds).toISOString(),
		host: {name: host.name, kernel: host.kernel, cores: host.cores},
		source: socketSource(summary),
		privileges: {
			userId: privileges.userId,
			seesAllProcesses: privileges.seesAllProcesses,
			networkAdministration: privileges.networkAdministration,
			rawSockets: privileges.rawSockets,
		},
		sources: sources.map(({name, method, state, problem}) => ({
			name, method, state, problem,
		})),
		unreadProtocols: summary.unreadProtocols,
		intervalSeconds: summary.intervalSeconds,
		uptimeSeconds: summary.uptimeSeconds,
		sampleMilliseconds: summary.sampleMilliseconds,
		totals: {
			sockets: totals.sockets,
			states: totals.states,
			receiveBitsPerSecond: totals.receiveBitsPerSecond,
			sendBitsPerSecond: totals.sendBitsPerSecond,
			receivePacketsPerSecond: totals.receivePacketsPerSecond,
			sendPacketsPerSecond: totals.sendPacketsPerSecond,
			retransmissionsPerSecond: totals.retransmissionsPerSecond,
			acceptedPerSecond: totals.acceptedPerSecond,
			connectedPerSecond: totals.connectedPerSecond,
		},
	};
}
