import type {ErrorCounter} from '../../model/error-counter.ts';
import type {Port} from '../../model/port.ts';
import type {Probe} from '../../model/probe.ts';
import type {SocketState} from '../../model/socket.ts';
import type {StateCount} from '../../model/state-count.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';
import {
	bitsPerSecond,
	bytes,
	coresPercent,
	count,
	microseconds,
	packetsPerSecond,
	percent,
	perSecond,
	type Unit,
} from '../../text/units.ts';
import type {ObservedPeer, ObservedPort} from '../observation/observation.ts';

/** Reads a value; unknown is null. */
type Read<Row> = (row: Row) => number | null;

/** What can be compared. Metrics of one name mean the same for every kind that has it. */
export type Metric = {
	readonly unit: Unit;
	/** For messages: `1,204 connections`. Empty where the value says it all. */
	readonly noun: string;
	/** For the help, in plain words. */
	readonly description: string;
	readonly port?: Read<ObservedPort>;
	readonly outgoing?: Read<ObservedPeer>;
	readonly probe?: Read<Probe>;
	/** null for every other state. */
	readonly state?: Read<StateCount>;
	/** null for every other counter. */
	readonly counter?: Read<ErrorCounter>;
	/** The metric that is meant where the value is a percentage. */
	readonly percentage?: string;
};

/** What ports and peers have in common. */
type Connected = Port | OutgoingPeer;

/** A metric that ports and peers have. */
function both(read: Read<Connected>): Pick<Metric, 'port' | 'outgoing'> {
	return {port: ({port}) => read(port), outgoing: ({peer}) => read(peer)};
}

function inState(state: SocketState): Pick<Metric, 'port' | 'outgoing'> {
	return both(({connections}) => connections[state] ?? 0);
}

function ofPort(read: Read<Port>): Pick<Metric, 'port'> {
	return {port: ({port}) => read(port)};
}

/** Every metric but states and counters, in the order of the help. */
export const metrics: Readonly<Record<string, Metric>> = {
	connections: {
		unit: count, noun: 'connections', description: 'connections, in whatever state', ...both(row => row.connectionCount),
	},
	established: {
		unit: count, noun: 'established connections', description: 'established connections', ...inState('ESTABLISHED'),
	},
	halfOpen: {
		unit: count, noun: 'half-open connections', description: 'half-open connections (SYN-RECV)', ...ofPort(({connections}) => connections.SYN_RECEIVED ?? 0),
	},
	closeWait: {
		unit: count, noun: 'connections in CLOSE-WAIT', description: 'closed by the peer, not yet by the application', ...inState('CLOSE_WAIT'),
	},
	timeWait: {
		unit: count, noun: 'connections in TIME-WAIT', description: 'closed, kept for a minute', ...inState('TIME_WAIT'),
	},
	peers: {
		unit: count, noun: 'peers', description: 'different addresses that are connected', ...ofPort(row => row.peerCount),
	},
	acceptQueue: {
		unit: count, noun: 'connections in the accept queue', description: 'connections that wait to be accepted', percentage: 'acceptQueuePercent', ...ofPort(row => row.acceptQueue),
	},
	acceptQueuePercent: {
		unit: percent, noun: 'of the accept queue', description: 'the same, of the queue\'s limit: acceptQueue > 80%', ...ofPort(row => acceptQueuePercent(row)),
	},
	drops: {
		unit: perSecond, noun: 'drops', description: 'dropped because a queue was full', ...ofPort(row => row.dropsPerSecond),
	},
	opened: {
		unit: perSecond, noun: 'connections opened', description: 'connections accepted, or begun', ...both(row => row.openedPerSecond),
	},
	closed: {
		unit: perSecond, noun: 'connections closed', description: 'connections closed', ...both(row => row.closedPerSecond),
	},
	failed: {
		unit: perSecond, noun: 'failed handshakes', description: 'handshakes that came to nothing', ...both(row => row.failedPerSecond),
	},
	resets: {
		unit: perSecond, noun: 'resets', description: 'connections ended by a reset', ...both(row => row.resetsPerSecond),
	},
	timeouts: {
		unit: perSecond, noun: 'timeouts', description: 'connections given up without an answer', ...both(row => row.timeoutsPerSecond),
	},
	receive: {
		unit: bitsPerSecond, noun: 'received', description: 'payload in', ...both(row => row.receiveBitsPerSecond),
	},
	send: {
		unit: bitsPerSecond, noun: 'sent', description: 'payload out', ...both(row => row.sendBitsPerSecond),
	},
	receivePackets: {
		unit: packetsPerSecond, noun: 'received', description: 'packets in', ...both(row => row.receivePacketsPerSecond),
	},
	sendPackets: {
		unit: packetsPerSecond, noun: 'sent', description: 'packets out', ...both(row => row.sendPacketsPerSecond),
	},
	rtt: {
		unit: microseconds,
		noun: 'RTT',
		description: 'median of the connections\' smoothed RTTs; of a probe the last round trip',
		...both(row => row.rttMedianMicroseconds),
		probe: row => row.lastRttMicroseconds,
	},
	rttP95: {
		unit: microseconds,
		noun: 'RTT (p95)',
		description: 'which 95 % do not exceed: of the connections, or of a probe\'s round trips in the last minute',
		...both(row => row.rttP95Microseconds),
		probe: row => row.lastMinute.p95Microseconds,
	},
	rttAverage: {
		unit: microseconds, noun: 'average RTT', description: 'of the last minute\'s round trips', probe: row => row.lastMinute.averageMicroseconds,
	},
	jitter: {
		unit: microseconds, noun: 'jitter', description: 'smoothed difference of successive round trips (RFC 3550)', probe: row => row.lastMinute.jitterMicroseconds,
	},
	loss: {
		unit: percent, noun: 'loss', description: 'probes lost in the last minute', probe: row => row.lastMinute.lossPercent,
	},
	retransmissions: {
		unit: percent, noun: 'retransmitted', description: 'segments that were sent again', ...both(row => row.retransmissionPercent),
	},
	latency: {
		unit: microseconds, noun: 'to connect', description: 'to connect from this machine, of watched ports', ...ofPort(row => row.latency?.lastRttMicroseconds ?? null),
	},
	cpu: {
		unit: coresPercent, noun: 'CPU', description: 'of the owners, 100 % is one core', ...ofPort(row => row.cpuPercent),
	},
	memory: {
		unit: bytes, noun: 'resident memory', description: 'of the owners', ...ofPort(row => row.residentBytes),
	},
};

function acceptQueuePercent({acceptQueue, acceptQueueLimit}: Port): number | null {
	return acceptQueue === null || acceptQueueLimit === null || acceptQueueLimit === 0 ? null : 100 * acceptQueue / acceptQueueLimit;
}
