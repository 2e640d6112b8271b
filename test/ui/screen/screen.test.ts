/*
Whole frames. Those in __frames__ were looked at; PORTOP_UPDATE_FRAMES=1 writes them anew, to be looked at again.
*/
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {renderToString} from 'ink';
import {createElement} from 'react';
import type {
	Detail,
	ViewMessage,
	ViewRows,
	RowOf,
} from '../../../source/protocol/protocol.ts';
import type {PortLatency} from '../../../source/model/probe.ts';
import {createTheme} from '../../../source/ui/text/theme.ts';
import {bodyHeight} from '../../../source/ui/state/visible-rows.ts';
import {visibleRows} from '../../../source/ui/views/shown-view.ts';
import type {EndDialog, UiState} from '../../../source/ui/state/state.ts';
import {Screen} from '../../../source/ui/screen.tsx';
import {
	expected,
	frame,
	keyHelp,
	sizes,
} from './frames.ts';
import {
	sampleLatency,
	sampleProbeDetail,
	sampleProbes,
} from './probe-samples.ts';
import {
	aLine,
	baseConnection,
	baseUi,
	filteredUi,
	messageFor,
	sampleConnections,
	sampleDetails,
	samplePorts,
	sampleProcess,
	sampleStates,
	sampleTime,
} from './samples.ts';

type Port = RowOf<'ports'>;

const contents = {
	ports: {view: 'ports', rows: samplePorts},
	connections: {view: 'connections', rows: sampleConnections},
	states: {view: 'states', rows: sampleStates},
	probes: {view: 'probes', rows: sampleProbes},
} as const;

for (const [columns, rows] of sizes) {
	for (const content of Object.values(contents)) {
		const name = `${content.view}-${columns}x${rows}`;
		test(`frame ${name}`, async () => {
			const ui = {
				...baseUi, columns, rows, view: content.view,
			};
			const lines = frame(ui, messageFor(ui, content, {selected: 1}));
			assert.deepEqual(lines, await expected(name, lines));
		});
	}
}

const withError: UiState = {
	...filteredUi(baseUi, '443'),
	overlay: aLine('filter', 'dport = foo and rtt>20ms', {cursor: 11, problem: {message: 'foo is no port: a number from 0 to 65535, or a service', position: 8, length: 3}}),
};
const noMatchUi = filteredUi(baseUi, '9999');
const connectionsUi: UiState = {...baseUi, view: 'connections'};
const probesUi: UiState = {...baseUi, view: 'probes'};
const typed = aLine('target', 'icmp://host:x');
const measuredUi: UiState = {...baseUi, measuresPorts: true};
const filteredLatency: PortLatency = {
	...sampleLatency,
	status: 'FILTERED',
	lastRttMicroseconds: null,
	recent: Array.from({length: 20}, () => ({kind: 'lost', rttMicroseconds: null})),
};
const measuredPorts: ViewRows = {
	view: 'ports',
	rows: samplePorts.map((row): Port => {
		if (row.status === 'CLOSED') {
			return {...row, status: 'FILTERED', latency: filteredLatency};
		}

		return row.port === 22 || row.port === 443 ? {...row, watched: true, latency: sampleLatency} : row;
	}),
};
const measuredDetail: Detail = {...sampleDetails.port, row: {...sampleDetails.port.row, watched: true, latency: sampleLatency}};
const longCommand = Array.from({length: 40}, (_, index) => `--option-${index}=value`).join(' ');
const longProcess = {...sampleProcess, commandLine: longCommand};

/** The dialog with everything that takes room: a warning, a command line without end, many processes. */
function ending(changes: Partial<EndDialog> = {}): UiState {
	return {
		...connectionsUi,
		overlay: {
			kind: 'end',
			request: 1,
			identity: '1',
			candidates: Array.from({length: 40}, (_, index) => ({process: {...longProcess, pid: 4_194_000 + index}, isSelf: false, carriesSession: true})),
			problem: null,
			selected: 20,
			signal: 'SIGKILL',
			...changes,
		},
	};
}

/** The dialog that closes a connection, with a warning. */
const closing: UiState = {
	...connectionsUi,
	overlay: {
		kind: 'close', request: 1, identity: baseConnection.identity, problem: null, proposal: {
			connection: baseConnection, effect: 'reset', isMptcp: false, mayCarrySession: true,
		},
	},
};

