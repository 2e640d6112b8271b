/* The verdict, and the detail of a target. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {ViewMessage} from '../../../../source/protocol/protocol.ts';
import type {Port} from '../../../../source/model/port.ts';
import type {ProbeStatus} from '../../../../source/model/probe.ts';
import {boxOver} from '../../../../source/ui/lines/body.ts';
import {detailLineCount, detailLines} from '../../../../source/ui/views/detail.ts';
import {formatRttRange} from '../../../../source/text/format-duration.ts';
import {drawPieces, fitPieces} from '../../../../source/ui/text/pieces.ts';
import {verdictOn} from '../../../../source/ui/views/probes/probe-verdict.ts';
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
	anyProbeDetails,
	anyText,
	terminalWidth,
} from '../../arbitraries.ts';

const theme = createTheme(true);

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

test('pieces are cut and filled to a width', () => {
	// A combining mark at the beginning would join the piece before: there is always a space between.
	const piece = fc.record({text: anyText.map(text => ` ${text}`), style: fc.constantFrom('bad' as const, 'alarm' as const)});
	fc.assert(fc.property(fc.array(piece, {maxLength: 5}), fc.nat(60), fc.constantFrom('left' as const, 'right' as const), (pieces, width, align) => {
		const line = drawPieces(fitPieces(pieces, width, align), theme);
		assert.equal(stringWidth(line), width);
		assert.ok(isClean(line));
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
