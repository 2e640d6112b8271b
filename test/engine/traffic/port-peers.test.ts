import assert from 'node:assert/strict';
import {test} from 'node:test';
import {countPeers} from '../../../source/engine/traffic/port-peers.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

const listener = (localPort: number, cookie: number): TestSocket => ({
	cookie, state: 'LISTEN', local: '0.0.0.0', localPort, inode: cookie,
});

function crowds(sockets: readonly TestSocket[], pids: ReadonlyMap<number, number>) {
	const table = tableOf(sockets);
	table.liveCount = table.count;
	const {slots} = run(assignPorts(table));
	run(countPeers(table, slots, {firstPid: inode => pids.get(inode), isHidden: () => false}));
	return slots.map(({peerCount, holders}) => [peerCount, [...holders]]);
}

test('peers are counted once for each port, processes that hold connections too', () => {
	const client = (cookie: number, localPort: number, remote: string): TestSocket => ({
		cookie, localPort, remote, remotePort: 1000 + cookie, inode: cookie,
	});
	assert.deepEqual(crowds([
		listener(80, 1),
		listener(81, 2),
		client(3, 80, '10.0.0.1'),
		client(4, 80, '10.0.0.1'),
		client(5, 80, '10.0.0.2'),
		client(6, 81, '10.0.0.1'),
		{...client(7, 80, '10.0.0.2'), state: 'TIME_WAIT', inode: 0},
	], new Map([[3, 30], [4, 30], [5, 31], [6, 30]])), [[2, [30, 31]], [1, [30]]]);
});

test('a thousand peers that differ in one bit are a thousand', () => {
	const clients = Array.from({length: 1000}, (_, index): TestSocket => ({
		cookie: 10 + index, localPort: 80, remote: [0x20_01_0D_B8, index & 1, 0, index >> 1], remotePort: 5, protocol: 'tcp6',
	}));
	assert.deepEqual(crowds([{...listener(80, 1), protocol: 'tcp6', local: [0, 0, 0, 0]}, ...clients, ...clients.map(client => ({...client, cookie: client.cookie + 2000}))], new Map()), [[1000, []]]);
});
