import {unknownRates, unknownTotals} from '../../source/model/traffic.ts';
import type {Port} from '../../source/model/port.ts';
import type {Summary} from '../../source/model/snapshot.ts';
import type {Connection, SocketHolder, SocketOwners} from '../../source/model/socket.ts';
import type {StateCount} from '../../source/model/state-count.ts';

/* Rows to test with: everything unknown but what a test names. */

export const nobody: SocketOwners = {status: 'none', holders: []};

export function held(...holders: readonly SocketHolder[]): SocketOwners {
	return {status: 'known', holders};
}

export function connection(known: Partial<Connection> = {}): Connection {
	return {
		identity: '0:1',
		protocol: 'tcp',
		state: 'ESTABLISHED',
		receiveQueueBytes: 0,
		sendQueueBytes: 0,
		localAddress: '10.0.0.1',
		localPort: 22,
		remoteAddress: '10.0.0.2',
		remotePort: 50_000,
		service: null,
		owners: nobody,
		userId: null,
		user: null,
		unit: null,
		container: null,
		rttMicroseconds: null,
		rttVariationMicroseconds: null,
		minimumRttMicroseconds: null,
		retransmissions: null,
		retransmissionsPerSecond: null,
		receivedBytes: null,
		sentBytes: null,
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		receivePacketsPerSecond: null,
		sendPacketsPerSecond: null,
		ageSeconds: null,
		ageIsMinimum: false,
		timer: null,
		drops: null,
		freshness: 'present',
		...known,
	};
}

export function listener(known: Partial<Connection> = {}): Connection {
	return connection({
		state: 'LISTEN', localAddress: '0.0.0.0', remoteAddress: '0.0.0.0', remotePort: 0, sendQueueBytes: 128, ...known,
	});
}

export function port(known: Partial<Port> = {}): Port {
	return {
		identity: 'tcp 0.0.0.0 22',
		protocol: 'tcp',
		address: '0.0.0.0',
		port: 22,
		status: 'OPEN',
		latency: null,
		watched: false,
		service: null,
		owners: nobody,
		userId: null,
		user: null,
		unit: null,
		container: null,
		connections: {},
		connectionCount: 0,
		acceptQueue: null,
		acceptQueueLimit: null,
		receiveQueueBytes: null,
		drops: null,
		dropsPerSecond: null,
		...unknownRates,
		totals: {
			sinceStart: unknownTotals, sinceReset: null, isLowerBound: false, missesBytes: false,
		},
		missing: null,
		peerCount: 0,
		processCount: 0,
		workerCount: 0,
		rttMedianMicroseconds: null,
		rttP95Microseconds: null,
		retransmissionPercent: null,
		cpuPercent: null,
		residentBytes: null,
		trafficHistory: [],
		freshness: 'present',
		...known,
	};
}

export function stateCount(known: Partial<StateCount> = {}): StateCount {
	return {
		state: 'ESTABLISHED',
		counts: {
			tcp: 3, tcp6: 0, udp: 1, udp6: 0,
		},
		changes: {
			tcp: null, tcp6: null, udp: null, udp6: null,
		},
		total: 4,
		totalChange: null,
		history: [],
		...known,
	};
}

export function summary(known: Partial<Summary> = {}): Summary {
	return {
		host: {name: 'server', kernel: 'Linux 6.18.44', cores: 2},
		tick: 1,
		timeMilliseconds: Date.UTC(2026, 2, 1, 12, 30, 15, 250),
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
		alerts: {
			critical: 0, warning: 0, unacknowledged: 0, fired: 0,
		},
		startedAtMilliseconds: 0,
		resetAtMilliseconds: null,
		sampleMilliseconds: 1.25,
		...known,
	};
}
