/* The verdict, and the detail of a target. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {ViewMessage} from '../../../../source/protocol/protocol.ts';
import {detailLineCount, detailLines} from '../../../../source/ui/views/detail.ts';
import {verdictOn} from '../../../../source/ui/views/probes/probe-verdict.ts';
import {createTheme, plainTheme} from '../../../../source/ui/text/theme.ts';
import {
	baseFigures,
	baseProbe,
	noFigures,
	sampleProbeDetail,
} from '../../screen/probe-samples.ts';
import {
	baseUi,
	messageFor,
} from '../../screen/samples.ts';
import {
	anyProbeDetails,
	terminalWidth,
} from '../../arbitraries.ts';

const theme = createTheme(true);

/** Nothing in it but text and styles. */
function isClean(line: string): boolean {
	return !/\p{Control}/u.test(stripVTControlCharacters(line));
}

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
