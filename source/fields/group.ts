import type {ConnectionGroup} from '../model/group.ts';
import {
	bytes,
	count,
	perSecond,
	seconds,
} from '../text/units.ts';
import {defineFields} from './field.ts';
import {trafficFields} from './shared.ts';

/** Every figure and name of a group of connections. */
export const groupFields = defineFields<ConnectionGroup>()({
	name: {read: row => row.name, unit: 'text', meaning: 'What the connections have in common: process, unit, container, user, remote host or service port'},
	service: {read: row => row.service, unit: 'text', meaning: 'Name of the service port in /etc/services'},
	user: {read: row => row.user, unit: 'text', meaning: 'The process\'s user'},
	unit: {read: row => row.container ?? row.unit, unit: 'text', meaning: 'The process\'s systemd unit, or container'},
	connections: {
		read: row => row.connectionCount, unit: count, noun: 'connections', suggestedMetric: 'connections', meaning: 'Connections in any state',
	},
	established: trafficFields.established,
	closeWait: trafficFields.closeWait,
	timeWait: trafficFields.timeWait,
	opened: {
		read: row => row.openedPerSecond, unit: perSecond, noun: 'connections opened', suggestedMetric: 'opened',
		meaning: 'Connections accepted or begun per second, however short they were',
	},
	closed: trafficFields.closed,
	failed: {
		read: row => row.failedPerSecond, unit: perSecond, noun: 'failed connects', suggestedMetric: 'failed',
		meaning: 'Connects from here that failed per second: refused, or never answered',
	},
	resets: trafficFields.resets,
	timeouts: trafficFields.timeouts,
	receive: trafficFields.receive,
	send: trafficFields.send,
	rtt: trafficFields.rtt,
	rttP95: trafficFields.rttP95,
	retransmissions: trafficFields.retransmissions,
	totalOpened: {
		read: row => row.totals.sinceStart.opened, unit: count, noun: 'connections opened', suggestedMetric: 'opened',
		meaning: 'Connections accepted or begun since portop started',
	},
	totalReceived: {
		read: row => row.totals.sinceStart.receivedBytes, unit: bytes, noun: 'received', suggestedMetric: 'receive',
		meaning: 'Payload bytes received since portop started, also by connections that are over',
	},
	totalSent: {
		read: row => row.totals.sinceStart.sentBytes, unit: bytes, noun: 'sent', suggestedMetric: 'send',
		meaning: 'Payload bytes sent since portop started, also by connections that are over',
	},
	oldest: {
		read: row => row.oldestSeconds, unit: seconds, noun: 'old', meaning: 'Age of the oldest connection; > where it is older than portop',
	},
});

/** The sort keys of the Groups view. */
export type GroupSortKey = keyof typeof groupFields;
