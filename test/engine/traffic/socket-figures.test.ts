import assert from 'node:assert/strict';
import {test} from 'node:test';
import {unknown} from '../../../source/collectors/socket-table.ts';
import {Account} from '../../../source/engine/traffic/account.ts';
import {
	addFigures,
	addRows,
	figuresOf,
	isConnection,
	type SocketFigures,
} from '../../../source/engine/traffic/socket-figures.ts';
import {tableOf, type TestSocket} from '../../builders/socket-table.ts';

const some: SocketFigures = {
	receivedBytes: 100, sentBytes: 200, segmentsIn: 3, segmentsOut: 4, dataSegmentsOut: 2, retransmissions: 1,
};

function totals(account: Account) {
	const {receivedBytes, sentBytes, receivedPackets, sentPackets, retransmissions} = account.sinceStart();
	return [receivedBytes, sentBytes, receivedPackets, sentPackets, retransmissions];
}

test('a connection adds what it moved since it began, or since figures before', () => {
	const account = new Account();
	addFigures(account, some, undefined);
	assert.deepEqual(totals(account), [100, 200, 3, 4, 1]);
	addFigures(account, {...some, receivedBytes: 150, segmentsIn: 5}, some);
	assert.deepEqual(totals(account), [150, 200, 5, 4, 1]);
});

test('an unknown counter adds nothing, and one that was unknown begins at 0', () => {
	const account = new Account();
	addFigures(account, {...some, sentBytes: unknown}, {...some, receivedBytes: unknown});
	assert.deepEqual(totals(account), [100, 0, 0, 0, 0]);
});

test('the byte of a FIN is taken back, a counter that began again adds nothing', () => {
	const account = new Account();
	addFigures(account, some, undefined);
	addFigures(account, {...some, receivedBytes: 99}, some);
	assert.equal(account.sinceStart().receivedBytes, 99);
	addFigures(account, {...some, receivedBytes: 5}, some);
	assert.equal(account.sinceStart().receivedBytes, 99);
});

test('rows of two samples add the same, also those of an idle connection', () => {
	const before = tableOf([{cookie: 1, ...some}]);
	const after = tableOf([{
		cookie: 1, ...some, sentBytes: 260, segmentsOut: 5,
	}]);
	assert.deepEqual(figuresOf(before.columns, 0), some);
	const account = new Account();
	addRows(account, before.columns, 0, before.columns, unknown);
	addRows(account, before.columns, 0, before.columns, 0);
	addRows(account, after.columns, 0, before.columns, 0);
	assert.deepEqual(totals(account), [100, 260, 3, 5, 1]);
});

test('a connection has a peer and more than a handshake', () => {
	const connection: TestSocket = {cookie: 1, remotePort: 443, inode: 5};
	const cases: ReadonlyArray<readonly [TestSocket, boolean]> = [
		[connection, true],
		[{...connection, protocol: 'udp'}, false],
		[{...connection, remotePort: 0}, false],
		[{...connection, state: 'LISTEN'}, false],
		[{...connection, state: 'SYN_RECEIVED'}, false],
		[{...connection, inode: 0}, false],
		[{...connection, inode: 0, segmentsIn: 1}, true],
	];
	for (const [socket, expected] of cases) {
		assert.equal(isConnection(tableOf([socket]), 0), expected, JSON.stringify(socket));
	}
});
