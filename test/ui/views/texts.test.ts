/* Details, the help, boxes, sorting, sparklines, addresses, owners. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type {Detail} from '../../../source/protocol/protocol.ts';
import {views} from '../../../source/model/snapshot.ts';
import {socketStates} from '../../../source/model/socket.ts';
import {localAddress, remoteAddress, shortenAddress} from '../../../source/ui/text/address.ts';
import {boxOver} from '../../../source/ui/lines/body.ts';
import {boxLines, overlay} from '../../../source/ui/text/box.ts';
import {trafficChart} from '../../../source/ui/charts/chart.ts';
import {connectionColumns} from '../../../source/ui/views/connections/columns.ts';
import {portColumns} from '../../../source/ui/views/ports/columns.ts';
import {probeColumns} from '../../../source/ui/views/probes/columns.ts';
import {detailLineCount, detailLines} from '../../../source/ui/views/detail.ts';
import {helpLineCount, helpLines} from '../../../source/ui/overlays/help.ts';
import {hiddenSort, nextSort, usualSorts} from '../../../source/ui/views/sorting.ts';
import {ownersCell} from '../../../source/ui/tables/cells.ts';
import {shortenOwners} from '../../../source/ui/text/shorten.ts';
import {sparkline} from '../../../source/ui/charts/sparkline.ts';
import {createTheme, plainTheme} from '../../../source/ui/text/theme.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {
	baseConnection,
	basePort,
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
const chartText = /[┤┼]/;

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
		'36 bytes not yet acknowledged',
		'1234567 bytes (1.2 MB) in its life',
		'23.4ms smoothed',
		'2896 bytes',
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

test('the help has the keys, every column and every state', () => {
	const keyHelp = [{keys: 'K', description: 'End the process', modes: ['view']}] as const;
	const data = {message: null};
	const lines = helpLines(baseUi, data, keyHelp, theme);
	assert.ok(lines.every(line => stringWidth(line) <= 80));
	assert.equal(lines.length, helpLineCount(baseUi, data, keyHelp));
	const text = helpLines({columns: 250}, data, keyHelp, plainTheme).join('\n');
	for (const part of ['End the process', ...socketStates, ...[...portColumns, ...connectionColumns, ...probeColumns].map(({meaning}) => meaning)]) {
		assert.ok(text.includes(part), part);
	}
});

test('sorting goes through every visible sortable column and comes back', () => {
	// The log has one order.
	const sortable = views.filter(each => each !== 'alerts');
	for (const view of sortable) {
		for (const columns of [60, 80, 200]) {
			const ui = {...baseUi, view, columns};
			const start = nextSort(ui, {key: 'total', descending: true}, 1);
			const seen = new Set<string>();
			let sort = start;
			do {
				seen.add(sort.key);
				assert.equal(nextSort(ui, nextSort(ui, sort, 1), -1).key, sort.key);
				sort = nextSort(ui, sort, 1);
			} while (sort.key !== start.key && seen.size < 50);

			assert.ok(seen.size >= 4, `${view} at ${columns}: ${[...seen].join(' ')}`);
			assert.ok(seen.size < 50, 'it comes back');
		}
	}

	const probesUi = {...baseUi, view: 'probes', columns: 60} as const;
	assert.equal(nextSort(probesUi, {key: 'order', descending: false}, 1).key, 'target');
	assert.deepEqual(nextSort(probesUi, {key: 'last', descending: true}, 1), {key: 'order', descending: false}, 'as they were added');
	assert.equal(nextSort({...baseUi, columns: 60}, {key: 'port', descending: false}, -1).key, 'connections', 'from the first to the last');
	assert.deepEqual(nextSort({...baseUi, view: 'connections'}, {key: 'state', descending: false}, 1), {key: 'receiveQueue', descending: true}, 'numbers start with the largest');
});

test('a column that is sorted by and not visible is named', () => {
	const rtt = {key: 'rtt', descending: true} as const;
	const titles = (changes: Partial<UiState>) => [hiddenSort({...baseUi, ...changes}, rtt), hiddenSort({...baseUi, ...changes}, {key: 'port', descending: false})];
	assert.deepEqual(titles({columns: 200}), [null, null]);
	assert.deepEqual(titles({columns: 60}), ['RTT', null], 'it does not fit');
	assert.deepEqual(titles({columns: 200, chosenColumns: {ports: ['user', 'rtt']}}), [null, 'Port'], 'it is not configured');
	for (const view of views) {
		assert.equal(hiddenSort({...baseUi, view, columns: 200}, usualSorts[view]), null, view);
	}
});

test('sparklines: nothing is the lowest bar, anything is more, none yet is a space', () => {
	assert.equal(sparkline([0, 1, 500, 1000], 6), '  ▁▂▅█');
	assert.equal(sparkline([0, 0], 2), '▁▁');
	assert.equal(sparkline([1, NaN, 2], 3), '▅ █');
	assert.equal(sparkline([9, 1, 2, 3], 2), '▆█');
	assert.equal(sparkline([], 3), ' '.repeat(3));
});

test('a chart is as high for any history', () => {
	for (const history of [[], [1], [0, 0, 0], [5, 5], Array.from({length: 500}, (_, index) => index * 1e9)]) {
		const lines = trafficChart(history, 78);
		assert.equal(lines.length, 7);
		assert.ok(lines.every(line => stringWidth(line) <= 78));
		assert.equal(chartText.test(lines.join('')), history.length > 1);
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

test('an address is shortened in its host; the port stays whole', () => {
	assert.equal(shortenAddress('[2001:db8:85a3::7348]:443', 17), '[2001:…:7348]:443');
	assert.equal(shortenAddress('192.168.178.201:51234', 20), '192.168…78.201:51234');
	assert.equal(shortenAddress('[::ffff:127.0.0.1]:443', 21), '[…127.0.0.1]:443');
	assert.equal(shortenAddress('[::ffff:192.168.178.201]:51234', 21), '[….168.178.201]:51234');
});

test('service names are written into addresses only where it is clear whose they are', () => {
	assert.equal(localAddress(baseConnection, 'columns'), '10.0.0.5:22');
	assert.equal(localAddress(baseConnection, 'all'), '10.0.0.5:ssh');
	assert.equal(remoteAddress(baseConnection, 'all'), '192.168.178.201:51234');
	const outgoing = {
		...baseConnection, localPort: 40_000, remotePort: 443, service: 'https',
	};
	assert.equal(localAddress(outgoing, 'all'), '10.0.0.5:40000');
	assert.equal(remoteAddress(outgoing, 'all'), '192.168.178.201:https');
	const doubtful = {...outgoing, localPort: 8080};
	assert.equal(localAddress(doubtful, 'all'), '10.0.0.5:8080');
	assert.equal(remoteAddress(doubtful, 'all'), '192.168.178.201:443');
});

test('owners: the first, how many others, or why none', () => {
	const holder = {pid: 7, name: 'a', fileDescriptor: 1};
	assert.equal(ownersCell({status: 'known', holders: [holder, {...holder, fileDescriptor: 2}]}).text, 'a(7)');
	assert.equal(ownersCell({status: 'known', holders: [holder, {...holder, pid: 8}, {...holder, pid: 9}]}).text, 'a(7) +2');
	assert.equal(ownersCell({status: 'pending', holders: []}).text, '…');
	assert.equal(ownersCell({status: 'denied', holders: []}).text, '?');
	assert.equal(ownersCell({status: 'none', holders: []}).text, '–');
});

test('owners where room is short: the name without the pid; it is cut only when it alone is too wide', () => {
	assert.equal(shortenOwners('python3(41234) +3', 10), 'python3 +3');
	assert.equal(shortenOwners('python3(41234) +3', 9), 'python3');
	assert.equal(shortenOwners('python3(41234)', 10), 'python3');
	assert.equal(shortenOwners('(sd-pam)(41234)', 8), '(sd-pam)');
	assert.equal(shortenOwners('python3(41234)', 5), 'pyth…');
	assert.equal(shortenOwners('日本語(41234) +3', 7), '日本語');
});

test('a heading of wide characters keeps its pid', () => {
	const {ui, data} = open({...sampleDetails.connection, processes: [{...sampleProcess, name: '日本語サーバー'}]});
	assert.ok(detailLines(ui, data, plainTheme).includes('Process 日本語サーバー(20411)'));
});

test('the dialog names what it would end, and refuses or warns', () => {
	const candidate = {process: sampleProcess, isSelf: false, carriesSession: false};
	const message = messageFor(baseUi, {view: 'ports', rows: [basePort]});
	const text = (candidates: ReadonlyArray<typeof candidate> | null, more = {}) => (boxOver({
		...baseUi,
		end: {
			request: 1, identity: basePort.identity, candidates, problem: null, selected: 0, signal: 'SIGTERM', ...more,
		},
	}, {message}, plainTheme, []) ?? []).join('\n');
	assert.match(text(null), /Looking for its processes/);
	const one = text([candidate]);
	for (const part of ['tcp 0.0.0.0:22', 'sshd, pid 20411', 'sshd: root@pts/0', 'root', 'SIGTERM']) {
		assert.ok(one.includes(part), part);
	}

	assert.doesNotMatch(one, /SSH session|itself/);
	assert.match(text([{...candidate, carriesSession: true}]), /carries your SSH session/);
	const self = text([{...candidate, isSelf: true}]);
	assert.match(self, /will not end itself/);
	assert.doesNotMatch(self, /SIGTERM/);
	assert.match(text([candidate, {...candidate, process: {...sampleProcess, pid: 99}}], {selected: 1}), /▶ sshd\(99\)/);
	assert.match(text([], {problem: 'not permitted'}), /✗ not permitted/);
});

test('a box is rectangular and lies in the middle', () => {
	fc.assert(fc.property(modelText, fc.array(modelText, {maxLength: 5}), fc.integer({min: 10, max: 90}), (title, texts, width) => {
		const widths = new Set(boxLines(title, texts.map(text => ({text})), width, theme).map(line => stringWidth(line)));
		assert.equal(widths.size, 1);
		assert.ok(Math.max(...widths) <= width);
	}));
	assert.deepEqual(overlay(['1', '2', '3', '4'], ['ab', 'cd'], 6), ['1', '  ab', '  cd', '4']);
});
