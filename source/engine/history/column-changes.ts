import {Buffer} from 'node:buffer';
import {unknown} from '../../collectors/socket-table.ts';

type Column = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float64Array;

/** The rows of a table, in runs that go on from rows of the one before. */
export type RowRuns = {
	/** Three numbers a run: its first row, the one after its last, the row of the table before from which it goes on; unknown for new rows. */
	readonly rows: Int32Array;
	/** Rows before this one are not looked at. */
	readonly from: number;
	/** By so much a 32-bit value that is known is expected to have changed, down to 0, in the rows before `growingRows`. */
	readonly growth: number;
	readonly growingRows: number;
};

/**
Writes the rows in which a column is not what it was to the beginning of an array, and returns their number; a new row's values were 0.
It goes over every row of every column in every sample, which is why most of them are compared as bytes, at once.
*/
export function changedRows(changed: Int32Array, {now, before}: {readonly now: Column; readonly before: Column}, {rows, from, growth, growingRows}: RowRuns): number {
	let count = 0;
	for (let run = 0; run < rows.length; run += 3) {
		const start = Math.max(from, rows[run]!);
		const end = rows[run + 1]!;
		const shift = rows[run + 2]! - rows[run]!;
		if (rows[run + 2] === unknown) {
			for (let row = start; row < end; row++) {
				if (now[row] !== 0) {
					changed[count++] = row;
				}
			}
		} else if (growth !== 0) {
			count = ungrownRows(changed, count, {
				now: wordsOf(now), before: wordsOf(before), start, end, shift, growth, growingRows,
			});
		} else if (start < end && !isSame(now, before, {start, end, shift})) {
			count = differentRows(changed, count, {
				now, before, start, end, shift,
			});
		}
	}

	return count;
}

type Run = {
	readonly start: number;
	readonly end: number;
	readonly shift: number;
};

function isSame(now: Column, before: Column, {start, end, shift}: Run): boolean {
	return Buffer.compare(bytesOf(now, start, end), bytesOf(before, start + shift, end + shift)) === 0;
}

function bytesOf({buffer, byteOffset, BYTES_PER_ELEMENT}: Column, start: number, end: number): Uint8Array {
	return new Uint8Array(buffer, byteOffset + (start * BYTES_PER_ELEMENT), (end - start) * BYTES_PER_ELEMENT);
}

/** Writes the rows in which a run differs. Each type of array has a loop of its own, so that the compiler knows it. */
function differentRows(changed: Int32Array, count: number, {now, before, ...run}: Run & {readonly now: Column; readonly before: Column}): number {
	if (now instanceof Float64Array && before instanceof Float64Array) {
		return differentDoubles(changed, count, {now, before, ...run});
	}

	if (now.BYTES_PER_ELEMENT === 4) {
		return differentWords(changed, count, {now: wordsOf(now), before: wordsOf(before), ...run});
	}

	let found = count;
	for (let row = run.start; row < run.end; row++) {
		if (now[row] !== before[row + run.shift]) {
			changed[found++] = row;
		}
	}

	return found;
}

const wordsOf = ({buffer, byteOffset, byteLength}: Column): Int32Array => new Int32Array(buffer, byteOffset, byteLength / 4);

function differentWords(changed: Int32Array, count: number, {now, before, start, end, shift}: Run & {readonly now: Int32Array; readonly before: Int32Array}): number {
	let found = count;
	for (let row = start; row < end; row++) {
		if (now[row] !== before[row + shift]) {
			changed[found++] = row;
		}
	}

	return found;
}

function differentDoubles(changed: Int32Array, count: number, {now, before, start, end, shift}: Run & {readonly now: Float64Array; readonly before: Float64Array}): number {
	let found = count;
	for (let row = start; row < end; row++) {
		if (now[row] !== before[row + shift]) {
			changed[found++] = row;
		}
	}

	return found;
}

function ungrownRows(changed: Int32Array, count: number, {now, before, start, end, shift, growth, growingRows}: Run & Pick<RowRuns, 'growth' | 'growingRows'> & {readonly now: Int32Array; readonly before: Int32Array}): number {
	let found = count;
	for (let row = start; row < end; row++) {
		const old = before[row + shift]!;
		if (now[row] !== (old === unknown || row >= growingRows ? old : Math.max(0, old + growth))) {
			changed[found++] = row;
		}
	}

	return found;
}
