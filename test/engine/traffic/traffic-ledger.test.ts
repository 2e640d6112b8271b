import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SocketTable} from '../../../source/collectors/socket-table.ts';
import {Account} from '../../../source/engine/traffic/account.ts';
import {CookieIndex} from '../../../source/engine/sockets/row-index.ts';
import {join} from '../../../source/engine/sockets/join.ts';
import {BegunFromPorts} from '../../../source/engine/traffic/begun-from-ports.ts';
import {PeerGroups} from '../../../source/engine/traffic/peer-groups.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {TrafficLedger, type LedgerSample} from '../../../source/engine/traffic/traffic-ledger.ts';
import {destroyedTable, type TestDestroyed} from '../destroyed.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

const listener: TestSocket = {
	cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80, drops: 0, inode: 1,
};

/** A byte for each segment: nothing moves without one. */
function client(cookie: number, more: Partial<TestSocket> = {}): TestSocket {
	const {receivedBytes = 0, sentBytes = 0} = more;
	return {
		cookie,
		local: '10.0.0.1',
		localPort: 80,
		remote: '10.0.0.9',
		remotePort: 1000 + cookie,
		segmentsIn: 1 + receivedBytes,
		segmentsOut: 1 + sentBytes,
		receivedBytes,
		sentBytes,
		...more,
	};
}

/** Samples a second apart; the account of port 80, and those of the peers. */
function ledgerOf({tells = true}: {readonly tells?: boolean} = {}) {
	const peers = new PeerGroups();
	const ledger = new TrafficLedger(peers);
	const web = new Account();
	let previous: (LedgerSample & {readonly index: CookieIndex}) | undefined;
	let now = 1000;
	const unseen = new Account();
	let hasListened = false;
	return {
		web,
		/** The account of connections that a listener accepted that no sample has seen. */
		unseen,
		peers,
		sample(sockets: readonly TestSocket[], destroyed: readonly TestDestroyed[] = []) {
			now += 1000;
			const table = sockets.length === 0 ? new SocketTable() : tableOf(sockets);
			run(join(table, previous, now, {onInode() {/* No owners here. */}, onInodeGone() {/* Nor here. */}}));
			const openPorts = run(assignPorts(table));
			hasListened ||= openPorts.slots.length > 0;
			const index = new CookieIndex();
			index.build(table);
			const sample = {
				table, sampledAt: now, openPorts, accounts: openPorts.slots.map(() => web), index,
			};
			run(ledger.update(sample, previous, {
				destroyed: tells ? destroyedTable(destroyed, now) : undefined,
				losesRemnants: false,
				lateRows: 0,
				closed: undefined,
				begun: new BegunFromPorts(),
				isOwn: () => false,
				isProbed: () => false,
				isProbedHost: () => false,
				pastAccounts: {past: ({localPort}, row) => hasListened && localPort[row] === 80 ? web : undefined, unseen: () => unseen},
			}));
			previous = sample;
		},
		totals() {
			const {opened, closed, failed, resets, timeouts, receivedBytes, sentBytes} = web.sinceStart();
			return {
				opened, closed, failed, resets, timeouts, receivedBytes, sentBytes,
			};
		},
	};
}

const none = {
	opened: 0, closed: 0, failed: 0, resets: 0, timeouts: 0, receivedBytes: 0, sentBytes: 0,
};

test('what was there at the first sample counts from then on only', () => {
	const book = ledgerOf();
	book.sample([listener, client(2, {receivedBytes: 500, sentBytes: 50})]);
	assert.deepEqual(book.totals(), none);
	assert.equal(book.web.rate('receivedBytes'), null);
	book.sample([listener, client(2, {receivedBytes: 800, sentBytes: 50})]);
	assert.deepEqual(book.totals(), {...none, receivedBytes: 300});
	assert.equal(book.web.rate('receivedBytes'), 300);
});

test('a connection that began is counted with all that it moved; one in a handshake is not one yet', () => {
	const book = ledgerOf();
	book.sample([listener]);
	book.sample([listener, client(2, {receivedBytes: 7, sentBytes: 9}), client(3, {
		state: 'SYN_RECEIVED', segmentsIn: -1, segmentsOut: -1, receivedBytes: -1, sentBytes: -1,
	})]);
	assert.deepEqual(book.totals(), {
		...none, opened: 1, receivedBytes: 7, sentBytes: 9,
	});
	book.sample([listener, client(2, {receivedBytes: 7, sentBytes: 9}), client(3, {receivedBytes: 5})]);
	assert.deepEqual(book.totals(), {
		...none, opened: 2, receivedBytes: 12, sentBytes: 9,
	});
});

