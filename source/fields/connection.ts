import {socketStates, type Connection} from '../model/socket.ts';
import {
	bitsPerSecond,
	bytes,
	microseconds,
	packetsPerSecond,
	seconds,
	wholeNumber,
} from '../text/units.ts';
import {defineFields} from './field.ts';
import {filterNumbers, nameFields} from './shared.ts';

/**
Every figure and name of a socket. Sorting and filtering 100,000 of them goes by the columns of their table instead of `read`:
engine/views/connections.ts has a column for each key and each filter.
*/
export const connectionFields = defineFields<Connection>()({
	protocol: nameFields.protocol,
	state: {
		read: row => row.state, unit: 'text', order: socketStates, meaning: 'The state, spelled as ss does',
	},
	local: {read: row => `${row.localAddress}:${row.localPort}`, unit: 'text', meaning: 'Local address and port'},
	remote: {read: row => `${row.remoteAddress}:${row.remotePort}`, unit: 'text', meaning: 'The peer\'s address and port; * where there is none'},
	process: nameFields.process,
	user: nameFields.user,
	unit: nameFields.unit,
	rtt: {
		read: row => row.rttMicroseconds, unit: microseconds, noun: 'RTT', suggestedMetric: 'rtt', filter: filterNumbers.rtt,
		meaning: 'Smoothed round-trip time that the kernel measured on this connection',
	},
	retransmissions: {
		read: row => row.retransmissions, unit: wholeNumber, noun: 'retransmissions', suggestedMetric: 'retransmissions',
		filter: {name: 'retrans', description: 'retransmissions', example: 'retrans>0'},
		meaning: 'Segments sent again in the life of the connection',
	},
	receive: {
		read: row => row.receiveBitsPerSecond, unit: bitsPerSecond, noun: 'received', suggestedMetric: 'receive', filter: filterNumbers.receive,
		meaning: 'Payload received, bits per second',
	},
	send: {
		read: row => row.sendBitsPerSecond, unit: bitsPerSecond, noun: 'sent', suggestedMetric: 'send', filter: filterNumbers.send,
		meaning: 'Payload sent and acknowledged, bits per second',
	},
	receivePackets: {
		read: row => row.receivePacketsPerSecond, unit: packetsPerSecond, noun: 'received', suggestedMetric: 'receivePackets',
		meaning: 'Segments received per second',
	},
	sendPackets: {
		read: row => row.sendPacketsPerSecond, unit: packetsPerSecond, noun: 'sent', suggestedMetric: 'sendPackets',
		meaning: 'Segments sent per second',
	},
	totalReceived: {
		read: row => row.receivedBytes, unit: bytes, noun: 'received', suggestedMetric: 'receive', meaning: 'Payload bytes received in the life of the connection',
		filter: {name: 'received', description: 'bytes received by a connection', example: 'received>1M'},
	},
	totalSent: {
		read: row => row.sentBytes, unit: bytes, noun: 'sent', suggestedMetric: 'send', meaning: 'Payload bytes sent in the life of the connection',
		filter: {name: 'sent', description: 'bytes sent by a connection', example: 'sent>1M'},
	},
	sendQueue: {
		read: row => row.sendQueueBytes, unit: bytes, noun: 'unacknowledged', filter: {name: 'sendq', description: 'send queue, bytes', example: 'sendq>64Ki'},
		meaning: 'Bytes sent that the peer has not acknowledged; of a listener: the limit of its accept queue',
	},
	receiveQueue: {
		read: row => row.receiveQueueBytes, unit: bytes, noun: 'unread', filter: filterNumbers.receiveQueue,
		meaning: 'Bytes received that the program has not read; of a listener: connections not yet accepted',
	},
	age: {
		read: row => row.ageSeconds, unit: seconds, noun: 'old', filter: filterNumbers.age,
		meaning: 'Since portop first saw the socket, of one that closed until then; > where it is older than portop, < where no sample saw it',
	},
	timer: {
		read: row => row.timer?.expiresMilliseconds ?? null, unit: wholeNumber, noun: 'ms until the timer expires', smallestFirst: true,
		meaning: 'The kernel\'s timer that runs, when it expires, and how often it has (as ss -o)',
	},
});

/** The sort keys of the Connections view. */
export type ConnectionSortKey = keyof typeof connectionFields;
