import {unknownRates} from '../../source/model/traffic.ts';
import type {PortPeer} from '../../source/model/port.ts';
import type {RowOf} from '../../source/protocol/protocol.ts';
import type {PortLatency} from '../../source/model/probe.ts';
import {noOwners} from './owners.ts';
import {someFigures} from './probe.ts';
import {someTotals} from './totals.ts';

/** Returns an open TCP port of which only what a test names is known. Its identity follows its protocol, address and port. */
export function aPort(known: Partial<RowOf<'ports'>> = {}): RowOf<'ports'> {
	return {
		identity: `${known.protocol ?? 'tcp'}|${known.address ?? '0.0.0.0'}|${known.port ?? 22}`,
		protocol: 'tcp',
		address: '0.0.0.0',
		port: 22,
		status: 'OPEN',
		isBound: true,
		forwarding: null,
		latency: null,
		watched: false,
		service: null,
		owners: noOwners,
		userId: null,
		user: null,
		unit: null,
		container: null,
		otherUsers: [],
		otherPlaces: [],
		connections: {},
		connectionCount: 0,
		acceptQueue: null,
		acceptQueueLimit: null,
		receiveQueueBytes: null,
		drops: null,
		dropsPerSecond: null,
		...unknownRates,
		totals: someTotals(),
		missing: null,
		peerCount: 0,
		processCount: 0,
		workerCount: 0,
		rttMedianMicroseconds: null,
		rttP95Microseconds: null,
		retransmissionPercent: null,
		cpuPercent: null,
		residentBytes: null,
		history: [],
		openFiles: null,
		freshness: 'present',
		...known,
	};
}

/** Returns a peer of a port of which only what a test names is known. */
export function aPortPeer(known: Partial<PortPeer> = {}): PortPeer {
	return {
		address: '192.0.2.1',
		connections: 1,
		states: {},
		waiting: 0,
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		rttMicroseconds: null,
		retransmissionsPerSecond: null,
		oldestSeconds: 60,
		oldestIsMinimum: false,
		...known,
	};
}

/** Returns the row of a watched port on which nothing listens. */
export function aClosedPort(known: Partial<RowOf<'ports'>> & {readonly port: number}): RowOf<'ports'> {
	return aPort({
		identity: `watched|${known.port}`,
		address: '*',
		status: 'CLOSED',
		isBound: false,
		watched: true,
		peerCount: null,
		processCount: null,
		workerCount: null,
		...known,
	});
}

/** Returns the latency of a port of this machine to which no probe was sent yet. */
export function aPortLatency(known: Partial<PortLatency> = {}): PortLatency {
	return {
		address: '127.0.0.1',
		status: null,
		statusSince: null,
		problem: null,
		lastRttMicroseconds: null,
		recent: [],
		session: someFigures(),
		...known,
	};
}
