/* Sparklines of round trips, the chart, the verdict, the detail of a target. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {ViewMessage} from '../../../../source/protocol/protocol.ts';
import type {Port} from '../../../../source/model/port.ts';
import type {
	ProbeBucket,
	ProbeHistory,
	ProbeStatus,
	RecentOutcome,
} from '../../../../source/model/probe.ts';
import {boxOver} from '../../../../source/ui/lines/body.ts';
import {detailLineCount, detailLines} from '../../../../source/ui/views/detail.ts';
import {formatRttRange} from '../../../../source/text/format-duration.ts';
import {drawPieces, fitPieces, type Piece} from '../../../../source/ui/text/pieces.ts';
import {verdictOn} from '../../../../source/ui/views/probes/probe-verdict.ts';
import {rttChart} from '../../../../source/ui/charts/rtt-chart.ts';
import {rttSparkline} from '../../../../source/ui/charts/rtt-sparkline.ts';
import {shortenTarget, shortenTargetWithMethod} from '../../../../source/ui/text/shorten.ts';
import {targetLines} from '../../../../source/ui/overlays/target-line.ts';
import {createTheme, plainTheme} from '../../../../source/ui/text/theme.ts';
import {
	baseFigures,
	baseProbe,
	noFigures,
	sampleLatency,
	sampleProbeDetail,
} from '../../screen/probe-samples.ts';
import {
	basePort,
	baseUi,
	messageFor,
	sampleDetails,
} from '../../screen/samples.ts';
import {
	anyHistory,
	anyProbe,
	anyProbeDetails,
	anyText,
	terminalWidth,
} from '../../arbitraries.ts';

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
	assert.equal(formatRttRange(0, 3), '<1–3µs');
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
	assert.equal(drawn([reply(999_999_999_500_000)], 18).trim(), '▄', 'a scale that has no room is left out');
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
		...baseProbe, lastMinute: {...decided, late: 0, lost: lossOf100}, passive: {connections, rttMicroseconds: 100, retransmissionPercent},
	}).text;
	const minute = (figures: Partial<typeof decided>) => verdictOn({
		...baseProbe, lastMinute: {
			...decided, lost: 0, late: 0, ...figures,
		},
	}).text;
	const filtered = 'The probe is filtered; real connections are fine.';
	assert.equal(verdict(100, 0.4), `${filtered} In the last minute 0 of 100 probes were answered in time, and 12 connections retransmitted 0.4%.`);
	assert.match(verdict(20, 0.4, 1), /^Only the probe loses .* 80 of 100 .* 1 connection retransmitted/);
	assert.match(verdict(20, 8), /^The path loses packets/);
	assert.match(verdict(0, 0), /^The path is fine/);
	assert.match(verdict(0, 8), /^The probes get through, but/);
	assert.match(verdict(50, null), /sent nothing in the last minute: nothing to compare with/);
	assert.match(verdict(50, 0, 0), /There are no real TCP connections/);
	assert.match(verdictOn({...baseProbe, passive: null}).text, /There are no real TCP connections/);
	assert.match(verdictOn({...baseProbe, session: noFigures, lastMinute: noFigures}).text, /No probe is decided/);
	const oldLoss = verdictOn({...baseProbe, lastMinute: noFigures, session: {...decided, lost: 100}}).text;
	assert.match(oldLoss, /in the last minute: there is nothing to compare/, 'an old loss is not compared with the last minute of TCP');
	assert.match(minute({rejected: 100}), /^The probe is filtered/, 'turned away is not through');
	assert.match(minute({rejected: 30, late: 20}), /^Some probes go unanswered.* 50 of 100 probes were answered in time/, 'nor is late');
	assert.match(verdict(4, 0), /^Some probes go unanswered/, 'too little loss to accuse the probe alone');
	assert.match(minute({sent: 10, lost: 2}), /^Some probes go unanswered/, 'two may be chance');
	assert.match(minute({sent: 2, lost: 2}), /^Some probes go unanswered/);
	assert.match(minute({sent: 10, lost: 3}), /^Only the probe loses/);
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
		const box = boxOver({...baseUi, columns, removal: {what: 'target', identity: 'x', text: draft}}, {message: null}, theme, []) ?? [];
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

test('where no column shows the method, a target keeps it', () => {
	assert.equal(shortenTargetWithMethod('udp://192.168.178.1:53', 18), 'udp 192.1…178.1:53');
	assert.equal(shortenTargetWithMethod('connect://10.0.0.9:443', 18), 'conn 10.0.0.9:443');
	assert.equal(shortenTargetWithMethod('icmp://192.168.178.1', 18), '192.168.178.1', 'only an icmp target has no port');
	assert.equal(shortenTargetWithMethod('www.example.com:443', 18), 'www.exa…le.com:443');
});

test('what real connections say is never cut in the detail', () => {
	for (const connections of [1, 12, 1234, 12_345_678]) {
		for (const retransmissionPercent of [0.3, 100, null]) {
			const row = {...baseProbe, passive: {connections, rttMicroseconds: 22_100, retransmissionPercent}};
			for (const columns of [60, 70, 80, 100, 120]) {
				const {ui, data} = opened({...sampleProbeDetail, row}, columns);
				const lines = detailLines(ui, data, plainTheme);
				const from = lines.findIndex(line => line.startsWith('Figures'));
				assert.doesNotMatch(lines.slice(from, from + 5).join('\n'), /…/);
			}
		}
	}
});

test('the status of a port is said in the words of what told it', () => {
	const status = (changes: Partial<Port>) => {
		const columns = 200;
		const row = {...basePort, watched: true, ...changes};
		const ui = {
			...baseUi, view: 'ports', detail: 'x', columns,
		} as const;
		const message = messageFor(ui, {view: 'ports', rows: []}, {detail: {...sampleDetails.port, row}});
		return detailLines(ui, {message}, plainTheme).find(line => line.includes('Status'))?.replace(/^ *Status */, '');
	};

	const nobody = {acceptQueue: null, acceptQueueLimit: null} as const;
	const measured = (told: ProbeStatus | null): Partial<Port> => ({
		latency: {...sampleLatency, status: told}, status: told === 'CLOSED' || told === 'OPEN' ? told : 'FILTERED',
	});
	assert.equal(status({}), 'OPEN: a program listens; watched');
	assert.equal(status({...nobody, status: 'CLOSED'}), 'CLOSED: nobody listens; watched');
	assert.equal(status(measured('OPEN')), 'OPEN: accepts connections; watched');
	assert.equal(status({...measured('OPEN'), ...nobody}), 'OPEN: accepts connections, although no program listens here: redirected?; watched');
	assert.equal(status(measured('CLOSED')), 'CLOSED: refuses connections, although a program listens: a firewall refuses?; watched');
	assert.equal(status({...measured('CLOSED'), ...nobody}), 'CLOSED: refuses connections: nobody listens; watched');
	for (const told of ['FILTERED', 'UNREACHABLE'] as const) {
		assert.equal(status(measured(told)), 'FILTERED: connections are not answered, or turned away, although a program listens; watched');
		assert.equal(status({...measured(told), ...nobody}), 'FILTERED: connections are not answered, or turned away; watched');
	}

	assert.equal(status({latency: {...sampleLatency, status: null}, status: 'OPEN'}), 'OPEN: a program listens; watched', 'nothing measured yet');
	assert.equal(status({latency: {...sampleLatency, problem: 'probing has stopped'}, status: 'OPEN'}), 'OPEN: a program listens; watched');
	assert.equal(status({protocol: 'udp', ...nobody}), 'OPEN: a socket is bound; watched');
});
