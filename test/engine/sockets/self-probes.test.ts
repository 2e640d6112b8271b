import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {isSelfProbe, selfProbeSlot} from '../../../source/engine/sockets/self-probes.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

const ownPort = 61_000;
const isOwnPort = (port: number) => port === ownPort;
const isOwn = (socket: Omit<TestSocket, 'cookie'>) => isSelfProbe(tableOf([{
	cookie: 1, localPort: 80, remotePort: ownPort, ...socket,
}]).columns, 0, isOwnPort);

test('the server\'s end of a probe has a peer on this machine with a port of ours', () => {
	assert.equal(isOwn({local: '10.0.0.1', remote: '10.0.0.1'}), true);
	assert.equal(isOwn({local: '127.0.0.1', remote: '127.0.0.2'}), true);
	assert.equal(isOwn({protocol: 'tcp6', local: [0, 0, 0, 1], remote: [0, 0, 0, 1]}), true);
	assert.equal(isOwn({protocol: 'tcp6', local: [0, 0, 0xFF_FF, 0x7F_00_00_01], remote: [0, 0, 0xFF_FF, 0x7F_00_00_01]}), true);
	assert.equal(isOwn({protocol: 'tcp6', local: [0xFD_00_00_00, 0, 0, 9], remote: [0xFD_00_00_00, 0, 0, 9]}), true);
});

test('another machine may use the same port', () => {
	assert.equal(isOwn({local: '10.0.0.1', remote: '10.0.0.2'}), false);
	assert.equal(isOwn({protocol: 'tcp6', local: [0xFD_00_00_00, 0, 0, 9], remote: [0xFD_00_00_00, 0, 0, 1]}), false);
	assert.equal(isOwn({protocol: 'tcp6', local: [0, 0, 0, 2], remote: [0, 0, 0, 0x7F_00_00_01]}), false);
});

test('another port of this machine is a client, and UDP has ports of its own', () => {
	assert.equal(isOwn({remotePort: ownPort + 1, remote: '127.0.0.1'}), false);
	assert.equal(isOwn({protocol: 'udp', remote: '127.0.0.1'}), false);
});

test('the probe\'s own end has such a port itself', () => {
	assert.equal(isOwn({localPort: ownPort, remotePort: 80, remote: '10.0.0.2'}), true);
});

test('a port has the same counts, rates, RTTs and packets with a probe as without', () => {
	const figures = (sockets: readonly TestSocket[]) => {
		const table = tableOf(sockets);
		table.liveCount = table.count;
		for (const name of ['receiveBitsPerSecond', 'sendBitsPerSecond', 'receivePacketsPerSecond', 'sendPacketsPerSecond', 'retransmissionsPerSecond', 'dataSegmentsPerSecond'] as const) {
			table.columns[name].fill(8, 0, table.count);
		}

		const {slots} = run(assignPorts(table, isOwnPort));
		return {table, slots};
	};

	const clients: readonly TestSocket[] = [
		{
			cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80,
		},
		{
			cookie: 2, localPort: 80, remote: '127.0.0.1', remotePort: 5000, rttMicroseconds: 300,
		},
	];
	const probes: readonly TestSocket[] = [
		{
			cookie: 3, localPort: 80, remote: '127.0.0.1', remotePort: ownPort, rttMicroseconds: 20,
		},
		{
			cookie: 4, localPort: 80, remote: '127.0.0.1', remotePort: ownPort, state: 'TIME_WAIT',
		},
		{
			cookie: 5, localPort: ownPort, remote: '127.0.0.1', remotePort: 80, rttMicroseconds: 20,
		},
	];
	const {slots, table} = figures([...clients, ...probes]);
	assert.deepEqual(slots, figures(clients).slots);
	assert.deepEqual([...table.columns.portSlot.subarray(0, 5)], [0, 0, selfProbeSlot, selfProbeSlot, selfProbeSlot]);
});
