import type {ConnectionGroup} from '../model/group.ts';
import {
	count,
	perSecond,
	seconds,
} from '../text/units.ts';
import {defineFields} from './field.ts';
import {placeFields, trafficFields} from './shared.ts';

/** Every figure and name of a group of connections. */
export const groupFields = defineFields<ConnectionGroup>()({
	name: {read: row => row.name, unit: 'text', meaning: 'What the connections have in common: process, unit, container, user, remote host or service port'},
	service: {...placeFields.service, meaning: 'Name of the service port in /etc/services'},
	user: {...placeFields.user, meaning: 'The process\'s user'},
	unit: {...placeFields.unit, meaning: 'The process\'s systemd unit, or container'},
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
	totalReceived: {...trafficFields.totalReceived, meaning: 'Payload bytes received since portop started, also by connections that are over'},
	totalSent: {...trafficFields.totalSent, meaning: 'Payload bytes sent since portop started, also by connections that are over'},
	oldest: {
		read: row => row.oldestSeconds, unit: seconds, noun: 'old', meaning: 'Age of the oldest connection; > where it is older than portop',
	},
});

/** The sort keys of the Groups view. */
export type GroupSortKey = keyof typeof groupFields;
