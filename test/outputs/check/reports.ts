import type {CheckItem, CheckReport} from '../../../source/model/check.ts';
import {connectionFigures} from '../../../source/outputs/check/connection-figures.ts';
import {pingFigures, portFigures} from '../../../source/outputs/check/figure-kinds.ts';
import {judge} from '../../../source/outputs/check/verdict.ts';

const none = {warning: null, critical: null};
const most = (end: number) => ({
	start: 0, end, isInverted: false, text: String(end),
});
const timeMilliseconds = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const openPort: CheckItem = {
	name: '443',
	labels: {host: 'localhost', port: '443'},
	texts: [{key: 'status_text', title: 'Port Status Text', value: 'open'}],
	figures: [
		judge(portFigures.latencyAverage, 81.31234, {warning: most(50), critical: most(200)}),
		judge(portFigures.latencyMinimum, 0.04, none),
		judge(portFigures.latencyMaximum, 160, none),
		judge(portFigures.connectLoss, 20, none),
		judge(portFigures.cpu, 12.5, none),
		judge(portFigures.memory, 20.25, none),
		judge(portFigures.connections, 17, none),
		judge(portFigures.connectionRate, 9.73628, none),
		judge(portFigures.status, 1, none),
		judge(portFigures.processes, 5, none),
		judge(portFigures.sent, 4_500_000_000, none),
		judge(portFigures.received, 350_000, none),
		judge(portFigures.response, 3.25, none),
		judge(portFigures.tlsHandshake, 8.242, none),
		judge(portFigures.tlsDays, -658.62, none),
	],
	problems: [{state: 'CRITICAL', message: 'the certificate expired 658.6 days ago'}, {state: 'OK', message: 'what short connections move is not known: that needs root, or CAP_NET_ADMIN'}],
	isUp: false,
	finding: 'open, 81.312 ms, 17 connections',
};

const closedPort: CheckItem = {
	...openPort,
	name: '8080',
	labels: {host: 'localhost', port: '8080'},
	texts: [{key: 'status_text', title: 'Port Status Text', value: 'closed'}],
	figures: openPort.figures.map(({kind}) => judge(kind, kind === portFigures.status ? 0 : null, none)),
	problems: [{state: 'CRITICAL', message: 'closed: 127.0.0.1 refuses connections'}],
	finding: '',
};

const goodPort: CheckItem = {
	...openPort,
	name: '22',
	labels: {host: 'localhost', port: '22'},
	figures: openPort.figures.slice(0, 12).map(({kind}) => judge(kind, 1, none)),
	problems: [],
	isUp: true,
	finding: 'open, 1 ms, 1 connection',
};

const ping = (name: string, received: number): CheckItem => ({
	name,
	labels: {target: name, method: 'icmp'},
	texts: [{key: 'host', title: 'host', value: name}],
	figures: [
		judge(pingFigures.transmitted, 3, none),
		judge(pingFigures.received, received, none),
		judge(pingFigures.loss, 100 * (3 - received) / 3, {warning: most(10), critical: null}),
		judge(pingFigures.minimum, received === 0 ? null : 0.31, none),
		judge(pingFigures.average, received === 0 ? null : 0.42, none),
		judge(pingFigures.maximum, received === 0 ? null : 0.53, none),
	],
	problems: received === 0 ? [{state: 'CRITICAL', message: 'nothing came back'}] : [],
	isUp: received > 0,
	finding: `${received} of 3 received`,
});

const connections: CheckItem = {
	name: '',
	labels: {},
	texts: [],
	figures: connectionFigures.map(({kind}, index) => judge(kind, index % 4 === 1 ? index : 0, {warning: kind.key === 'tcp_ESTABLISHED' ? most(0) : null, critical: null})),
	problems: [],
	isUp: true,
	finding: 'tcp TIME_WAIT: 9',
};

const report = (check: CheckReport['check'], items: readonly CheckItem[], problems: CheckReport['problems'] = []): CheckReport => ({
	check, items, problems, timeMilliseconds,
});

/** A report of each kind, as the golden files have them. */
export const reports: Readonly<Record<string, CheckReport>> = {
	port: report('port', [openPort]),
	'port-good': report('port', [goodPort]),
	ports: report('port', [goodPort, openPort, closedPort]),
	ping: report('ping', [ping('192.0.2.7', 2)]),
	pings: report('ping', [ping('192.0.2.7', 3), ping('[2001:db8::1]:443', 0)]),
	connections: report('connections', [connections]),
	unknown: report('port', [], [{state: 'UNKNOWN', message: 'no result within 30 s'}]),
};
