/* Rows and messages for the tests of what is drawn. */
import type {
	Detail,
	Query,
	ViewMessage,
	ViewRows,
	RowOf,
} from '../../../source/protocol/protocol.ts';
import {unknownRates, unknownTotals} from '../../../source/model/traffic.ts';
import type {ProcessInfo} from '../../../source/model/process.ts';
import type {Summary} from '../../../source/model/snapshot.ts';
import {
	protocols,
	socketStates,
	type ClosedConnection,
	type Connection,
	type TransportDetail,
} from '../../../source/model/socket.ts';
import {defaultKeys} from '../../../source/ui/state/appearance.ts';
import {
	showsInterfaces,
	type LineKind,
	type TypedLine,
	type UiState,
} from '../../../source/ui/state/state.ts';
import {chartShape} from '../../../source/ui/views/detail.ts';
import {filterOf, withFilter} from '../../../source/ui/views/shown-view.ts';
import {usualSorts} from '../../../source/ui/views/sorting.ts';
import {aConnection} from '../../builders/connection.ts';
import {aPort, aPortPeer} from '../../builders/port.ts';
import {aSummary} from '../../builders/summary.ts';
import {aMoment} from '../../builders/moment.ts';
import {aSeriesWindow, trafficCharts} from '../../builders/series.ts';
import {nothingCounted, sampleTotals} from './traffic-samples.ts';

type Port = RowOf<'ports'>;
type StateCount = RowOf<'states'>;

export const sampleTime = Date.UTC(2026, 10, 21, 14, 3, 22);

export const baseUi: UiState = {
	columns: 80,
	rows: 24,
	view: 'ports',
	sorts: usualSorts,
	filters: {sockets: '', probes: '', log: ''},
	detail: null,
	scroll: 0,
	link: null,
	trail: [],
	overlay: null,
	grouping: 'process',
	showsZero: false,
	bell: false,
	figures: 'session',
	commonScale: false,
	zoom: 0,
	overview: {
		ports: 0, probes: 0, alerts: 0, hasNews: false,
	},
	tableRoom: {of: '', rows: 0, spareSince: null},
	measuresPorts: false,
	portsDiffer: false,
	paused: false,
	naming: 'columns',
	intervalSeconds: 1,
	notice: null,
	utc: true,
	chosenColumns: {},
	namedFilters: [],
	keys: defaultKeys,
	background: null,
	failure: null,
};

export const baseSummary: Summary = aSummary({
	host: {name: 'web-1', kernel: 'Linux 6.18.44', cores: 8},
	tick: 42,
	...aMoment(sampleTime),
	intervalSeconds: 1,
	uptimeSeconds: (12 * 86_400) + (3 * 3600) + 17,
	totals: {
		sockets: {
			tcp: 1234, tcp6: 210, udp: 12, udp6: 4,
		},
		states: {
			LISTEN: 12,
			ESTABLISHED: 1180,
			SYN_SENT: 3,
			SYN_RECEIVED: 0,
			FIN_WAIT_1: 1,
			FIN_WAIT_2: 4,
			CLOSE_WAIT: 17,
			CLOSING: 0,
			LAST_ACK: 0,
			TIME_WAIT: 240,
			CLOSED: 14,
			IDLE: 0,
		},
		receiveBitsPerSecond: 12_345_678,
		sendBitsPerSecond: 987_654_321,
		receivePacketsPerSecond: 4321,
		sendPacketsPerSecond: 8765,
		retransmissionsPerSecond: 2.5,
		acceptedPerSecond: 143,
		connectedPerSecond: 12,
	},
	privileges: {
		userId: 0, seesAllProcesses: true, networkAdministration: true, rawSockets: true,
	},
	sources: [
		{
			name: 'sockets', method: 'netlink', state: 'ok', problem: null,
		},
		{
			name: 'processes', method: 'proc', state: 'ok', problem: null,
		},
	],
	alerts: {
		critical: 0, warning: 0, unacknowledged: 0, fired: 0,
	},
	startedAtMilliseconds: sampleTime - 3_600_000,
	resetAtMilliseconds: null,
	sampleMilliseconds: 14,
});

