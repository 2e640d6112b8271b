/* Random connections, sampled now and then: whatever a sample misses, the totals are those of what was moved, and they never fall. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {SocketTable, unknown} from '../../../source/collectors/socket-table.ts';
import {join} from '../../../source/engine/sockets/join.ts';
import {CookieIndex} from '../../../source/engine/sockets/row-index.ts';
import {BegunFromPorts} from '../../../source/engine/traffic/begun-from-ports.ts';
import {ConnectionGroups} from '../../../source/engine/traffic/connection-groups.ts';
import {figureCount, figurePositions, type GroupFigure} from '../../../source/engine/traffic/group-table.ts';
import {groupings, type Grouping} from '../../../source/model/group.ts';
import {PeerGroups} from '../../../source/engine/traffic/peer-groups.ts';
import {PortAccounts} from '../../../source/engine/traffic/port-accounts.ts';
import {assignPorts} from '../../../source/engine/traffic/port-slots.ts';
import {TrafficLedger, type LedgerSample} from '../../../source/engine/traffic/traffic-ledger.ts';
import {unknownTotals, type Counted, type TrafficTotals} from '../../../source/model/traffic.ts';
import {aProcess} from '../../builders/process.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';
import {destroyedTable, type TestDestroyed} from '../destroyed.ts';

/** The last sample; every connection is over before. */
const end = 12;
const port = 80;
const peer = '10.0.0.9';

type Connection = {
	/** It was connected from the listener's port, else the listener accepted it. */
	readonly isBegun: boolean;
	readonly from: number;
	readonly to: number;
	/** This end closes first. */
	readonly closesFirst: boolean;
	/** After so long the peer's FIN comes to the TIME-WAIT. */
	readonly finAfter: number;
	readonly receivedBytes: number;
	readonly sentBytes: number;
};

const time = fc.integer({min: 0, max: 1000}).map(thousandths => thousandths / 1000);
const lasting = fc.oneof(time.map(part => part * 0.5), time.map(part => part * 4));
const anyFinAfter = fc.oneof(fc.constant(0), time.map(part => part * 2));
const anyConnection: fc.Arbitrary<Connection> = fc.record({
	isBegun: fc.boolean(),
	from: time.map(part => 1.05 + (part * 6)),
	lasting,
	closesFirst: fc.boolean(),
	finAfter: anyFinAfter,
	receivedBytes: fc.nat(1000),
	sentBytes: fc.nat(1000),
}).map(({lasting: lasts, ...rest}) => ({...rest, to: rest.from + lasts}));
const connections = fc.array(anyConnection, {maxLength: 12});

/** The sockets at a moment, from the kernel's point of view. Bytes move evenly, one in each segment. */
function socketOf(connection: Connection, index: number, now: number): readonly TestSocket[] {
	const {from, to, isBegun, closesFirst, finAfter} = connection;
	const ends = {
		local: '10.0.0.1', localPort: port, remote: peer, remotePort: (isBegun ? 443 : 40_000) + index,
	};
	if (now >= from && now < to) {
		return [{
			...ends, cookie: 10 + index, inode: 10 + index, direction: isBegun ? 'begun' : 'accepted', ...movedAt(connection, now),
		}];
	}

	return closesFirst && now >= to
		? [{...ends, cookie: 1000 + index, state: now < to + finAfter ? 'FIN_WAIT_2' : 'TIME_WAIT'}]
		: [];
}

function movedAt({from, to, receivedBytes, sentBytes, isBegun}: Connection, now: number) {
	const part = now >= to ? 1 : (now - from) / (to - from);
	const [received, sent] = [Math.floor(receivedBytes * part), Math.floor(sentBytes * part)];
	// SYN and ACK of an accepted one; SYN-ACK of one that was begun here, which counts its SYN.
	return {
		receivedBytes: received, sentBytes: sent, segmentsIn: received + (isBegun ? 1 : 2), segmentsOut: sent + (isBegun ? 2 : 0), dataSegmentsOut: sent, retransmissions: 0,
	};
}

/** The last that the kernel reports: the peer's FIN is a byte of those that it had received before it was destroyed. */
function destroyedOf(connection: Connection, index: number): TestDestroyed {
	const {closesFirst, to} = connection;
	const [socket] = socketOf({...connection, to: Infinity}, index, connection.from);
	const moved = movedAt(connection, to);
	const fin = closesFirst ? 0 : 1;
	return {
		...socket!, ...moved, state: 'CLOSED', receivedBytes: moved.receivedBytes + fin, segmentsIn: moved.segmentsIn + fin, acknowledgedFlags: 2, leavesFinUnread: false,
	};
}

const processes = [aProcess({pid: 7, unit: 'web.service'}), aProcess({pid: 8, container: 'c8'}), aProcess({pid: 9})];

