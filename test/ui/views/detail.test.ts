import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {Detail} from '../../../source/protocol/protocol.ts';
import {detailLineCount, detailLines} from '../../../source/ui/views/detail.ts';
import {createTheme, plainTheme} from '../../../source/ui/text/theme.ts';
import {
	baseConnection,
	baseUi,
	messageFor,
	sampleConnections,
	sampleDetails,
	sampleProcess,
} from '../screen/samples.ts';
import {
	anyConnection,
	anyPort,
	modelText,
	terminalWidth,
} from '../arbitraries.ts';

const theme = createTheme(true);

function open(detail: Detail | 'gone' | null, columns = 80) {
	const view = detail === null || detail === 'gone' ? 'connections' : detail.view;
	const ui = {
		...baseUi, columns, view, detail: 'x',
	} as const;
	return {ui, data: {message: messageFor(ui, {view: 'connections', rows: sampleConnections}, {detail})}};
}

test('a detail has every figure with its unit, and no line is wider than the screen', () => {
	const {ui, data} = open(sampleDetails.connection);
	const text = detailLines(ui, data, plainTheme).join('\n');
	for (const part of [
		'ESTAB',
		'192.168.178.201:51234',
		'>5m',
		'36 bytes unacknowledged',
		'1.2 MB total',
		'23.4ms smoothed',
		'2.9 kB total',
		'10 segments',
		'1448 bytes',
		'224ms',
		'95 Mbit/s',
		'12ms ago',
		'sshd(20411)',
		'12.3% of one core',
		'9.0MiB resident',
	]) {
		assert.ok(text.includes(part), part);
	}

	const anyDetail = fc.oneof(
		fc.record({row: anyPort, name: modelText}).map(({row, name}): Detail => ({...sampleDetails.port, row, processes: [{...sampleProcess, name, commandLine: name}]})),
		fc.record({row: anyConnection, name: modelText}).map(({row, name}): Detail => ({...sampleDetails.connection, row, processes: [{...sampleProcess, unit: name}]})),
	);
	fc.assert(fc.property(anyDetail, terminalWidth, (detail, columns) => {
		const opened = open(detail, columns);
		const lines = detailLines(opened.ui, opened.data, theme);
		assert.ok(lines.every(line => stringWidth(line) <= columns), lines.find(line => stringWidth(line) > columns));
		assert.equal(lines.length, detailLineCount(opened.ui, opened.data));
	}));
});

test('a row that is gone is said to be, with what was last known', () => {
	const gone = open('gone');
	assert.match(detailLines(gone.ui, gone.data, plainTheme).join('\n'), /The row is gone/);
	const vanished = open({...sampleDetails.connection, row: {...baseConnection, freshness: 'vanished'}});
	const lines = detailLines(vanished.ui, vanished.data, theme);
	assert.match(lines[0] ?? '', /It has just gone/);
	assert.ok(lines.slice(1).every(line => line === '' || line.startsWith('\u{1B}[2m')), 'greyed');
});

test('the detail that is shown is the one that is open', () => {
	const {ui, data} = open(sampleDetails.connection);
	assert.match(detailLines({...ui, detail: 'another'}, data, plainTheme).join('\n'), /Asking the sampler/);
	assert.match(detailLines({...ui, view: 'ports'}, data, plainTheme).join('\n'), /Asking the sampler/);
});

test('a heading of wide characters keeps its pid', () => {
	const {ui, data} = open({...sampleDetails.connection, processes: [{...sampleProcess, name: '日本語サーバー'}]});
	assert.ok(detailLines(ui, data, plainTheme).includes('Process 日本語サーバー(20411)'));
});

test('the files that a process has open stand with how many it may have', () => {
	const linesOf = (openFiles: number | null, openFilesLimit: number | null) => {
		const {ui, data} = open({...sampleDetails.connection, processes: [{...sampleProcess, openFiles, openFilesLimit}]});
		return detailLines(ui, data, plainTheme).filter(line => line.includes('Open files')).map(line => line.trim().replaceAll(/\s+/g, ' '));
	};

	const found = [linesOf(112, 1024), linesOf(112, Infinity), linesOf(112, null), linesOf(null, 1024)];
	assert.deepEqual(found, [['Open files 112 of 1,024'], ['Open files 112 of any number'], ['Open files 112 of –'], []]);
});
