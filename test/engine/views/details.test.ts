import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {ProbeDetails} from '../../../source/model/probe.ts';
import {
	alertRow,
	anAlert,
	anAlertRule,
	anEvent,
} from '../../builders/alert.ts';
import {aTransportDetail} from '../../builders/connection.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {ownedBy} from '../../builders/owners.ts';
import {aClosedPort} from '../../builders/port.ts';
import {aProbe} from '../../builders/probe.ts';
import {aProcess} from '../../builders/process.ts';
import {answerOf, aQuery, detailOf} from '../../builders/query.ts';
import {
	anOutgoingEntry,
	aPortEntry,
	aSample,
	someAlertRows,
	someProbeRows,
	type TestHolder,
} from '../../builders/sample.ts';
import {tableOf, type TestSocket} from '../../builders/socket-table.ts';

const listener: TestSocket = {
	cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 443, inode: 1,
};
const nginx = aProcess({pid: 20, name: 'nginx'});
const systemd = aProcess({pid: 1, name: 'systemd'});
const worker = aProcess({pid: 21, name: 'worker'});

describe('the detail of a connection', () => {
	const table = () => tableOf([
		listener,
		{
			cookie: 0xAB, localPort: 443, remote: '10.0.0.2', remotePort: 50_000, inode: 2, segmentsIn: 5, segmentsOut: 6,
		},
		{cookie: 3, protocol: 'udp', localPort: 53},
	]);
	const holders: readonly TestHolder[] = [
		{inode: 2, process: nginx, fileDescriptor: 9}, {inode: 2, process: nginx, fileDescriptor: 4}, {inode: 2, process: systemd},
	];

	it('has the row, and its processes each once', () => {
		const {row, processes} = detailOf(aSample({table: table(), holders}), 'connections', '0:ab');
		assert.deepEqual([row.identity, row.localPort, row.remoteAddress, row.service], ['0:ab', 443, '10.0.0.2', 'https']);
		assert.deepEqual(row.owners.holders.map(({pid, fileDescriptor}) => [pid, fileDescriptor]), [[1, 3], [20, 4], [20, 9]]);
		assert.deepEqual(processes, [systemd, nginx]);
	});

	it('has what the kernel measured of TCP', () => {
		const sockets = table();
		const {columns} = sockets;
		const unmeasured = -1;
		const measured = {
			congestionWindow: 10,
			slowStartThreshold: unmeasured,
			maximumSegment: 1448,
			pathMtu: 1500,
			retransmissionTimeoutMicroseconds: 204_000,
			unacknowledged: 2,
			lost: 0,
			deliveryBytesPerSecond: 1000,
			lastSentMilliseconds: 7,
			lastReceivedMilliseconds: 8,
			retransmittedBytes: 9,
		};
		for (const [column, value] of Object.entries(measured)) {
			columns[column as keyof typeof measured][1] = value;
		}

		assert.deepEqual(detailOf(aSample({table: sockets}), 'connections', '0:ab').transport, aTransportDetail({
			congestionWindowSegments: 10,
			maximumSegmentBytes: 1448,
			pathMtuBytes: 1500,
			retransmissionTimeoutMicroseconds: 204_000,
			unacknowledgedSegments: 2,
			lostSegments: 0,
			deliveryRateBitsPerSecond: 8000,
			lastSentMilliseconds: 7,
			lastReceivedMilliseconds: 8,
			segmentsIn: 5,
			segmentsOut: 6,
			retransmittedBytes: 9,
		}));
	});

	it('has no measurements where the kernel gave none', () => {
		const sockets = table();
		sockets.columns.congestionWindow[2] = -1;
		assert.equal(detailOf(aSample({table: sockets}), 'connections', '0:3').transport, null);
	});

	it('says in whose accept queue it waits, where one program listens and it is there', () => {
		const waiting: readonly TestSocket[] = [
			{cookie: 2, localPort: 443, remotePort: 50_000},
			{
				cookie: 3, localPort: 443, remotePort: 50_001, state: 'CLOSE_WAIT',
			},
			// Accepted; closed by its process; of no listener; gone.
			{
				cookie: 4, localPort: 443, remotePort: 50_002, inode: 9,
			},
			{
				cookie: 5, localPort: 443, remotePort: 50_003, state: 'FIN_WAIT_1',
			},
			{cookie: 6, localPort: 50_004, remotePort: 80},
			{cookie: 7, localPort: 443, remotePort: 50_005},
		];
		const shared: TestSocket = {...listener, cookie: 8, inode: 3};
		const queues = (listeners: readonly TestSocket[], ...known: readonly TestHolder[]) => {
			const sample = aSample({table: tableOf([...listeners, ...waiting]), holders: known, vanished: 1});
			return waiting.map(({cookie}) => detailOf(sample, 'connections', `0:${cookie}`).row.waitsIn);
		};

		const nowhere = [null, null, null, null];
		const inNginx = {program: 'nginx'};
		const inUnknown = {program: null};
		assert.deepEqual(queues([listener], {inode: 1, process: {...systemd, unit: 'init.scope'}}, {inode: 1, process: {...nginx, unit: 'nginx.service'}}), [inNginx, inNginx, ...nowhere]);
		assert.deepEqual(queues([listener, shared], {inode: 1, process: nginx}, {inode: 3, process: {...nginx, pid: 22}}), [inNginx, inNginx, ...nowhere]);
		assert.deepEqual(queues([listener, shared], {inode: 1, process: nginx}, {inode: 3, process: worker}), [inUnknown, inUnknown, ...nowhere], 'one of two programs');
		assert.deepEqual(queues([listener]), [inUnknown, inUnknown, ...nowhere]);
	});

	it('stays while the row fades out, and is gone with an identity of no socket', () => {
		const sample = aSample({table: table(), vanished: 1});
		assert.equal(detailOf(sample, 'connections', '0:3').row.protocol, 'udp');
		for (const identity of ['0:4', '1:3', 'ports', '']) {
			assert.equal(answerOf(sample, aQuery('connections', {detail: identity})).detail, 'gone');
		}
	});
});