test('a destroyed connection brings what it moved since it was seen last, and how it ended', () => {
	const book = ledgerOf();
	book.sample([listener, client(2, {receivedBytes: 100})]);
	book.sample([listener], [{
		...client(2), receivedBytes: 150, sentBytes: 20, acknowledgedFlags: 0,
	}]);
	assert.deepEqual(book.totals(), {
		...none, closed: 1, resets: 1, receivedBytes: 50, sentBytes: 20,
	});
});

test('connections that lived between two samples are known from what was destroyed', () => {
	const book = ledgerOf();
	book.sample([listener]);
	book.sample([listener], [10, 11, 12].map(cookie => ({...client(cookie), receivedBytes: 701, sentBytes: 9000})));
	assert.deepEqual(book.totals(), {
		...none, opened: 3, closed: 3, receivedBytes: 2100, sentBytes: 27_000,
	});
	assert.equal(book.web.rate('opened'), 3);
});

test('a FIN is no payload: it was received where the peer closed first, or is unread; else the TIME-WAIT took it', () => {
	const book = ledgerOf();
	const remains = (cookie: number, port: number) => client(cookie, {
		state: 'TIME_WAIT', remotePort: port, segmentsIn: -1, segmentsOut: -1,
	});
	book.sample([listener]);
	book.sample([listener, remains(20, 7), remains(21, 8)], [
		{...client(2), remotePort: 6, receivedBytes: 1001},
		{...client(3), remotePort: 7, receivedBytes: 100},
		{
			...client(4), remotePort: 8, receivedBytes: 11, unreadBytes: 1,
		},
	]);
	assert.equal(book.totals().receivedBytes, 1000 + 100 + 10);
});

test('a program that reads to the end has received the FIN, although it leaves a TIME-WAIT', () => {
	const book = ledgerOf();
	book.sample([listener]);
	book.sample([listener, client(20, {
		state: 'TIME_WAIT', remotePort: 7, segmentsIn: -1, segmentsOut: -1,
	})], [{
		...client(3), remotePort: 7, receivedBytes: 101, leavesFinUnread: false,
	}]);
	assert.equal(book.totals().receivedBytes, 100);
});

test('how a program ends is learned too late for its first connections: what was taken off for their FINs is given back', () => {
	const book = ledgerOf();
	const ended = (cookie: number, leavesFinUnread: boolean) => ({
		...client(cookie), remotePort: cookie, receivedBytes: 100, leavesFinUnread,
	});
	const remains = [5, 6, 7, 8].map(port => client(port + 20, {
		state: 'TIME_WAIT', remotePort: port, segmentsIn: -1, segmentsOut: -1,
	}));
	book.sample([listener]);
	book.sample([listener, ...remains], [ended(5, false), ended(6, false), ended(90, false)]);
	assert.equal(book.totals().receivedBytes, 297);
	book.sample([listener, ...remains], [{...ended(7, true), unreadBytes: 1}]);
	// Of its own the FIN was unread; of the one that left nothing, it was counted for certain.
	assert.equal(book.totals().receivedBytes, 297 + 99 + 2);
	book.sample([listener, ...remains], [ended(8, true)]);
	assert.equal(book.totals().receivedBytes, 297 + 99 + 2 + 100);
});

test('a connection that was given up, and one whose counters were cleared when it was cut off', () => {
	const book = ledgerOf();
	book.sample([listener, client(3, {receivedBytes: 10})]);
	book.sample([listener, client(3, {receivedBytes: 20})], [
		{
			...client(2), acknowledgedFlags: 0, wasUnanswered: true, receivedBytes: 5,
		},
	]);
	book.sample([listener], [{
		...client(3), acknowledgedFlags: 0, isCleared: true, receivedBytes: -1, sentBytes: -1, segmentsIn: -1, segmentsOut: -1,
	}]);
	assert.deepEqual(book.totals(), {
		...none, opened: 1, closed: 2, timeouts: 1, resets: 1, receivedBytes: 15,
	});
});

