/* Outgoing connections, totals, interfaces, and rows on which an alert fires. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {renderToString} from 'ink';
import {createElement} from 'react';
import type {Detail, ViewMessage, ViewRows} from '../../../source/protocol/protocol.ts';
import {createTheme} from '../../../source/ui/text/theme.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {Screen} from '../../../source/ui/screen.tsx';
import {trafficCharts} from '../../builders/series.ts';
import {
	expected,
	frame,
	keyHelp,
	sizes,
} from './frames.ts';
import {
	basePort,
	baseSummary,
	baseUi,
	messageFor,
	sampleConnections,
	sampleDetails,
	samplePorts,
	sampleProcess,
	sampleStates,
	sampleTime,
} from './samples.ts';
import {
	baseInterface,
	basePeer,
	sampleInterfaces,
	sampleOutgoing,
} from './traffic-samples.ts';

const ports: ViewRows = {view: 'ports', rows: samplePorts};
const outgoing: ViewRows = {view: 'outgoing', rows: sampleOutgoing};
const outgoingUi: UiState = {...baseUi, view: 'outgoing'};
const interfacesUi: UiState = {...baseUi, overlay: {kind: 'interfaces'}};
const summary = {...baseSummary, resetAtMilliseconds: sampleTime - 90_000};
const peerDetail: Detail = {
	view: 'outgoing', row: basePeer, charts: trafficCharts(basePeer.history), processes: [sampleProcess],
};
const udpDetail: Detail = {
	...sampleDetails.port, row: samplePorts[1] ?? basePort, charts: {}, processes: [], peers: [],
};

for (const [columns, rows] of sizes) {
	const size = {columns, rows};
	test(`frame outgoing-${columns}x${rows}`, async () => {
		const ui = {...outgoingUi, ...size};
		const lines = frame(ui, messageFor(ui, outgoing, {selected: 1}));
		assert.deepEqual(lines, await expected(`outgoing-${columns}x${rows}`, lines));
	});

	test(`frame interfaces-${columns}x${rows}`, async () => {
		const ui = {...interfacesUi, ...size};
		const lines = frame(ui, messageFor(ui, ports, {interfaces: sampleInterfaces}));
		assert.deepEqual(lines, await expected(`interfaces-${columns}x${rows}`, lines));
	});
}

const opened: UiState = {...baseUi, detail: 'x', rows: 70};
const openedPeer: UiState = {...outgoingUi, detail: 'x', rows: 65};
const special: Readonly<Record<string, readonly [UiState, ViewMessage]>> = {
	'detail-port-reset': [opened, messageFor(opened, ports, {detail: sampleDetails.port, summary})],
	'detail-port-udp': [{...opened, rows: 45}, messageFor(opened, ports, {detail: udpDetail})],
	'detail-outgoing': [openedPeer, messageFor(openedPeer, outgoing, {detail: peerDetail, summary})],
	'interfaces-60x15': [{...interfacesUi, columns: 60, rows: 15}, messageFor(interfacesUi, ports, {interfaces: sampleInterfaces})],
	'outgoing-empty': [outgoingUi, messageFor(outgoingUi, {view: 'outgoing', rows: []})],
};

for (const [name, [ui, message]] of Object.entries(special)) {
	test(`frame ${name}`, async () => {
		const lines = frame(ui, message);
		assert.deepEqual(lines, await expected(name, lines));
	});
}

test('interfaces say that they are asked for until they are there', () => {
	assert.match(frame(interfacesUi, messageFor(interfacesUi, ports)).join('\n'), /Asking the sampler/);
});

test('an error of an interface stands out, one without does not', () => {
	const text = (errors: number) => drawn({...interfacesUi, rows: 40}, messageFor(interfacesUi, ports, {
		interfaces: [{
			...baseInterface, receiveDrops: 0, receiveDropsPerSecond: 0, receiveErrors: errors,
		}],
	}));
	assert.ok(!text(0).includes('\u{1B}[35m0 in'));
	assert.ok(text(3).includes('\u{1B}[35m3 in, 0 out'));
});

test('a row on which an alert fires is marked and coloured as a whole, in every table', () => {
	const cases = [
		[{...baseUi, view: 'ports'}, ports, basePort.identity],
		[outgoingUi, outgoing, basePeer.identity],
		[{...baseUi, view: 'connections'}, {view: 'connections', rows: sampleConnections}, '1'],
		[{...baseUi, view: 'states'}, {view: 'states', rows: sampleStates}, 'CLOSE_WAIT'],
	] as const;
	for (const [ui, content, identity] of cases) {
		const index = content.rows.findIndex(row => ('identity' in row ? row.identity : row.state) === identity);
		const lineWith = (firing: ViewMessage['firing']) => {
			const message = messageFor(ui, content, {selected: null, firing});
			assert.match(frame(ui, message)[index + 4] ?? '', firing[identity] === undefined ? /^ +[^!]/ : /^ ?!/);
			return drawn(ui, message).split('\n')[index + 4] ?? '';
		};

		// ink-table puts a space before every cell.
		const marked = ui.view === 'states' ? ' !' : '!';
		const [critical, warning, none] = [lineWith({[identity]: 'critical'}), lineWith({[identity]: 'warning'}), lineWith({})];
		assert.ok(critical.startsWith(`\u{1B}[31m\u{1B}[1m${marked}`), `${ui.view} ${JSON.stringify(critical)}`);
		assert.ok(warning.startsWith(`\u{1B}[35m${marked}`), `${ui.view} ${JSON.stringify(warning)}`);
		assert.notEqual(none, warning);
	}
});

test('the selected row stays inverse, and its mark says that an alert fires', () => {
	const lines = frame(baseUi, messageFor(baseUi, ports, {selected: 0, firing: {[basePort.identity]: 'critical'}}));
	assert.match(lines[4] ?? '', /^▶!/);
});

function drawn(ui: UiState, message: ViewMessage): string {
	return renderToString(createElement(Screen, {
		ui, data: {message}, theme: createTheme(true), nowMilliseconds: sampleTime, keyHelp,
	}), {columns: ui.columns});
}