export const basePort: Port = aPort({
	identity: 'tcp 0.0.0.0 22',
	protocol: 'tcp',
	address: '0.0.0.0',
	port: 22,
	status: 'OPEN',
	latency: null,
	watched: false,
	service: 'ssh',
	owners: {status: 'known', holders: [{pid: 812, name: 'sshd', fileDescriptor: 3}]},
	userId: 0,
	user: 'root',
	unit: 'ssh.service',
	container: null,
	connections: {ESTABLISHED: 3},
	connectionCount: 3,
	peerCount: 2,
	processCount: 1,
	workerCount: 3,
	totals: {
		sinceStart: sampleTotals, sinceReset: null, isLowerBound: false, missesBytes: false, atLeast: [],
	},
	missing: null,
	acceptQueue: 0,
	acceptQueueLimit: 128,
	receiveQueueBytes: null,
	drops: 0,
	dropsPerSecond: 0,
	openedPerSecond: 0.2,
	closedPerSecond: 0.2,
	failedPerSecond: 0,
	resetsPerSecond: 0,
	timeoutsPerSecond: 0,
	receiveBitsPerSecond: 1840,
	sendBitsPerSecond: 22_400,
	receivePacketsPerSecond: 12,
	sendPacketsPerSecond: 14,
	rttMedianMicroseconds: 23_450,
	rttP95Microseconds: 48_100,
	retransmissionPercent: 0,
	cpuPercent: 0.3,
	residentBytes: 9_437_184,
	history: [0, 0, 1200, 2400, 24_000, 18_000, 9000, 24_240],
	averages: {
		receiveMinute: 1700, sendMinute: 19_000, receiveTenMinutes: 950, sendTenMinutes: 8100, trafficTenMinutes: 9050,
	},
	freshness: 'present',
});

export const samplePorts: readonly Port[] = [
	basePort,
	{
		...basePort,
		identity: 'udp 127.0.0.53 53',
		protocol: 'udp',
		address: '127.0.0.53%lo',
		port: 53,
		service: 'domain',
		owners: {status: 'denied', holders: []},
		userId: 991,
		user: 'systemd-resolve',
		unit: 'systemd-resolved.service',
		connections: {},
		connectionCount: 0,
		peerCount: 0,
		processCount: 0,
		workerCount: 0,
		totals: {...nothingCounted, sinceStart: {...unknownTotals, drops: 7}},
		missing: 'counting packets needs CAP_BPF and CAP_NET_ADMIN (root)',
		acceptQueue: null,
		acceptQueueLimit: null,
		receiveQueueBytes: 0,
		drops: 7,
		...unknownRates,
		rttMedianMicroseconds: null,
		rttP95Microseconds: null,
		retransmissionPercent: null,
		cpuPercent: null,
		residentBytes: null,
		history: [],
	},
	{
		...basePort,
		identity: 'tcp6 * 443',
		protocol: 'tcp6',
		address: '*',
		port: 443,
		service: 'https',
		owners: {
			status: 'known',
			holders: [
				{pid: 1201, name: 'nginx', fileDescriptor: 6},
				{pid: 1202, name: 'nginx', fileDescriptor: 6},
				{pid: 1203, name: 'nginx', fileDescriptor: 6},
				{pid: 1204, name: 'nginx', fileDescriptor: 6},
			],
		},
		userId: 33,
		user: 'www-data',
		unit: 'nginx.service',
		connections: {
			ESTABLISHED: 1164, SYN_RECEIVED: 128, TIME_WAIT: 240, CLOSE_WAIT: 17,
		},
		connectionCount: 1421,
		peerCount: 311,
		processCount: 4,
		workerCount: 12,
		totals: {
			sinceStart: {
				...sampleTotals, opened: 1_234_567, failed: null, drops: 23,
			},
			sinceReset: {
				...sampleTotals, opened: 120, failed: null, drops: 2,
			},
			isLowerBound: true,
			missesBytes: false, atLeast: [],
		},
		acceptQueue: 511,
		acceptQueueLimit: 511,
		drops: 1523,
		dropsPerSecond: 1.5,
		openedPerSecond: 143.2,
		closedPerSecond: 140,
		failedPerSecond: null,
		resetsPerSecond: 3,
		timeoutsPerSecond: 0.5,
		receiveBitsPerSecond: 9_843_000,
		sendBitsPerSecond: 912_000_000,
		receivePacketsPerSecond: 4100,
		sendPacketsPerSecond: 81_240,
		rttMedianMicroseconds: 850,
		rttP95Microseconds: 1_240_000,
		retransmissionPercent: 1.34,
		cpuPercent: 312.5,
		residentBytes: 2_147_483_648,
		history: Array.from({length: 60}, (_, index) => 400_000_000 + (Math.sin(index / 5) * 300_000_000)),
	},
	{
		...basePort,
		identity: 'tcp6 [2001:db8:85a3:8d3:1319:8a2e:370:7348] 8080',
		protocol: 'tcp6',
		address: '[2001:db8:85a3:8d3:1319:8a2e:370:7348]',
		port: 8080,
		service: 'http-alt',
		owners: {status: 'known', holders: [{pid: 40_312, name: '日本語サーバー', fileDescriptor: 19}]},
		userId: 1000,
		user: 'deploy',
		unit: null,
		container: '4f0c8ab1d2e3',
		failedPerSecond: 12.5,
		freshness: 'new',
	},
	{
		...basePort,
		identity: 'tcp * 5432',
		address: '*',
		port: 5432,
		status: 'CLOSED',
		watched: true,
		service: 'postgresql',
		owners: {status: 'none', holders: []},
		userId: null,
		user: null,
		unit: null,
		connections: {},
		connectionCount: 0,
		peerCount: 0,
		processCount: 0,
		workerCount: 0,
		totals: nothingCounted,
		acceptQueue: null,
		acceptQueueLimit: null,
		drops: null,
		...unknownRates,
		rttMedianMicroseconds: null,
		rttP95Microseconds: null,
		retransmissionPercent: null,
		cpuPercent: null,
		residentBytes: null,
		history: [],
	},
	{
		...basePort,
		identity: 'tcp 127.0.0.1 9229',
		address: '127.0.0.1',
		port: 9229,
		service: null,
		owners: {status: 'pending', holders: []},
		freshness: 'vanished',
	},
];

