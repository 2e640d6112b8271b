import {unknownRates} from '../../source/model/traffic.ts';
import type {Port} from '../../source/model/port.ts';
import {noOwners} from './owners.ts';
import {someTotals} from './totals.ts';

/** Returns an open TCP port of which only what a test names is known. Its identity follows its protocol, address and port. */
export function aPort(known: Partial<Port> = {}): Port {
	return {
		identity: `${known.protocol ?? 'tcp'}|${known.address ?? '0.0.0.0'}|${known.port ?? 22}`,
		protocol: 'tcp',
		address: '0.0.0.0',
		port: 22,
		status: 'OPEN',
		latency: null,
		watched: false,
		service: null,
		owners: noOwners,
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
		trafficHistory: [],
		freshness: 'present',
		...known,
	};
}
