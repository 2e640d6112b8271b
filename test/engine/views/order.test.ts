import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {placeOrder, rowOrder} from '../../../source/engine/views/order.ts';
import {defineFields} from '../../../source/fields/field.ts';
import type {SortKey} from '../../../source/protocol/protocol.ts';
import {count} from '../../../source/text/units.ts';

type Row = {readonly name: string | null; readonly size: number | null; readonly delay: number | null; readonly grade: string};

const fields = defineFields<Row>()({
	name: {read: row => row.name, unit: 'text', meaning: 'Name'},
	size: {
		read: row => row.size, unit: count, noun: '', meaning: 'Size',
	},
	delay: {
		read: row => row.delay, unit: count, noun: '', unknownLast: true, meaning: 'Delay',
	},
	grade: {
		read: row => row.grade, unit: 'text', order: ['poor', 'fair', 'good'], meaning: 'Grade',
	},
});

const rows: readonly Row[] = [
	{
		name: 'b10', size: 3, delay: null, grade: 'good',
	},
	{
		name: 'b9', size: null, delay: 2, grade: 'poor',
	},
	{
		name: null, size: 3, delay: 7, grade: 'fair',
	},
	{
		name: 'A', size: 0, delay: 2, grade: 'good',
	},
];
const places = rows.map((_, index) => index);

/** The places of the rows, sorted; keys of a table of its own stand for sort keys. */
function sorted(key: string, descending: boolean): readonly number[] {
	const order = rowOrder<Row>(fields, {key: key as SortKey, descending}, [fields.name]);
	return places.toSorted((a, b) => order(rows[a]!, rows[b]!));
}

function placed(key: string, descending: boolean): readonly number[] {
	return places.toSorted(placeOrder<Row>(rows, fields, {key: key as SortKey, descending}));
}

describe('an order by a field', () => {
	it('has unknown numbers and texts below all others, and numbers in texts by value', () => {
		assert.deepEqual(sorted('size', false), [1, 3, 2, 0]);
		assert.deepEqual(sorted('name', false), [2, 3, 1, 0]);
		assert.deepEqual(sorted('name', true), [0, 1, 3, 2]);
	});

	it('has the unknown last in either direction where the field says so', () => {
		assert.deepEqual(sorted('delay', false), [3, 1, 2, 0]);
		assert.deepEqual(sorted('delay', true), [2, 3, 1, 0]);
	});

	it('follows the field\'s own order of values', () => {
		assert.deepEqual(sorted('grade', false), [1, 2, 3, 0]);
	});

	it('breaks ties upwards in either direction', () => {
		assert.deepEqual(sorted('size', true), [2, 0, 3, 1]);
	});
});

describe('an order by places', () => {
	it('is that of the list for `order`, and between equal rows', () => {
		assert.deepEqual(placed('order', false), [0, 1, 2, 3]);
		assert.deepEqual(placed('order', true), [3, 2, 1, 0]);
		assert.deepEqual(placed('delay', true), [2, 1, 3, 0]);
		assert.deepEqual(placed('size', true), [0, 2, 3, 1]);
	});
});