test('a socket that its process holds long after the kernel forgot the connection is not counted again', () => {
	const book = ledgerOf();
	book.sample([listener, client(2, {receivedBytes: 10})]);
	book.sample([listener]);
	for (let tick = 0; tick < 10; tick++) {
		book.sample([listener]);
	}

	book.sample([listener], [{...client(2), receivedBytes: 16}]);
	assert.deepEqual(book.totals(), {...none, closed: 1, receivedBytes: 5});
});

test('what was dead before the first sample is not counted', () => {
	const book = ledgerOf();
	book.sample([listener]);
	book.sample([listener], [{...client(2), receivedBytes: 15, lastActivityMilliseconds: 5000}]);
	assert.deepEqual(book.totals(), none);
});

test('what a TIME-WAIT is left of was a connection, where nobody tells of those that were destroyed', () => {
	const book = ledgerOf({tells: false});
	const remains = (cookie: number, port: number) => client(cookie, {
		state: 'TIME_WAIT', remotePort: port, segmentsIn: -1, segmentsOut: -1, receivedBytes: -1, sentBytes: -1,
	});
	book.sample([listener, client(2, {remotePort: 7})]);
	book.sample([listener, remains(20, 7), remains(21, 8)]);
	assert.deepEqual(book.totals(), {...none, opened: 1, closed: 2});
	book.sample([listener, remains(20, 7), remains(21, 8)]);
	assert.deepEqual(book.totals(), {...none, opened: 1, closed: 2});
});

test('a TIME-WAIT is no connection of its own where they are told', () => {
	const book = ledgerOf();
	book.sample([listener]);
	book.sample([listener, client(20, {state: 'TIME_WAIT', remotePort: 8, segmentsIn: -1})], [{...client(3), remotePort: 8, receivedBytes: 1}]);
	assert.deepEqual(book.totals(), {
		...none, opened: 1, closed: 1, receivedBytes: 1,
	});
});

test('what remains of a connection under its own cookie is not the connection', () => {
	const book = ledgerOf();
	book.sample([listener, client(2, {receivedBytes: 3})]);
	book.sample([listener, client(2, {
		state: 'FIN_WAIT_2', segmentsIn: -1, segmentsOut: -1, receivedBytes: -1,
	})]);
	book.sample([listener, client(2, {
		state: 'TIME_WAIT', segmentsIn: -1, segmentsOut: -1, receivedBytes: -1,
	})], [{...client(2), receivedBytes: 9}]);
	assert.deepEqual(book.totals(), {...none, closed: 1, receivedBytes: 6});
});

test('connections that begin here are booked by peer; one that was refused failed', () => {
	const book = ledgerOf();
	const outgoing = (cookie: number, more: Partial<TestSocket> = {}) => client(cookie, {
		localPort: 40_000 + cookie, remotePort: 443, remote: '10.0.0.7', ...more,
	});
	book.sample([listener]);
	book.sample([listener, outgoing(2, {sentBytes: 5}), outgoing(3, {state: 'SYN_SENT'})], [{...outgoing(4), wasEstablished: false}]);
	book.sample([listener, outgoing(2, {sentBytes: 9})], [{...outgoing(3), wasEstablished: false}]);
	const [peer, ...others] = book.peers.all();
	assert.deepEqual(others, []);
	assert.equal(peer!.port, 443);
	assert.equal(peer!.connections, 1);
	const {opened, closed, failed, sentBytes} = peer!.account.sinceStart();
	assert.deepEqual({
		opened, closed, failed, sentBytes,
	}, {
		opened: 3, closed: 0, failed: 2, sentBytes: 9,
	});
	assert.deepEqual(book.totals(), none);
});

test('a connection that outlives its listener stays its, and is no outgoing one', () => {
	const book = ledgerOf();
	book.sample([listener, client(2)]);
	book.sample([client(2, {receivedBytes: 5})]);
	book.sample([client(2, {receivedBytes: 9})]);
	assert.deepEqual(book.peers.all(), []);
	assert.equal(book.totals().receivedBytes, 9, 'it goes on counting for the port that was');
	book.sample([listener, client(2, {receivedBytes: 12})]);
	book.sample([listener], [{...client(2), receivedBytes: 21}]);
	assert.deepEqual(book.totals(), {...none, closed: 1, receivedBytes: 20});
});

