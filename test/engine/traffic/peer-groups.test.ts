import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SocketTable} from '../../../source/collectors/socket-table.ts';
import {PeerGroups} from '../../../source/engine/traffic/peer-groups.ts';
import {run, tableOf} from '../../builders/socket-table.ts';

function ends(port: number, remote = '10.0.0.7') {
	return tableOf([{cookie: 1, remote, remotePort: port}]).columns;
}

test('connections to one address and port are one group, whatever their own port', () => {
	const groups = new PeerGroups();
	const {columns} = tableOf([
		{
			cookie: 1, localPort: 1, remote: '10.0.0.7', remotePort: 443,
		},
		{
			cookie: 2, localPort: 2, remote: '10.0.0.7', remotePort: 443,
		},
		{
			cookie: 3, localPort: 3, remote: '10.0.0.8', remotePort: 443,
		},
		{
			cookie: 4, localPort: 4, remote: '10.0.0.7', remotePort: 80,
		},
		{
			cookie: 5, protocol: 'udp', remote: '10.0.0.7', remotePort: 443,
		},
	]);
	assert.deepEqual([0, 1, 2, 3, 4].map(row => groups.numberOf(columns, row, 0, false)), [0, 0, 1, 2, 3]);
	assert.deepEqual([groups.get(0)?.port, groups.get(0)?.address], [443, [0, 0, 0xFF_FF, 0x0A_00_00_07]]);
});

test('a million peers do not grow without bound: idle ones give way, those with connections stay', () => {
	const groups = new PeerGroups();
	const busy = groups.numberOf(ends(1), 0, 0, false);
	for (let tick = 1; tick <= 40; tick++) {
		for (let port = 0; port < 1000; port++) {
			groups.numberOf(ends(1000 + port, `10.0.${tick}.1`), 0, tick, false);
		}

		groups.get(busy)?.touch(tick);
		run(groups.finishTick(new SocketTable(), tick));
		assert.ok(groups.all().length <= 4096);
	}

	assert.equal(groups.numberOf(ends(1), 0, 41, false), busy);
	assert.equal(groups.get(busy)?.port, 1);
	assert.notEqual(groups.numberOf(ends(1999, '10.0.40.1'), 0, 41, false), -1, 'what is new has found room');
});
