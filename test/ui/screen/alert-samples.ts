/* Error counters, alerts and the log for the tests of what is drawn. */
import type {AlertDetail, ErrorDetail, RowOf} from '../../../source/protocol/protocol.ts';
import type {
	Alert,
	AlertRow,
	AlertRule,
	ConditionRow,
	LogEvent,
} from '../../../source/model/alert.ts';
import {aCondition} from '../../builders/alert.ts';
import {aMoment} from '../../builders/moment.ts';
import {aSeriesWindow} from '../../builders/series.ts';
import {sampleTime} from './samples.ts';

type ErrorCounter = RowOf<'errors'>;

export const baseCounter: ErrorCounter = {
	name: 'TcpExtListenOverflows',
	title: 'accept queue full',
	meaning: 'connections dropped because the accept queue was full: raise the backlog (net.core.somaxconn) or look at the application, which accepts too slowly',
	weight: 'critical',
	perSecond: 12.5,
	sinceStart: 1523,
	sinceReset: null,
	total: 88_123_456,
	history: Array.from({length: 40}, (_, index) => Math.max(0, Math.round(Math.sin(index / 4) * 20))),
};

export const sampleCounters: readonly ErrorCounter[] = [
	baseCounter,
	{
		...baseCounter, name: 'TcpRetransSegs', title: 'segments sent again', meaning: 'lost or late on the way: look at the path, or at a peer that is overloaded', weight: 'warning', perSecond: 2.4, sinceStart: 310, total: 91_002,
	},
	{
		...baseCounter, name: 'TcpExtTCPMemoryPressuresChrono', title: 'memory pressure', meaning: 'milliseconds under memory pressure', weight: 'information', perSecond: null, sinceStart: 3, total: 3, history: [],
	},
	{
		...baseCounter, name: 'UdpNoPorts', title: 'datagrams to closed ports', meaning: 'nobody was bound to the port: a scan, or a service that is down', weight: 'information', perSecond: 0, sinceStart: 17, total: 20_113,
	},
	{
		...baseCounter, name: 'SoftnetDropped', title: '受信キュー', meaning: 'packets dropped because a processor\'s backlog was full', weight: 'warning', perSecond: 0.02, sinceStart: 1, total: 1,
	},
];

export const sampleRule: AlertRule = {
	name: 'busy web',
	metric: 'connections',
	comparison: '>',
	threshold: 1000,
	clearThreshold: 900,
	forSeconds: 30,
	severity: 'critical',
	filter: 'sport:443',
	onAlert: ['/usr/local/bin/page', '--to', 'on-call'],
	onAlertTimeoutSeconds: 10,
	text: 'connections > 1000 for 30s critical where sport:443',
	origin: 'config',
};

export const baseAlert: Alert = {
	identity: 'alert 3',
	source: sampleRule.name,
	origin: 'rule',
	severity: 'critical',
	subject: {kind: 'port', identity: 'tcp6 * 443', text: 'tcp6 *:443 (nginx)'},
	message: '1,204 connections, more than 1,000',
	explanation: [
		'The rule: connections > 1000 for 30s critical where sport:443',
		'It fires when the value has been more than 1,000 for 30 s, and is over when it has not been more than 900 for 30 s.',
	],
	firstValue: '1,204',
	value: '1,421',
	worstValue: '1,502',
	since: aMoment(sampleTime - 312_000),
	cleared: null,
	acknowledged: false,
};

const detectorAlert: Alert = {
	...baseAlert,
	identity: 'alert 2',
	source: 'half-open flood',
	origin: 'detector',
	severity: 'warning',
	subject: {kind: 'machine', identity: 'machine', text: 'this machine'},
	message: '840 half-open connections, and 312/s answered with cookies',
	explanation: ['Half-open connections are usually 3, at most 41 (learned from 3,600 samples).'],
	firstValue: '640',
	value: '840',
	worstValue: '840',
	since: aMoment(sampleTime - 4000),
	acknowledged: true,
};

/** The alert of a fixed check. */
export const checkAlert: Alert = {
	...baseAlert,
	identity: 'alert 4',
	source: 'accept queue',
	origin: 'check',
	subject: {
		kind: 'port', identity: 'tcp|0.0.0.0|24099', text: 'tcp 0.0.0.0:24099 (slowd)', short: '24099 slowd',
	},
	message: 'accept queue 6/5 full, 9 drops/s',
	explanation: ['These connections are established, and the program has not accepted them.'],
	firstValue: '120 %',
	value: '120 %',
	worstValue: '120 %',
};