/** Samples of a world with one listener, which is there at `isListening`. Returns the totals of port and peers after each. */
function totalsOf(all: readonly Connection[], isListening: (now: number) => boolean, samples: readonly number[]) {
	const peers = new PeerGroups();
	const groups = new ConnectionGroups();
	const ledger = new TrafficLedger(peers, groups);
	const books = new PortAccounts();
	const begun = new BegunFromPorts();
	let previous: (LedgerSample & {readonly index: CookieIndex}) | undefined;
	let before = 0;
	return samples.map(now => {
		const sampledAt = now * 1000;
		const over = all.entries().filter(([, {to}]) => to > before && to <= now).toArray();
		const destroyed = destroyedTable(over.map(([index, connection]) => destroyedOf(connection, index)), sampledAt);
		const sockets: readonly TestSocket[] = [
			...isListening(now)
				? [{
					cookie: Math.floor(now * 1000) + 5000, state: 'LISTEN', local: '0.0.0.0', localPort: port, drops: 0, inode: 1,
				} as const]
				: [],
			...all.entries().flatMap(([index, connection]) => socketOf(connection, index, now)),
		];
		const table = sockets.length === 0 ? new SocketTable() : tableOf(sockets);
		run(join(table, previous, sampledAt, {onInode() {/* No owners here. */}, onInodeGone() {/* Nor here. */}}));
		begun.addDestroyed(destroyed, (ends, row) => previous?.openPorts.find(ends, row) !== unknown || books.past(ends, row) !== undefined);
		const openPorts = run(assignPorts(table, undefined, String, begun));
		const index = new CookieIndex();
		index.build(table);
		const accounts = books.of(openPorts, sampledAt);
		const sample = {
			table, sampledAt, openPorts, accounts, index,
		};
		// The server, and two clients.
		const sources = {ownerOf: (row: number) => processes[table.columns.inode[row]! === 1 ? 0 : 1 + (table.columns.inode[row]! % 2)], isProbed: () => false, reportsDestroyed: true};
		groups.startTick(sample, sources);
		run(ledger.update(sample, previous, {
			destroyed,
			losesRemnants: false,
			lateRows: 0,
			closed: undefined,
			begun,
			isOwn: () => false,
			isProbed: () => false,
			isProbedHost: () => false,
			pastAccounts: {past: (ends, row) => books.past(ends, row), unseen: (ends, row) => books.unseen(ends, row)},
		}));
		run(groups.update(sample, previous, sources));
		books.addCounted(openPorts, undefined, {halfOpenAdded: () => 0});
		previous = sample;
		before = now;
		return {
			port: books.closedTotals(port, false, true),
			peers: peers.all().map(({account}) => ({totals: account.sinceStart(), missesBytes: account.missesBytes})),
			slots: openPorts.slots.map(({connections: count}) => count),
			groups: groups.published(),
		};
	});
}

const figures = ['opened', 'closed', 'failed', 'resets', 'timeouts', 'receivedBytes', 'sentBytes', 'receivedPackets', 'sentPackets'] as const;

function sumOf(all: readonly TrafficTotals[]) {
	return Object.fromEntries(figures.map(figure => [figure, all.reduce((sum, totals) => sum + (totals[figure] ?? 0), 0)]));
}

/** Totals as they should be; `failed` of a port is counted elsewhere. */
function truthOf(all: readonly Connection[]): TrafficTotals {
	const sum = (read: (connection: Connection) => number) => all.reduce((total, connection) => total + read(connection), 0);
	return {
		...unknownTotals,
		opened: all.length,
		closed: all.length,
		receivedBytes: sum(({receivedBytes}) => receivedBytes),
		sentBytes: sum(({sentBytes}) => sentBytes),
		// The peer's FIN, which a socket or a TIME-WAIT gets.
		receivedPackets: sum(connection => movedAt(connection, end).segmentsIn + 1),
		// Where the TIME-WAIT acknowledged it no socket has counted that; nor has it the SYN-ACK.
		sentPackets: sum(connection => movedAt(connection, end).segmentsOut + (connection.closesFirst ? 1 : 0) + (connection.isBegun ? 0 : 1)),
	};
}

function check(known: readonly TrafficTotals[], missesBytes: boolean, all: readonly Connection[]): void {
	const [found, truth] = [sumOf(known), sumOf([truthOf(all)])];
	for (const figure of figures) {
		const isLowerBound = missesBytes && (figure.startsWith('received') || figure === 'sentPackets');
		assert.ok(isLowerBound ? found[figure]! <= truth[figure]! : found[figure] === truth[figure], `${figure}: ${found[figure]} instead of ${truth[figure]}`);
	}
}