describe('the detail of a port', () => {
	const client = (cookie: number, remote: TestSocket['remote'], inode = 0): TestSocket => ({
		cookie, localPort: 443, remote: remote ?? '', remotePort: 50_000, inode,
	});

	it('has the row, its owners, then the processes that hold only its connections', () => {
		const sample = aSample({
			table: tableOf([listener, client(2, '10.0.0.2', 2), client(3, '10.0.0.3', 3)]),
			holders: [{inode: 1, process: nginx}, {inode: 2, process: nginx}, {inode: 3, process: worker}],
			ports: [aPortEntry({port: 443, identity: 'https', owners: ownedBy({pid: 20, name: 'nginx', fileDescriptor: 3})})],
		});
		for (const pid of [20, 21]) {
			sample.openPorts.slots[0]?.holders.add(pid);
		}

		const {row, processes} = detailOf(sample, 'ports', 'https');
		assert.deepEqual(row, {...sample.ports[0]?.port, history: []});
		assert.deepEqual(processes, [nginx, worker]);
	});

	it('has the peers with the most connections first, IPv4 the same in either family, without what vanished', () => {
		const mapped = [0, 0, 0xFF_FF, 0x0A_00_00_03];
		const sample = aSample({
			table: tableOf([
				{...listener, protocol: 'tcp6', local: [0, 0, 0, 0]},
				client(2, '10.0.0.2'),
				client(3, '10.0.0.3'),
				{...client(4, mapped), protocol: 'tcp6', local: [0, 0, 0xFF_FF, 0x7F_00_00_01]},
				{...client(5, [0x20_01_0D_B8, 0, 0, 1]), protocol: 'tcp6', local: [0x20_01_0D_B8, 0, 0, 2]},
				client(6, '10.0.0.9'),
			]),
			vanished: 1,
			ports: [aPortEntry({port: 443, identity: 'https'})],
		});
		assert.deepEqual(detailOf(sample, 'ports', 'https').peers.map(({address, connections}) => ({address, connections})), [
			{address: '10.0.0.3', connections: 2}, {address: '10.0.0.2', connections: 1}, {address: '2001:db8::1', connections: 1},
		]);
	});

	it('counts the connections of each peer that wait to be accepted', () => {
		const sample = aSample({
			table: tableOf([
				listener, client(2, '10.0.0.2'), {...client(3, '10.0.0.2'), state: 'CLOSE_WAIT'}, client(4, '10.0.0.2', 9), {...client(5, '10.0.0.2'), state: 'TIME_WAIT'}, client(6, '10.0.0.3', 9),
			]),
			ports: [aPortEntry({port: 443, identity: 'https'})],
		});
		assert.deepEqual(detailOf(sample, 'ports', 'https').peers.map(({address, waiting}) => [address, waiting]), [['10.0.0.2', 2], ['10.0.0.3', 0]]);
	});

	it('has at most 20 peers, and none of another port', () => {
		const clients = Array.from({length: 25}, (_, index) => client(index + 10, `10.0.0.${index + 1}`));
		const ssh: TestSocket = {
			cookie: 2, state: 'LISTEN', local: '0.0.0.0', localPort: 22,
		};
		const sample = aSample({
			table: tableOf([listener, ssh, ...clients]),
			ports: [aPortEntry({port: 443, identity: 'https'}), aPortEntry({identity: 'ssh'})],
		});
		assert.equal(detailOf(sample, 'ports', 'https').peers.length, 20);
		assert.deepEqual(detailOf(sample, 'ports', 'ssh').peers, []);
	});

	it('has neither processes nor peers of a closed port', () => {
		const sample = aSample({
			table: tableOf([listener, client(2, '10.0.0.2')]),
			ports: [aPortEntry({port: 443, identity: 'https'}), aPortEntry(aClosedPort({port: 8080}))],
		});
		const {row, processes, peers} = detailOf(sample, 'ports', 'watched|8080');
		assert.deepEqual([row.status, processes, peers], ['CLOSED', [], []]);
	});
});

