import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PassivePaths} from '../../../source/engine/probing/passive-paths.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

type Rated = TestSocket & {readonly retransmissionsPerSecond?: number; readonly dataSegmentsPerSecond?: number};

/** What a second sample says. */
function pathsOf(sockets: readonly Rated[], addresses: readonly string[], isOwnPort?: (port: number) => boolean) {
	const paths = new PassivePaths();
	sample(paths, 0, [], []);
	return sample(paths, 1, sockets, addresses, isOwnPort);
}

function sample(paths: PassivePaths, seconds: number, ...[sockets, addresses, isOwnPort]: Parameters<typeof pathsOf>) {
	const table = tableOf(sockets);
	table.liveCount = table.count;
	for (const [row, socket] of sockets.entries()) {
		table.columns.retransmissionsPerSecond[row] = socket.retransmissionsPerSecond ?? -1;
		table.columns.dataSegmentsPerSecond[row] = socket.dataSegmentsPerSecond ?? -1;
	}

	return Object.fromEntries(run(paths.update(table, addresses, isOwnPort, seconds * 1000)));
}

const mapped = [0, 0, 0xFF_FF, 0x0A_00_00_02];

test('established TCP connections to an address add up: count, median RTT, retransmissions', () => {
	const paths = pathsOf([
		{
			cookie: 1, remote: '10.0.0.2', remotePort: 1, rttMicroseconds: 100, retransmissionsPerSecond: 1, dataSegmentsPerSecond: 10,
		},
		{
			cookie: 2, remote: '10.0.0.2', remotePort: 2, rttMicroseconds: 900, retransmissionsPerSecond: 1, dataSegmentsPerSecond: 90,
		},
		{cookie: 3, remote: '10.0.0.2', remotePort: 3},
		// IPv4 through an IPv6 socket is the same host.
		{
			cookie: 4, protocol: 'tcp6', remote: mapped, remotePort: 4, rttMicroseconds: 300,
		},
		// None of these.
		{
			cookie: 5, remote: '10.0.0.2', remotePort: 5, state: 'TIME_WAIT', rttMicroseconds: 5,
		},
		{
			cookie: 6, protocol: 'udp', remote: '10.0.0.2', remotePort: 6,
		},
		{
			cookie: 7, remote: '10.0.0.3', remotePort: 7, rttMicroseconds: 7,
		},
	], ['10.0.0.2']);
	assert.deepEqual(paths, {'10.0.0.2': {connections: 4, rttMicroseconds: 300, retransmissionPercent: 2}});
});

test('an address without connections has none, and figures that are not known', () => {
	assert.deepEqual(pathsOf([{cookie: 1, remote: '10.0.0.2', remotePort: 1}], ['10.0.0.2', '10.0.0.9', 'fe80::1%2']), {
		'10.0.0.2': {connections: 1, rttMicroseconds: null, retransmissionPercent: null},
		'10.0.0.9': {connections: 0, rttMicroseconds: null, retransmissionPercent: null},
		'fe80::1%2': {connections: 0, rttMicroseconds: null, retransmissionPercent: null},
	});
});

test('two spellings of an address are one, sixty-four addresses stay apart', () => {
	const socket: TestSocket = {
		cookie: 1, protocol: 'tcp6', remote: mapped, remotePort: 1, rttMicroseconds: 40,
	};
	const many = Array.from({length: 64}, (_, index) => `192.0.2.${index}`);
	const paths = pathsOf([socket, {cookie: 2, remote: '192.0.2.63', remotePort: 2}], ['10.0.0.2', '::ffff:10.0.0.2', ...many]);
	assert.equal(paths['10.0.0.2']?.connections, 1);
	assert.deepEqual(paths['10.0.0.2'], paths['::ffff:10.0.0.2']);
	assert.deepEqual(many.filter(address => paths[address]!.connections > 0), ['192.0.2.63']);
});

test('probes of ours are not among them', () => {
	const sockets: readonly TestSocket[] = [
		{
			cookie: 1, local: '10.0.0.2', localPort: 5000, remote: '10.0.0.2', remotePort: 80,
		},
		{
			cookie: 2, local: '10.0.0.2', localPort: 61_000, remote: '10.0.0.2', remotePort: 80,
		},
		{
			cookie: 3, local: '10.0.0.2', localPort: 80, remote: '10.0.0.2', remotePort: 61_000,
		},
	];
	assert.equal(pathsOf(sockets, ['10.0.0.2'], port => port === 61_000)['10.0.0.2']?.connections, 1);
});

/** A connection to 10.0.0.2 that sends and retransmits at these rates. */
function rated(retransmissionsPerSecond: number, dataSegmentsPerSecond: number): readonly Rated[] {
	return [{
		cookie: 1, remote: '10.0.0.2', remotePort: 1, retransmissionsPerSecond, dataSegmentsPerSecond,
	}];
}

test('retransmissions are those of the last minute, however they fall into samples, and weigh as long as a sample was', () => {
	const paths = new PassivePaths();
	const percentAt = (seconds: number, sockets: readonly Rated[]) => sample(paths, seconds, sockets, ['10.0.0.2'])['10.0.0.2']?.retransmissionPercent;
	// The kernel's count is not known of the first sample, and there is no stretch of time before it.
	assert.equal(percentAt(100, rated(-1, -1)), null);
	assert.equal(percentAt(101, rated(9, 10)), 90);
	assert.equal(percentAt(105, rated(0, 20)), 10, '9 of 10 in 1 s and none of 80 in 4 s');
	assert.equal(percentAt(106, rated(0, 0)), 10, 'one that backs off sends nothing in many samples');
	assert.equal(percentAt(107, []), 10, 'or is gone');
	assert.equal(percentAt(160, []), 10);
	assert.equal(percentAt(161, []), 0, 'the first second is older than a minute');
	assert.equal(percentAt(165, []), null);
	assert.equal(percentAt(1165, rated(1, 4)), 25, 'a sample that is longer than a minute counts all the same');
});

test('what an address retransmitted is forgotten when it is not probed any more', () => {
	const paths = new PassivePaths();
	sample(paths, 0, [], ['10.0.0.2']);
	assert.equal(sample(paths, 1, rated(1, 2), ['10.0.0.2'])['10.0.0.2']?.retransmissionPercent, 50);
	sample(paths, 2, [], ['10.0.0.3']);
	assert.equal(sample(paths, 3, rated(0, 2), ['10.0.0.2'])['10.0.0.2']?.retransmissionPercent, 0);
});

test('a link-local address is another machine on each interface', () => {
	const peer = {protocol: 'tcp6', remote: [0xFE_80_00_00, 0, 0, 1]} as const;
	const paths = pathsOf([
		{
			...peer, cookie: 1, remotePort: 1, interfaceIndex: 2, rttMicroseconds: 10,
		},
		{
			...peer, cookie: 2, remotePort: 2, interfaceIndex: 3, rttMicroseconds: 900,
		},
		{
			...peer, cookie: 3, remotePort: 3, interfaceIndex: 3, rttMicroseconds: 900,
		},
		// Bound to a device, which does not make another machine of an address that is the same everywhere.
		{
			cookie: 4, remote: '10.0.0.2', remotePort: 1, interfaceIndex: 3,
		},
	], ['fe80::1%2', 'fe80::1%3', '10.0.0.2']);
	assert.deepEqual(Object.entries(paths).map(([address, {connections, rttMicroseconds}]) => [address, connections, rttMicroseconds]), [
		['fe80::1%2', 1, 10], ['fe80::1%3', 2, 900], ['10.0.0.2', 1, null],
	]);
});
