import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {filterFields, isFieldName} from '../../source/filter/field-catalogue.ts';
import {isMatch, parsed} from './matches.ts';
import {connection} from './row.ts';

/** What each field of the language is bound to, and the example that the help shows. */
const written = {
	port: ['port', 'any', 'port:22,80,8000-8100'],
	sport: ['port', 'local', 'sport:443'],
	dport: ['port', 'remote', 'dport>=1024'],
	addr: ['address', 'any', 'addr:10.0.0.0/8'],
	src: ['address', 'local', 'src:127.0.0.1'],
	dst: ['address', 'remote', 'dst:fe80::/10'],
	dev: ['device', null, 'dev:eth0'],
	state: ['state', null, 'state:estab,time-wait'],
	proto: ['protocol', null, 'proto:tcp'],
	pid: ['number', 'pid', 'pid:1234'],
	process: ['text', 'process', 'process:nginx'],
	command: ['text', 'command', 'command:worker.js'],
	user: ['text', 'user', 'user=root'],
	service: ['text', 'service', 'service=https'],
	unit: ['text', 'unit', 'unit:nginx.service'],
	container: ['text', 'container', 'container:4f66ad9a0b2e'],
	rtt: ['number', 'rtt', 'rtt>20ms'],
	retrans: ['number', 'retrans', 'retrans>0'],
	rx: ['number', 'rx', 'rx>1M'],
	tx: ['number', 'tx', 'tx>500k'],
	received: ['number', 'received', 'received>1M'],
	sent: ['number', 'sent', 'sent>1M'],
	sendq: ['number', 'sendq', 'sendq>64Ki'],
	recvq: ['number', 'recvq', 'recvq>0'],
	age: ['number', 'age', 'age<5m'],
	conns: ['number', 'conns', 'conns>1000'],
	queue: ['number', 'queue', 'queue>=100%'],
	drops: ['number', 'drops', 'drops>0'],
	loss: ['number', 'loss', 'loss>5%'],
} as const;

describe('the fields of the filter language', () => {
	it('are these, in this order, each with its meaning', () => {
		const found = Object.entries(filterFields).map(([name, field]) => {
			const bound = 'side' in field ? field.side : ('field' in field ? field.field : null);
			return [name, [field.type, bound, field.example]];
		});
		assert.deepEqual(found, Object.entries(written));
		assert.deepEqual(Object.values(filterFields).map(({description}) => description), [
			'local or remote port',
			'local port',
			'remote port',
			'local or remote address or network',
			'local address or network',
			'remote address or network',
			'interface that the socket is bound to: its name, or its index (0: none)',
			'state of the socket',
			'protocol; tcp and udp are IPv4 and IPv6',
			'process id of an owner',
			'name of an owner',
			'command line of an owner',
			'user name or id',
			'service name of the port',
			'systemd unit',
			'container id',
			'smoothed RTT, in ms unless given',
			'retransmissions',
			'received bits per second',
			'sent bits per second',
			'bytes received by a connection',
			'bytes sent by a connection',
			'send queue, bytes',
			'receive queue, bytes',
			'age, in seconds unless given',
			'connections of a port',
			'accept queue of a port, percent of its limit',
			'drops of a port per second',
			'loss of a probe, percent',
		]);
	});

	it('have no other names', () => {
		assert.deepEqual(['port', 'age', 'Port', 'constructor', 'protocol', 'toString'].map(name => isFieldName(name)), [true, true, false, false, false, false]);
	});

	it('have examples that are filters', () => {
		assert.deepEqual(Object.values(filterFields).map(({example}) => parsed(example).kind), [
			'port',
			'port',
			'port',
			'address',
			'address',
			'address',
			'device',
			'state',
			'protocol',
			'number',
			'text',
			'text',
			'text',
			'text',
			'text',
			'text',
			'number',
			'number',
			'number',
			'number',
			'number',
			'number',
			'number',
			'number',
			'number',
			'number',
			'number',
			'number',
			'number',
		]);
	});

	it('have units: milliseconds, bits per second, bytes and seconds', () => {
		const filters = ['rtt:25', 'rtt:25ms', 'rtt=25000us', 'rx:1.5M', 'tx:20k', 'sendq:64Ki', 'recvq:0', 'age:90', 'age:1.5m', 'retrans:2', 'pid:813'];
		assert.deepEqual(filters.filter(filter => !isMatch(filter, connection)), []);
	});
});
