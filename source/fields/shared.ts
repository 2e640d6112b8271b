import type {ConnectionGroup} from '../model/group.ts';
import {
	protocols,
	type Protocol,
	type SocketOwners,
	type SocketState,
} from '../model/socket.ts';
import type {Port} from '../model/port.ts';
import type {OutgoingPeer} from '../model/traffic.ts';
import {
	bitsPerSecond,
	bytes,
	count,
	microseconds,
	packetsPerSecond,
	percent,
	perSecond,
	seconds,
} from '../text/units.ts';
import {defineFields, type FilterNumber} from './field.ts';

/** The numbers that filters compare in more than one view. */
export const filterNumbers = {
	rtt: {name: 'rtt', description: 'smoothed RTT, in ms unless given', example: 'rtt>20ms'},
	receive: {name: 'rx', description: 'received bits per second', example: 'rx>1M'},
	send: {name: 'tx', description: 'sent bits per second', example: 'tx>500k'},
	receiveQueue: {
		name: 'recvq', unit: bytes, description: 'receive queue, bytes', example: 'recvq>0',
	},
	age: {
		name: 'age', unit: seconds, description: 'age, in seconds unless given', example: 'age<5m',
	},
} as const satisfies Readonly<Record<string, FilterNumber>>;

type Placed = {
	readonly service: string | null;
	readonly user: string | null;
	readonly unit: string | null;
	readonly container: string | null;
};

type Named = Placed & {
	readonly protocol: Protocol;
	readonly owners: SocketOwners;
};

/** The names that groups of connections have too. */
export const placeFields = defineFields<Placed>()({
	service: {read: row => row.service, unit: 'text', meaning: 'Name of the port in /etc/services'},
	user: {read: row => row.user, unit: 'text', meaning: 'The socket\'s user'},
	unit: {read: row => row.container ?? row.unit, unit: 'text', meaning: 'systemd unit, or the container\'s id'},
});

/** The names and owners that sockets, ports and peers have in common. */
export const nameFields = defineFields<Named>()({
	protocol: {
		read: row => row.protocol, unit: 'text', order: protocols, meaning: 'tcp, tcp6, udp or udp6',
	},
	service: placeFields.service,
	process: {read: row => row.owners.holders[0]?.name ?? null, unit: 'text', meaning: 'Owner with its process id; +N: so many other processes share the socket'},
	user: placeFields.user,
	unit: placeFields.unit,
});

/** Returns how many of a row's connections are in a state; null where they are not known. */
export function inState({connections, connectionCount}: Pick<Port, 'connections' | 'connectionCount'>, state: SocketState): number | null {
	return connectionCount === null ? null : connections[state] ?? 0;
}

/** The averages of the traffic of ports and peers. Only rows that are shown, or sorted by them, have them. */
export const averageFields = defineFields<Port | OutgoingPeer>()({
	receiveMinute: {
		read: row => row.averages?.receiveMinute ?? null, unit: bitsPerSecond, noun: 'received', isSteady: true, suggestedMetric: 'receive',
		meaning: 'Payload received, bits per second, average of the last minute',
	},
	sendMinute: {
		read: row => row.averages?.sendMinute ?? null, unit: bitsPerSecond, noun: 'sent', isSteady: true, suggestedMetric: 'send',
		meaning: 'Payload sent, bits per second, average of the last minute',
	},
	receiveTenMinutes: {
		read: row => row.averages?.receiveTenMinutes ?? null, unit: bitsPerSecond, noun: 'received', isSteady: true, suggestedMetric: 'receive',
		meaning: 'Payload received, bits per second, average of the last ten minutes',
	},
	sendTenMinutes: {
		read: row => row.averages?.sendTenMinutes ?? null, unit: bitsPerSecond, noun: 'sent', isSteady: true, suggestedMetric: 'send',
		meaning: 'Payload sent, bits per second, average of the last ten minutes',
	},
	trafficTenMinutes: {
		read: row => row.averages?.trafficTenMinutes ?? null, unit: bitsPerSecond, noun: 'in and out', isSteady: true, suggestedMetric: 'receive',
		meaning: 'Payload in and out together, bits per second, average of the last ten minutes: what moved most lately',
	},
});

/** The figures that ports, outgoing peers and groups have in common. */
export const trafficFields = defineFields<Port | OutgoingPeer | ConnectionGroup>()({
	established: {
		read: row => inState(row, 'ESTABLISHED'), unit: count, noun: 'established connections', metric: 'established',
		meaning: 'Established connections',
	},
	closeWait: {
		read: row => inState(row, 'CLOSE_WAIT'), unit: count, noun: 'connections in CLOSE-WAIT', recorded: true, metric: 'closeWait',
		meaning: 'Closed by the peer, not yet by the application (CLOSE-WAIT): many mean that it leaks connections',
	},
	timeWait: {
		read: row => inState(row, 'TIME_WAIT'), unit: count, noun: 'connections in TIME-WAIT', metric: 'timeWait',
		meaning: 'Closed connections that are kept for a minute (TIME-WAIT)',
	},
	closed: {
		read: row => row.closedPerSecond, unit: perSecond, noun: 'connections closed', metric: 'closed',
		meaning: 'Connections that ended, per second',
	},
	resets: {
		read: row => row.resetsPerSecond, unit: perSecond, noun: 'resets', metric: 'resets',
		meaning: 'Connections that were cut off by a reset from either side, per second',
	},
	timeouts: {
		read: row => row.timeoutsPerSecond, unit: perSecond, noun: 'timeouts', metric: 'timeouts',
		meaning: 'Connections that were given up because nothing came back, per second',
	},
	receive: {
		read: row => row.receiveBitsPerSecond, unit: bitsPerSecond, noun: 'received', recorded: true, metric: 'receive', filter: filterNumbers.receive,
		meaning: 'Payload received, bits per second',
	},
	send: {
		read: row => row.sendBitsPerSecond, unit: bitsPerSecond, noun: 'sent', recorded: true, metric: 'send', filter: filterNumbers.send,
		meaning: 'Payload sent, bits per second',
	},
	receivePackets: {
		read: row => row.receivePacketsPerSecond, unit: packetsPerSecond, noun: 'received', metric: 'receivePackets',
		meaning: 'Segments or datagrams received per second',
	},
	sendPackets: {
		read: row => row.sendPacketsPerSecond, unit: packetsPerSecond, noun: 'sent', metric: 'sendPackets',
		meaning: 'Segments or datagrams sent per second',
	},
	rtt: {
		read: row => row.rttMedianMicroseconds, unit: microseconds, noun: 'RTT', recorded: true, metric: 'rtt', filter: filterNumbers.rtt,
		meaning: 'Median of the connections\' smoothed round-trip times',
	},
	rttP95: {
		read: row => row.rttP95Microseconds, unit: microseconds, noun: 'RTT (p95)', metric: 'rttP95',
		meaning: '95 % of the connections have a smoothed round-trip time of at most this',
	},
	retransmissions: {
		read: row => row.retransmissionPercent, unit: percent, noun: 'retransmitted', recorded: true, jumps: true, metric: 'retransmissions',
		meaning: 'Retransmitted of all sent segments since the previous sample, percent',
	},
	totalReceived: {
		read: row => row.totals.sinceStart.receivedBytes, unit: bytes, noun: 'received', suggestedMetric: 'receive',
		meaning: 'Payload bytes received since portop started',
	},
	totalSent: {
		read: row => row.totals.sinceStart.sentBytes, unit: bytes, noun: 'sent', suggestedMetric: 'send',
		meaning: 'Payload bytes sent since portop started',
	},
});