export const baseConnection: Connection = aConnection({
	identity: '1',
	protocol: 'tcp',
	state: 'ESTABLISHED',
	receiveQueueBytes: 0,
	sendQueueBytes: 36,
	localAddress: '10.0.0.5',
	localPort: 22,
	remoteAddress: '192.168.178.201',
	remotePort: 51_234,
	service: 'ssh',
	owners: {
		status: 'known',
		holders: [
			{pid: 20_411, name: 'sshd', fileDescriptor: 4},
			{pid: 20_399, name: 'sshd', fileDescriptor: 4},
		],
	},
	userId: 0,
	user: 'root',
	unit: 'ssh.service',
	container: null,
	rttMicroseconds: 23_450,
	rttVariationMicroseconds: 3200,
	minimumRttMicroseconds: 21_004,
	retransmissions: 2,
	retransmissionsPerSecond: 0,
	receivedBytes: 34_567,
	sentBytes: 1_234_567,
	receiveBitsPerSecond: 1840,
	sendBitsPerSecond: 22_400,
	receivePacketsPerSecond: 12,
	sendPacketsPerSecond: 14,
	ageSeconds: 312,
	ageIsMinimum: true,
	timer: {name: 'keepalive', expiresMilliseconds: 5_412_000, attempts: 0},
	drops: null,
	freshness: 'present',
});