export const baseEvent: LogEvent = {
	sequence: 9,
	kind: 'port-status',
	at: aMoment(sampleTime - 65_000),
	weight: 'critical',
	subject: {kind: 'port', identity: 'tcp * 5432', text: 'port 5432 (postgresql)'},
	message: 'watched port 5432 is CLOSED',
	before: 'OPEN',
	after: 'CLOSED',
	lastedSeconds: 43_200,
	lastedIsMinimum: true,
	count: 1,
	alert: null,
};

export const sampleEvents: readonly LogEvent[] = [
	{
		...baseEvent, sequence: 10, kind: 'alert-fired', at: aMoment(sampleTime - 4000), weight: 'warning', subject: detectorAlert.subject, message: detectorAlert.message, before: null, after: '640', lastedSeconds: null, lastedIsMinimum: false, alert: {...detectorAlert, acknowledged: false},
	},
	baseEvent,
	{
		...baseEvent, sequence: 8, kind: 'listener-appeared', at: aMoment(sampleTime - 7_200_000), weight: 'information', subject: {kind: 'port', identity: 'x', text: 'tcp [2001:db8:85a3:8d3:1319:8a2e:370:7348]:8080 (日本語サーバー)'}, message: 'listens now', before: null, after: '日本語サーバー(40312)', lastedSeconds: null, lastedIsMinimum: false,
	},
	{
		...baseEvent, sequence: 7, kind: 'alert-cleared', at: aMoment(sampleTime - 90_000_000), weight: 'information', subject: baseAlert.subject, message: 'over after 4 min 5 s: fell to 880', before: '1,310', after: '880', lastedSeconds: 245, lastedIsMinimum: false, alert: {
			...baseAlert, identity: 'alert 1', cleared: aMoment(sampleTime - 90_000_000), since: aMoment(sampleTime - 90_245_000),
		},
	},
	{
		...baseEvent, sequence: 6, kind: 'source', at: aMoment(sampleTime - 90_500_000), weight: 'warning', subject: {kind: 'source', identity: 'interfaces', text: 'interfaces'}, message: 'interfaces: failed\u{1B}[2J', before: 'ok', after: 'failed', lastedSeconds: 5, lastedIsMinimum: false,
	},
];

export const sampleAlerts: readonly AlertRow[] = [
	...[baseAlert, detectorAlert].map(alert => ({type: 'alert', identity: alert.identity, alert} as const)),
	...sampleEvents.map(event => ({type: 'event', identity: `event ${event.sequence}`, event} as const)),
];

/** Rules of each origin and fixed checks that fire, have fired, have not, and are off. */
export const sampleConditions: readonly ConditionRow[] = [
	aCondition({
		name: 'busy web', origin: 'config', text: sampleRule.text, meaning: 'Fires at > 1,000 (after 30 s); ends at ≤ 900 (after 30 s).', active: 1, fired: 3, lastFired: aMoment(sampleTime - 312_000),
	}),
	aCondition({
		name: 'loss > 5%', origin: 'flag', text: 'loss > 5%', meaning: 'Fires at > 5 % (at once); ends at ≤ 4.5 %.',
	}),
	aCondition({
		name: 'state close-wait > 100 for 30s', origin: 'session', text: 'state close-wait > 100 for 30s', meaning: 'Fires at > 100 (after 30 s); ends at ≤ 90 (after 30 s).', fired: 1, lastFired: aMoment(sampleTime - 60_000),
	}),
	aCondition({
		kind: 'check', setting: 'acceptQueue', name: 'accept queue', origin: 'default', text: '> 80 %', meaning: 'The accept queue of a listening socket is fuller than this, in percent of its limit. For 5 s; over at 70 % of the threshold for 30 s.', advice: ['The program has not accepted these connections: it is too slow, or it hangs.'],
	}),
	aCondition({
		kind: 'check', setting: 'probeLoss', name: 'probe loss', origin: 'config', text: 'off', meaning: 'More of a target\'s probes than this are not answered, in percent. At once; over at 70 % of the threshold for 10 s.', isOn: false,
	}),
].map(condition => ({type: 'condition', identity: `${condition.kind} ${condition.name}`, condition} as const));

/** The whole Alerts view: what fires, what is watched, what happened. */
export const sampleAlertsView = [...sampleAlerts.slice(0, 2), ...sampleConditions, ...sampleAlerts.slice(2)];

export const sampleErrorDetail: ErrorDetail = {view: 'errors', row: baseCounter, charts: {rate: aSeriesWindow(baseCounter.history)}};

export const sampleAlertDetail: AlertDetail = {
	view: 'alerts', row: {type: 'alert', identity: baseAlert.identity, alert: baseAlert}, rule: sampleRule, related: sampleEvents.slice(1),
};
