import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ssText} from '../../source/outputs/ss-text.ts';
import type {Connection} from '../../source/model/socket.ts';
import {aConnection, aListener} from '../builders/connection.ts';
import {ownedBy} from '../builders/owners.ts';

function print(connections: readonly Connection[], hasNetid = false, hasState = true): string {
	return [...ssText(connections, {hasNetid, hasState})].join('');
}

/* Recorded from ss 6.1.0, `ss -antup | cat`, in a namespace of its own; without the blanks at the ends of lines. */
const recorded = `
Netid State      Recv-Q Send-Q      Local Address:Port        Peer Address:Port Process
udp   ESTAB      0      0               127.0.0.1:40595          127.0.0.1:18083 users:(("node",pid=7534,fd=27))
udp   UNCONN     0      0                       *:18084                  *:*     users:(("node",pid=7534,fd=26))
tcp   LISTEN     0      511             127.0.0.1:18080            0.0.0.0:*     users:(("node",pid=7534,fd=22))
tcp   FIN-WAIT-2 0      0               127.0.0.1:56138          127.0.0.1:18080
tcp   LISTEN     0      511                     *:18090                  *:*     users:(("node",pid=7548,fd=4),("node",pid=7548,fd=3),("node",pid=7534,fd=28))
tcp   LISTEN     0      511                 [::1]:18082               [::]:*     users:(("node",pid=7534,fd=24))
tcp   ESTAB      0      0      [::ffff:127.0.0.1]:18081 [::ffff:127.0.0.1]:60474 users:(("node",pid=7534,fd=33))
`.slice(1);

const node = (pid: number, fileDescriptor: number) => ({pid, name: 'node', fileDescriptor});
const sockets: readonly Connection[] = [
	aListener({
		localAddress: '127.0.0.1', localPort: 18_080, sendQueueBytes: 511, owners: ownedBy(node(7534, 22)),
	}),
	aConnection({
		state: 'FIN_WAIT_2', localAddress: '127.0.0.1', localPort: 56_138, remoteAddress: '127.0.0.1', remotePort: 18_080, owners: {status: 'denied', holders: []},
	}),
	aListener({
		protocol: 'tcp6', localAddress: '*', localPort: 18_090, remoteAddress: '*', sendQueueBytes: 511, owners: ownedBy(node(7534, 28), node(7548, 3), node(7548, 4)),
	}),
	aListener({
		protocol: 'tcp6', localAddress: '[::1]', localPort: 18_082, remoteAddress: '[::]', sendQueueBytes: 511, owners: ownedBy(node(7534, 24)),
	}),
	aConnection({
		protocol: 'tcp6', localAddress: '[::ffff:127.0.0.1]', localPort: 18_081, remoteAddress: '[::ffff:127.0.0.1]', remotePort: 60_474, owners: ownedBy(node(7534, 33)),
	}),
	aConnection({
		protocol: 'udp', localAddress: '127.0.0.1', localPort: 40_595, remoteAddress: '127.0.0.1', remotePort: 18_083, owners: ownedBy(node(7534, 27)),
	}),
	aConnection({
		protocol: 'udp6', state: 'CLOSED', localAddress: '*', localPort: 18_084, remoteAddress: '*', remotePort: 0, owners: ownedBy(node(7534, 26)),
	}),
];

test('prints what ss -antup prints into a pipe, UDP first', () => {
	assert.equal(print(sockets, true), recorded);
});

test('prints no Netid, as ss -antp', () => {
	assert.equal(
		print(sockets.filter(({protocol}) => protocol.startsWith('tcp'))),
		recorded.split('\n').filter(line => !line.startsWith('udp')).map(line => line.slice(6)).join('\n'),
	);
});

test('prints no State where there is only one, as ss state listening', () => {
	const listeners = sockets.filter(({state}) => state === 'LISTEN');
	const isListening = (line: string) => /^Netid|LISTEN/.test(line);
	const withState = print(listeners, true).split('\n').filter(line => isListening(line));
	assert.deepEqual(print(listeners, true, false).trimEnd().split('\n'), withState.map(line => line.slice(0, 6) + line.slice(13)));
	assert.deepEqual(print(listeners, false, false).trimEnd().split('\n'), withState.map(line => line.slice(13)));
});

test('keeps Process apart from a heading that ss lets it touch', () => {
	assert.equal(print([aListener()]), `
State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process
LISTEN 0      128          0.0.0.0:22        0.0.0.0:*
`.slice(1));
});

test('prints the heading when there is no socket', () => {
	assert.equal(print([]), 'State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n');
});

test('grows a column for a value that is longer than its heading', () => {
	const lines = print([aConnection({receiveQueueBytes: 12_345_678}), aConnection()]).split('\n');
	assert.match(lines[1]!, /^ESTAB 12345678 0 {7}/);
	assert.match(lines[2]!, /^ESTAB 0 {8}0 {7}/);
});
