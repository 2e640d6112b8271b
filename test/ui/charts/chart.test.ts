/* Sparklines and line charts. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {lineChart} from '../../../source/ui/charts/line-chart.ts';
import {levels, sparkline, sparklinePeak} from '../../../source/ui/charts/sparkline.ts';

const size = {width: 78, height: 7, least: 6} as const;

test('sparklines: nothing and what is not known are blank, anything is a bar, none fills its line', () => {
	assert.equal(sparkline([0, 1, 500, 1000], 6), '   ▁▄▇');
	assert.equal(sparkline([0, 0], 2), '  ');
	assert.equal(sparkline([1, NaN, null, 2], 4), '▄  ▇');
	assert.equal(sparkline([9, 1, 2, 3], 2), '▅▇');
	assert.equal(sparkline([], 3), ' '.repeat(3));
	assert.equal(sparkline([3, 5], 2, 10), '▃▄', 'on a common scale');
	assert.equal(sparklinePeak([9, 1, NaN, null], 3), 1);
	assert.ok(!levels.includes('█' as never));
});

test('a line chart is as high for any history', () => {
	for (const history of [[], [1], [0, 0, 0], [5, 5], Array.from({length: 500}, (_, index) => index * 1e9)]) {
		const lines = lineChart(history, size);
		assert.equal(lines.length, 7);
		assert.ok(lines.every(line => stringWidth(line) <= 78));
	}
});

test('what is not known is a gap in a line, at its place', () => {
	const columns = (history: readonly number[]) => lineChart(history, {width: 40, height: 7, least: 1}).map(line => line.slice(6)).filter(line => line !== '');
	assert.deepEqual(columns([5, 5, NaN, NaN, 5, 5]), ['──  ──']);
	assert.deepEqual(columns([NaN, NaN, 5, 5]), ['  ──']);
	assert.deepEqual(columns([5, 5, NaN, NaN, 0, 0]), ['──', '    ──']);
	for (const width of [20, 40, 78]) {
		const room = width - 6;
		const first = lineChart(Array.from({length: room}, () => 5), {width, height: 7, least: 6}).find(line => line.includes('─'));
		assert.deepEqual([first!.length, first!.split('─').length - 1], [width, room]);
	}
});

test('a flat zero, and nothing known, is blank but for the 0 of the axis', () => {
	for (const history of [[0, 0, 0], [NaN, null], []]) {
		assert.deepEqual(lineChart(history, size), ['', '', '', '', '', '', '   0']);
	}
});

test('the labels of a line chart are distinct and in even steps, whole ones where little happens', () => {
	const labels = (history: readonly number[], least: number) => lineChart(history, {...size, least}).map(line => line.slice(0, 4).trim());
	assert.deepEqual(labels([0, 1], 6), ['6', '5', '4', '3', '2', '1', '0']);
	assert.deepEqual([7, 5, 9, 11, 32, 100, 1700].map(peak => labels([0, peak], 6).filter(label => label !== '').join(' ')), [
		'8 4 0', '6 5 4 3 2 1 0', '9 6 3 0', '12 10 8 6 4 2 0', '36 30 24 18 12 6 0', '100 50 0', '1.8k 1.5k 1.2k 900 600 300 0',
	]);
	assert.deepEqual(labels([0, 0.2], 1), ['1', '', '', '0.5', '', '', '0']);
	// What is multiplied with a scale stays above 0.
	const rate = fc.oneof(fc.constant(0), fc.double({min: 1e-9, max: 1e12, noNaN: true}));
	const anyHistory = fc.array(rate, {minLength: 2, maxLength: 20}).filter(history => history.some(value => value > 0));
	fc.assert(fc.property(anyHistory, fc.double({min: 1e-12, max: 1, noNaN: true}), fc.constantFrom(1, 6), (history, scale, least) => {
		const shown = labels(history.map(value => value * scale), least);
		const labelled = shown.filter(label => label !== '');
		assert.ok([3, 4, 7].includes(labelled.length), shown.join(' '));
		assert.equal(new Set(labelled).size, labelled.length, shown.join(' '));
	}));
});
