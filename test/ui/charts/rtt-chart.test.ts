/* The sparkline and the chart of round-trip times. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {RecentOutcome} from '../../../source/model/probe.ts';
import {rttChart} from '../../../source/ui/charts/rtt-chart.ts';
import {rttSparkline} from '../../../source/ui/charts/rtt-sparkline.ts';
import {drawPieces, type Piece} from '../../../source/ui/text/pieces.ts';
import {createTheme, plainTheme} from '../../../source/ui/text/theme.ts';
import {someProbeSeries, type ProbeBucket} from '../../builders/probe.ts';
import {sampleSeries} from '../screen/probe-samples.ts';
import {anyProbe, anyProbeSeries} from '../arbitraries.ts';

const theme = createTheme(true);
const reply = (rttMicroseconds: number): RecentOutcome => ({kind: 'reply', rttMicroseconds});
const lost: RecentOutcome = {kind: 'lost', rttMicroseconds: null};
const textOf = (pieces: readonly Piece[]) => drawPieces(pieces, plainTheme);

const drawn = (recent: readonly RecentOutcome[], width: number) => textOf(rttSparkline(recent, width));

test('the sparkline goes from the shortest to the longest round trip that is shown, and says which those are', () => {
	const recent = [reply(500_000), ...Array.from({length: 9}, () => reply(200)), lost, reply(10_600), reply(21_000)];
	const bars = `${'▁'.repeat(9)}×▄▇`;
	assert.equal(drawn(recent, 25), `▁0.2–▇21ms   ${bars}`);
	assert.equal(drawn(recent, 19), `▇21.0ms ${bars.slice(-11)}`);
	assert.equal(drawn(recent, 5), bars.slice(-5), 'bars before the scale');
	assert.equal(drawn([reply(500), reply(500)], 12), `${' '.repeat(10)}▄▄`, 'what does not differ has no hills');
});

test('a lost probe is alarming in colour, and seen without', () => {
	const pieces = rttSparkline([reply(1), lost, lost, reply(9)], 4);
	assert.equal(drawPieces(pieces, theme), '▁\u{1B}[31m\u{1B}[7m××\u{1B}[27m\u{1B}[39m▇');
	assert.match(drawPieces(pieces, createTheme(false)), /\[7m××/);
	const others = (['late', 'refused', 'rejected', 'error'] as const).map(kind => drawn([{kind, rttMicroseconds: 5}], 1));
	assert.deepEqual(others, ['~', 'r', '!', 'e']);
	const all = Array.from({length: 40}, () => lost);
	assert.equal(drawn(all, 30), '×'.repeat(30), 'nothing to scale: no scale');
});

test('the line of a chart changes its colour where probes were lost', () => {
	const series = someProbeSeries([0, 1, 5, 0].map(lostProbes => ({received: 20, lost: lostProbes, rtt: 100})));
	const styles = rttChart(series, 14, true).flatMap(pieces => pieces.filter(({text}) => text.includes('─')).map(({text, style}) => [text, style]));
	assert.deepEqual(styles, [['─', 'accent'], ['─', 'warning'], ['─', 'bad'], ['─', 'accent']]);
});

test('a sparkline is as wide as it may be, whatever the probes', () => {
	fc.assert(fc.property(anyProbe, fc.integer({min: 1, max: 150}), ({recent}, width) => {
		assert.ok(stringWidth(drawn(recent, width)) <= Math.max(width, 1));
	}));
	assert.equal(drawn([reply(999_999_999_500_000)], 18).trim(), '▄', 'a scale that has no room is left out');
});

const bucket = (rtt: number | null, lostProbes = 0): ProbeBucket => ({received: rtt === null ? 0 : 1, lost: lostProbes, rtt: rtt ?? 0});

function chart({buckets}: {readonly buckets: readonly ProbeBucket[]}, width = 50): readonly string[] {
	const series = someProbeSeries(buckets, {seconds: 60, endsAtMilliseconds: Date.UTC(2026, 10, 21, 14, 3, 22)});
	return rttChart(series, width, true).map(line => textOf(line));
}

test('the chart has a gap where nothing came back, a mark where probes were lost, and the time', () => {
	const lines = chart({buckets: Array.from({length: 40}, (_, index) => index >= 10 && index < 14 ? bucket(null, 1) : bucket(20_000 + (index * 10)))});
	assert.equal(lines.length, 11);
	for (const line of lines.slice(0, -1)) {
		assert.match(line.slice(20, 24), /^( {4}|×{4})?$/);
	}

	assert.equal(lines.at(-2)?.trimEnd(), `    lost ${' '.repeat(11)}××××`);
	assert.match(lines.at(-1) ?? '', /└14:02:22 +└14:02:41 +14:03:22┘$/);
	assert.match(rttChart(sampleSeries(86_400), 70, true).map(line => textOf(line)).at(-1) ?? '', /└14:03 .*14:03┘$/, 'no seconds where they mean nothing');
});

/** A minute in 240 buckets: a probe every so many of them. */
function probed(every: number, more: (index: number) => ProbeBucket | null = () => null): readonly ProbeBucket[] {
	return Array.from({length: 240}, (_, index) => index % every === 0 ? more(index) ?? bucket(20_000) : bucket(null));
}

