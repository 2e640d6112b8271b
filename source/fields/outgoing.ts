import type {OutgoingPeer} from '../model/traffic.ts';
import {count, perSecond, wholeNumber} from '../text/units.ts';
import {defineFields} from './field.ts';
import {averageFields, nameFields, trafficFields} from './shared.ts';

/** Every figure and name of a peer that connections from this machine lead to. */
export const outgoingFields = defineFields<OutgoingPeer>()({
	address: {read: row => row.address, unit: 'text', meaning: 'Address and port where the connections go'},
	port: {
		read: row => row.port, unit: wholeNumber, noun: '', smallestFirst: true, meaning: 'Port where the connections go',
	},
	protocol: nameFields.protocol,
	service: nameFields.service,
	process: {...nameFields.process, meaning: 'Who is connected, with its process id; +N: so many other processes are too'},
	user: nameFields.user,
	unit: nameFields.unit,
	connections: {
		read: row => row.connectionCount, unit: count, noun: 'connections', recorded: true, metric: 'connections',
		meaning: 'Connections to this peer, in any state',
	},
	established: trafficFields.established,
	closeWait: trafficFields.closeWait,
	timeWait: trafficFields.timeWait,
	opened: {
		read: row => row.openedPerSecond, unit: perSecond, noun: 'connections opened', recorded: true, metric: 'opened',
		meaning: 'Connections begun per second, however short they were',
	},
	closed: trafficFields.closed,
	failed: {
		read: row => row.failedPerSecond, unit: perSecond, noun: 'failed handshakes', recorded: true, metric: 'failed',
		meaning: 'Connects that failed per second: refused, or never answered',
	},
	resets: trafficFields.resets,
	timeouts: trafficFields.timeouts,
	receive: trafficFields.receive,
	send: trafficFields.send,
	...averageFields,
	receivePackets: trafficFields.receivePackets,
	sendPackets: trafficFields.sendPackets,
	rtt: trafficFields.rtt,
	rttP95: trafficFields.rttP95,
	retransmissions: trafficFields.retransmissions,
	totalOpened: {
		read: row => row.totals.sinceStart.opened, unit: count, noun: 'connections opened', suggestedMetric: 'opened',
		meaning: 'Connections begun since portop started',
	},
	totalReceived: trafficFields.totalReceived,
	totalSent: trafficFields.totalSent,
});

/** The sort keys of the Outgoing view. */
export type OutgoingSortKey = keyof typeof outgoingFields;
