import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Endpoint, EndpointCounts} from '../../../source/collectors/packet-counts.ts';
import type {RowContext} from '../../../source/engine/views/connection-rows.ts';
import {PortAccounts} from '../../../source/engine/traffic/port-accounts.ts';
import type {PortEntry} from '../../../source/engine/views/port-rows.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {aPort} from '../../builders/port.ts';
import {run, tableOf, type TestSocket} from '../table.ts';

const web: TestSocket = {
	cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80, drops: 0,
};
const dns: TestSocket = {
	cookie: 2, protocol: 'udp', state: 'CLOSED', local: '127.0.0.1', localPort: 53, drops: 0,
};
const nothing: EndpointCounts = {
	receivedPackets: 0, receivedBytes: 0, sentPackets: 0, sentBytes: 0, syns: 0,
};

function entryOf(known: Parameters<typeof aPort>[0]): PortEntry {
	return {
		port: aPort(known), address: [0, 0, 0, 0], states: [], ageSeconds: 0,
	};
}

const webRow = (known: Parameters<typeof aPort>[0] = {}) => entryOf({
	identity: 'tcp|0.0.0.0|80', port: 80, drops: 0, ...known,
});
const dnsRow = entryOf({
	identity: 'udp|127.0.0.1|53', protocol: 'udp', port: 53, drops: 0,
});

/** Samples a second apart of a web server and a name server. */
function accountsOf() {
	const table = tableOf([web, dns]);
	table.liveCount = table.count;
	const {slots} = run(assignPorts(table));
	const books = new PortAccounts();
	let sampledAt = 0;
	return {
		books,
		/** What the filter has counted of the two, and the connections that were opened since the sample before. */
		sample(counted: {readonly web?: Partial<EndpointCounts> | null; readonly dns?: Partial<EndpointCounts> | null; readonly opened?: number} = {}) {
			sampledAt += 1000;
			// Only these are looked at.
			const sources = {table, sampledAt, interfaceName: String} as unknown as RowContext;
			const [webAccount, dnsAccount] = books.of(slots, sources);
			webAccount!.startTick(1);
			dnsAccount!.startTick(1);
			webAccount!.add('opened', counted.opened ?? 0);
			const counts = (given: Partial<EndpointCounts> | null | undefined) => given === null ? null : {...nothing, ...given};
			books.bookPackets(slots, table, {
				watch() {/* The test says what is counted. */},
				counts: ({transport}: Endpoint) => counts(transport === 'tcp' ? counted.web : counted.dns),
			});
		},
	};
}

const complete = (books: PortAccounts, entry: PortEntry, {missing = null, isLowerBound = false}: {readonly missing?: string | null; readonly isLowerBound?: boolean} = {}) => books.complete([entry], missing, isLowerBound)[0]!.port;

test('datagrams count from the second sample on; without a count they are unknown, and it is said why', () => {
	const {books, sample} = accountsOf();
	sample({dns: {receivedPackets: 10, receivedBytes: 900}});
	assert.equal(complete(books, dnsRow).totals.sinceStart.receivedBytes, null);
	sample({
		dns: {
			receivedPackets: 12, receivedBytes: 1000, sentPackets: 1, sentBytes: 40,
		},
	});
	const {receivedPackets, receivedBytes, sentPackets, sentBytes, opened} = complete(books, dnsRow).totals.sinceStart;
	assert.deepEqual([receivedPackets, receivedBytes, sentPackets, sentBytes, opened], [2, 100, 1, 40, null]);
	sample({dns: null});
	const without = complete(books, dnsRow, {missing: 'needs root'});
	assert.deepEqual([without.totals.sinceStart.receivedBytes, without.missing], [null, 'needs root']);
});

test('a SYN that came to nothing counts once two samples agree on it', () => {
	const {books, sample} = accountsOf();
	const own = () => 0;
	sample();
	books.bookRows([webRow()], own);
	sample({web: {syns: 10}, opened: 6});
	books.bookRows([webRow({connections: {SYN_RECEIVED: 1}})], own);
	assert.equal(complete(books, webRow()).totals.sinceStart.failed, 0, 'an answer may be under way');
	sample({web: {syns: 10}, opened: 1});
	books.bookRows([webRow({connections: {SYN_RECEIVED: 1}})], own);
	assert.equal(complete(books, webRow()).totals.sinceStart.failed, 2);
	sample({web: {syns: 10}});
	books.bookRows([webRow()], own);
	sample({web: {syns: 10}});
	books.bookRows([webRow()], own);
	const {totals, failedPerSecond} = complete(books, webRow());
	assert.deepEqual([totals.sinceStart.failed, failedPerSecond], [3, 1], 'the half-open one came to nothing too');
});

test('our own half-open probes are no failed handshakes', () => {
	const {books, sample} = accountsOf();
	sample();
	books.bookRows([webRow()], () => 5);
	sample({web: {syns: 7}});
	books.bookRows([webRow()], () => 12);
	sample({web: {syns: 7}});
	books.bookRows([webRow()], () => 12);
	assert.equal(complete(books, webRow()).totals.sinceStart.failed, 0);
});

test('without every connection, or without packets, failed handshakes are unknown', () => {
	const {books, sample} = accountsOf();
	sample();
	sample({web: {syns: 7}});
	books.bookRows([webRow()], () => 0);
	assert.equal(complete(books, webRow(), {isLowerBound: true}).failedPerSecond, null);
	sample({web: null});
	books.bookRows([webRow()], () => 0);
	const row = complete(books, webRow(), {missing: 'needs root'});
	assert.deepEqual([row.failedPerSecond, row.totals.sinceStart.failed, row.missing], [null, null, 'needs root']);
});

test('drops are those since portop started; a count that is lower than before is another socket\'s', () => {
	const {books, sample} = accountsOf();
	for (const drops of [40, 45, 2, 3]) {
		sample();
		books.bookRows([webRow({drops})], () => 0);
	}

	const {totals, dropsPerSecond} = complete(books, webRow({drops: 3}));
	assert.deepEqual([totals.sinceStart.drops, dropsPerSecond], [8, 1]);
});
