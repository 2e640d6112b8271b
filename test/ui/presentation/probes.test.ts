/* Sparklines of round trips, the chart, the verdict, the detail of a target. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {ViewMessage} from '../../../source/engine/protocol.ts';
import type {ProbeHistory, RecentOutcome} from '../../../source/model/probe.ts';
import {boxOver} from '../../../source/ui/presentation/body.ts';
import {detailLineCount, detailLines} from '../../../source/ui/presentation/detail/detail.ts';
import {formatRttRange} from '../../../source/ui/presentation/format-duration.ts';
import {drawPieces, fitPieces, type Piece} from '../../../source/ui/presentation/pieces.ts';
import {verdictOn} from '../../../source/ui/presentation/probe-verdict.ts';
import {rttChart} from '../../../source/ui/presentation/rtt-chart.ts';
import {rttSparkline} from '../../../source/ui/presentation/rtt-sparkline.ts';
import {shortenTarget} from '../../../source/ui/presentation/shorten-target.ts';
import {targetLines} from '../../../source/ui/presentation/target-line.ts';
import {createTheme, plainTheme} from '../../../source/ui/presentation/theme.ts';
import {
	baseFigures,
	baseProbe,
	noFigures,
	sampleProbeDetail,
} from '../views/probe-samples.ts';
import {baseUi, messageFor} from '../views/samples.ts';
import {
	anyHistory,
	anyProbe,
	anyProbeDetails,
	anyText,
	terminalWidth,
} from './arbitraries.ts';

const theme = createTheme(true);
const reply = (rttMicroseconds: number): RecentOutcome => ({kind: 'reply', rttMicroseconds});
const lost: RecentOutcome = {kind: 'lost', rttMicroseconds: null};
const textOf = (pieces: readonly Piece[]) => drawPieces(pieces, plainTheme);

const drawn = (recent: readonly RecentOutcome[], width: number) => textOf(rttSparkline(recent, width));

/** Nothing in it but text and styles. */
function isClean(line: string): boolean {
	return !/\p{Control}/u.test(stripVTControlCharacters(line));
}

test('a range of round-trip times has one unit', () => {
	assert.equal(formatRttRange(200, 21_000), '0.2–21ms');
	assert.equal(formatRttRange(45, 235), '45–235µs');
	assert.equal(formatRttRange(90_000, 1_200_000), '0.1–1.2s');
	assert.equal(formatRttRange(21_100, 21_300), '21ms');
	fc.assert(fc.property(fc.double({min: 0, max: 999e6, noNaN: true}), fc.double({min: 0, max: 999e6, noNaN: true}), (one, other) => {
		assert.ok(formatRttRange(Math.min(one, other), Math.max(one, other)).length <= 11);
	}));
});

test('the sparkline goes from the shortest to the longest round trip that is shown, and says which those are', () => {
	const recent = [reply(500_000), ...Array.from({length: 9}, () => reply(200)), lost, reply(10_600), reply(21_000)];
	const bars = `${'▁'.repeat(9)}×▅█`;
	assert.equal(drawn(recent, 25), `▁0.2–█21ms   ${bars}`);
	assert.equal(drawn(recent, 19), `█21.0ms ${bars.slice(-11)}`);
	assert.equal(drawn(recent, 5), bars.slice(-5), 'bars before the scale');
	assert.equal(drawn([reply(500), reply(500)], 12), `${' '.repeat(10)}▄▄`, 'what does not differ has no hills');
});