const special: Readonly<Record<string, readonly [UiState, ViewMessage | null]>> = {
	'first-sample': [baseUi, null],
	'filter-error': [withError, messageFor(withError, contents.ports)],
	'no-match': [noMatchUi, messageFor(noMatchUi, {view: 'ports', rows: []}, {matching: 0, total: 6})],
	failure: [{...connectionsUi, failure: 'Error: the worker ended\nwith exit code 1'}, messageFor(connectionsUi, contents.connections)],
	'failure-states': [{...baseUi, view: 'states', failure: 'the worker ended'}, messageFor({...baseUi, view: 'states'}, contents.states)],
	'help-search': [{
		...baseUi, overlay: {
			kind: 'help', below: null, search: {text: 'queue full', cursor: 10}, isTyping: true,
		},
	}, messageFor(baseUi, contents.ports)],
	help: [{
		...baseUi, overlay: {
			kind: 'help', below: null, search: null, isTyping: false,
		}, scroll: 12,
	}, messageFor(baseUi, contents.ports)],
	'detail-port': [{...baseUi, detail: 'x', rows: 50}, messageFor({...baseUi, detail: 'x'}, contents.ports, {detail: sampleDetails.port})],
	'detail-connection': [{...connectionsUi, detail: 'x', rows: 55}, messageFor({...connectionsUi, detail: 'x'}, contents.connections, {detail: sampleDetails.connection})],
	'detail-state': [{...baseUi, view: 'states', detail: 'x'}, messageFor({...baseUi, view: 'states', detail: 'x'}, contents.states, {detail: sampleDetails.state})],
	'probes-60x15': [{...probesUi, columns: 60, rows: 15}, messageFor({...probesUi, rows: 15}, contents.probes)],
	'detail-probe-60x15': [{
		...probesUi, detail: 'x', columns: 60, rows: 75,
	}, messageFor({...probesUi, detail: 'x'}, contents.probes, {detail: sampleProbeDetail})],
	'probes-minute': [{...probesUi, figures: 'lastMinute', columns: 120}, messageFor(probesUi, contents.probes)],
	'probes-empty': [probesUi, messageFor(probesUi, {view: 'probes', rows: []})],
	'probes-adding': [{...probesUi, overlay: typed}, messageFor(probesUi, contents.probes)],
	'probes-add-problem': [{...probesUi, overlay: {...typed, problem: 'icmp://host:x: an icmp target has no port\u{1B}[2J; icmp://host would be right'}}, messageFor(probesUi, contents.probes)],
	'probes-removing': [{
		...probesUi, overlay: {
			kind: 'remove', what: 'target', identity: 'probe 1', text: 'www.example.com:443',
		},
	}, messageFor(probesUi, contents.probes)],
	'detail-probe': [{...probesUi, detail: 'x', rows: 75}, messageFor({...probesUi, detail: 'x'}, contents.probes, {detail: sampleProbeDetail})],
	'detail-probe-120': [{
		...probesUi, detail: 'x', zoom: 2, columns: 120, rows: 40,
	}, messageFor({...probesUi, detail: 'x'}, contents.probes, {detail: sampleProbeDetail})],
	'detail-probe-removed': [{...probesUi, detail: 'x'}, messageFor({...probesUi, detail: 'x'}, contents.probes, {detail: 'gone'})],
	'ports-measured-80x24': [measuredUi, messageFor(measuredUi, measuredPorts)],
	'ports-measured-200x50': [{...measuredUi, columns: 200, rows: 50}, messageFor(measuredUi, measuredPorts)],
	'detail-port-measured': [{...baseUi, detail: 'x', rows: 40}, messageFor({...baseUi, detail: 'x'}, contents.ports, {detail: measuredDetail})],
	end: [{
		...connectionsUi,
		overlay: {
			kind: 'end', request: 1, identity: '1', candidates: [{process: sampleProcess, isSelf: false, carriesSession: true}], problem: null, selected: 0, signal: 'SIGTERM',
		},
	}, messageFor(connectionsUi, contents.connections)],
	'end-full': [ending(), messageFor(connectionsUi, contents.connections)],
	'end-60x15': [{...ending(), columns: 60, rows: 15}, messageFor(connectionsUi, contents.connections)],
	'end-problem': [ending({candidates: [], problem: 'No process owns this socket: it is in TIME-WAIT.'}), messageFor(connectionsUi, contents.connections)],
	close: [closing, messageFor(connectionsUi, contents.connections)],
	'close-60x15': [{...closing, columns: 60, rows: 15}, messageFor(connectionsUi, contents.connections)],
	'ports-60x15': [{...baseUi, columns: 60, rows: 15}, messageFor({...baseUi, rows: 15}, contents.ports)],
	'too-small': [{...baseUi, columns: 59, rows: 24}, messageFor(baseUi, contents.ports)],
};

