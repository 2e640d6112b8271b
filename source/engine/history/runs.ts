import {unknown} from '../../collectors/socket-table.ts';
import {MalformedHistoryError, type ByteReader} from './byte-reader.ts';
import type {ByteWriter} from './byte-writer.ts';

/** Writes row numbers, most of which follow one another: the length of each run, and where it begins; 0 for no row. */
export function writeRuns(writer: ByteWriter, rows: Int32Array): void {
	for (let start = 0; start < rows.length;) {
		const first = rows[start]!;
		let end = start + 1;
		while (end < rows.length && rows[end] === (first === unknown ? unknown : first + end - start)) {
			end++;
		}

		writer.count(end - start);
		writer.count(first + 1);
		start = end;
	}
}

/** Reads the numbers of so many rows, each of one of the `before` rows or unknown. */
export function readRuns(reader: ByteReader, count: number, before: number): Int32Array {
	const rows = new Int32Array(count);
	for (let start = 0; start < count;) {
		const length = reader.count();
		const first = reader.count() - 1;
		if (length === 0 || start + length > count || (first !== unknown && first + length > before)) {
			throw new MalformedHistoryError(`a run of ${length} rows`);
		}

		for (let index = 0; index < length; index++) {
			rows[start + index] = first === unknown ? unknown : first + index;
		}

		start += length;
	}

	return rows;
}
