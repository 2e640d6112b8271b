import type {Alert, AlertRow, LogEvent} from '../../source/model/alert.ts';
import type {ExportedSample} from '../../source/model/exported.ts';
import {someFigures, aProbe} from '../builders/probe.ts';
import {aConnection, aListener} from '../builders/connection.ts';
import {ownedBy} from '../builders/owners.ts';
import {aPort} from '../builders/port.ts';
import {anOutgoingPeer} from '../builders/outgoing-peer.ts';
import {someTotals} from '../builders/totals.ts';
import {aStateCount} from '../builders/state-count.ts';
import {aSummary} from '../builders/summary.ts';
import {aMoment} from '../builders/moment.ts';
import {tenSent} from './probe-samples.ts';

/* Samples for other programs to test with. */

/** Of which nothing is known but what a test names. */
export function exported(known: Partial<ExportedSample> = {}): ExportedSample {
	return {
		summary: aSummary(),
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
	since: aMoment(Date.UTC(2026, 2, 1, 12, 29)),
	cleared: null,
	acknowledged: false,
};

const event: LogEvent = {
	sequence: 1,
	kind: 'alert-fired',
	at: aMoment(Date.UTC(2026, 2, 1, 12, 29)),
	weight: 'critical',
	subject: alert.subject,
	message: alert.message,
	before: null,
	after: null,
	lastedSeconds: null,
	lastedIsMinimum: false,
	count: 1,
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
	summary: aSummary({
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
		aPort({
			identity: 'tcp|0.0.0.0|443',
			port: 443,
			service: 'https',
			owners: ownedBy({pid: 100, name: String.raw`ngi"nx\1`, fileDescriptor: 5}),
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
			totals: someTotals({
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
				address: '127.0.0.1', status: 'OPEN', statusSince: aMoment(0), problem: null, lastRttMicroseconds: 41, recent: [], session: someFigures({
					sent: 40, received: 39, replies: 39, lost: 1,
				}),
			},
		}),
		aPort({
			identity: 'udp6|*|53', protocol: 'udp6', address: '*', port: 53, receiveQueueBytes: 0, totals: someTotals({
				receivedPackets: 10, sentPackets: 9, receivedBytes: 400, sentBytes: 900,
			}),
		}),
		aPort({
			identity: 'tcp|*|8080', address: '*', port: 8080, status: 'CLOSED', watched: true, peerCount: null, processCount: null, workerCount: null,
		}),
	],
	outgoing: [
		anOutgoingPeer({
			connections: {ESTABLISHED: 2, SYN_SENT: 1}, connectionCount: 3, totals: someTotals({
				opened: 20, closed: 18, failed: 1, resets: 0, timeouts: 0, receivedBytes: 1000, sentBytes: 2000, receivedPackets: 30, sentPackets: 40, retransmissions: 0, drops: 0,
			}),
		}),
		anOutgoingPeer({
			identity: 'udp|192.0.2.53|53', protocol: 'udp', address: '192.0.2.53', port: 53, connections: {ESTABLISHED: 1}, connectionCount: 1,
		}),
	],
	states: [
		aStateCount({
			state: 'LISTEN', counts: {
				tcp: 1, tcp6: 0, udp: null, udp6: null,
			}, total: 1,
		}),
		aStateCount({
			counts: {
				tcp: 1206, tcp6: 0, udp: 1, udp6: 0,
			}, total: 1207,
		}),
		aStateCount({
			state: 'TIME_WAIT', counts: {
				tcp: 7, tcp6: 0, udp: null, udp6: null,
			}, total: 7,
		}),
		aStateCount({
			state: 'IDLE', counts: {
				tcp: null, tcp6: null, udp: null, udp6: null,
			}, total: 0,
		}),
	],
	probes: [
		aProbe({
			method: 'syn',
			address: '192.0.2.1',
			status: 'OPEN',
			session: tenSent,
			lastMinute: tenSent,
			lastRttMicroseconds: 20_100,
			passive: {connections: 2, rttMicroseconds: 19_000, retransmissionPercent: null},
		}),
		aProbe({
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
		rows: [aListener({localPort: 443}), aConnection({localPort: 443}), aConnection({protocol: 'udp', localPort: 53})].slice(0, most), total: 3,
	}),
});
