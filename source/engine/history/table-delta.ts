import {protocols} from '../../model/socket.ts';
import {SocketTable, unknown} from '../../collectors/socket-table.ts';
import {
	afterTime,
	setRatesSince,
	setRatesSinceOpened,
	setRatesUnknown,
} from '../sockets/join.ts';
import type {CookieIndex} from '../sockets/row-index.ts';
import {MalformedHistoryError, type ByteReader} from './byte-reader.ts';
import {ByteWriter, isWritableInteger} from './byte-writer.ts';
import {changedRows, type RowRuns} from './column-changes.ts';
import {readRuns, writeRuns} from './runs.ts';

type ColumnName = keyof SocketTable['columns'];

/** Rates are worked out again from the counters, as long as the sample before is there. */
const rates: ReadonlySet<ColumnName> = new Set([
	'receiveBitsPerSecond', 'sendBitsPerSecond', 'receivePacketsPerSecond', 'sendPacketsPerSecond', 'retransmissionsPerSecond', 'dataSegmentsPerSecond',
]);

/** Milliseconds that grow by themselves, and that run down: join.ts lets them. */
const ages: ReadonlySet<ColumnName> = new Set(['lastSentMilliseconds', 'lastReceivedMilliseconds']);
const countdowns: ReadonlySet<ColumnName> = new Set(['timerExpiresMilliseconds']);

const allColumns = (Object.keys(new SocketTable(1).columns) as ColumnName[]).filter(name => name !== 'previousRow');
const countedColumns = allColumns.filter(name => !rates.has(name));

/** No machine has more sockets. */
const maxRows = 2 ** 24;

/** A table with the moment at which it was read. */
export type TimedTable = {
	readonly table: SocketTable;
	/** Monotonic milliseconds. */
	readonly sampledAt: number;
};

/** Writes socket tables: whole, or which rows go on from the one before, and of each column the values that are not as was to be expected. */
export class TableWriter {
	readonly #writer = new ByteWriter();
	/** Holds the rows where a column is not as expected. */
	#rows = new Int32Array(1024);

	/** Returns a table as it is, column by column. */
	* writeWhole(now: TimedTable): Generator<void, Uint8Array<ArrayBuffer>> {
		this.#writeHead(now);
		const head = this.#writer.take();
		const {columns, count} = now.table;
		// Large, and only needed until it is compressed: in no buffer that stays.
		const bytes = new Uint8Array(allColumns.reduce((sum, name) => sum + (count * columns[name].BYTES_PER_ELEMENT), head.length));
		bytes.set(head);
		let place = head.length;
		for (const name of allColumns) {
			const {buffer, byteOffset, BYTES_PER_ELEMENT} = columns[name];
			bytes.set(new Uint8Array(buffer, byteOffset, count * BYTES_PER_ELEMENT), place);
			place += count * BYTES_PER_ELEMENT;
			yield;
		}

		return bytes;
	}

	/** Returns what differs from the table of the sample before. */
	writeChanges(now: TimedTable, before: TimedTable & {readonly index: CookieIndex}): Uint8Array<ArrayBuffer> {
		const writer = this.#writer;
		const {table, sampledAt} = now;
		this.#writeHead(now);
		if (this.#rows.length < table.count) {
			this.#rows = new Int32Array(2 * table.count);
		}

		const matches = matchesOf(table, before);
		const runs = writeRuns(writer, matches);
		const elapsed = Math.round(sampledAt - before.sampledAt);
		for (const name of countedColumns) {
			const column = table.columns[name];
			const former = before.table.columns[name];
			const changed = changedRows(this.#rows, {now: column, before: former}, limited(runs, table, name, elapsed));
			writer.count(changed);
			let last = -1;
			for (let index = 0; index < changed; index++) {
				const row = this.#rows[index]!;
				const match = matches[row]!;
				writer.count(row - last - 1);
				last = row;
				this.#writeValue(column[row]!, match === unknown ? 0 : former[match]!);
			}
		}

		return writer.take();
	}

	#writeHead({table, sampledAt}: TimedTable): void {
		const writer = this.#writer;
		const {count, liveCount, unread} = table;
		writer.float(sampledAt);
		writer.count(count);
		writer.count(liveCount);
		writer.count(unread.size);
		for (const protocol of unread) {
			writer.byte(protocols.indexOf(protocol));
		}
	}

	#writeValue(now: number, before: number): void {
		const difference = now - before;
		if (difference !== 0 && isWritableInteger(difference) && before + difference === now) {
			this.#writer.integer(difference);
		} else {
			this.#writer.integer(0);
			this.#writer.float(now);
		}
	}
}

