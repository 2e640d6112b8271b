import type {RowSet} from '../views/view.ts';

/** Rows sorted beyond the window, so that the next keys find theirs sorted already. */
const margin = 200;

/** The matching rows of a set, sorted only where they are shown: of 100,000 rows a screen shows fifty. */
export class OrderedRows {
	readonly #set: RowSet;
	readonly #rows: Uint32Array;
	/** The range [from, to) is sorted as in a full sort. */
	#sortedFrom = 0;
	#sortedTo = 0;

	constructor(set: RowSet) {
		this.#set = set;
		this.#rows = matchingRows(set);
	}

	get length(): number {
		return this.#rows.length;
	}

	/** Returns the rows at these places of the full order. */
	slice(from: number, to: number): Uint32Array {
		const end = Math.min(to, this.length);
		if (from < this.#sortedFrom || end > this.#sortedTo) {
			this.#sortedFrom = Math.max(0, from - margin);
			this.#sortedTo = Math.min(this.length, end + margin);
			sortRange(this.#rows, this.#sortedFrom, this.#sortedTo, this.#set.compare);
		}

		return this.#rows.slice(from, end);
	}

	/** Returns the place in the full order of the row with that identity; -1 if it is not among the rows. */
	placeOf(identity: string): number {
		const row = this.#set.find(identity);
		if (row === -1 || !this.#set.matches(row)) {
			return -1;
		}

		const near = this.#rows.subarray(this.#sortedFrom, this.#sortedTo).indexOf(row);
		return near === -1 ? rankOf(this.#rows, row, this.#set.compare) : this.#sortedFrom + near;
	}

	identity(row: number): string {
		return this.#set.identity(row);
	}

	/** Returns how many rows pass a test. */
	count(test: (row: number) => boolean): number {
		let passed = 0;
		for (const row of this.#rows) {
			if (test(row)) {
				passed++;
			}
		}

		return passed;
	}
}

/** Returns the indices of the matching rows, in the order of the set. */
function matchingRows({count, matches}: RowSet): Uint32Array {
	const rows = new Uint32Array(count);
	let length = 0;
	for (let row = 0; row < count; row++) {
		if (matches(row)) {
			rows[length++] = row;
		}
	}

	return rows.subarray(0, length);
}

/** Returns how many of the rows come before the given one. */
function rankOf(rows: Uint32Array, row: number, compare: RowSet['compare']): number {
	let rank = 0;
	for (const other of rows) {
		if (compare(other, row) < 0) {
			rank++;
		}
	}

	return rank;
}

/**
Puts into [from, to) what a full sort would put there, and sorts only that: of 100,000 rows a screen shows fifty.
Reorders the rest in an unspecified way.
*/
function sortRange(rows: Uint32Array, from: number, to: number, compare: RowSet['compare']): void {
	const end = Math.min(to, rows.length);
	if (from >= end) {
		return;
	}

	select(rows, from, 0, rows.length - 1, compare);
	select(rows, end - 1, from, rows.length - 1, compare);
	rows.subarray(from, end).sort(compare);
}

/**
Quickselect (Hoare): afterwards rows[target] is in its sorted place, with nothing greater before it and nothing less
behind. The pivot is random: rows come half sorted from the kernel and from the last call, which is the worst case of
every fixed choice.
*/
function select(rows: Uint32Array, target: number, low: number, high: number, compare: RowSet['compare']): void {
	let left = low;
	let right = high;
	while (left < right) {
		const pivot = rows[left + Math.floor(Math.random() * (right - left + 1))]!;
		let i = left;
		let j = right;
		while (i <= j) {
			while (compare(rows[i]!, pivot) < 0) {
				i++;
			}

			while (compare(rows[j]!, pivot) > 0) {
				j--;
			}

			if (i <= j) {
				const swap = rows[i]!;
				rows[i] = rows[j]!;
				rows[j] = swap;
				i++;
				j--;
			}
		}

		if (target <= j) {
			right = j;
		} else if (target >= i) {
			left = i;
		} else {
			return;
		}
	}
}