test('what the kernel says of who began it counts, not who listens', () => {
	const book = ledgerOf();
	const begun: TestSocket = {...client(2, {sentBytes: 5}), direction: 'begun', remotePort: 443};
	book.sample([listener]);
	book.sample([listener, begun, client(3, {state: 'SYN_SENT', direction: 'begun', remotePort: 444}), client(4, {direction: 'accepted'})]);
	assert.equal(book.totals().opened, 1);
	assert.deepEqual(book.peers.all().map(({port, account}) => [port, account.total('opened')]), [[443, 1], [444, 1]]);
});

test('an accepted connection without a listener is no outgoing one', () => {
	const book = ledgerOf();
	book.sample([]);
	book.sample([client(2, {direction: 'accepted', receivedBytes: 5})]);
	book.sample([], [{...client(2), direction: 'accepted', receivedBytes: 8}, {...client(3), direction: 'accepted', receivedBytes: 21}]);
	assert.deepEqual(book.peers.all(), []);
	const {opened, closed, receivedBytes} = book.unseen.sinceStart();
	assert.deepEqual([opened, closed, receivedBytes], [2, 2, 7 + 20]);
});

test('a TIME-WAIT that still waits for the FIN shows that it was not counted, and how the program ends its connections', () => {
	const book = ledgerOf();
	const remains = (cookie: number, state: 'FIN_WAIT_2' | 'TIME_WAIT') => client(cookie + 20, {
		state, remotePort: cookie, segmentsIn: -1, segmentsOut: -1,
	});
	const ended = (cookie: number) => ({
		...client(cookie), remotePort: cookie, receivedBytes: 100, leavesFinUnread: false,
	});
	book.sample([listener]);
	book.sample([listener, remains(5, 'TIME_WAIT')], [ended(5)]);
	assert.deepEqual([book.totals().receivedBytes, book.web.missesBytes], [99, true]);
	const packets = book.web.total('receivedPackets');
	book.sample([listener, remains(5, 'TIME_WAIT'), remains(6, 'FIN_WAIT_2')], [ended(6)]);
	assert.deepEqual([book.totals().receivedBytes, book.web.missesBytes], [200, false]);
	book.sample([listener, remains(5, 'TIME_WAIT'), remains(6, 'TIME_WAIT')], [ended(7)].slice(1));
	assert.equal(book.web.total('receivedPackets') - packets, 1 + 1 + 1, 'one segment, and two FINs that TIME-WAITs took');
});

const [opened, acknowledged] = [7, 8];

/** A connection that was seen with 30 bytes, and is over with 30, leaves a TIME-WAIT that has the FIN. */
function endedWithoutMore(segmentsIn: number) {
	const book = ledgerOf();
	book.sample([listener]);
	book.sample([listener, client(5, {remotePort: 5, receivedBytes: 30, segmentsIn: opened})]);
	book.sample([listener, client(25, {
		state: 'TIME_WAIT', remotePort: 5, segmentsIn: -1, segmentsOut: -1,
	})], [{
		...client(5), remotePort: 5, receivedBytes: 30, segmentsIn, leavesFinUnread: false,
	}]);
	return [book.totals().receivedBytes, book.web.missesBytes];
}

test('a connection that received nothing but an acknowledgement after it was seen has not got the FIN', () => {
	assert.deepEqual(endedWithoutMore(acknowledged), [30, false]);
});

test('the FIN may have come while a socket was dumped as established: its bytes are a lower bound', () => {
	assert.deepEqual(endedWithoutMore(opened), [30, true]);
});

test('a connection whose ends another has taken since may have left a TIME-WAIT: its bytes are a lower bound', () => {
	const again = (...more: readonly TestDestroyed[]) => {
		const ended = {
			...client(5), remotePort: 5, receivedBytes: 101, leavesFinUnread: false,
		};
		const book = ledgerOf();
		book.sample([listener]);
		book.sample([listener, ...more.length === 0 ? [client(6, {remotePort: 5})] : []], [ended, ...more]);
		return [book.totals().receivedBytes, book.web.missesBytes];
	};

	assert.deepEqual(again(), [100, true], 'one that lives');
	assert.deepEqual(again({
		...client(6), remotePort: 5, receivedBytes: 11, leavesFinUnread: false,
	}), [110, true], 'one that is over, too');
	assert.deepEqual(again({
		...client(6), remotePort: 6, receivedBytes: 11, leavesFinUnread: false,
	}), [110, false], 'another');
});