for (const [name, [ui, message]] of Object.entries(special)) {
	test(`frame ${name}`, async () => {
		const lines = frame(ui, message);
		assert.deepEqual(lines, await expected(name, lines));
	});
}

test('all twelve states are visible at 80x24', () => {
	const ui: UiState = {...baseUi, view: 'states'};
	const text = frame(ui, messageFor(ui, contents.states)).join('\n');
	assert.ok(sampleStates.every(({state}) => text.includes(state)));
});

test('as many rows are drawn as the sampler is asked for, whatever the size', () => {
	for (const [columns, rows] of [[60, 15], ...sizes] as const) {
		for (const overlay of [null, aLine('filter', '22')]) {
			const ui: UiState = {
				...connectionsUi, columns, rows, overlay,
			};
			const asked = visibleRows(ui);
			assert.equal(asked, bodyHeight(ui) - 1);
			const many = Array.from({length: asked}, (_, index) => ({...baseConnection, identity: String(index), localPort: 10_000 + index}));
			const lines = frame(ui, messageFor(ui, {view: 'connections', rows: many}, {
				listed: 10_000, matching: 9990, total: 10_000, first: 500,
			}));
			assert.equal(lines.filter(line => line.includes('ESTAB')).length, asked);
			assert.ok(overlay !== null || lines.at(-1)?.endsWith(`501-${500 + asked} of 10000`));
		}
	}
});

test('a sampler that sends too much does not make the screen longer', () => {
	const many = Array.from({length: 10_000}, (_, index) => ({...baseConnection, identity: String(index)}));
	assert.equal(frame(connectionsUi, messageFor(connectionsUi, {view: 'connections', rows: many})).length, 24);
});

test('tiny terminals get no more than they have', () => {
	for (const [columns, rows] of [[1, 1], [10, 2], [60, 14], [59, 15]] as const) {
		assert.strictEqual(frame({...baseUi, columns, rows}, null).length, rows);
	}
});

test('colours do not change a single cell', () => {
	for (const content of Object.values(contents)) {
		const ui: UiState = {...baseUi, columns: 120, view: content.view};
		assert.deepEqual(frame(ui, messageFor(ui, content), true), frame(ui, messageFor(ui, content), false));
	}
});

test('before y one sees the process, the warning, the signal and the keys, whatever the size', () => {
	for (const [columns, rows] of [[60, 15], [80, 15], [60, 24], ...sizes] as const) {
		for (const commandLine of [longCommand, '日本語'.repeat(400), null]) {
			for (const count of [1, 2, 40]) {
				const candidates = Array.from({length: count}, (_, index) => ({process: {...longProcess, commandLine, pid: 4_194_000 + index}, isSelf: false, carriesSession: true}));
				const ui: UiState = {...ending({candidates, selected: count - 1}), columns, rows};
				const lines = frame(ui, messageFor(ui, contents.connections));
				const text = lines.join(' ').replaceAll(/[ │]+/g, ' ');
				for (const part of [
					`sshd, pid ${4_193_999 + count}`,
					...(count > 1 ? [`▶ sshd(${4_193_999 + count})`] : []),
					'carries your SSH session: ending it may disconnect you.',
					'SIGKILL: ends it at once, without cleaning up',
					'y end it n Esc cancel t Tab SIGTERM/SIGKILL',
				]) {
					assert.ok(text.includes(part), `${part} at ${columns}x${rows}:\n${lines.join('\n')}`);
				}

				assert.ok(lines.some(line => line.includes('└──')), 'the bottom border');
			}
		}
	}
});

test('before y one sees what is removed, its consequence and the keys, whatever the size', () => {
	for (const [columns, rows] of [[60, 15], [80, 15], ...sizes] as const) {
		for (const what of ['target', 'rule'] as const) {
			for (const text of ['a:1', `${'x'.repeat(63)}.`.repeat(3), '数据'.repeat(200)]) {
				const ui: UiState = {
					...probesUi, columns, rows, overlay: {
						kind: 'remove', what, identity: 'x', text,
					},
				};
				const lines = frame(ui, messageFor(ui, contents.probes));
				const shown = lines.join(' ').replaceAll(/[ │]+/g, ' ');
				for (const part of [text.slice(0, 20), what === 'target' ? 'discards its statistics.' : 'is back at the next start.', 'y remove it']) {
					assert.ok(shown.includes(part), `${part} at ${columns}x${rows}:\n${lines.join('\n')}`);
				}

				assert.ok(lines.some(line => line.includes('└──')), 'the bottom border');
			}
		}
	}
});

