import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {SocketTable} from '../../../source/collectors/socket-table.ts';
import {ByteReader, MalformedHistoryError} from '../../../source/engine/history/byte-reader.ts';
import {
	readTableChanges,
	readWholeTable,
	setRates,
	TableWriter,
	type TimedTable,
} from '../../../source/engine/history/table-delta.ts';
import {join} from '../../../source/engine/sockets/join.ts';
import {CookieIndex} from '../../../source/engine/sockets/row-index.ts';
import {thrownBy} from '../../linux/thrown-by.ts';
import {run, tableOf, type TestSocket} from '../../builders/socket-table.ts';

type Sampled = TimedTable & {readonly index: CookieIndex};

/** Sockets of which some come, go and move bytes from sample to sample, in any order. */
const socket = fc.record({
	cookie: fc.integer({min: 1, max: 12}),
	receivedBytes: fc.nat(1e9),
	sentBytes: fc.oneof(fc.nat(100), fc.constant(2 ** 40)),
	segmentsIn: fc.nat(1000),
	remotePort: fc.nat(65_535),
	rttMicroseconds: fc.integer({min: -1, max: 1e6}),
	state: fc.constantFrom('ESTABLISHED', 'CLOSE_WAIT', 'LISTEN'),
}, {noNullPrototype: true}) as fc.Arbitrary<TestSocket>;
const worlds = fc.array(fc.record({seconds: fc.double({min: 0.1, max: 5, noNaN: true}), sockets: fc.uniqueArray(socket, {selector: ({cookie}) => cookie, maxLength: 10})}), {minLength: 1, maxLength: 8});

function sampled(sockets: readonly TestSocket[], sampledAt: number, before: Sampled | undefined): Sampled {
	const table = tableOf(sockets);
	for (let row = 0; row < table.count; row++) {
		// Ages that run on, and timers that run down.
		table.columns.lastSentMilliseconds[row] = Math.floor(sampledAt) % 5000;
		table.columns.lastReceivedMilliseconds[row] = -1;
		table.columns.timerExpiresMilliseconds[row] = 7000 - (Math.floor(sampledAt) % 7000);
	}

	run(join(table, before, sampledAt, {onInode() {}, onInodeGone() {}}));
	const index = new CookieIndex();
	index.build(table);
	return {table, sampledAt, index};
}

/** The first table is written whole, the others as changes. */
function write(tables: TableWriter, now: Sampled, before: Sampled | undefined): Uint8Array {
	return before === undefined ? run(tables.writeWhole(now)) : tables.writeChanges(now, before);
}

function readNext(reader: ByteReader, before: TimedTable | undefined): TimedTable {
	if (before === undefined) {
		return readWholeTable(reader);
	}

	const now = readTableChanges(reader, before);
	setRates(now, before);
	return now;
}

/** The content of a table without what names rows of the one before. */
function contentOf({columns, count, liveCount, unread}: SocketTable) {
	const {previousRow, ...others} = columns;
	return {
		count, liveCount, unread: [...unread], previousRow: previousRow.slice(0, liveCount), columns: Object.fromEntries(Object.entries(others).map(([name, column]) => [name, column.slice(0, count)])),
	};
}

test('tables are read as they were sampled, rates and all', () => {
	fc.assert(fc.property(worlds, samples => {
		const tables = new TableWriter();
		let sampledAt = 1_000_000.5;
		let before: Sampled | undefined;
		let read: TimedTable | undefined;
		for (const {seconds, sockets} of samples) {
			sampledAt += seconds * 1000;
			const now = sampled(sockets, sampledAt, before);
			const reader = new ByteReader(write(tables, now, before));
			read = readNext(reader, read);
			assert.ok(reader.isAtEnd);
			assert.equal(read.sampledAt, sampledAt);
			assert.deepEqual(contentOf(read.table), contentOf(now.table));
			before = now;
		}
	}), {numRuns: 300});
});

test('idle sockets take no bytes, however old what they sent last is', () => {
	const sockets = Array.from({length: 1000}, (_, index): TestSocket => ({cookie: index + 1, receivedBytes: index, remotePort: 5}));
	const tables = new TableWriter();
	const first = sampled(sockets, 1000, undefined);
	const whole = run(tables.writeWhole(first)).length;
	const changed = tables.writeChanges(sampled(sockets, 2000, first), first).length;
	assert.ok(changed < 100, `${changed} of ${whole} bytes`);
});

test('other bytes give a typed error', () => {
	const tables = new TableWriter();
	const first = sampled([{cookie: 1, receivedBytes: 5}, {cookie: 2}], 1000, undefined);
	const whole = run(tables.writeWhole(first));
	const delta = tables.writeChanges(sampled([{cookie: 2, receivedBytes: 2 ** 41}, {cookie: 3}], 2000.25, first), first);
	const readBoth = (one: Uint8Array, other: Uint8Array) => {
		const error = thrownBy(() => {
			readNext(new ByteReader(other), readNext(new ByteReader(one), undefined));
		});
		assert.ok(error === undefined || error instanceof MalformedHistoryError, String(error));
	};

	for (let length = 0; length < delta.length; length++) {
		readBoth(whole, delta.subarray(0, length));
	}

	fc.assert(fc.property(fc.boolean(), fc.nat(10_000), fc.nat(255), (isFirst, place, value) => {
		const bytes = isFirst ? whole : delta;
		const other = bytes.with(place % bytes.length, value);
		readBoth(isFirst ? other : whole, isFirst ? delta : other);
	}), {numRuns: 2000});
});