/** Reads a table that was written whole. Throws a MalformedHistoryError on other bytes. */
export function readWholeTable(reader: ByteReader): TimedTable {
	const now = readHead(reader);
	const {columns, count} = now.table;
	for (const name of allColumns) {
		const {buffer, byteOffset, BYTES_PER_ELEMENT} = columns[name];
		new Uint8Array(buffer, byteOffset).set(reader.bytes(count * BYTES_PER_ELEMENT));
	}

	columns.previousRow.fill(unknown, 0, count);
	return now;
}

/** Reads the changes of a table, given the same table before; its rates are not set yet. Throws a MalformedHistoryError on other bytes. */
export function readTableChanges(reader: ByteReader, before: TimedTable): TimedTable {
	const now = readHead(reader);
	const {table, sampledAt} = now;
	const {columns, count, liveCount} = table;
	const elapsed = Math.round(sampledAt - before.sampledAt);
	const {matches, runs} = readRuns(reader, count, before.table.count);
	for (const name of countedColumns) {
		const column = columns[name];
		const former = before.table.columns[name];
		for (let run = 0; run < runs.length; run += 3) {
			const [start, end, first] = [runs[run]!, runs[run + 1]!, runs[run + 2]!];
			if (first !== unknown) {
				column.set(former.subarray(first, first + end - start), start);
			}
		}

		if (name === 'sampledAt') {
			column.fill(sampledAt, 0, liveCount);
		} else if (ages.has(name)) {
			letPass(column, matches, liveCount, elapsed);
		} else if (countdowns.has(name)) {
			letPass(column, matches, liveCount, -elapsed);
		}

		readChanges(reader, column, former, matches);
	}

	columns.previousRow.set(matches);
	return now;
}

/** Sets the rates of a table that was read as changes. */
export function setRates({table, sampledAt}: TimedTable, before: TimedTable): void {
	const {previousRow} = table.columns;
	for (let row = 0; row < table.count; row++) {
		const match = previousRow[row]!;
		if (row >= table.liveCount) {
			setRatesUnknown(table, row);
		} else if (match === unknown) {
			setRatesSinceOpened(table, row, sampledAt - before.sampledAt);
		} else {
			setRatesSince(table, row, before.table, match);
		}
	}
}

function readHead(reader: ByteReader): TimedTable {
	const sampledAt = reader.float();
	const [count, liveCount] = [reader.count(), reader.count()];
	if (count > maxRows || liveCount > count) {
		throw new MalformedHistoryError(`${liveCount} of ${count} sockets`);
	}

	const table = new SocketTable(Math.max(1, count));
	table.count = count;
	table.liveCount = liveCount;
	const unread = reader.length();
	for (let index = 0; index < unread; index++) {
		const protocol = protocols[reader.byte()];
		if (protocol === undefined) {
			throw new MalformedHistoryError('an unknown protocol');
		}

		table.unread.add(protocol);
	}

	return {table, sampledAt};
}

function readChanges(reader: ByteReader, column: SocketTable['columns'][ColumnName], former: ArrayLike<number>, matches: Int32Array): void {
	const changed = reader.length();
	for (let index = 0, row = -1; index < changed; index++) {
		row += reader.count() + 1;
		if (row >= matches.length) {
			throw new MalformedHistoryError(`row ${row} of ${matches.length}`);
		}

		const difference = reader.integer();
		const match = matches[row]!;
		column[row] = difference === 0 ? reader.float() : (match === unknown ? 0 : former[match]!) + difference;
	}
}

/** Returns the rows of a column that are compared, and how its values go on by themselves. */
function limited(rows: Int32Array, {liveCount}: SocketTable, name: ColumnName, elapsed: number): RowRuns {
	const growth = ages.has(name) ? elapsed : (countdowns.has(name) ? -elapsed : 0);
	// Living sockets were all read at the moment of the sample.
	return {
		rows, from: name === 'sampledAt' ? liveCount : 0, growth, growingRows: liveCount,
	};
}

/** Lets time pass for the rows that were there before. */
function letPass(column: SocketTable['columns'][ColumnName], matches: Int32Array, liveCount: number, milliseconds: number): void {
	for (let row = 0; row < liveCount; row++) {
		if (matches[row] !== unknown) {
			column[row] = afterTime(column[row]!, milliseconds);
		}
	}
}

/** Returns the row of the same socket in the table before, by row; unknown where there is none. */
function matchesOf({columns, count, liveCount}: SocketTable, {index}: {readonly index: CookieIndex}): Int32Array {
	const matches = columns.previousRow.slice(0, count);
	// Those that vanished are copies of older rows, which name a row of a still older table.
	for (let row = liveCount; row < count; row++) {
		matches[row] = index.find(columns.cookieLow[row]!, columns.cookieHigh[row]!);
	}

	return matches;
}
