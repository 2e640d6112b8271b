import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {CountedEndpoint, EndpointCounts} from '../../../source/collectors/packet-counts.ts';
import {PortAccounts, type PortTraffic} from '../../../source/engine/traffic/port-accounts.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {stateIndices} from '../../../source/model/socket.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

const web: TestSocket = {
	cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80, drops: 0,
};
const dns: TestSocket = {
	cookie: 2, protocol: 'udp', state: 'CLOSED', local: '127.0.0.1', localPort: 53, drops: 0,
};
const nothing: EndpointCounts = {
	receivedPackets: 0, receivedBytes: 0, sentPackets: 0, sentBytes: 0, syns: 0,
};

/** Samples a second apart of a web server and a name server. */
function accountsOf() {
	const table = tableOf([web, dns]);
	table.liveCount = table.count;
	const {slots} = run(assignPorts(table));
	const books = new PortAccounts();
	let sampledAt = 0;
	return {
		/** What the filter has counted of the two, and the connections that were opened since the sample before. */
		sample(counted: {readonly web?: Partial<EndpointCounts> | null; readonly dns?: Partial<EndpointCounts> | null; readonly opened?: number} = {}) {
			sampledAt += 1000;
			const [webAccount, dnsAccount] = books.of(slots, sampledAt);
			webAccount!.startTick(1);
			dnsAccount!.startTick(1);
			webAccount!.add('opened', counted.opened ?? 0);
			const counts = (given: Partial<EndpointCounts> | null | undefined) => given === null ? null : {...nothing, ...given};
			books.addPackets(slots, table, {
				watch() {/* The test says what is counted. */},
				counts: ({transport}: CountedEndpoint) => counts(transport === 'tcp' ? counted.web : counted.dns),
			});
		},
		/** Books how many handshakes of the web server are under way, its drops, and how many connections to it our own probes have half-opened. */
		bookDrops({halfOpen = 0, own = 0, drops = 0}: {readonly halfOpen?: number; readonly own?: number; readonly drops?: number} = {}) {
			slots[0]!.states[stateIndices.SYN_RECEIVED] = halfOpen;
			books.addDrops(slots, {
				othersDrops: ({identity}) => identity === 'tcp|0.0.0.0|80' ? drops : 0,
				halfOpen: identity => identity === 'tcp|0.0.0.0|80' ? own : 0,
			});
		},
		traffic(server: 'web' | 'dns', {missing = null, isLowerBound = false}: {readonly missing?: string | null; readonly isLowerBound?: boolean} = {}): PortTraffic {
			return books.traffic(slots[server === 'web' ? 0 : 1]!, missing, isLowerBound);
		},
	};
}

test('datagrams count from the second sample on; without a count they are unknown, and it is said why', () => {
	const {sample, traffic} = accountsOf();
	sample({dns: {receivedPackets: 10, receivedBytes: 900}});
	assert.equal(traffic('dns').totals.sinceStart.receivedBytes, null);
	sample({
		dns: {
			receivedPackets: 12, receivedBytes: 1000, sentPackets: 1, sentBytes: 40,
		},
	});
	const {receivedPackets, receivedBytes, sentPackets, sentBytes, opened} = traffic('dns').totals.sinceStart;
	assert.deepEqual([receivedPackets, receivedBytes, sentPackets, sentBytes, opened], [2, 100, 1, 40, null]);
	sample({dns: null});
	const without = traffic('dns', {missing: 'needs root'});
	assert.deepEqual([without.totals.sinceStart.receivedBytes, without.missing], [null, 'needs root']);
});

test('a SYN that came to nothing counts once two samples agree on it', () => {
	const {sample, bookDrops, traffic} = accountsOf();
	sample();
	bookDrops();
	sample({web: {syns: 10}, opened: 6});
	bookDrops({halfOpen: 1});
	assert.equal(traffic('web').totals.sinceStart.failed, 0, 'an answer may be under way');
	sample({web: {syns: 10}, opened: 1});
	bookDrops({halfOpen: 1});
	assert.equal(traffic('web').totals.sinceStart.failed, 2);
	sample({web: {syns: 10}});
	bookDrops();
	sample({web: {syns: 10}});
	bookDrops();
	const {totals, failedPerSecond} = traffic('web');
	assert.deepEqual([totals.sinceStart.failed, failedPerSecond], [3, 1], 'the half-open one came to nothing too');
});

test('our own half-open probes are no failed handshakes', () => {
	const {sample, bookDrops, traffic} = accountsOf();
	sample();
	bookDrops({own: 5});
	sample({web: {syns: 7}});
	bookDrops({own: 12});
	sample({web: {syns: 7}});
	bookDrops({own: 12});
	assert.equal(traffic('web').totals.sinceStart.failed, 0);
});

test('without every connection, or without packets, failed handshakes are unknown', () => {
	const {sample, bookDrops, traffic} = accountsOf();
	sample();
	sample({web: {syns: 7}});
	bookDrops();
	assert.equal(traffic('web', {isLowerBound: true}).failedPerSecond, null);
	sample({web: null});
	bookDrops();
	const row = traffic('web', {missing: 'needs root'});
	assert.deepEqual([row.failedPerSecond, row.totals.sinceStart.failed, row.missing], [null, null, 'needs root']);
});

test('drops are those since portop started; a count that is lower than before is another socket\'s', () => {
	const {sample, bookDrops, traffic} = accountsOf();
	for (const drops of [40, 45, 2, 3]) {
		sample();
		bookDrops({drops});
	}

	const {totals, dropsPerSecond} = traffic('web');
	assert.deepEqual([totals.sinceStart.drops, dropsPerSecond], [8, 1]);
});

test('from /proc/net, which counts no bytes, only the number of connections is known', () => {
	const table = tableOf([{
		cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80,
	}]);
	table.liveCount = table.count;
	const {slots} = run(assignPorts(table));
	const accounts = new PortAccounts();
	for (const sampledAt of [1000, 2000]) {
		const [account] = accounts.of(slots, sampledAt);
		account!.startTick(1);
		account!.add('opened', 2);
	}

	const {opened, closed, ...others} = accounts.traffic(slots[0]!, null, true).totals.sinceStart;
	assert.deepEqual([opened, closed], [4, 0]);
	assert.deepEqual(Object.entries(others).filter(([, value]) => value !== null), []);
});
