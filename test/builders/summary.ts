import type {Summary} from '../../source/model/snapshot.ts';
import {aMoment} from './moment.ts';

/** Returns the summary of a first sample by an ordinary user. */
export function aSummary(known: Partial<Summary> = {}): Summary {
	return {
		host: {name: 'server', kernel: 'Linux 6.18.44', cores: 2},
		tick: 1,
		...aMoment(Date.UTC(2026, 2, 1, 12, 30, 15, 250)),
		intervalSeconds: null,
		uptimeSeconds: 86_400.5,
		totals: {
			sockets: {
				tcp: 3, tcp6: 0, udp: 1, udp6: 0,
			},
			states: {
				LISTEN: 1,
				ESTABLISHED: 2,
				SYN_SENT: 0,
				SYN_RECEIVED: 0,
				FIN_WAIT_1: 0,
				FIN_WAIT_2: 0,
				CLOSE_WAIT: 0,
				CLOSING: 0,
				LAST_ACK: 0,
				TIME_WAIT: 0,
				CLOSED: 1,
				IDLE: 0,
			},
			receiveBitsPerSecond: null,
			sendBitsPerSecond: null,
			receivePacketsPerSecond: null,
			sendPacketsPerSecond: null,
			retransmissionsPerSecond: null,
			acceptedPerSecond: null,
			connectedPerSecond: null,
		},
		privileges: {
			userId: 1000, seesAllProcesses: false, networkAdministration: false, rawSockets: false,
		},
		sources: [{
			name: 'sockets', method: 'netlink', state: 'ok', problem: null,
		}],
		unreadProtocols: [],
		alerts: {
			critical: 0, warning: 0, unacknowledged: 0, fired: 0,
		},
		startedAtMilliseconds: 0,
		resetAtMilliseconds: null,
		sampleMilliseconds: 1.25,
		...known,
	};
}
