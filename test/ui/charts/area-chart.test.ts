import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {
	areaChart,
	areaLines,
	peakOf,
	scaleTop,
} from '../../../source/ui/charts/area-chart.ts';
import {toAsciiCells} from '../../../source/text/ascii-only.ts';

test('an area fills from below, two values in a cell, the newest at the right', () => {
	assert.deepEqual(areaLines([1, 2, 3, 4], {width: 2, height: 1, top: 4}), ['⣠⣾']);
	assert.deepEqual(areaLines([8, 4], {width: 2, height: 2, top: 8}), [' ⡇', ' ⣿']);
	assert.deepEqual(areaLines([9, 9, 1, 2, 3, 4], {width: 2, height: 1, top: 4}), ['⣠⣾'], 'the oldest are left out');
});

test('nothing is blank, hardly anything is a dot, too much is cut', () => {
	assert.deepEqual(areaLines([0, null, NaN, -1], {width: 2, height: 1, top: 4}), ['  ']);
	assert.deepEqual(areaLines([0.001, 1000], {width: 1, height: 1, top: 4}), ['⣸']);
	assert.deepEqual(areaLines([0, 1], {width: 1, height: 1, top: 0}), ['⢸']);
});

test('an area has its size, and more where there is more', () => {
	const value = fc.oneof(fc.constant(null), fc.double({min: 0, max: 1e12, noNaN: true}));
	fc.assert(fc.property(fc.array(value, {maxLength: 60}), fc.integer({min: 1, max: 20}), fc.integer({min: 1, max: 8}), (values, width, height) => {
		const top = scaleTop(peakOf(values) ?? 0);
		const lines = areaLines(values, {width, height, top});
		assert.equal(lines.length, height);
		assert.ok(lines.every(line => [...line].length === width));
		const more = areaLines(values.map(each => each === null ? null : each * 1.5), {width, height, top});
		const dots = (area: readonly string[]) => Array.from(area.join('').replaceAll(' ', ''), each => (each.codePointAt(0)! - 0x28_00).toString(2).replaceAll('0', '')).join('').length;
		assert.ok(dots(more) >= dots(lines));
	}));
});

test('a scale ends at a round number that holds the peak', () => {
	assert.deepEqual([0, 1, 1.2, 47, 83, 101, 1e9].map(peak => scaleTop(peak)), [1, 1, 1.5, 50, 100, 150, 1e9]);
	fc.assert(fc.property(fc.double({min: 1e-6, max: 1e15, noNaN: true}), peak => scaleTop(peak) >= peak && scaleTop(peak) <= peak * 1.5000001));
});

test('a chart has labels at its left', () => {
	assert.deepEqual(areaChart([100, 100, 50, 50], {width: 8, height: 4}), [
		'  100 ⣿ ',
		'      ⣿ ',
		'   50 ⣿⣿',
		'    0 ⣿⣿',
	]);
});

test('the peak is of what is known', () => {
	assert.deepEqual([peakOf([1, null, 5, NaN]), peakOf([null]), peakOf([])], [5, null, null]);
});

test('where there is only ASCII an area is made of it', () => {
	assert.equal(toAsciiCells('⣀⣤⣶⣿ ⢸⡀'), '.:|# #.');
});
