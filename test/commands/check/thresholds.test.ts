import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseRange} from '../../../source/cli/flags/check-values.ts';
import {figureMaker} from '../../../source/commands/check/thresholds.ts';
import {pingFigures} from '../../../source/outputs/check/figure-kinds.ts';
import {judge} from '../../../source/outputs/check/verdict.ts';

const range = (text: string) => {
	const parsed = parseRange(text);
	assert.ok(parsed, text);
	return parsed;
};

const stateOf = (value: number | null, warning: string | null, critical: string | null) =>
	judge(pingFigures.loss, value, {warning: warning === null ? null : range(warning), critical: critical === null ? null : range(critical)}).state;

// The table of the Monitoring Plugins Development Guidelines, "Threshold and Ranges".
for (const [text, good, bad] of [
	['10', [0, 5, 10], [-1, 10.001]],
	['10:', [10, 1e9], [9.999, -5]],
	['~:10', [-1e9, 10], [10.001]],
	['10:20', [10, 15, 20], [9.9, 20.1]],
	['@10:20', [9.9, 20.1], [10, 15, 20]],
	['@0:0', [1, -1], [0]],
	['-10:-5', [-10, -7, -5], [-4, 0]],
	[':5', [0, 5], [-1, 6]],
	['0.5', [0, 0.5], [0.51]],
	['1e3', [1000], [1001]],
] as const) {
	test(`the range ${text}`, () => {
		for (const value of good) {
			assert.equal(stateOf(value, text, null), 'OK', `${value}`);
		}

		for (const value of bad) {
			assert.equal(stateOf(value, text, null), 'WARNING', `${value}`);
			assert.equal(stateOf(value, null, text), 'CRITICAL', `${value}`);
		}
	});
}

test('CRITICAL goes before WARNING, and what is not known is UNKNOWN only where somebody asks', () => {
	assert.equal(stateOf(50, '10', '20'), 'CRITICAL');
	assert.equal(stateOf(15, '10', '20'), 'WARNING');
	assert.equal(stateOf(null, '10', null), 'UNKNOWN');
	assert.equal(stateOf(null, null, '10'), 'UNKNOWN');
	assert.equal(stateOf(null, null, null), 'OK');
});

test('a threshold for one figure of one item goes before one for the figure, and that before one without a key', () => {
	const thresholds = {
		warning: [{key: null, range: range('1')}, {key: 'packets_loss', range: range('2')}, {key: 'a_packets_loss', range: range('3')}],
		critical: [{key: null, range: range('4')}],
	};
	const loss = figureMaker(thresholds, 'a', pingFigures.loss)(pingFigures.loss, 0);
	assert.deepEqual([loss.warning?.text, loss.critical?.text], ['3', '4']);
	assert.equal(figureMaker(thresholds, 'b', pingFigures.loss)(pingFigures.loss, 0).warning?.text, '2');
	const other = figureMaker(thresholds, 'b', pingFigures.loss)(pingFigures.average, 0);
	assert.deepEqual([other.warning, other.critical], [null, null]);
	assert.equal(figureMaker(thresholds, 'b', null)(pingFigures.average, 0).critical?.text, '4');
});

test('of two thresholds for the same figure the last one counts', () => {
	const thresholds = {warning: [{key: null, range: range('1')}, {key: null, range: range('5')}], critical: []};
	assert.equal(figureMaker(thresholds, '', null)(pingFigures.loss, 3).state, 'OK');
});
