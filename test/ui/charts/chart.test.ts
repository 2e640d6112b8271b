/* Sparklines and the charts of traffic and of counters. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {chartRoom, rateChart, trafficChart} from '../../../source/ui/charts/chart.ts';
import {levels, sparkline, sparklinePeak} from '../../../source/ui/charts/sparkline.ts';
import {layOut} from '../../../source/ui/detail/blocks.ts';
import {plainTheme} from '../../../source/ui/text/theme.ts';

const chartText = /[┤┼]/;

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

test('a chart is as high for any history', () => {
	for (const history of [[], [1], [0, 0, 0], [5, 5], Array.from({length: 500}, (_, index) => index * 1e9)]) {
		const lines = trafficChart(history, 78);
		assert.equal(lines.length, 7);
		assert.ok(lines.every(line => stringWidth(line) <= 78));
		assert.equal(chartText.test(lines.join('')), history.length > 1);
	}
});

test('what is not known is a gap in a chart, at its place', () => {
	const columns = (history: readonly number[]) => rateChart(history, 40).map(line => line.slice(11)).filter(line => line !== '');
	assert.deepEqual(columns([5, 5, NaN, NaN, 5, 5]), ['──  ──']);
	assert.deepEqual(columns([NaN, NaN, 5, 5]), ['  ──']);
	assert.deepEqual(columns([5, 5, NaN, NaN, 0, 0]), ['──', '    ──']);
	assert.equal(rateChart([NaN, 5, NaN], 40)[0], 'No history yet.');
	for (const width of [20, 40, 78]) {
		const room = chartRoom(width);
		const first = rateChart(Array.from({length: room}, () => 5), width).find(line => line.includes('─'));
		assert.deepEqual([first!.length <= width, first!.split('─').length - 1], [true, room]);
	}
});

test('the labels of a chart are distinct, also of a silent and of a slow port', () => {
	const labels = (history: readonly number[]) => trafficChart(history, 78).map(line => (/^ *(\S*)bit\/s/.exec(line)?.[1] ?? ''));
	assert.deepEqual(labels([0, 0]), ['6', '5', '4', '3', '2', '1', '0']);
	const rate = fc.double({min: 0, max: 1e12, noNaN: true});
	const anyHistory = fc.array(rate, {minLength: 2, maxLength: 20});
	fc.assert(fc.property(anyHistory, fc.double({min: 1e-12, max: 1, noNaN: true}), (history, scale) => {
		const shown = labels(history.map(value => value * scale));
		assert.equal(new Set(shown).size, 7, shown.join(' '));
	}));
});

test('the chart of a slow counter has labels that differ, and is as high as that of a fast one', () => {
	for (const history of [[0, 0, 0.1], [5, 5, 5], [0, 1e9], [1]]) {
		const lines = rateChart(history, 78);
		assert.equal(lines.length, 7);
		assert.ok(lines.every(line => line.length <= 78));
	}

	const labels = rateChart([0, 0.3, 0.1], 78).map(line => /^ *(\S*)\/s/.exec(line)?.[1]);
	assert.equal(new Set(labels).size, 7);
	assert.equal(layOut([{lines: rateChart([], 78)}], 80, plainTheme)[0], '  No history yet.');
});