function checkNeverFalls(all: ReadonlyArray<Counted | null>): void {
	for (const figure of figures) {
		const values = all.map(counted => counted?.sinceStart[figure] ?? 0);
		assert.ok(values.every((value, index) => index === 0 || value >= values[index - 1]!), `${figure} fell: ${values.join(' ')}`);
	}
}

const sampleTimes = fc.array(time.map(part => 1.1 + (part * (end - 1.2))), {maxLength: 15})
	.map(times => [1, ...new Set(times.toSorted((a, b) => a - b)), end, end + 1]);
/** Moments at which the listener comes or goes; it was there at the first sample, and is at the last. */
const changes = fc.array(time.map(part => 1.01 + (part * 8)), {maxLength: 8});
const listening = (times: readonly number[]) => (now: number) => now <= 1 || now >= end || times.filter(at => at <= now).length % 2 === 0;

const silent: Connection = {
	isBegun: false, from: 1.05, to: 1.05, closesFirst: true, finAfter: 0, receivedBytes: 0, sentBytes: 0,
};

test('totals of a port and of peers are exact, whenever samples are taken and whether or not the listener is still there', () => {
	fc.assert(fc.property(connections, sampleTimes, changes, (all, samples, times) => {
		const isListening = listening(times);
		// What is accepted is accepted by a listener.
		const possible = all.filter(({isBegun, from}) => isBegun || isListening(from));
		const seen = totalsOf(possible, isListening, samples);
		const last = seen.at(-1)!;
		assert.notEqual(last.port, null);
		check([last.port!.sinceStart], last.port!.missesBytes, possible.filter(({isBegun}) => !isBegun));
		check(last.peers.map(({totals}) => totals), last.peers.some(({missesBytes}) => missesBytes), possible.filter(({isBegun}) => isBegun));
		checkNeverFalls(seen.map(sample => sample.port));
	}), {
		numRuns: 200,
		// One that received nothing had no FIN among its bytes; the other shows that the program leaves FINs.
		examples: [[[silent, {...silent, finAfter: 0.052}], [1, 1.1, end, end + 1], []]],
	});
});

test('a listener that no sample has seen loses nothing that it accepted', () => {
	fc.assert(fc.property(connections, sampleTimes, (all, samples) => {
		const accepted = all.filter(({isBegun}) => !isBegun);
		const seen = totalsOf(accepted, now => now > end, samples);
		const last = seen.at(-1)!;
		assert.deepEqual(last.peers, []);
		check(last.port === null ? [] : [last.port.sinceStart], last.port?.missesBytes ?? false, accepted);
		checkNeverFalls(seen.map(sample => sample.port));
	}), {
		numRuns: 100,
		// Seen without a byte, and over without one.
		examples: [[[{...silent, to: 1.102}, {...silent, to: 1.73, finAfter: 0.008}], [1, 1.1, 1.7372, end, end + 1]]],
	});
});

test('what was begun from a listening port is never one of its connections, not even in TIME-WAIT', () => {
	fc.assert(fc.property(connections, sampleTimes, (all, samples) => {
		const begun = all.filter(({isBegun}) => isBegun);
		const seen = totalsOf(begun, () => true, samples);
		assert.ok(seen.every(({slots}) => slots.every(count => count === 0)));
	}), {numRuns: 200});
});

test('the groups of each grouping have moved what all connections together have, whatever the samples saw of them', () => {
	fc.assert(fc.property(connections, sampleTimes, changes, (all, samples, times) => {
		const isListening = listening(times);
		const possible = all.filter(({isBegun, from}) => isBegun || isListening(from));
		const {groups} = totalsOf(possible, isListening, samples).at(-1)!;
		const truth = truthOf(possible);
		for (const grouping of groupings) {
			const missesBytes = groups[grouping].groups.some(group => group?.missesBytes);
			const sum = (figure: GroupFigure) => sumOfGroups(groups, grouping, figure);
			for (const figure of ['opened', 'closed', 'sentBytes'] as const) {
				assert.equal(sum(figure), truth[figure], `${figure} by ${grouping}`);
			}

			assert.ok(missesBytes ? sum('receivedBytes') <= truth.receivedBytes! : sum('receivedBytes') === truth.receivedBytes, `receivedBytes by ${grouping}: ${sum('receivedBytes')} instead of ${truth.receivedBytes}`);
		}
	}), {numRuns: 200});
});

function sumOfGroups(groups: ReturnType<ConnectionGroups['published']>, grouping: Grouping, figure: GroupFigure): number {
	let sum = 0;
	for (let place = figurePositions[figure]; place < groups[grouping].totals.length; place += figureCount) {
		sum += groups[grouping].totals[place]!;
	}

	return sum;
}
