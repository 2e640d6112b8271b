import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {SocketTable} from '../../../source/collectors/socket-table.ts';
import {Account} from '../../../source/engine/traffic/account.ts';
import {BegunFromPorts} from '../../../source/engine/traffic/begun-from-ports.ts';
import {ClosedConnections, maxClosed} from '../../../source/engine/traffic/closed-connections.ts';
import {ConnectionGroups} from '../../../source/engine/traffic/connection-groups.ts';
import {join} from '../../../source/engine/sockets/join.ts';
import {CookieIndex} from '../../../source/engine/sockets/row-index.ts';
import {closedCookieOf, findSocket, socketIdentity} from '../../../source/engine/sockets/socket-identity.ts';
import {PeerGroups} from '../../../source/engine/traffic/peer-groups.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {TrafficLedger, type LedgerSample} from '../../../source/engine/traffic/traffic-ledger.ts';
import {closings} from '../../../source/model/socket.ts';
import {aProcess} from '../../builders/process.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';
import {destroyedTable, type TestDestroyed} from '../destroyed.ts';

const listener: TestSocket = {
	cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 80, drops: 0, inode: 1,
};

/** A connection that the listener accepted; a byte for each segment. */
function client(cookie: number, more: Partial<TestDestroyed> = {}): TestDestroyed {
	const {receivedBytes = 0, sentBytes = 0} = more;
	return {
		cookie, inode: cookie, local: '10.0.0.1', localPort: 80, remote: '10.0.0.9', remotePort: 1000 + cookie, direction: 'accepted',
		segmentsIn: 1 + receivedBytes, segmentsOut: 1 + sentBytes, dataSegmentsOut: sentBytes, retransmissions: 0, receivedBytes, sentBytes, ...more,
	};
}

/** What is left of a connection that this end closed first. */
function remnant(of: number, state: 'TIME_WAIT' | 'FIN_WAIT_2' = 'TIME_WAIT'): TestSocket {
	return {
		cookie: 500 + of, state, local: '10.0.0.1', localPort: 80, remote: '10.0.0.9', remotePort: 1000 + of,
	};
}

const web = aProcess({pid: 7, name: 'web'});

type Played = LedgerSample & {readonly index: CookieIndex};

/** Plays samples, at each second unless given; all sockets are of one process. `reportsDestroyed`: the kernel reports what is destroyed. */
function world({reportsDestroyed = true}: {readonly reportsDestroyed?: boolean} = {}) {
	const peers = new PeerGroups();
	const groups = new ConnectionGroups();
	const ledger = new TrafficLedger(peers, groups);
	const closed = new ClosedConnections(({columns}, row) => columns.localPort[row] === 7777);
	const port = new Account();
	let previous: Played | undefined;
	let now = 0;
	return {
		closed,
		/** `at`: seconds. */
		sample(sockets: readonly TestSocket[], destroyed: readonly TestDestroyed[] = [], at = (now / 1000) + 1) {
			now = at * 1000;
			const table = sockets.length === 0 ? new SocketTable() : tableOf(sockets);
			const before = previous;
			run(join(table, before, now, {
				onInode() {/* No owners here. */},
				onInodeGone() {/* Nor here. */},
				...before !== undefined && {onGone: row => closed.take(before.table, row)},
			}));
			const index = new CookieIndex();
			if (before !== undefined) {
				closed.append(table, index, {...before, processes: groups.published().process}, now);
			}

			index.build(table);
			const openPorts = run(assignPorts(table));
			const sample = {
				table, sampledAt: now, openPorts, accounts: openPorts.slots.map(() => port), index,
			};
			const reports = reportsDestroyed ? destroyedTable(destroyed, now - 100) : undefined;
			groups.startTick(sample, {ownerOf: () => web});
			run(ledger.update(sample, before, {
				destroyed: reports, losesRemnants: false, lateRows: 0, begun: new BegunFromPorts(), isOwn: () => false, isProbed: () => false, isProbedHost: () => false, closed,
				pastAccounts: {past: () => undefined, unseen: () => port},
			}));
			run(groups.update(sample, before, {ownerOf: () => web, isProbed: () => false, reportsDestroyed}));
			closed.finish(reports);
			previous = sample;
			return sample;
		},
	};
}

/** Returns the rows of connections that closed, in the order of the table. */
function closedRows({table}: Played) {
	const {columns} = table;
	return Array.from({length: table.count - table.liveCount}, (_, index) => table.liveCount + index).filter(row => columns.closing[row] !== 0).map(row => ({
		cookie: columns.cookieLow[row]!,
		how: closings[columns.closing[row]!],
		received: columns.receivedBytes[row]!,
		sent: columns.sentBytes[row]!,
		isFinal: columns.isFinal[row] === 1,
		isUnseen: columns.isUnseen[row] === 1,
		seconds: (columns.vanishedAt[row]! - columns.firstSeenAt[row]!) / 1000,
	}));
}