/** The columns of a chart in which nothing is drawn. */
function blankColumns(lines: readonly string[]): readonly number[] {
	const rows = lines.slice(0, -2);
	return Array.from({length: Math.max(...rows.map(line => line.length)) - 10}, (_, index) => index)
		.filter(index => rows.every(line => (line[index + 10] ?? ' ') === ' '));
}

test('the line goes on between two probes, whatever their interval and the width', () => {
	for (const every of [2, 4, 8, 20, 40]) {
		for (const width of [58, 78, 118, 198, 258, 400]) {
			const lines = chart({buckets: probed(every)}, width);
			const last = Math.ceil((240 - every) / 240 * (width - 10));
			assert.deepEqual(blankColumns(lines).filter(column => column < last), [], `every ${every} at ${width}`);
		}
	}
});

test('a lost probe, one that was neither answered nor lost, and a pause stay gaps in the line', () => {
	const lostOnes = chart({buckets: probed(4, index => index === 120 ? bucket(null, 1) : null)}, 250);
	assert.deepEqual(blankColumns(lostOnes).filter(column => column < 236), [117, 118, 119, 120, 121, 122, 123]);
	assert.equal(lostOnes.at(-2)?.indexOf('×'), 130);
	const rejected = chart({buckets: probed(4, index => index === 120 ? bucket(null) : null)}, 250);
	assert.ok(blankColumns(rejected).includes(120), 'rejected or late');
	const paused = chart({buckets: probed(4, index => index > 100 && index < 160 ? bucket(null) : null)}, 250);
	assert.deepEqual(blankColumns(paused).filter(column => column < 236), Array.from({length: 59}, (_, index) => 101 + index));
});

test('after a gap the line begins without a corner to what was before', () => {
	const isGap = (index: number) => index >= 100 && index < 120;
	const lines = chart({buckets: probed(1, index => isGap(index) ? bucket(null, 1) : bucket(index < 100 ? 20_000 : 40_000))}, 250);
	assert.ok(lines.slice(0, -2).every(line => !/[│╭╮╯╰]/.test(line)), lines.join('\n'));
});

test('of buckets that share a column the average counts probes, not buckets', () => {
	const lines = chart({
		buckets: Array.from({length: 80}, (_, index) => index % 2 === 0 ? {...bucket(10_000), received: 9} : {...bucket(20_000), lost: 1}),
	});
	assert.ok(lines.some(line => /11\.0\d*ms ┼─{40}/.test(line)), lines.join('\n'));
	assert.equal(lines.at(-2)?.trim(), `lost  ${'×'.repeat(40)}`);
});

test('a chart is as high for any history, fits, and its labels differ', () => {
	fc.assert(fc.property(anyProbeSeries, fc.integer({min: 50, max: 200}), fc.boolean(), (series, width, isUtc) => {
		const lines = rttChart(series, width, isUtc).map(line => textOf(line));
		assert.equal(lines.length, 11);
		assert.ok(lines.every(line => stringWidth(line) <= width), lines.find(line => stringWidth(line) > width));
		const labels = lines.flatMap(line => /^ *([\d.]+(?:µs|ms|s)) [┤┼]/.exec(line)?.[1] ?? []);
		assert.equal(labels.length, series.received.means.some(received => received > 0) ? 9 : 0, lines.join('\n'));
		assert.equal(new Set(labels).size, labels.length, labels.join(' '));
	}));
});
