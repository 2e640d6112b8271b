import {unknown} from '../../collectors/socket-table.ts';
import {MalformedHistoryError, type ByteReader} from './byte-reader.ts';
import type {ByteWriter} from './byte-writer.ts';

/**
Writes row numbers, most of which follow one another: the length of each run, and where it begins; 0 for no row. Returns the runs, three
numbers each: its first place, the one after its last, the first row number; unknown for no row.
*/
export function writeRuns(writer: ByteWriter, rows: Int32Array): Int32Array {
	const runs: number[] = [];
	for (let start = 0; start < rows.length;) {
		const first = rows[start]!;
		let end = start + 1;
		while (end < rows.length && rows[end] === (first === unknown ? unknown : first + end - start)) {
			end++;
		}

		writer.count(end - start);
		writer.count(first + 1);
		runs.push(start, end, first);
		start = end;
	}

	return Int32Array.from(runs);
}

/** Reads the numbers of so many rows, each of one of the `before` rows or unknown, and their runs. */
export function readRuns(reader: ByteReader, count: number, before: number): {readonly matches: Int32Array<ArrayBuffer>; readonly runs: Int32Array} {
	const matches = new Int32Array(count);
	const runs: number[] = [];
	for (let start = 0; start < count;) {
		const length = reader.count();
		const first = reader.count() - 1;
		if (length === 0 || start + length > count || (first !== unknown && first + length > before)) {
			throw new MalformedHistoryError(`a run of ${length} rows`);
		}

		for (let index = 0; index < length; index++) {
			matches[start + index] = first === unknown ? unknown : first + index;
		}

		runs.push(start, start + length, first);
		start += length;
	}

	return {matches, runs: Int32Array.from(runs)};
}