test('a connection that was cut off with something left over may have got a FIN before: its payload is a lower bound', () => {
	const cutOff = {receivedBytes: 101, acknowledgedFlags: 0} as const;
	const ledgers = [{unreadBytes: 1}, {unacknowledgedBytes: 500}, {}].map(leftOver => {
		const ledger = ledgerOf();
		ledger.sample([listener]);
		ledger.sample([listener], [{...client(2), ...cutOff, ...leftOver}]);
		return ledger;
	});
	assert.deepEqual(ledgers.map(({totals, web}) => [totals().receivedBytes, web.missesBytes]), [[100, true], [100, true], [101, false]]);

	// It had the FIN when it was seen last, or has received nothing since.
	for (const [state, receivedBytes] of [['CLOSE_WAIT', 100], ['ESTABLISHED', 101]] as const) {
		const ledger = ledgerOf();
		ledger.sample([listener]);
		ledger.sample([listener, client(2, {state, receivedBytes})]);
		ledger.sample([listener], [{
			...client(2), ...cutOff, unacknowledgedBytes: 500, segmentsIn: 200,
		}]);
		assert.deepEqual([ledger.totals().receivedBytes, ledger.web.missesBytes], [receivedBytes, false]);
	}
});

test('MPTCP clears what its connections moved: that is unknown then, and no reset', () => {
	const cleared = {
		acknowledgedFlags: 0, isCleared: true, remotePort: 0, receivedBytes: -1, sentBytes: -1, segmentsIn: -1, segmentsOut: -1,
	};
	const book = ledgerOf();
	book.web.isMptcp = true;
	book.sample([listener]);
	book.sample([listener], [{...client(2), ...cleared}]);
	assert.deepEqual(book.totals(), {
		...none, opened: 1, closed: 1, receivedBytes: null, sentBytes: null,
	});
	assert.deepEqual([...book.web.atLeast], ['resets', 'timeouts']);

	const seen = ledgerOf();
	seen.sample([listener]);
	seen.sample([listener, client(3, {isMptcp: true, receivedBytes: 5}), client(4, {receivedBytes: 7})]);
	seen.sample([listener], [{...client(3), ...cleared}, {...client(4), ...cleared}]);
	assert.deepEqual(seen.totals(), {
		...none, opened: 2, closed: 2, resets: 1, receivedBytes: 12,
	});
	assert.equal(seen.web.missesBytes, true);
});

test('an outgoing connection that was cut off shows its machine only: totals with it are lower bounds, of other machines exact', () => {
	const book = ledgerOf();
	const outgoing = (cookie: number, remote: string, more: Partial<TestSocket> = {}) => client(cookie, {
		localPort: 40_000 + cookie, remotePort: 443, remote, direction: 'begun', ...more,
	});
	const cutOff = {
		acknowledgedFlags: 0, isCleared: true, remotePort: 0, direction: 'unknown', receivedBytes: -1, sentBytes: -1, segmentsIn: -1, segmentsOut: -1,
	} as const;
	book.sample([]);
	book.sample([outgoing(2, '10.0.0.7'), outgoing(3, '10.0.0.8')], [{...outgoing(4, '10.0.0.7'), ...cutOff}, {...outgoing(5, '10.0.0.8'), ...cutOff, wasEstablished: false}]);
	book.sample([outgoing(2, '10.0.0.7'), outgoing(3, '10.0.0.8'), outgoing(6, '10.0.0.7', {remotePort: 80}), outgoing(7, '10.0.0.9')]);
	assert.deepEqual(book.peers.all().map(({account}) => [account.missesConnections, [...account.atLeast]]), [
		[true, ['failed']], [false, ['failed']], [true, ['failed']], [false, []],
	]);
});

test('a link-local address is another machine on each interface', () => {
	const book = ledgerOf();
	const linkLocal = (cookie: number, interfaceIndex: number): TestSocket => ({
		...client(cookie), protocol: 'tcp6', localPort: 40_000, remote: [0xFE_80_00_00, 0, 0, 2], remotePort: 443, direction: 'begun', interfaceIndex,
	});
	book.sample([linkLocal(2, 3), linkLocal(3, 4)]);
	assert.deepEqual(book.peers.all().map(({interfaceIndex, connections}) => [interfaceIndex, connections]), [[3, 1], [4, 1]]);
});
