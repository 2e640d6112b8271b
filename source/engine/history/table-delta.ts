import {protocols} from '../../model/socket.ts';
import {SocketTable, unknown} from '../../collectors/socket-table.ts';
import {setRatesSince, setRatesSinceOpened, setRatesUnknown} from '../sockets/join.ts';
import type {CookieIndex} from '../sockets/row-index.ts';
import {MalformedHistoryError, type ByteReader} from './byte-reader.ts';
import {isWritableInteger, type ByteWriter} from './byte-writer.ts';
import {readRuns, writeRuns} from './runs.ts';

type ColumnName = keyof SocketTable['columns'];

/** Rates are worked out again from the counters, as long as the sample before is there. */
const rates: ReadonlySet<ColumnName> = new Set([
	'receiveBitsPerSecond', 'sendBitsPerSecond', 'receivePacketsPerSecond', 'sendPacketsPerSecond', 'retransmissionsPerSecond', 'dataSegmentsPerSecond',
]);

/** Milliseconds that grow by themselves, and that run down. */
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

/** Writes socket tables: which rows go on from the one before, and of each column the values that are not as was to be expected. */
export class TableWriter {
	readonly #writer: ByteWriter;
	/** Holds what is expected of a column, and the rows where it is not so. */
	#expected = new Float64Array(1024);
	#rows = new Int32Array(1024);

	constructor(writer: ByteWriter) {
		this.#writer = writer;
	}

	/** Writes a table. `before`: the one of the sample before, which was written before it; undefined: the table is written whole. */
	write(now: TimedTable, before: (TimedTable & {readonly index: CookieIndex}) | undefined): void {
		const writer = this.#writer;
		const {table, sampledAt} = now;
		const {count, liveCount, unread} = table;
		writer.float(sampledAt);
		writer.count(count);
		writer.count(liveCount);
		writer.count(unread.size);
		for (const protocol of unread) {
			writer.byte(protocols.indexOf(protocol));
		}

		const matches = matchesOf(table, before);
		writeRuns(writer, matches);
		if (this.#rows.length < count) {
			this.#rows = new Int32Array(2 * count);
			this.#expected = new Float64Array(2 * count);
		}

		for (const name of before === undefined ? allColumns : countedColumns) {
			expectColumn(this.#expected, name, {now, matches}, before);
			this.#writeColumn(table.columns[name], count);
		}
	}

	#writeColumn(values: ArrayLike<number>, count: number): void {
		const writer = this.#writer;
		const expected = this.#expected;
		const rows = this.#rows;
		let changed = 0;
		for (let row = 0; row < count; row++) {
			if (values[row] !== expected[row]) {
				rows[changed++] = row;
			}
		}

		writer.count(changed);
		let last = -1;
		for (let index = 0; index < changed; index++) {
			const row = rows[index]!;
			writer.count(row - last - 1);
			last = row;
			const difference = values[row]! - expected[row]!;
			if (isWritableInteger(difference) && expected[row]! + difference === values[row]!) {
				writer.integer(difference);
			} else {
				// What is as expected is not written.
				writer.integer(0);
				writer.float(values[row]!);
			}
		}
	}
}

/** Reads what a TableWriter wrote, given the same table before. Throws a MalformedHistoryError on other bytes. */
export function readTable(reader: ByteReader, before: TimedTable | undefined): TimedTable {
	const sampledAt = reader.float();
	const [count, liveCount] = [reader.count(), reader.count()];
	if (count > maxRows || liveCount > count) {
		throw new MalformedHistoryError(`${liveCount} of ${count} sockets`);
	}

	const table = new SocketTable(Math.max(1, count));
	const now = {table, sampledAt};
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

	const matches = readRuns(reader, count, before?.table.count ?? 0);
	const expected = new Float64Array(count);
	for (const name of before === undefined ? allColumns : countedColumns) {
		expectColumn(expected, name, {now, matches}, before);
		readColumn(reader, expected);
		table.columns[name].set(expected);
	}

	table.columns.previousRow.set(matches);
	if (before !== undefined) {
		setRates(now, before);
	}

	return now;
}

function readColumn(reader: ByteReader, values: Float64Array): void {
	const changed = reader.length();
	for (let index = 0, row = -1; index < changed; index++) {
		row += reader.count() + 1;
		if (row >= values.length) {
			throw new MalformedHistoryError(`row ${row} of ${values.length}`);
		}

		const difference = reader.integer();
		values[row] = difference === 0 ? reader.float() : values[row]! + difference;
	}
}

function setRates({table, sampledAt}: TimedTable, before: TimedTable): void {
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

/** Returns the row of the same socket in the table before, by row; unknown where there is none. */
function matchesOf({columns, count, liveCount}: SocketTable, before: {readonly index: CookieIndex} | undefined): Int32Array {
	if (before === undefined) {
		return new Int32Array(count).fill(unknown);
	}

	const matches = columns.previousRow.slice(0, count);
	// Those that vanished are copies of older rows, which name a row of a still older table.
	for (let row = liveCount; row < count; row++) {
		matches[row] = before.index.find(columns.cookieLow[row]!, columns.cookieHigh[row]!);
	}

	return matches;
}

/** Sets what is expected of a column: what it was, or what time has made of it; of new rows the moment, or 0. */
function expectColumn(expected: Float64Array, name: ColumnName, {now: {table, sampledAt}, matches}: {readonly now: TimedTable; readonly matches: Int32Array}, before: TimedTable | undefined): void {
	const {count, liveCount} = table;
	const old = before?.table.columns[name];
	const elapsed = Math.round(sampledAt - (before?.sampledAt ?? sampledAt));
	const ofNew = name === 'sampledAt' || name === 'firstSeenAt' ? sampledAt : 0;
	for (let row = 0; row < count; row++) {
		const match = matches[row]!;
		expected[row] = match === unknown || old === undefined ? ofNew : old[match]!;
	}

	if (name === 'sampledAt') {
		expected.fill(sampledAt, 0, liveCount);
	} else if (ages.has(name)) {
		for (let row = 0; row < liveCount; row++) {
			expected[row]! += matches[row] === unknown || expected[row] === unknown ? 0 : elapsed;
		}
	} else if (countdowns.has(name)) {
		for (let row = 0; row < liveCount; row++) {
			expected[row] = Math.max(0, expected[row]! - elapsed);
		}
	}
}
