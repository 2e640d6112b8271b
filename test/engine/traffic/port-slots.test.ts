import assert from 'node:assert/strict';
import {test} from 'node:test';
import {quantile} from '../../../source/engine/sockets/connection-sums.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {socketStates} from '../../../source/model/socket.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

const anyIpv6 = [0, 0, 0, 0];
const loopbackIpv6 = [0, 0, 0, 1];
const mapped = (last: number) => [0, 0, 0xFF_FF, last];

function assign(sockets: readonly TestSocket[]) {
	const table = tableOf(sockets);
	table.liveCount = table.count;
	const {slots} = run(assignPorts(table));
	return {slots, slotOf: (row: number) => table.columns.portSlot[row]};
}

test('a connection belongs to the listener on its very address before the wildcard', () => {
	const {slotOf} = assign([
		{
			cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80,
		},
		{
			cookie: 2, state: 'LISTEN', local: '10.0.0.1', localPort: 80,
		},
		{
			cookie: 3, local: '10.0.0.1', localPort: 80, remotePort: 5,
		},
		{
			cookie: 4, local: '10.0.0.2', localPort: 80, remotePort: 6,
		},
		{
			cookie: 5, local: '10.0.0.2', localPort: 5555, remotePort: 80,
		},
	]);
	assert.deepEqual([2, 3, 4].map(row => slotOf(row)), [1, 0, -1]);
});

test('a dual-stack listener has IPv4 clients as mapped addresses, an IPv6-only one has not', () => {
	const client = {
		cookie: 3, protocol: 'tcp6', local: mapped(0x0A_00_00_01), localPort: 80, remotePort: 5,
	} as const;
	const listener = {
		cookie: 1, protocol: 'tcp6', state: 'LISTEN', local: anyIpv6, localPort: 80,
	} as const;
	assert.equal(assign([{...listener, ipv6Only: 0}, client]).slotOf(1), 0);
	assert.equal(assign([{...listener, ipv6Only: 1}, client]).slotOf(1), -1);
	assert.equal(assign([{...listener, ipv6Only: 1}, {...client, local: loopbackIpv6}]).slotOf(1), 0);
});

test('an IPv4 listener does not own IPv6 connections', () => {
	const {slotOf} = assign([
		{
			cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80,
		},
		{
			cookie: 2, protocol: 'tcp6', local: loopbackIpv6, localPort: 80, remotePort: 5,
		},
	]);
	assert.equal(slotOf(1), -1);
});

test('listeners that share a port with SO_REUSEPORT are one port', () => {
	const {slots} = assign([1, 2, 3].map(cookie => ({cookie, state: 'LISTEN', localPort: 80} as const)));
	assert.equal(slots.length, 1);
	assert.deepEqual(slots[0]!.listeners, [0, 1, 2]);
});

test('a UDP port is a bound socket without a peer; TCP of the same number is another', () => {
	const {slots, slotOf} = assign([
		{
			cookie: 1, protocol: 'udp', state: 'CLOSED', local: '0.0.0.0', localPort: 53,
		},
		{
			cookie: 2, protocol: 'udp', state: 'ESTABLISHED', localPort: 53, remotePort: 9,
		},
		{
			cookie: 3, protocol: 'udp', state: 'CLOSED', localPort: 0,
		},
		{cookie: 4, localPort: 53, remotePort: 9},
	]);
	assert.equal(slots.length, 1);
	assert.deepEqual([0, 1, 2, 3].map(row => slotOf(row)), [0, 0, -1, -1]);
});

test('connections are counted by state, their RTTs sorted', () => {
	const {slots} = assign([
		{
			cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80,
		},
		{
			cookie: 2, localPort: 80, remotePort: 1, rttMicroseconds: 300,
		},
		{
			cookie: 3, localPort: 80, remotePort: 2, rttMicroseconds: 100,
		},
		{
			cookie: 4, localPort: 80, remotePort: 3, state: 'TIME_WAIT',
		},
	]);
	assert.equal(slots[0]!.states[socketStates.indexOf('ESTABLISHED')], 2);
	assert.equal(slots[0]!.states[socketStates.indexOf('TIME_WAIT')], 1);
	assert.equal(slots[0]!.states[socketStates.indexOf('LISTEN')], 0);
	assert.deepEqual([...slots[0]!.rtts], [100, 300]);
});

test('quantiles by nearest rank', () => {
	assert.equal(quantile(new Int32Array(0), 0.5), null);
	assert.equal(quantile(Int32Array.of(1, 2, 3, 4), 0.5), 2);
	assert.equal(quantile(Int32Array.of(1, 2, 3, 4, 5), 0.5), 3);
	assert.equal(quantile(Int32Array.from({length: 100}, (_, index) => index + 1), 0.95), 95);
});
