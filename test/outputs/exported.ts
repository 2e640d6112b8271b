import type {Alert, AlertRow, LogEvent} from '../../source/model/alert.ts';
import type {ExportedSample} from '../../source/model/exported.ts';
import {unknownRates, unknownTotals} from '../../source/model/traffic.ts';
import type {Port} from '../../source/model/port.ts';
import type {OutgoingPeer, TrafficTotals} from '../../source/model/traffic.ts';
import {figures, probe, tenSent} from './probe-samples.ts';
import {
	connection,
	held,
	listener,
	nobody,
	port,
	stateCount,
	summary,
} from './samples.ts';

/* Samples for other programs to test with. */

export function totals(sinceStart: Partial<TrafficTotals> = {}): Port['totals'] {
	return {
		sinceStart: {...unknownTotals, ...sinceStart}, sinceReset: null, isLowerBound: false, missesBytes: false,
	};
}

export function peer(known: Partial<OutgoingPeer> = {}): OutgoingPeer {
	return {
		identity: 'tcp|192.0.2.9|443',
		protocol: 'tcp',
		address: '192.0.2.9',
		port: 443,
		service: 'https',
		owners: nobody,
		userId: null,
		user: null,
		unit: null,
		container: null,
		connections: {},
		connectionCount: 0,
		...unknownRates,
		rttMedianMicroseconds: null,
		rttP95Microseconds: null,
		retransmissionPercent: null,
		totals: totals(),
		trafficHistory: [],
		freshness: 'present',
		...known,
	};
}

/** Of which nothing is known but what a test names. */
export function exported(known: Partial<ExportedSample> = {}): ExportedSample {
	return {
		summary: summary(),
		ports: [],
		outgoing: [],
		states: [],
		probes: [],
		errors: [],
		interfaces: [],
		alerts: [],
		tcp: {passiveOpens: null, activeOpens: null, retransmittedSegments: null},
		ephemeralPorts: {first: 32_768, last: 60_999},
		connections: () => ({rows: [], total: 0}),
		...known,
	};
}

const alert: Alert = {
	identity: '1',
	source: 'connections > 1000 where port:443',
	origin: 'rule',
	severity: 'critical',
	subject: {kind: 'port', identity: 'tcp|0.0.0.0|443', text: 'tcp 0.0.0.0:443 (nginx)'},
	message: '1,204 connections, more than 1,000',
	explanation: ['connections > 1000 where port:443'],
	firstValue: '1,001',
	value: '1,204',
	worstValue: '1,310',
	sinceMilliseconds: Date.UTC(2026, 2, 1, 12, 29),
	clearedMilliseconds: null,
	acknowledged: false,
};

const event: LogEvent = {
	sequence: 1,
	kind: 'alert-fired',
	timeMilliseconds: Date.UTC(2026, 2, 1, 12, 29),
	weight: 'critical',
	subject: alert.subject,
	message: alert.message,
	before: null,
	after: null,
	lastedSeconds: null,
	lastedIsMinimum: false,
	alert,
};

/** The line of a command that went wrong. */
export function commandProblem(sequence: number): Extract<AlertRow, {type: 'event'}> {
	return {
		type: 'event', identity: `event ${sequence}`, event: {
			...event, sequence, kind: 'alert-command', weight: 'warning', message: `the command of 'web' ended with ${sequence}`,
		},
	};
}

