import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {ByteReader, MalformedHistoryError} from '../../../source/engine/history/byte-reader.ts';
import {ByteWriter} from '../../../source/engine/history/byte-writer.ts';
import {thrownBy} from '../../linux/thrown-by.ts';
import {DeltaReader} from '../../../source/engine/history/delta-reader.ts';
import {DeltaWriter} from '../../../source/engine/history/delta-writer.ts';

const leaf = fc.oneof(
	fc.constantFrom(null, undefined, true, false, NaN, -0, Infinity, 2 ** 53, -(2 ** 52)),
	fc.double(),
	fc.integer(),
	fc.maxSafeNat(),
	fc.string({unit: 'grapheme', maxLength: 6}),
);
const {value: anyValue} = fc.letrec(tie => ({
	value: fc.oneof({depthSize: 'small', withCrossShrink: true}, leaf, fc.array(tie('value'), {maxLength: 5}), fc.dictionary(fc.constantFrom('a', 'b', 'c', '__x'), tie('value'), {maxKeys: 4, noNullPrototype: true})),
}));

/** Writes values one after the other, each as the difference from the one before, and returns what is read. */
function readBack(values: readonly unknown[]): readonly unknown[] {
	const writer = new ByteWriter(1);
	const deltas = new DeltaWriter(writer);
	for (const [index, value] of values.entries()) {
		deltas.write(value, values[index - 1]);
	}

	const reader = new ByteReader(writer.take());
	const read = new DeltaReader(reader);
	const result: unknown[] = [];
	for (const index of values.keys()) {
		result.push(read.read(result[index - 1]));
	}

	assert.ok(reader.isAtEnd);
	return result;
}

test('any sequence of plain values is read as it was written', () => {
	fc.assert(fc.property(fc.array(anyValue, {maxLength: 6}), values => {
		assert.deepEqual(readBack(values), values);
	}), {numRuns: 2000});
});

test('windows of the last values that move on, and logs that grow at their beginning, are read as they were', () => {
	const window = Array.from({length: 40}, (_, index) => Array.from({length: 12}, (__, place) => ({kind: 'reply', rtt: (index * 3) + place})));
	const log = Array.from({length: 20}, (_, index) => Array.from({length: index}, (__, place) => ({sequence: index - place, message: `event ${index - place}`})));
	assert.deepEqual(readBack(window), window);
	assert.deepEqual(readBack(log), log);
});

test('rows are found by their key wherever they were', () => {
	const row = fc.record({identity: fc.nat(12).map(String), count: fc.nat(5), rate: fc.double()}, {noNullPrototype: true});
	const rows = fc.uniqueArray(row, {selector: ({identity}) => identity, maxLength: 10});
	fc.assert(fc.property(fc.array(rows, {maxLength: 5}), samples => {
		const writer = new ByteWriter();
		const deltas = new DeltaWriter(writer);
		for (const [index, sample] of samples.entries()) {
			deltas.writeRows(sample, samples[index - 1] ?? [], ({identity}) => identity);
		}

		const read = new DeltaReader(new ByteReader(writer.take()));
		let before: unknown[] = [];
		for (const sample of samples) {
			before = read.readRows(before);
			assert.deepEqual(before, sample);
		}
	}), {numRuns: 1000});
});

test('numbers are read as they were, also where there are more or fewer than before', () => {
	const numbers = fc.array(fc.oneof(fc.integer(), fc.double()), {maxLength: 20}).map(values => Float64Array.from(values));
	fc.assert(fc.property(numbers, numbers, (before, now) => {
		const writer = new ByteWriter();
		new DeltaWriter(writer).writeNumbers(now, before);
		const reader = new ByteReader(writer.take());
		assert.deepEqual(new DeltaReader(reader).readNumbers(before), now);
	}));
});

test('what did not change takes a byte, what hardly did a few', () => {
	const writer = new ByteWriter();
	const deltas = new DeltaWriter(writer);
	const row = {
		identity: 'tcp|0.0.0.0|443', owners: {status: 'known', holders: [{pid: 812, name: 'nginx'}]}, connections: 1204, rate: 0.5,
	};
	deltas.write(row);
	const first = writer.take().length;
	deltas.write({...row}, row);
	assert.equal(writer.take().length, 1);
	deltas.write({...row, connections: 1203}, row);
	assert.ok(writer.take().length <= 6);
	deltas.write({...row}, undefined);
	assert.ok(writer.take().length < first / 2, 'texts and shapes are known');
});

test('other bytes give a typed error, however they are cut or changed', () => {
	const rows = [{identity: 'a', values: [1, 2.5, 'text', null]}, {identity: 'b', values: []}];
	const writer = new ByteWriter();
	const deltas = new DeltaWriter(writer);
	deltas.writeRows(rows, [], ({identity}) => identity);
	deltas.writeRows([rows[1]!, {identity: 'a', values: [1, 3.5]}], rows, ({identity}) => identity);
	const bytes = writer.take();
	const readAll = (from: Uint8Array) => {
		const read = new DeltaReader(new ByteReader(from));
		const error = thrownBy(() => {
			read.readRows(read.readRows([]));
		});
		assert.ok(error === undefined || error instanceof MalformedHistoryError, String(error));
	};

	for (let length = 0; length < bytes.length; length++) {
		readAll(bytes.subarray(0, length));
	}

	fc.assert(fc.property(fc.nat(bytes.length - 1), fc.nat(255), (place, value) => {
		readAll(bytes.with(place, value));
	}), {numRuns: 5000});
});
