/* The header, the tabs, the status line and the filter line. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {typedLines} from '../../../source/ui/overlays/typed-line.ts';
import {alertBadge, headerLines} from '../../../source/ui/lines/header.ts';
import {composeSegments} from '../../../source/ui/text/segments.ts';
import {statusLines} from '../../../source/ui/lines/status-line.ts';
import {createTheme, plainTheme, type Theme} from '../../../source/ui/text/theme.ts';
import type {TypedLine, UiState} from '../../../source/ui/state/state.ts';
import {
	aLine,
	baseConnection,
	baseSummary,
	baseUi,
	filteredUi,
	messageFor,
	samplePorts,
	sampleTime,
} from '../screen/samples.ts';
import {anyText, modelText, terminalWidth} from '../arbitraries.ts';

const theme = createTheme(true);
const ports = {view: 'ports', rows: samplePorts} as const;

function header(ui: UiState, summary = baseSummary): readonly string[] {
	return headerLines(ui, {message: messageFor(ui, ports, {summary})}, plainTheme, sampleTime);
}

test('hidden owners are mentioned only while a row on the screen lacks its owner, the remedy first', () => {
	const problem = 'run as root to see owners (117 processes hidden; needs root, or CAP_SYS_PTRACE)';
	const summary = {
		...baseSummary, sources: [{
			name: 'processes', method: 'proc', state: 'degraded', problem,
		} as const],
	};
	const linesFor = (status: 'denied' | 'none', columns: number) => {
		const rows = [{...baseConnection, owners: {status, holders: []}}];
		const ui: UiState = {...baseUi, columns, view: 'connections'};
		return headerLines(ui, {message: messageFor(ui, {view: 'connections', rows}, {summary})}, plainTheme, sampleTime);
	};

	const wide = linesFor('denied', 160);
	assert.match(wide[2]!, /! run as root to see owners/);
	assert.doesNotMatch(wide[0]!, /see owners/);
	assert.doesNotMatch(linesFor('none', 160).join('\n'), /see owners/);
	// Where the tabs leave no room for it, the first line has it.
	const narrow = linesFor('denied', 80);
	assert.doesNotMatch(narrow[2]!, /owners/);
	assert.match(narrow[0]!, /run as root to see owners/);
	assert.doesNotMatch(linesFor('none', 80).join('\n'), /see owners/);
});

test('tabs have the same names in every view at one width', () => {
	const views = ['overview', 'ports', 'groups', 'probes', 'errors', 'alerts'] as const;
	const namesIn = (view: UiState['view'], columns: number) => {
		const ui: UiState = {...baseUi, columns, view};
		return headerLines(ui, {message: messageFor(ui, ports, {matching: 1200, total: 1200})}, plainTheme, sampleTime)[2]!.match(/\d [A-Z][a-z]+/g)?.join(' ');
	};

	for (const [columns, names] of [
		[80, '1 Overview 2 Ports 3 Conns 4 Grps 5 Stat 6 Prob 7 Errs 8 Alrt'],
		[96, '1 Overview 2 Ports 3 Connections 4 Groups 5 States 6 Probes 7 Errors 8 Alerts'],
	] as const) {
		assert.deepEqual(views.map(view => namesIn(view, columns)), views.map(() => names));
	}
});

test('segments make a line of exactly its width, whatever they are', () => {
	const segment = fc.record({
		variants: fc.array(modelText, {maxLength: 3}),
		priority: fc.nat(5),
	});
	fc.assert(fc.property(fc.array(segment, {maxLength: 6}), fc.array(segment, {maxLength: 6}), terminalWidth, (left, right, width) => {
		assert.equal(stringWidth(composeSegments(left, right, width, theme)), width);
	}));
});

test('what matters least is said shorter, then not at all', () => {
	const left = [{variants: ['important'], priority: 0}, {variants: ['long words', 'short'], priority: [2, 1]}];
	const right = [{variants: ['extra'], priority: 3}];
	assert.equal(composeSegments(left, right, 30, plainTheme), 'important  long words    extra');
	assert.equal(composeSegments(left, right, 24, plainTheme), 'important  long words   ');
	assert.equal(composeSegments(left, right, 18, plainTheme), 'important  short  ');
	assert.equal(composeSegments(left, right, 6, plainTheme), 'impor…');
});

test('the header names the machine, the source, the privileges and the time', () => {
	const [first = '', second = ''] = header({...baseUi, columns: 120});
	for (const part of ['web-1', 'Linux 6.18.44', 'up 12d 3h', 'root', 'source netlink', 'every 1s', '14:03:22 UTC']) {
		assert.ok(first.includes(part), part);
	}

	for (const part of ['tcp 1444 udp 16', 'est 1180', 'in  12Mb/s 4.3kp/s', 'out 988Mb/s 8.8kp/s', 'retr 2.5/s']) {
		assert.ok(second.includes(part), part);
	}
});

test('an ordinary user, the other source and a failure are said, with what is missing', () => {
	const [first = '', , tabs = ''] = header({...baseUi, columns: 160, paused: true}, {
		...baseSummary,
		privileges: {
			userId: 1000, seesAllProcesses: false, networkAdministration: false, rawSockets: false,
		},
		sources: [{
			name: 'sockets', method: 'proc', state: 'degraded', problem: 'no RTT and no rates: sock_diag is not to be had',
		}],
	});
	assert.ok(first.includes('user 1000'));
	assert.ok(first.includes('source proc (degraded)'));
	assert.ok(first.includes('PAUSED'));
	assert.ok(tabs.trimEnd().endsWith('! sockets: no RTT and no rates: sock_diag is not to be had'));
	const both = header(baseUi, {
		...baseSummary,
		sources: [
			{
				name: 'sockets', method: 'proc', state: 'degraded', problem: 'no RTT and no rates: sock_diag is not to be had',
			},
			{
				name: 'probes', method: 'prober', state: 'failed', problem: 'probing has stopped: the prober died twice',
			},
		],
	}).at(2) ?? '';
	assert.match(both, /^1 +2 Ports 6 .* 6 .*✗ probes: probing has stopped: the prober/, 'what failed comes first, and is read at 80 columns');
});

test('the privileges: each that is missing is named, of an ordinary user only where others are not', () => {
	type Right = boolean | null;
	const words = (userId: number, seesAllProcesses: Right, networkAdministration: Right, rawSockets: Right) => stripVTControlCharacters(header({...baseUi, columns: 200}, {
		...baseSummary,
		privileges: {
			userId, seesAllProcesses, networkAdministration, rawSockets,
		},
	})[0]!);

	assert.match(words(0, true, true, true), / {2}root {2}/);
	assert.match(words(0, true, true, false), / {2}root, no raw sockets {2}/);
	assert.match(words(0, true, false, true), / {2}root, no network administration {2}/);
	assert.match(words(0, false, true, true), / {2}root, no other users' processes {2}/);
	assert.match(words(0, false, false, false), / {2}root, no other users' processes, network administration, raw sockets {2}/);
	assert.match(words(0, null, null, null), / {2}root, rights unknown {2}/);
	assert.match(words(1000, false, false, false), / {2}user 1000 {2}/);
	assert.match(words(1000, false, true, true), / {2}user 1000, no other users' processes {2}/);
});

test('the badge: what fires, inverse until all of it is acknowledged; nothing where nothing fires', () => {
	const badge = (critical: number, warning: number, unacknowledged: number) => {
		const {variants, style} = alertBadge({
			critical, warning, unacknowledged, fired: 9,
		});
		return [variants[0], style];
	};

	assert.deepEqual(badge(0, 0, 0), [undefined, undefined]);
	assert.deepEqual(badge(2, 1, 1), [' 2 critical 1 warning ', 'alarm']);
	assert.deepEqual(badge(0, 2, 2), [' 2 warnings ', 'cursor']);
	assert.deepEqual(badge(2, 1, 0), ['2 critical 1 warning', 'muted']);
});

test('unknown totals are dashes', () => {
	const totals = {
		...baseSummary.totals, receiveBitsPerSecond: null, sendBitsPerSecond: null, receivePacketsPerSecond: null, sendPacketsPerSecond: null, retransmissionsPerSecond: null,
	};
	const [, second = ''] = header({...baseUi, columns: 120}, {...baseSummary, totals});
	assert.ok(second.includes('in    –b/s    –p/s'));
});

test('the open tab is inverse and counts what matches', () => {
	const ui = filteredUi(baseUi, '443');
	const tabs = headerLines(ui, {message: messageFor(ui, ports, {matching: 14, total: 1200})}, theme, sampleTime).at(2) ?? '';
	assert.ok(tabs.includes('\u{1B}[7m 2 Ports 14/1200 \u{1B}[27m'), JSON.stringify(tabs));
});

test('the status line: filter and keys, a notice, where one is', () => {
	const keyHelp = [
		{
			keys: 'q', label: 'quit', description: 'Quit', modes: ['view'],
		},
		{
			keys: '? h', label: 'help', description: 'Help', modes: ['view'],
		},
		{keys: 'x', description: 'Not in the status line', modes: ['view']},
		{
			keys: 'y', label: 'yes', description: 'Not in this mode', modes: ['end'],
		},
	] as const;
	const ui = filteredUi(baseUi, 'rtt>20ms');
	const line = (state: UiState, more = {}) => statusLines({
		ui: state, data: {message: messageFor(state, ports, more)}, theme: plainTheme, keyHelp, openText: null,
	})[0] ?? '';
	assert.equal(line(ui).trimEnd(), 'filter: rtt>20ms  q quit  ? help');
	assert.ok(line(ui, {first: 40, listed: 900, matching: 890}).endsWith('41-46 of 900'));
	assert.equal(line({...baseUi, chosenColumns: {ports: ['user', 'rtt']}}).trimEnd(), 'sorted by Port ▲  q quit  ? help', 'no heading can say it');
	assert.equal(line({...baseUi, chosenColumns: {ports: ['user', 'port']}}).trimEnd(), 'q quit  ? help');
	assert.equal(line({...baseUi, chosenColumns: {ports: ['user', 'rtt']}, detail: 'x'}).trimEnd(), '', 'the table is not to be seen');
	assert.equal(line({...ui, notice: {text: 'copied\u{1B} 10.0.0.5:22', kind: 'warning'}}).trimEnd(), 'filter: rtt>20ms  ! copied? 10.0.0.5:22');
});

/** The filter line and the line below it. */
const filterLines = (line: TypedLine, columns: number, drawing: Theme) => typedLines(line, {...baseUi, columns}, [], drawing);