describe('the detail of a state', () => {
	it('has the row, and the local ports with the most sockets in it, without what vanished', () => {
		const sample = aSample({
			table: tableOf([
				{cookie: 1, localPort: 22},
				{cookie: 2, localPort: 443},
				{cookie: 3, localPort: 443},
				{cookie: 4, localPort: 65_500, protocol: 'udp'},
				{cookie: 5, localPort: 80, state: 'TIME_WAIT'},
				{cookie: 6, localPort: 25},
			]),
			vanished: 1,
		});
		const {row, ports} = detailOf(sample, 'states', 'ESTABLISHED');
		assert.deepEqual([row.state, row.total], ['ESTABLISHED', 4]);
		assert.deepEqual(ports, [
			{port: 443, service: 'https', sockets: 2}, {port: 22, service: 'ssh', sockets: 1}, {port: 65_500, service: null, sockets: 1},
		]);
	});

	it('has at most 20 ports', () => {
		const sockets = Array.from({length: 25}, (_, index) => ({cookie: index, localPort: index + 1}));
		const sample = aSample({table: tableOf(sockets)});
		assert.equal(detailOf(sample, 'states', 'ESTABLISHED').ports.length, 20);
		assert.deepEqual(detailOf(sample, 'states', 'LISTEN').ports, []);
	});
});

describe('the detail of a peer', () => {
	it('has the row and its processes, those of which nothing is known left out', () => {
		const owners = ownedBy({pid: 20, name: 'nginx', fileDescriptor: 3}, {pid: 99, name: 'ended', fileDescriptor: 3});
		const sample = aSample({holders: [{inode: 2, process: nginx}], outgoing: [anOutgoingEntry({identity: 'peer', owners})]});
		assert.deepEqual(detailOf(sample, 'outgoing', 'peer'), {
			view: 'outgoing', row: {...sample.outgoing[0]?.peer, history: []}, charts: {}, processes: [nginx],
		});
	});
});

describe('the detail of an error counter', () => {
	it('has the row, a quiet one too', () => {
		const row = anErrorCounter({name: 'IpInDiscards'});
		const sample = aSample({errors: [anErrorCounter(), row]});
		assert.deepEqual(detailOf(sample, 'errors', 'IpInDiscards'), {view: 'errors', row, charts: {}});
	});
});

describe('the detail of a target or an alert', () => {
	it('is what the probes know of it', () => {
		const row = aProbe({identity: 'one'});
		const details: ProbeDetails = {
			row, windows: [], histogram: [{fromMicroseconds: 1, toMicroseconds: 2, count: 3}], outcomes: [],
		};
		const sample = aSample({probes: someProbeRows([row], {details: identity => identity === 'one' ? details : undefined})});
		assert.deepEqual(detailOf(sample, 'probes', 'one'), {view: 'probes', ...details, charts: {}});
	});

	it('is what the alerts know of it', () => {
		const row = alertRow(anAlert({identity: 'a1'}));
		const details = {row, rule: anAlertRule(), related: [anEvent()]};
		const sample = aSample({alerts: someAlertRows([row], {details: identity => identity === 'a1' ? details : undefined})});
		assert.deepEqual(detailOf(sample, 'alerts', 'a1'), {view: 'alerts', ...details});
	});
});
