import type {Port} from '../model/port.ts';
import {
	bytes,
	coresPercent,
	count,
	microseconds,
	percent,
	perSecond,
	wholeNumber,
} from '../text/units.ts';
import {defineFields} from './field.ts';
import {
	averageFields,
	filterNumbers,
	inState,
	nameFields,
	trafficFields,
} from './shared.ts';

/** Every figure and name of a port that listens or is watched. */
export const portFields = defineFields<Port>()({
	port: {
		read: row => row.port, unit: wholeNumber, noun: '', smallestFirst: true, meaning: 'Local port',
	},
	protocol: nameFields.protocol,
	status: {
		read: row => row.status,
		unit: 'text',
		meaning: 'OPEN: something listens (TCP) or is bound (UDP), or the packet filter forwards it. CLOSED: watched, and nothing does, or connects are refused. FILTERED: watched, and connects are not answered',
	},
	address: {read: row => row.address, unit: 'text', meaning: 'Address that is listened on: 0.0.0.0, [::] or * is every one'},
	service: nameFields.service,
	process: nameFields.process,
	user: nameFields.user,
	unit: nameFields.unit,
	connections: {
		read: row => row.connectionCount, unit: count, noun: 'connections', recorded: true, metric: 'connections',
		filter: {name: 'conns', description: 'connections of a port', example: 'conns>1000'},
		meaning: 'Connections of this port, in any state',
	},
	established: trafficFields.established,
	halfOpen: {
		read: row => inState(row, 'SYN_RECEIVED'), unit: count, noun: 'half-open connections', metric: 'halfOpen',
		meaning: 'Half-open connections (SYN-RECV): many mean slow peers, or a SYN flood',
	},
	closeWait: trafficFields.closeWait,
	timeWait: trafficFields.timeWait,
	peers: {
		read: row => row.peerCount, unit: count, noun: 'peers', metric: 'peers', gauge: {name: 'peers'},
		meaning: 'Different addresses that are connected',
	},
	acceptQueue: {
		read: row => row.acceptQueue ?? row.receiveQueueBytes, unit: count, noun: 'in the queue', recorded: true,
		suggestedMetric: 'acceptQueue', filter: filterNumbers.receiveQueue,
		meaning: 'TCP: connections waiting to be accepted / limit. UDP: bytes waiting to be read',
	},
	acceptQueueLength: {
		read: row => row.acceptQueue, unit: count, noun: 'connections in the accept queue', metric: 'acceptQueue', percentage: 'acceptQueuePercent', gauge: {name: 'accept_queue_length'},
		meaning: 'Connections waiting to be accepted',
	},
	acceptQueueLimit: {
		read: row => row.acceptQueueLimit, unit: count, noun: 'connections may wait', gauge: {name: 'accept_queue_limit'},
		meaning: 'How many connections may wait to be accepted',
	},
	acceptQueuePercent: {
		read: acceptQueuePercent, unit: percent, noun: 'of the accept queue', metric: 'acceptQueuePercent',
		filter: {name: 'queue', description: 'accept queue of a port, percent of its limit', example: 'queue>=100%'},
		meaning: 'Connections waiting to be accepted, percent of the queue\'s limit: acceptQueue > 80%',
	},
	receiveQueue: {
		read: row => row.receiveQueueBytes, unit: bytes, noun: 'unread', gauge: {name: 'receive_queue_bytes'},
		meaning: 'UDP: bytes waiting to be read',
	},
	drops: {
		read: row => row.drops, unit: count, noun: 'drops', suggestedMetric: 'drops',
		meaning: 'Connections (TCP) or datagrams (UDP) dropped because the queue was full',
	},
	dropRate: {
		read: row => row.dropsPerSecond, unit: perSecond, noun: 'drops', recorded: true, metric: 'drops',
		filter: {name: 'drops', description: 'drops of a port per second', example: 'drops>0'},
		meaning: 'Connections (TCP) or datagrams (UDP) dropped because the queue was full, per second',
	},
	opened: {
		read: row => row.openedPerSecond, unit: perSecond, noun: 'connections opened', recorded: true, metric: 'opened',
		meaning: 'Connections established with this port per second, however short they were',
	},
	closed: trafficFields.closed,
	failed: {
		read: row => row.failedPerSecond, unit: perSecond, noun: 'failed handshakes', recorded: true, metric: 'failed',
		meaning: 'Failed handshakes per second: SYNs that never became a connection',
	},
	resets: trafficFields.resets,
	timeouts: trafficFields.timeouts,
	receive: trafficFields.receive,
	send: trafficFields.send,
	...averageFields,
	receivePackets: trafficFields.receivePackets,
	sendPackets: trafficFields.sendPackets,
	rtt: {...trafficFields.rtt, gauge: {name: 'rtt_median_seconds'}},
	rttP95: {...trafficFields.rttP95, gauge: {name: 'rtt_p95_seconds'}},
	retransmissions: {...trafficFields.retransmissions, gauge: {name: 'retransmission_ratio', help: 'Retransmitted of all sent segments since the previous sample'}},
	latency: {
		read: row => row.latency?.lastRttMicroseconds ?? null, unit: microseconds, noun: 'to connect', metric: 'latency', gauge: {name: 'connect_seconds'}, unknownLast: true,
		meaning: 'How long the last connect to a watched port took; the connection is closed at once',
	},
	cpu: {
		read: row => row.cpuPercent, unit: coresPercent, noun: 'CPU', metric: 'cpu', jumps: true,
		gauge: {name: 'cpu_ratio', help: 'Processor time of all owners and workers since the previous sample; 1 is one core'},
		meaning: 'Processor time of all owners and workers together, each process once, percent of one core',
	},
	memory: {
		read: row => row.residentBytes, unit: bytes, noun: 'resident memory', metric: 'memory', gauge: {name: 'resident_memory_bytes'},
		meaning: 'Resident memory of all owners and workers together',
	},
	openFilesPercent: {
		read: ({openFiles}) => openFiles === null ? null : 100 * openFiles.count / Math.max(1, openFiles.limit),
		unit: percent, noun: 'of the open files', metric: 'openFilesPercent',
		meaning: 'Descriptors in use, percent of the limit (ulimit -n), of the process of the port that is nearest to it',
	},
	processes: {
		read: row => row.processCount === null || row.workerCount === null ? null : row.processCount + row.workerCount, unit: count, noun: 'processes',
		meaning: 'Processes that hold the listening socket + others that hold its connections',
	},
	listeningProcesses: {
		read: row => row.processCount, unit: count, noun: 'processes', gauge: {name: 'processes'},
		meaning: 'Processes that hold the listening socket',
	},
	workers: {
		read: row => row.workerCount, unit: count, noun: 'workers', gauge: {name: 'workers'},
		meaning: 'Other processes that hold connections of the port',
	},
	totalOpened: {
		read: row => row.totals.sinceStart.opened, unit: count, noun: 'connections opened', suggestedMetric: 'opened',
		meaning: 'Connections established since portop started',
	},
	totalReceived: trafficFields.totalReceived,
	totalSent: trafficFields.totalSent,
});

/** The sort keys of the Ports view. */
export type PortSortKey = keyof typeof portFields;

function acceptQueuePercent({acceptQueue, acceptQueueLimit}: Port): number | null {
	// With a limit of 0 one connection may wait.
	return acceptQueue === null || acceptQueueLimit === null ? null : 100 * acceptQueue / Math.max(1, acceptQueueLimit);
}
