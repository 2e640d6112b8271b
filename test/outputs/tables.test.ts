import assert from 'node:assert/strict';
import {test} from 'node:test';
import {portsText} from '../../source/outputs/ports-text.ts';
import {statesText} from '../../source/outputs/states-text.ts';
import {table} from '../../source/outputs/table.ts';
import {ownedBy} from '../builders/owners.ts';
import {aPort} from '../builders/port.ts';
import {aStateCount} from '../builders/state-count.ts';

const ports = [
	aPort({
		service: 'ssh',
		owners: ownedBy({pid: 812, name: 'sshd', fileDescriptor: 3}, {pid: 900, name: 'sshd', fileDescriptor: 4}),
		userId: 0,
		user: 'root',
		unit: 'ssh.service',
		connectionCount: 3,
		acceptQueue: 0,
		acceptQueueLimit: 128,
		drops: 0,
		rttMedianMicroseconds: 235,
		rttP95Microseconds: 12_345,
		residentBytes: 5_242_880,
	}),
	aPort({
		protocol: 'tcp6', address: '*', port: 8080, status: 'CLOSED', watched: true,
	}),
];

test('ports are an aligned table in which the unknown is a dash', () => {
	assert.equal([...portsText(ports, false)].join(''), `
Proto  Address  Port  Status  Service  Conns  Accept-Q  Drops  RTT-ms  p95-ms  RSS-MiB  User  Unit         Container  Process
tcp    0.0.0.0    22  OPEN    ssh          3     0/128      0   0.235  12.345      5.0  root  ssh.service  –          sshd(812),sshd(900)
tcp6         *  8080  CLOSED  –            0         –      –       –       –        –  –     –            –          –
`.slice(1));
});

test('numeric ports have no service, and the user\'s number', () => {
	const text = [...portsText(ports, true)].join('');
	assert.doesNotMatch(text, /Service|ssh\b(?!\.service)|root/);
	assert.match(text, / 5\.0 {2}0 {5}ssh\.service/);
});

test('a user without a name is a number', () => {
	assert.match([...portsText([aPort({userId: 4711})], false)].join(''), /4711/);
});

test('states are an aligned table in which what cannot be is a dash', () => {
	const idle = aStateCount({
		state: 'IDLE', counts: {
			tcp: null, tcp6: null, udp: null, udp6: null,
		}, total: 0,
	});
	assert.equal([...statesText([aStateCount(), idle])].join(''), `
State        tcp  tcp6  udp  udp6  total
ESTABLISHED    3     0    1     0      4
IDLE           –     –    –     –      0
`.slice(1));
});

test('wide characters keep the columns aligned', () => {
	const columns = [
		{title: 'A', align: 'left', cell: (row: string) => row},
		{title: 'B', align: 'left', cell: () => '|'},
	] as const;
	assert.deepEqual([...table(columns, ['日本', 'abcd'])], ['A     B\n', '日本  |\n', 'abcd  |\n']);
});

test('the first thousand rows decide how wide the columns of a long table are', () => {
	const columns = [{title: 'Name', align: 'left', cell: (row: string) => row}, {title: 'Length', align: 'right', cell: (row: string) => row.length}] as const;
	const lines = [...table(columns, [...Array.from({length: 1500}, () => 'short'), 'much longer'])];
	assert.equal(lines.length, 1502);
	assert.deepEqual([lines[0], lines[1], lines[1500], lines[1501]], ['Name   Length\n', 'short       5\n', 'short       5\n', 'much longer      11\n']);
});