function rowOf({table, index}: Played, identity: string): number {
	return findSocket(table, index, identity);
}

function ownerOf(closed: ClosedConnections, identity: string) {
	return closed.owners.get(closedCookieOf(identity)!);
}

function cookiesOf(sample: Played): readonly number[] {
	return closedRows(sample).map(({cookie}) => cookie);
}

function howOf(sample: Played): Record<number, string | undefined> {
	return Object.fromEntries(closedRows(sample).map(({cookie, how}) => [cookie, how]));
}

describe('connections that closed', () => {
	it('stay behind the living ones with their last counters, how they closed, for how long they were there, and whose they were', () => {
		const {sample, closed} = world();
		sample([listener]);
		sample([listener, client(2, {receivedBytes: 30, sentBytes: 4})]);
		const last = sample([listener], [client(2, {receivedBytes: 51, sentBytes: 9})]);
		assert.equal(last.table.liveCount, 1);
		// The peer's FIN is one of the bytes that the kernel counts.
		assert.deepEqual(closedRows(last), [{
			cookie: 2, how: 'peer', received: 50, sent: 9, isFinal: true, isUnseen: false, seconds: 0.9,
		}]);
		assert.equal(rowOf(last, '0:2'), 1, 'it has the name that it had');
		assert.deepEqual(ownerOf(closed, '0:2'), web);
	});

	it('are listed where no sample has seen them', () => {
		const {sample, closed} = world();
		sample([listener]);
		const last = sample([listener], [client(2, {receivedBytes: 51, sentBytes: 9})]);
		assert.deepEqual(closedRows(last), [{
			cookie: 2, how: 'peer', received: 50, sent: 9, isFinal: true, isUnseen: true, seconds: 0.9,
		}]);
		assert.equal(rowOf(last, '0:2'), 1, 'it is found by its name');
		assert.equal(last.table.columns.remotePort[1], 1002);
		assert.deepEqual(ownerOf(closed, '0:2'), web, 'the listener\'s process stands for the one that had it');
		assert.deepEqual(closedRows(sample([listener])).map(({isUnseen}) => isUnseen), [true], 'and stays');
	});

	it('say who closed first, by what is left of them', () => {
		const {sample} = world();
		sample([listener, client(2), client(3), client(4), client(5)]);
		const orderly = [2, 3, 4, 5].map(cookie => client(cookie, {receivedBytes: 1}));
		const last = sample([listener, remnant(2), remnant(3, 'FIN_WAIT_2'), remnant(6)], [...orderly, client(6), client(7)]);
		assert.deepEqual(howOf(last), {
			2: 'us', 3: 'us', 4: 'peer', 5: 'peer', 6: 'us', 7: 'peer',
		});
	});

	it('are listed next to what is left of them under the same cookie', () => {
		const {sample} = world();
		sample([listener, client(2, {receivedBytes: 30})]);
		const left = {...remnant(2), cookie: 2};
		for (const last of [sample([listener, left], [client(2, {receivedBytes: 40})]), sample([listener, left])]) {
			assert.deepEqual(closedRows(last).map(({cookie, how, received}) => [cookie, how, received]), [[2, 'us', 40]]);
			const closedRow = rowOf(last, '0:2');
			assert.equal(last.table.columns.closing[closedRow] !== 0, true, 'who looks at the connection goes on with that');
			const remnantRow = rowOf(last, socketIdentity(last.table, 1));
			assert.equal(remnantRow, 1, 'and what is left has a name of its own');
			assert.equal(socketIdentity(last.table, closedRow), '0:2');
		}
	});

	it('say that they were reset, given up, or never answered', () => {
		const {sample} = world();
		const begun = {
			direction: 'begun', local: '10.0.0.1', localPort: 40_000, remotePort: 443,
		} as const;
		sample([listener, client(2), client(3), client(4, {receivedBytes: 8}), client(5, {...begun, state: 'SYN_SENT'})]);
		const last = sample([listener], [
			client(2, {acknowledgedFlags: 0}),
			client(3, {acknowledgedFlags: 0, wasUnanswered: true}),
			client(4, {
				isCleared: true, receivedBytes: -1, sentBytes: -1, segmentsIn: -1, segmentsOut: -1,
			}),
			client(5, {...begun, wasEstablished: false}),
		]);
		assert.deepEqual(howOf(last), {
			2: 'reset', 3: 'timeout', 4: 'reset', 5: 'failed',
		});
		const cleared = closedRows(last).find(({cookie}) => cookie === 4);
		assert.deepEqual([cleared?.received, cleared?.isFinal], [8, false], 'what was cleared was at least what was seen');
	});

	it('say that they were reset where that was done from here, also after our FIN was acknowledged', () => {
		for (const reportsDestroyed of [true, false]) {
			const {sample, closed} = world({reportsDestroyed});
			sample([listener, client(2, {state: 'FIN_WAIT_2'}), client(3, {state: 'FIN_WAIT_2'}), client(4, {state: 'CLOSE_WAIT'})]);
			closed.markReset('0:2');
			closed.markReset('0:4');
			const gone = sample([listener]);
			assert.deepEqual(howOf(gone), {2: 'reset', 3: 'us', 4: 'reset'});
			// Its program has closed it later.
			const last = sample([listener], [client(2), client(3), client(4)]);
			assert.deepEqual(howOf(last), {2: 'reset', 3: 'us', 4: 'reset'});
		}
	});

	it('are known by their states where the kernel reports nothing, or it is not known how', () => {
		const {sample} = world({reportsDestroyed: false});
		sample([listener, client(2, {state: 'CLOSE_WAIT', receivedBytes: 8}), client(3, {state: 'LAST_ACK'}), client(4, {state: 'FIN_WAIT_2'}), client(5), client(6), client(7, {state: 'SYN_SENT', direction: 'begun'})]);
		const last = sample([listener, remnant(5)]);
		assert.deepEqual(howOf(last), {
			2: 'peer', 3: 'peer', 4: 'us', 5: 'us', 6: 'unknown', 7: 'unknown',
		});
		assert.ok(closedRows(last).every(({isFinal}) => !isFinal));
	});

	it('go after a minute, but for the one that is followed', () => {
		const {sample, closed} = world();
		sample([listener, client(2), client(3)]);
		sample([listener], [client(2), client(3)]);
		closed.follow('0:3');
		const at = (seconds: number) => cookiesOf(sample([listener], [], seconds));
		assert.deepEqual(at(61), [2, 3]);
		assert.deepEqual(at(62), [3]);
		assert.equal(closed.owners.size, 1);
		assert.deepEqual(ownerOf(closed, '0:3'), web);
		assert.deepEqual(at(1000), [3]);
		closed.follow(null);
		assert.deepEqual(at(1001), []);
	});

	it('are the newest, as many as there is room for; the others are counted for a minute', () => {
		const {sample, closed} = world();
		const many = Array.from({length: maxClosed + 10}, (_, index) => client(10 + index, {remotePort: 1 + index}));
		sample([listener, client(2), ...many.slice(0, 10)]);
		closed.follow('0:2');
		sample([listener, client(3), ...many.slice(10)], [client(2), ...many.slice(0, 10)]);
		assert.equal(closed.leftOut, 0);
		const crowded = sample([listener, client(3)], many.slice(10));
		assert.deepEqual(closedRows(crowded).slice(0, 2).map(({cookie}) => cookie), [2, 20]);
		assert.equal(crowded.table.count - crowded.table.liveCount, maxClosed + 1);
		assert.equal(closed.leftOut, 11);
		const shorts = Array.from({length: maxClosed + 5}, (_, index) => client(10_000 + index, {remotePort: 1 + index}));
		const short = sample([listener, client(3)], shorts);
		assert.equal(closedRows(short).at(-maxClosed)?.cookie, 10_005);
		assert.ok(short.table.count - short.table.liveCount <= (2 * maxClosed) + 1);
		sample([listener, client(3)], [], 63);
		assert.equal(closed.leftOut > 0, true);
		sample([listener, client(3)], [], 124);
		assert.equal(closed.leftOut, 0);
	});

	it('are not those that a dump skipped, nor sockets that are no connections, nor what is our own', () => {
		const {sample} = world();
		sample([listener, client(2, {receivedBytes: 5}), client(3, {localPort: 7777}), remnant(4), {
			cookie: 5, protocol: 'udp', localPort: 53, inode: 5,
		}]);
		assert.deepEqual(howOf(sample([listener])), {2: 'unknown'});
		const back = sample([listener, client(2, {receivedBytes: 9})]);
		assert.deepEqual(howOf(back), {});
		assert.equal(back.table.columns.receivedBytes[1], 9);
		assert.equal(back.table.columns.receiveBitsPerSecond[1], 16, 'its rate goes on over both seconds');
		assert.equal(back.table.columns.firstSeenAt[1], 1000);
	});
});
