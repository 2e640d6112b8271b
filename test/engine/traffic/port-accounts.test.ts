import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {CountedEndpoint, EndpointCounts} from '../../../source/collectors/packet-counts.ts';
import {PortAccounts} from '../../../source/engine/traffic/port-accounts.ts';
import type {PortTraffic} from '../../../source/engine/traffic/port-traffic.ts';
import {assignPorts, type PortSlot} from '../../../source/engine/traffic/port-slots.ts';
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

/** Sockets' drops, our half-open probes and connections of one sample. */
type Given = {
	/** What the filter has counted. */
	readonly web?: Partial<EndpointCounts> | null;
	readonly dns?: Partial<EndpointCounts> | null;
	/** Connections since the sample before; of these so many that the sample before had missed. */
	readonly opened?: number;
	readonly late?: number;
	readonly halfOpen?: number;
	/** Half-open connections of our own probes since the sample before. */
	readonly own?: number;
	/** The listener's sockets; 0 drops in one by default. */
	readonly listeners?: readonly TestSocket[];
};

/** Samples a second apart of a web server and a name server. */
function accountsOf() {
	const books = new PortAccounts();
	let sampledAt = 0;
	let slots: readonly PortSlot[] = [];
	return {
		sample({web: webCounts, dns: dnsCounts, opened = 0, late = 0, halfOpen = 0, own = 0, listeners = [web, dns]}: Given = {}) {
			sampledAt += 1000;
			const table = tableOf(listeners);
			table.liveCount = table.count;
			const openPorts = run(assignPorts(table));
			slots = openPorts.slots;
			const accounts = books.of(openPorts, sampledAt);
			for (const account of accounts) {
				account.startTick(1);
			}

			const [account] = accounts;
			account?.add('opened', opened);
			if (account !== undefined) {
				account.openedLate = late;
			}

			if (slots.length > 0) {
				slots[0]!.states[stateIndices.SYN_RECEIVED] = halfOpen;
			}

			const counts = (given: Partial<EndpointCounts> | null | undefined) => given === null ? null : {...nothing, ...given};
			books.addCounted(openPorts, {
				watch() {/* The test says what is counted. */},
				counts: ({transport}: CountedEndpoint) => counts(transport === 'tcp' ? webCounts : dnsCounts),
			}, {halfOpenAdded: identity => identity === 'tcp|0.0.0.0|80' ? own : 0});
		},
		traffic(server: 'web' | 'dns', {missing = null, isLowerBound = false}: {readonly missing?: string | null; readonly isLowerBound?: boolean} = {}): PortTraffic {
			return books.traffic(slots.find(({port}) => port === (server === 'web' ? 80 : 53))!, missing, isLowerBound);
		},
		closedTotals: (port: number) => books.closedTotals(port, false, true),
		books,
	};
}

test('datagrams count from when they are watched; without a count they are unknown, and it is said why', () => {
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
	assert.equal(traffic('dns').totals.isLowerBound, false);
	sample({dns: null});
	const without = traffic('dns', {missing: 'needs root'});
	assert.deepEqual([without.totals.sinceStart.receivedBytes, without.missing], [null, 'needs root']);
});

test('datagrams of a port that was opened later, or was not counted for a time, are a lower bound', () => {
	const {sample, traffic} = accountsOf();
	sample({listeners: [web]});
	sample();
	sample({dns: {receivedPackets: 1}});
	assert.deepEqual([traffic('dns').totals.sinceStart.receivedPackets, traffic('dns').totals.isLowerBound], [1, true]);
});

test('what a port got until it was closed is counted', () => {
	const {sample, traffic} = accountsOf();
	sample();
	sample({dns: {receivedPackets: 5}});
	sample({dns: {receivedPackets: 9}, listeners: [web]});
	sample({dns: {receivedPackets: 9}});
	sample({dns: {receivedPackets: 9}});
	assert.equal(traffic('dns').totals.sinceStart.receivedPackets, 9);
});

test('a SYN that came to nothing counts with the sample after it; until then it may be a connection that has ended', () => {
	const {sample, traffic} = accountsOf();
	const failed = () => traffic('web').totals.sinceStart.failed;
	sample();
	sample({web: {syns: 10}, opened: 6, halfOpen: 1});
	assert.equal(failed(), 0, 'three may have ended while the sockets were read');
	sample({
		web: {syns: 10}, opened: 1, late: 1, halfOpen: 1,
	});
	assert.equal(failed(), 2);
	sample({web: {syns: 10}});
	sample({web: {syns: 10}});
	assert.equal(failed(), 3, 'the half-open one came to nothing too');
	assert.equal(traffic('web').failedPerSecond, 1);
});

test('handshakes in flight at two samples are not taken for one that failed, however many there are', () => {
	const {sample, traffic} = accountsOf();
	const perSecond = 1000;
	// Of each second's SYNs the last ones are counted and their connections seen, or have ended, only after the sample.
	sample();
	for (let second = 1; second <= 20; second++) {
		sample({
			web: {syns: second * perSecond}, opened: perSecond, late: (second - 1) % 7, halfOpen: second % 3,
		});
		assert.equal(traffic('web').totals.sinceStart.failed, 0);
	}
});