test('where nothing can be ended only the way back is offered', () => {
	const own = {process: sampleProcess, isSelf: true, carriesSession: true};
	for (const changes of [{candidates: [], problem: 'no process owns it'}, {candidates: []}, {candidates: null}, {candidates: [own], selected: 0}] as const) {
		const ui = ending(changes);
		const lines = frame(ui, messageFor(ui, contents.connections));
		const box = lines.filter(line => line.includes('│')).join('\n');
		assert.doesNotMatch(lines.join('\n'), /end it\b|SIGTERM|SIGKILL|SSH session/);
		assert.match(box, /Esc back/);
		assert.equal(lines.at(-1), 'Esc back');
	}
});

test('a dead sampler takes no row from the last sample, and the reason is read', () => {
	const ui: UiState = {...connectionsUi, failure: 'Error: the worker ended\nwith exit code 1'};
	const rows = Array.from({length: visibleRows(ui)}, (_, index) => ({...baseConnection, identity: String(index), localPort: 10_000 + index}));
	const lines = frame(ui, messageFor(ui, {view: 'connections', rows}));
	assert.equal(lines.filter(line => line.includes('ESTAB')).length, rows.length);
	assert.match(lines.at(-1) ?? '', /^✗ The sampler has stopped: Error: the worker ended with exit code 1 +q quit$/);
	const long = filteredUi({...ui, columns: 60, failure: 'because '.repeat(20)}, 'port:443');
	assert.match(frame(long, messageFor(long, {view: 'connections', rows})).at(-1) ?? '', /^✗ The sampler has stopped: because because.*… +q quit$/);
	assert.doesNotMatch(frame(long, null).join('\n'), /first sample/);
});

test('between the key that chooses a view and its first rows stand its headings', () => {
	const message = messageFor(baseUi, contents.ports, {selected: 1});
	for (const [view, heading] of [['connections', /Recv-Q/], ['states', /tcp6.*total/], ['probes', /Target.*Loss/]] as const) {
		const ui: UiState = {...baseUi, view};
		const lines = frame(ui, message);
		assert.match(lines[3] ?? '', heading);
		assert.ok(lines.slice(4, -1).every(line => line === ''), lines.join('\n'));
	}
});

test('targets that differ in their method alone look different where there is no column for it', () => {
	const targets = ['www.example.com:53', 'udp://www.example.com:53', 'syn://www.example.com:53', 'connect://www.example.com:53'];
	const rows = targets.map((target, index) => ({...sampleProbes[0]!, identity: String(index), target}));
	for (const columns of [60, 80]) {
		const ui: UiState = {...probesUi, columns};
		const lines = frame(ui, messageFor(ui, {view: 'probes', rows}, {selected: null}));
		const shown = lines.slice(4, 8).map(line => line.slice(0, line.indexOf('OPEN')));
		assert.equal(new Set(shown).size, 4, shown.join('\n'));
	}
});

test('the row of a target that is not probed now is grey, but for the reason', () => {
	const stopped = {...sampleProbes[0]!, problem: 'probing has stopped'};
	const lines = (problem: string | null) => renderToString(createElement(Screen, {
		ui: probesUi,
		data: {message: messageFor(probesUi, {view: 'probes', rows: [{...stopped, problem}]}, {selected: null})},
		theme: createTheme(true),
		nowMilliseconds: sampleTime,
		keyHelp,
	}), {columns: 80}).split('\n', 5)[4] ?? '';
	const [grey, red] = ['\u{1B}[2m', '\u{1B}[31m'];
	const line = lines(stopped.problem);
	for (const cell of ['OPEN', '20.4ms']) {
		assert.ok(line.includes(`${grey}${cell}`) || line.includes(`${grey} ${cell}`), JSON.stringify(line));
		assert.ok(!lines(null).includes(`${grey}${cell}`));
	}

	assert.match(line.slice(line.lastIndexOf(red)), /probing has stopped/);
});
