/* Groups of connections: by process with one that is not known, by remote host, and the detail of one. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ConnectionGroup} from '../../../source/model/group.ts';
import type {Detail, ViewMessage, ViewRows} from '../../../source/protocol/protocol.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {aGroup} from '../../builders/group.ts';
import {trafficCharts} from '../../builders/series.ts';
import {expected, frame, sizes} from './frames.ts';
import {
	baseUi,
	messageFor,
	sampleConnections,
	sampleProcess,
} from './samples.ts';
import {sampleTotals} from './traffic-samples.ts';

const counted = (sinceStart: Partial<typeof sampleTotals>, isLowerBound = false): ConnectionGroup['totals'] => ({
	sinceStart: {...sampleTotals, ...sinceStart}, sinceReset: null, isLowerBound, missesBytes: false, atLeast: [],
});

const web = aGroup({
	name: 'nginx(1234)',
	pid: 1234,
	user: 'www-data',
	userId: 33,
	unit: 'nginx.service',
	connections: {ESTABLISHED: 412, CLOSE_WAIT: 3, TIME_WAIT: 27},
	connectionCount: 442,
	openedPerSecond: 31,
	closedPerSecond: 29,
	failedPerSecond: 0,
	resetsPerSecond: 0.5,
	timeoutsPerSecond: 0,
	receiveBitsPerSecond: 1_250_000,
	sendBitsPerSecond: 48_300_000,
	rttMedianMicroseconds: 23_000,
	rttP95Microseconds: 180_000,
	retransmissionPercent: 1.4,
	totals: counted({}, true),
	ratesAreLowerBounds: true,
	oldestSeconds: 7300,
	oldestIsMinimum: true,
	filter: 'pid:1234 state:connected',
});
const processes: readonly ConnectionGroup[] = [
	web,
	aGroup({
		...web, identity: 'process|2', name: '日本語サーバー(40312)', pid: 40_312, user: 'deploy', unit: null, container: '4f66ad9a0b2e', connections: {ESTABLISHED: 2}, connectionCount: 2, retransmissionPercent: 7,
	}),
	aGroup({
		...web, identity: 'process|unknown', kind: 'unknown', name: 'unknown', pid: null, user: null, unit: null, connections: {TIME_WAIT: 90}, connectionCount: 90, rttMedianMicroseconds: null, rttP95Microseconds: null, ratesAreLowerBounds: false, totals: counted({opened: 812}), filter: null,
	}),
	aGroup({
		...web, identity: 'process|4', name: 'backup(977)', pid: 977, user: 'root', unit: 'backup.service', connections: {}, connectionCount: 0, openedPerSecond: 0, closedPerSecond: 0, receiveBitsPerSecond: 0, sendBitsPerSecond: 0, rttMedianMicroseconds: null, rttP95Microseconds: null, retransmissionPercent: null, oldestSeconds: null, totals: counted({sentBytes: 9_700_000_000}, true),
	}),
];
const hosts: readonly ConnectionGroup[] = [
	{
		...web, identity: 'host|1', grouping: 'host', name: '203.0.113.7', pid: null, user: null, unit: null, ratesAreLowerBounds: false, totals: counted({}), filter: 'dst:203.0.113.7',
	},
	{
		...web, identity: 'host|2', grouping: 'host', name: 'fe80::f816:3eff:fe12:3456%eth0', pid: null, user: null, unit: null, ratesAreLowerBounds: false, totals: counted({}), connections: {SYN_SENT: 1}, connectionCount: 1,
	},
	aGroup({
		grouping: 'host', kind: 'others', name: '1204 others', openedPerSecond: 0, totals: counted({}),
	}),
];
const services: readonly ConnectionGroup[] = [{
	...web, identity: 'port|443', grouping: 'port', name: '443/tcp', service: 'https', pid: null, user: null, unit: null,
}];

const byProcess: ViewRows = {view: 'groups', rows: processes};
const byHost: ViewRows = {view: 'groups', rows: hosts};
const groupsUi: UiState = {...baseUi, view: 'groups'};
const hostsUi: UiState = {...groupsUi, grouping: 'host'};
const portsUi: UiState = {...groupsUi, grouping: 'port'};
const filteredUi: UiState = {...hostsUi, filters: {...groupsUi.filters, sockets: 'port:443'}};
const filtered = hosts.slice(0, 1).map(row => ({
	...row, openedPerSecond: null, closedPerSecond: null, totals: aGroup().totals,
}));

for (const [columns, rows] of sizes) {
	for (const [name, ui, content] of [['groups', groupsUi, byProcess], ['groups-hosts', hostsUi, byHost]] as const) {
		test(`frame ${name}-${columns}x${rows}`, async () => {
			const sized = {...ui, columns, rows};
			const lines = frame(sized, messageFor(sized, content, {selected: 1}));
			assert.deepEqual(lines, await expected(`${name}-${columns}x${rows}`, lines));
		});
	}
}

const opened: UiState = {
	...groupsUi, detail: 'x', columns: 120, rows: 70,
};
const detail: Detail = {
	view: 'groups', row: web, processes: [sampleProcess], connections: sampleConnections.slice(0, 3), charts: trafficCharts([0, 120_000, 3_400_000, 900_000, 20_000]),
};
const special: Readonly<Record<string, readonly [UiState, ViewMessage]>> = {
	'groups-60x15': [{...groupsUi, columns: 60, rows: 15}, messageFor(groupsUi, byProcess)],
	'groups-ports': [portsUi, messageFor(portsUi, {view: 'groups', rows: services})],
	'groups-filtered': [filteredUi, messageFor(filteredUi, {view: 'groups', rows: filtered}, {matching: 1, total: 3})],
	'groups-empty': [groupsUi, messageFor(groupsUi, {view: 'groups', rows: []})],
	'detail-group': [opened, messageFor(opened, byProcess, {detail})],
	'detail-group-80': [{...opened, columns: 80}, messageFor(opened, byProcess, {detail})],
	'detail-group-unknown': [{...opened, rows: 45}, messageFor(opened, byProcess, {
		detail: {
			...detail, row: processes[2] ?? web, processes: [], connections: [], charts: {},
		},
	})],
};

for (const [name, [ui, message]] of Object.entries(special)) {
	test(`frame ${name}`, async () => {
		const lines = frame(ui, message);
		assert.deepEqual(lines, await expected(name, lines));
	});
}