test('a lost probe is alarming in colour, and seen without', () => {
	const pieces = rttSparkline([reply(1), lost, lost, reply(9)], 4);
	assert.equal(drawPieces(pieces, theme), '▁\u{1B}[31m\u{1B}[7m××\u{1B}[27m\u{1B}[39m█');
	assert.match(drawPieces(pieces, createTheme(false)), /\[7m××/);
	const others = (['late', 'refused', 'rejected', 'error'] as const).map(kind => drawn([{kind, rttMicroseconds: 5}], 1));
	assert.deepEqual(others, ['~', 'r', '!', 'e']);
	const all = Array.from({length: 40}, () => lost);
	assert.equal(drawn(all, 30), '×'.repeat(30), 'nothing to scale: no scale');
});

test('a sparkline is as wide as it may be, whatever the probes', () => {
	fc.assert(fc.property(anyProbe, fc.integer({min: 1, max: 150}), ({recent}, width) => {
		assert.ok(stringWidth(drawn(recent, width)) <= Math.max(width, 1));
	}));
});

test('pieces are cut and filled to a width', () => {
	// A combining mark at the beginning would join the piece before: there is always a space between.
	const piece = fc.record({text: anyText.map(text => ` ${text}`), style: fc.constantFrom('bad' as const, 'alarm' as const)});
	fc.assert(fc.property(fc.array(piece, {maxLength: 5}), fc.nat(60), fc.constantFrom('left' as const, 'right' as const), (pieces, width, align) => {
		const line = drawPieces(fitPieces(pieces, width, align), theme);
		assert.equal(stringWidth(line), width);
		assert.ok(isClean(line));
	}));
});

const bucket = (averageMicroseconds: number | null, lostProbes = 0) => ({
	received: averageMicroseconds === null ? 0 : 1, lost: lostProbes, minimumMicroseconds: averageMicroseconds, averageMicroseconds, maximumMicroseconds: averageMicroseconds,
});

function chart(history: Partial<ProbeHistory>, width = 50): readonly string[] {
	return rttChart({
		seconds: 60, bucketSeconds: 1, endsAtMilliseconds: Date.UTC(2026, 10, 21, 14, 3, 22), buckets: [], ...history,
	}, width, true).map(line => textOf(line));
}

test('the chart has a gap where nothing came back, a mark where probes were lost, and the time', () => {
	const lines = chart({buckets: Array.from({length: 40}, (_, index) => index >= 10 && index < 14 ? bucket(null, 1) : bucket(20_000 + (index * 10)))});
	assert.equal(lines.length, 11);
	for (const line of lines.slice(0, -1)) {
		assert.match(line.slice(20, 24), /^( {4}|×{4})?$/);
	}

	assert.equal(lines.at(-2)?.trimEnd(), `    lost ${' '.repeat(11)}××××`);
	assert.match(lines.at(-1) ?? '', /└14:02:22 +└14:02:41 +14:03:22┘$/);
	assert.match(rttChart({...sampleProbeDetail.histories[4]!}, 70, true).map(line => textOf(line)).at(-1) ?? '', /└14:03 .*14:03┘$/, 'no seconds where they mean nothing');
});

test('of buckets that share a column the average counts probes, not buckets', () => {
	const lines = chart({
		buckets: Array.from({length: 80}, (_, index) => index % 2 === 0 ? {...bucket(10_000), received: 9} : {...bucket(20_000), lost: 1}),
	});
	assert.ok(lines.some(line => /11\.0\d*ms ┼─{40}/.test(line)), lines.join('\n'));
	assert.equal(lines.at(-2)?.trim(), `lost  ${'×'.repeat(40)}`);
});

test('a chart is as high for any history, fits, and its labels differ', () => {
	fc.assert(fc.property(anyHistory, fc.integer({min: 50, max: 200}), fc.boolean(), (history, width, isUtc) => {
		const lines = rttChart(history, width, isUtc).map(line => textOf(line));
		assert.equal(lines.length, 11);
		assert.ok(lines.every(line => stringWidth(line) <= width), lines.find(line => stringWidth(line) > width));
		const labels = lines.flatMap(line => /^ *([\d.]+(?:µs|ms|s)) [┤┼]/.exec(line)?.[1] ?? []);
		assert.equal(labels.length, history.buckets.some(({received}) => received > 0) ? 9 : 0, lines.join('\n'));
		assert.equal(new Set(labels).size, labels.length, labels.join(' '));
	}));
});

test('the verdict tells a bad network from a probe that is filtered, and says when it cannot', () => {
	const decided = {
		...baseFigures, sent: 100, inFlight: 0, rejected: 0,
	};
	const verdict = (lossOf100: number, retransmissionPercent: number | null, connections = 12) => verdictOn({
		...baseProbe, lastMinute: {...decided, lost: lossOf100}, passive: {connections, rttMicroseconds: 100, retransmissionPercent},
	}).text;
	assert.match(verdict(100, 0.4), /^The probe is filtered; real connections are fine: 12 connections retransmitted 0\.4%/);
	assert.match(verdict(20, 0.4, 1), /^Only the probe loses .*: 1 connection retransmitted/);
	assert.match(verdict(20, 8), /^The path loses packets/);
	assert.match(verdict(0, 0), /^The path is fine/);
	assert.match(verdict(0, 8), /^The probes get through, but/);
	assert.match(verdict(50, null), /nothing to compare with/);
	assert.match(verdict(50, 0, 0), /There are no real TCP connections/);
	assert.match(verdictOn({...baseProbe, passive: null}).text, /There are no real TCP connections/);
	assert.match(verdictOn({...baseProbe, session: noFigures, lastMinute: noFigures}).text, /No probe is decided/);
	assert.match(verdictOn({...baseProbe, lastMinute: {...decided, lost: 0, rejected: 100}}).text, /^The probe is filtered/, 'turned away is not through');
	assert.match(verdictOn({...baseProbe, lastMinute: noFigures, session: {...decided, lost: 100}}).text, /^The probe is filtered/, 'the session where the minute is empty');
});

function opened(detail: ViewMessage['detail'], columns: number) {
	const ui = {
		...baseUi, view: 'probes', detail: 'x', columns,
	} as const;
	return {ui, data: {message: messageFor(ui, {view: 'probes', rows: []}, {detail})}};
}

test('the detail of any target fits, however hostile its texts', () => {
	fc.assert(fc.property(anyProbeDetails, terminalWidth, fc.nat(6), (details, columns, zoom) => {
		const {ui, data} = opened({view: 'probes', ...details}, columns);
		const lines = detailLines({...ui, zoom}, data, theme);
		for (const line of lines) {
			assert.ok(stringWidth(line) <= columns, JSON.stringify(line));
			assert.ok(isClean(line), JSON.stringify(line));
		}

		assert.equal(lines.length, detailLineCount({...ui, zoom}, data));
	}));
});

test('a dialog and a line fit whatever is typed', () => {
	fc.assert(fc.property(anyText, anyText, terminalWidth, (draft, problem, columns) => {
		const line = {
			draft, cursor: draft.length, request: null, problem,
		};
		const box = boxOver({...baseUi, columns, removal: {identity: 'x', target: draft}}, {message: null}, theme, []) ?? [];
		const typed = targetLines(line, [], columns, theme);
		assert.ok(typed.every(text => stringWidth(text) === columns && isClean(text)));
		assert.ok(box.every(text => stringWidth(text) <= columns && isClean(text)));
	}));
});

test('a target that is too wide loses its method, then the middle of its host, never its port', () => {
	assert.equal(shortenTarget('icmp://192.168.178.1', 18), '192.168.178.1');
	assert.equal(shortenTarget('syn://[2001:db8:85a3::7348]:8443', 18), '[2001:…:7348]:8443');
	assert.equal(shortenTarget('www.example.com:443', 18), 'www.exa…le.com:443');
});