/** One of everything. */
export const fullSample = exported({
	summary: summary({
		tick: 42,
		intervalSeconds: 1,
		sources: [
			{
				name: 'sockets', method: 'netlink', state: 'ok', problem: null,
			},
			{
				name: 'processes', method: 'proc', state: 'degraded', problem: 'other users\' processes: needs root',
			},
			{
				name: 'uptime', method: 'proc', state: 'failed', problem: 'no such file',
			},
		],
		alerts: {
			critical: 1, warning: 0, unacknowledged: 1, fired: 3,
		},
	}),
	ports: [
		port({
			identity: 'tcp|0.0.0.0|443',
			port: 443,
			service: 'https',
			owners: held({pid: 100, name: String.raw`ngi"nx\1`, fileDescriptor: 5}),
			userId: 33,
			user: 'www-data',
			unit: 'nginx.service',
			connections: {ESTABLISHED: 1204, SYN_RECEIVED: 2, TIME_WAIT: 7},
			connectionCount: 1213,
			peerCount: 900,
			processCount: 1,
			workerCount: 4,
			acceptQueue: 3,
			acceptQueueLimit: 511,
			drops: 12,
			totals: totals({
				opened: 5000,
				closed: 3796,
				failed: 4,
				resets: 9,
				timeouts: 1,
				receivedBytes: 123_456_789,
				sentBytes: 9_876_543_210,
				receivedPackets: 200_000,
				sentPackets: 7_000_000,
				retransmissions: 17,
				drops: 11,
			}),
			rttMedianMicroseconds: 20_400,
			rttP95Microseconds: 181_000,
			retransmissionPercent: 0.25,
			cpuPercent: 37.5,
			residentBytes: 104_857_600,
			watched: true,
			latency: {
				address: '127.0.0.1', status: 'OPEN', statusSinceMilliseconds: 0, problem: null, lastRttMicroseconds: 41, recent: [], session: figures({
					sent: 40, received: 39, replies: 39, lost: 1,
				}),
			},
		}),
		port({
			identity: 'udp6|*|53', protocol: 'udp6', address: '*', port: 53, receiveQueueBytes: 0, totals: totals({
				receivedPackets: 10, sentPackets: 9, receivedBytes: 400, sentBytes: 900,
			}),
		}),
		port({
			identity: 'tcp|*|8080', address: '*', port: 8080, status: 'CLOSED', watched: true, peerCount: null, processCount: null, workerCount: null,
		}),
	],
	outgoing: [
		peer({
			connections: {ESTABLISHED: 2, SYN_SENT: 1}, connectionCount: 3, totals: totals({
				opened: 20, closed: 18, failed: 1, resets: 0, timeouts: 0, receivedBytes: 1000, sentBytes: 2000, receivedPackets: 30, sentPackets: 40, retransmissions: 0, drops: 0,
			}),
		}),
		peer({
			identity: 'udp|192.0.2.53|53', protocol: 'udp', address: '192.0.2.53', port: 53, connections: {ESTABLISHED: 1}, connectionCount: 1,
		}),
	],
	states: [
		stateCount({
			state: 'LISTEN', counts: {
				tcp: 1, tcp6: 0, udp: null, udp6: null,
			}, total: 1,
		}),
		stateCount({
			counts: {
				tcp: 1206, tcp6: 0, udp: 1, udp6: 0,
			}, total: 1207,
		}),
		stateCount({
			state: 'TIME_WAIT', counts: {
				tcp: 7, tcp6: 0, udp: null, udp6: null,
			}, total: 7,
		}),
		stateCount({
			state: 'IDLE', counts: {
				tcp: null, tcp6: null, udp: null, udp6: null,
			}, total: 0,
		}),
	],
	probes: [
		probe({
			method: 'syn',
			address: '192.0.2.1',
			status: 'OPEN',
			session: tenSent,
			lastMinute: tenSent,
			lastRttMicroseconds: 20_100,
			passive: {connections: 2, rttMicroseconds: 19_000, retransmissionPercent: null},
		}),
		probe({
			identity: 'icmp nowhere', target: 'nowhere', port: null, problem: 'nowhere: no such name',
		}),
	],
	errors: [{
		name: 'TcpExtListenOverflows',
		title: 'accept queue full',
		meaning: 'a listener did not accept in time',
		weight: 'critical',
		perSecond: 0,
		sinceStart: 5,
		sinceReset: null,
		total: 77,
		history: [],
	}],
	interfaces: [{
		name: 'eth0',
		isCounted: true,
		receiveBitsPerSecond: 8,
		sendBitsPerSecond: 16,
		receivePacketsPerSecond: 1,
		sendPacketsPerSecond: 2,
		receiveErrorsPerSecond: 0,
		sendErrorsPerSecond: 0,
		receiveDropsPerSecond: 0,
		sendDropsPerSecond: 0,
		receivedBytes: 1_000_000,
		sentBytes: 2_000_000,
		receivedPackets: 1000,
		sentPackets: 2000,
		receiveErrors: 1,
		sendErrors: 2,
		receiveDrops: 3,
		sendDrops: 4,
	}],
	alerts: [
		{type: 'alert', identity: '1', alert},
		{type: 'event', identity: 'event 1', event},
	],
	tcp: {passiveOpens: 6000, activeOpens: 7000, retransmittedSegments: 80},
	connections: most => ({
		rows: [listener({localPort: 443}), connection({localPort: 443}), connection({protocol: 'udp', localPort: 53})].slice(0, most), total: 3,
	}),
});