test('the caret stands under what is wrong', () => {
	const problem = {message: 'foo is no port', position: 8, length: 3};
	const [input, caret] = filterLines(aLine('filter', 'dport = foo', {problem}), 80, plainTheme);
	assert.equal(input?.trimEnd(), '/dport = foo');
	assert.equal(caret?.trimEnd(), '         ^^^ foo is no port');
	const wide = filterLines(aLine('filter', '日本 = foo', {problem: {message: 'no such field', position: 0, length: 2}}), 80, plainTheme);
	assert.equal(wide[1]?.trimEnd(), ' ^^^^ no such field');
});

test('the message goes to the left of a caret at the end', () => {
	const text = `${'a and '.repeat(9)}b=`;
	const [, caret = ''] = filterLines(aLine('filter', text, {problem: {message: 'a value is missing', position: text.length, length: 0}}), 60, plainTheme);
	assert.match(caret, /^ +a value is missing \^ *$/);
	assert.equal(caret.indexOf('^'), text.length + 1);
});

test('a character of three cells under the cursor at the right end does not make the line longer', () => {
	const [line = ''] = filterLines(aLine('filter', '👩‍👩‍👧a각ﾞ', {cursor: 9}), 10, plainTheme);
	assert.equal(stringWidth(line), 10);
	assert.ok(line.endsWith('각ﾞ'));
});

test('the cursor is always in sight, and every line is as wide as the terminal', () => {
	const cases = fc.record({
		text: anyText,
		cursor: fc.nat(40),
		position: fc.nat(40),
		length: fc.nat(5),
		message: modelText,
		hasError: fc.boolean(),
	});
	fc.assert(fc.property(cases, fc.integer({min: 10, max: 80}), ({text, cursor, position, length, message, hasError}, width) => {
		const lines = filterLines(aLine('filter', text, {
			cursor: Math.min(cursor, text.length),
			problem: hasError ? {message, position: Math.min(position, text.length), length} : null,
		}), width, theme);
		assert.equal(lines.length, 2);
		assert.ok(lines[0]?.includes('\u{1B}[7m'));
		for (const line of lines) {
			assert.equal(stringWidth(stripVTControlCharacters(line)), width, JSON.stringify(line));
		}
	}), {numRuns: 500});
});