export const sampleConnections: readonly Connection[] = [
	{
		...baseConnection,
		identity: '0',
		state: 'LISTEN',
		sendQueueBytes: 128,
		localAddress: '0.0.0.0',
		remoteAddress: '0.0.0.0',
		remotePort: 0,
		owners: {status: 'known', holders: [{pid: 812, name: 'sshd', fileDescriptor: 3}]},
		rttMicroseconds: null,
		rttVariationMicroseconds: null,
		minimumRttMicroseconds: null,
		retransmissions: null,
		retransmissionsPerSecond: null,
		receivedBytes: null,
		sentBytes: null,
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		receivePacketsPerSecond: null,
		sendPacketsPerSecond: null,
		timer: null,
		drops: 0,
	},
	baseConnection,
	{
		...baseConnection,
		identity: '2',
		protocol: 'tcp6',
		localAddress: '[2001:db8:85a3:8d3:1319:8a2e:370:7348]',
		localPort: 443,
		remoteAddress: '[fe80::5054:ff:fe12:3456%ens18]',
		remotePort: 65_535,
		service: 'https',
		owners: {status: 'known', holders: [{pid: 40_312, name: '日本語サーバー', fileDescriptor: 19}]},
		receiveQueueBytes: 1_234_567,
		retransmissionsPerSecond: 12.5,
		retransmissions: 1822,
		timer: {name: 'on', expiresMilliseconds: 230, attempts: 3},
		ageIsMinimum: false,
		ageSeconds: 4,
		freshness: 'new',
	},
	{
		...baseConnection,
		identity: '3',
		state: 'TIME_WAIT',
		sendQueueBytes: 0,
		localPort: 443,
		owners: {status: 'none', holders: []},
		rttMicroseconds: null,
		retransmissions: null,
		retransmissionsPerSecond: null,
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		receivePacketsPerSecond: null,
		sendPacketsPerSecond: null,
		user: null,
		userId: null,
		unit: null,
		timer: {name: 'timewait', expiresMilliseconds: 41_000, attempts: 0},
	},
	{
		...baseConnection,
		identity: '4',
		state: 'CLOSE_WAIT',
		localPort: 8080,
		owners: {status: 'denied', holders: []},
	},
	{
		...baseConnection,
		identity: '5',
		state: 'FIN_WAIT_2',
		localAddress: '192.168.178.200',
		localPort: 60_001,
		remoteAddress: '203.0.113.255',
		remotePort: 443,
		service: 'https',
		owners: {status: 'pending', holders: []},
		freshness: 'vanished',
	},
];

/** Connections that closed, behind those that are there: by the peer, by us, reset, given up, and one that closed in an unknown way. */
export const sampleClosedConnections: readonly Connection[] = ([
	[{how: 'peer'}, {owners: baseConnection.owners}],
	[{how: 'us', secondsAgo: 41}, {
		receivedBytes: 0, sentBytes: 5_400_000_000, ageIsMinimum: false, ageSeconds: 7214,
	}],
	[{how: 'reset', secondsAgo: 3, ageIsMaximum: true}, {
		receivedBytes: 12, sentBytes: 0, ageIsMinimum: false, ageSeconds: 0.8, owners: {status: 'none', holders: []},
	}],
	[{how: 'timeout'}, {ageIsMinimum: false}],
	[{how: 'unknown', bytesAreMinimum: true}, {}],
	[{how: 'failed', ageIsMaximum: true}, {
		receivedBytes: null, sentBytes: null, ageSeconds: 0.2, ageIsMinimum: false, owners: {status: 'none', holders: []},
	}],
] as const satisfies ReadonlyArray<readonly [Partial<ClosedConnection>, Partial<Connection>]>).map(([closed, more], index): Connection => ({
	...baseConnection,
	identity: `c${index}`,
	state: 'CLOSED',
	sendQueueBytes: 0,
	remotePort: 40_000 + index,
	owners: {status: 'known', holders: [{pid: 20_411, name: 'sshd', fileDescriptor: -1}]},
	retransmissionsPerSecond: null,
	receiveBitsPerSecond: null,
	sendBitsPerSecond: null,
	receivePacketsPerSecond: null,
	sendPacketsPerSecond: null,
	timer: null,
	freshness: 'closed',
	...more,
	closed: {
		secondsAgo: 12, ageIsMaximum: false, bytesAreMinimum: false, ...closed,
	},
}));

export const sampleStates: readonly StateCount[] = socketStates.map((state, index) => {
	const isUdp = state === 'CLOSED' || state === 'ESTABLISHED';
	const isTcp = state !== 'CLOSED' && state !== 'IDLE';
	const tcp = isTcp ? baseSummary.totals.states[state] : null;
	const udp = isUdp ? 7 * index : null;
	return {
		state,
		counts: {
			tcp, tcp6: isTcp ? index : null, udp, udp6: isUdp ? 2 : null,
		},
		changes: {
			tcp: isTcp ? index - 3 : null, tcp6: isTcp ? 0 : null, udp: isUdp ? 1 : null, udp6: isUdp ? 0 : null,
		},
		total: (tcp ?? 0) + (isTcp ? index : 0) + (udp ?? 0) + (isUdp ? 2 : 0),
		totalChange: isTcp ? index - 3 : 0,
		history: Array.from({length: 30}, (_, sample) => (sample * index) % 17),
	};
});