test('our own half-open probes are no failed handshakes', () => {
	const {sample, traffic} = accountsOf();
	sample({own: 5});
	sample({web: {syns: 7}, own: 7});
	sample({web: {syns: 7}});
	assert.equal(traffic('web').totals.sinceStart.failed, 0);
});

test('without every connection, or without packets, failed handshakes are unknown', () => {
	const {sample, traffic} = accountsOf();
	sample();
	sample({web: {syns: 7}});
	assert.equal(traffic('web', {isLowerBound: true}).failedPerSecond, null);
	sample({web: null});
	const row = traffic('web', {missing: 'needs root'});
	assert.deepEqual([row.failedPerSecond, row.totals.sinceStart.failed, row.missing], [null, null, 'needs root']);
});

test('sockets on one address and port of which one is bound to a device share a count: none of them has it', () => {
	const {sample, traffic} = accountsOf();
	const listeners = [web, {...web, cookie: 9, interfaceIndex: 3}];
	sample({listeners});
	sample({listeners, web: {syns: 7}});
	sample({listeners, web: {syns: 7}});
	assert.equal(traffic('web').totals.sinceStart.failed, null);
});

test('drops are those since portop started, socket by socket: one that replaces another counts from 0', () => {
	const {sample, traffic} = accountsOf();
	const drops = () => traffic('web').totals.sinceStart.drops;
	const listening = (...sockets: ReadonlyArray<readonly [cookie: number, drops: number]>) => {
		sample({listeners: sockets.map(([cookie, count]) => ({...web, cookie, drops: count}))});
	};

	listening([1, 40]);
	assert.equal(drops(), 0, 'before the start');
	listening([1, 45]);
	listening([7, 60]);
	assert.equal(drops(), 65);
	listening([7, 61], [8, 5]);
	listening([8, 9]);
	assert.deepEqual([drops(), traffic('web').dropsPerSecond], [75, 4]);
	listening([7, 63], [8, 9]);
	assert.equal(drops(), 77, 'the kernel had skipped one for a sample');
});

test('what a listener dropped after it was seen last is not known: its port\'s drops are a lower bound', () => {
	const {sample, traffic} = accountsOf();
	for (const cookie of [1, 1, 2, 2]) {
		sample({listeners: [{...web, cookie}]});
	}

	assert.deepEqual(traffic('web').totals.atLeast, ['drops']);
});

test('a port that is closed keeps the totals of its listeners', () => {
	const {sample, closedTotals} = accountsOf();
	assert.equal(closedTotals(80), null);
	sample();
	sample({opened: 3});
	sample({listeners: []});
	const {opened, failed, drops} = closedTotals(80)!.sinceStart;
	assert.deepEqual([opened, failed, drops], [3, null, null]);
});

test('the account of a listener that is gone is found for what it accepted', () => {
	const {sample, books} = accountsOf();
	sample();
	sample({listeners: []});
	const ends = tableOf([{
		cookie: 3, local: '10.0.0.1', localPort: 80, remote: '10.0.0.9', remotePort: 4000,
	}, {
		cookie: 4, local: '10.0.0.1', localPort: 81, remote: '10.0.0.9', remotePort: 4000,
	}]).columns;
	assert.notEqual(books.past(ends, 0), undefined);
	assert.equal(books.past(ends, 1), undefined);
});

test('what was accepted by a listener that no sample has seen is counted with the port as soon as it is seen open', () => {
	const {sample, traffic, books} = accountsOf();
	sample({listeners: [dns]});
	const ends = tableOf([{
		cookie: 3, local: '10.0.0.1', localPort: 80, remote: '10.0.0.9', remotePort: 4000,
	}]).columns;
	const account = books.unseen(ends, 0);
	account.add('opened', 1);
	sample({listeners: [dns]});
	assert.equal(books.unseen(ends, 0), account);
	sample();
	account.add('receivedBytes', 70);
	const {totals, openedPerSecond} = traffic('web');
	assert.deepEqual([totals.sinceStart.opened, totals.sinceStart.receivedBytes, openedPerSecond], [1, 70, 0]);
});

test('from /proc/net, which counts no bytes, only the number of connections is known', () => {
	const table = tableOf([{
		cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80,
	}]);
	table.liveCount = table.count;
	const openPorts = run(assignPorts(table));
	const accounts = new PortAccounts();
	for (const sampledAt of [1000, 2000]) {
		const [account] = accounts.of(openPorts, sampledAt);
		account!.startTick(1);
		account!.add('opened', 2);
	}

	const {opened, closed, ...others} = accounts.traffic(openPorts.slots[0]!, null, true).totals.sinceStart;
	assert.deepEqual([opened, closed], [4, 0]);
	assert.deepEqual(Object.entries(others).filter(([, value]) => value !== null), []);
});
