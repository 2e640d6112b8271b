import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {moveCursor, startingCursor} from '../../../source/engine/queries/cursor.ts';
import {OrderedRows} from '../../../source/engine/queries/row-set.ts';
import type {RowSet} from '../../../source/engine/views/view.ts';

/** Rows with values; equal values are ordered by index. */
function setOf(values: readonly number[], matches: (value: number) => boolean = () => true): RowSet {
	return {
		count: values.length,
		matches: row => matches(values[row]!),
		compare: (a, b) => values[a] === values[b] ? a - b : values[a]! - values[b]!,
		identity: row => `row ${row}`,
		find: identity => Number(identity.slice(4)) < values.length ? Number(identity.slice(4)) : -1,
	};
}

const fewValues = fc.integer({min: 0, max: 20});
const values = fc.array(fewValues, {maxLength: 200});

test('any slice is what a full sort has there, whatever was looked at before', () => {
	const looks = fc.array(fc.tuple(fc.nat(1200), fc.nat(60)), {minLength: 1, maxLength: 5});
	const lists = fc.array(fewValues, {maxLength: 1000});
	fc.assert(fc.property(lists, looks, (list, slices) => {
		const set = setOf(list);
		const rows = new OrderedRows(set);
		const sorted = list.map((_, index) => index).toSorted(set.compare);
		for (const [from, length] of slices) {
			assert.deepEqual([...rows.slice(from, from + length)], sorted.slice(from, from + length));
		}
	}));
});

test('a row\'s place is the one in the full order, near the last slice and far from it', () => {
	const lists = fc.array(fewValues, {minLength: 1, maxLength: 600});
	fc.assert(fc.property(lists, fc.nat(600), (list, from) => {
		const set = setOf(list);
		const rows = new OrderedRows(set);
		rows.slice(from, from + 10);
		const sorted = list.map((_, index) => index).toSorted(set.compare);
		for (const place of [0, Math.min(from, list.length - 1), list.length - 1]) {
			assert.equal(rows.placeOf(`row ${sorted[place]}`), place);
		}
	}));
});

test('half sorted rows, which ruin a fixed choice of the pivot, are sorted in time', () => {
	// 100,000 rows with few distinct values, in the order in which the kernel lists them and an earlier look left them.
	const list = Array.from({length: 100_000}, (_, index) => index % 2 === 0 ? 0 : index);
	const set = setOf(list);
	let comparisons = 0;
	const rows = new OrderedRows({
		...set,
		compare(a, b) {
			comparisons++;
			return set.compare(a, b);
		},
	});
	for (let look = 0; look < 5; look++) {
		rows.slice(look * 1000, (look * 1000) + 50);
	}

	assert.ok(comparisons < 5 * 20 * list.length, `${comparisons} comparisons`);
});

test('the window always holds the cursor, is full where it can be, and in order', () => {
	const moves = fc.array(fc.oneof(
		fc.integer({min: -300, max: 300}).map(by => ({by})),
		fc.constantFrom({to: 'first' as const}, {to: 'last' as const}, null),
	), {maxLength: 20});
	fc.assert(fc.property(values, fc.integer({min: 1, max: 30}), moves, (list, height, steps) => {
		const set = setOf(list);
		let cursor = startingCursor;
		for (const move of steps) {
			const window = moveCursor(cursor, move, new OrderedRows(set), height);
			cursor = window.cursor;
			assert.equal(window.rows.length, Math.min(height, list.length));
			if (list.length > 0) {
				assert.ok(cursor.index >= cursor.first);
				assert.ok(cursor.index < cursor.first + window.rows.length);
			}

			const sorted = list.map((_, index) => index).toSorted(set.compare);
			assert.deepEqual([...window.rows], sorted.slice(cursor.first, cursor.first + height));
		}
	}));
});

test('the selection follows the row when the order changes, and keeps its line', () => {
	const before = setOf([10, 20, 30, 40, 50, 60]);
	let window = moveCursor(startingCursor, {by: 2}, new OrderedRows(before), 4);
	assert.equal(window.cursor.identity, 'row 2');
	const after = setOf([10, 20, 99, 40, 50, 60]);
	window = moveCursor(window.cursor, null, new OrderedRows(after), 4);
	assert.equal(window.cursor.identity, 'row 2');
	assert.equal(window.rows[window.cursor.index - window.cursor.first], 2);
});

test('before the first move the selection follows the row too, but the top of the table stays in sight', () => {
	const before = setOf([1, 2, 3, 4]);
	const {cursor} = moveCursor(startingCursor, null, new OrderedRows(before), 2);
	assert.equal(cursor.identity, 'row 0');
	const slid = setOf([2, 1, 3, 4]);
	const followed = moveCursor(cursor, null, new OrderedRows(slid), 2);
	assert.deepEqual([followed.cursor.identity, followed.cursor.index, followed.cursor.first], ['row 0', 1, 0]);
	const gone = setOf([9, 1, 3, 4]);
	const back = moveCursor(followed.cursor, null, new OrderedRows(gone), 2);
	assert.deepEqual([back.cursor.identity, back.cursor.index, back.cursor.first], ['row 1', 0, 0]);
});

test('a filter that leaves nothing does not forget the selection', () => {
	const all = setOf([1, 2, 3]);
	const {cursor} = moveCursor(startingCursor, {by: 2}, new OrderedRows(all), 5);
	const none = setOf([1, 2, 3], () => false);
	const empty = moveCursor(cursor, null, new OrderedRows(none), 5);
	assert.equal(empty.rows.length, 0);
	assert.equal(moveCursor(empty.cursor, null, new OrderedRows(all), 5).cursor.identity, 'row 2');
});

test('when the selected row is filtered away the cursor keeps its place', () => {
	const all = setOf([1, 2, 3, 4, 5]);
	const {cursor} = moveCursor(startingCursor, {by: 3}, new OrderedRows(all), 5);
	const fewer = setOf([1, 2, 3, 4, 5], value => value !== 4);
	const window = moveCursor(cursor, null, new OrderedRows(fewer), 5);
	assert.equal(window.cursor.index, 3);
	assert.equal(window.cursor.identity, 'row 4');
});