export const sampleProcess: ProcessInfo = {
	pid: 20_411,
	startTicks: 123_456,
	program: '94000000000000 140000000000000',
	parentPid: 1,
	name: 'sshd',
	kernelName: 'sshd',
	commandLine: 'sshd: root@pts/0 --with-a-very-long-command-line --that=does-not-fit-into-one-line-of-eighty-cells --option=値',
	userId: 0,
	user: 'root',
	cpuPercent: 12.34,
	residentBytes: 9_437_184,
	threads: 1,
	openFiles: null,
	openFilesLimit: null,
	unit: 'ssh.service',
	container: null,
	ageSeconds: 7262,
};

export const sampleTransport: TransportDetail = {
	congestionWindowSegments: 10,
	slowStartThresholdSegments: null,
	maximumSegmentBytes: 1448,
	pathMtuBytes: 1500,
	retransmissionTimeoutMicroseconds: 224_000,
	unacknowledgedSegments: 1,
	lostSegments: 0,
	deliveryRateBitsPerSecond: 94_500_000,
	lastSentMilliseconds: 12,
	lastReceivedMilliseconds: 4100,
	segmentsIn: 1203,
	segmentsOut: 1377,
	retransmittedBytes: 2896,
};

export const sampleDetails = {
	port: {
		view: 'ports', row: samplePorts[2] ?? basePort, charts: {...trafficCharts((samplePorts[2] ?? basePort).history), acceptQueue: aSeriesWindow([0, 4, 511, 511, 400, 511]), dropRate: aSeriesWindow([0, 0, 12, 8.5, 0, 9])}, processes: [sampleProcess], peers: [aPortPeer({address: '203.0.113.9', connections: 412, waiting: 6}), aPortPeer({address: '198.51.100.77', connections: 12})],
	},
	connection: {
		view: 'connections', row: baseConnection, processes: [sampleProcess], transport: sampleTransport, charts: {},
	},
	state: {
		view: 'states',
		row: sampleStates[6] ?? {
			state: 'IDLE',
			counts: Object.fromEntries(protocols.map(protocol => [protocol, null])) as StateCount['counts'],
			changes: Object.fromEntries(protocols.map(protocol => [protocol, null])) as StateCount['changes'],
			total: 0,
			totalChange: null,
			history: [],
		},
		charts: {total: aSeriesWindow(sampleStates[6]?.history)},
		ports: [{port: 8080, service: 'http-alt', sockets: 15}, {port: 40_001, service: null, sockets: 2}],
	},
} as const satisfies Record<string, Detail>;

/** A state whose shown view has another filter. */
export function filteredUi(ui: UiState, filter: string): UiState {
	return {...ui, filters: withFilter(ui, filter)};
}

/** A line that is typed, the cursor at its end. */
export function aLine(kind: LineKind, text: string, changes: Partial<TypedLine> = {}): TypedLine {
	return {
		kind, text, cursor: text.length, recalled: 0, request: null, problem: null, filterBefore: kind === 'filter' ? '' : null, replaces: null, ...changes,
	};
}

/** The message that answers a state's query with some rows. */
export function messageFor(ui: UiState, content: ViewRows, more: Partial<ViewMessage> = {}): ViewMessage {
	const query: Query = {
		view: content.view, filter: filterOf(ui), sort: ui.sorts[content.view], rows: ui.rows - 5, grouping: ui.grouping, detail: ui.detail, preview: 0, showsZero: ui.showsZero, interfaces: showsInterfaces(ui), chart: chartShape(ui), looked: null, moves: 0, paused: ui.paused,
	};
	return {
		type: 'view',
		past: null,
		summary: baseSummary,
		query,
		content,
		first: 0,
		listed: content.rows.length,
		matching: content.rows.length,
		closed: {listed: 0, leftOut: 0},
		total: content.rows.length,
		selected: content.rows.length === 0 ? null : 0,
		detail: null,
		preview: null,
		interfaces: null,
		firing: {},
		about: [],
		counts: {
			ports: 7, connections: 489, probes: 3, errors: 16, alerts: 3,
		},
		...more,
	};
}
