/* Connections that closed: in the table behind those that are there, and how many in the tab. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Connection} from '../../../source/model/socket.ts';
import type {Detail, ViewMessage, ViewRows} from '../../../source/protocol/protocol.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {aSeriesWindow} from '../../builders/series.ts';
import {expected, frame, sizes} from './frames.ts';
import {
	baseConnection,
	baseUi,
	messageFor,
	sampleClosedConnections,
	sampleConnections,
	sampleTransport,
} from './samples.ts';

const connectionsUi: UiState = {...baseUi, view: 'connections'};
const rows = [...sampleConnections.slice(0, 4), ...sampleClosedConnections];
const content: ViewRows = {view: 'connections', rows};
const counts = {
	matching: 4, total: 4, selected: 6, closed: {listed: 6, leftOut: 0},
} as const;

/** A listener, and what waits to be accepted: by it, by a program with a long name, and by one that is not known. */
const waiting: readonly Connection[] = [
	sampleConnections[0]!,
	...['slowd', 'a-program-with-a-long-name', null].map((program, index): Connection => ({
		...baseConnection, identity: `waiting ${index}`, owners: {status: 'none', holders: []}, userId: null, user: null, waitsIn: {program},
	})),
];

const ramp = Array.from({length: 108}, (_, index) => index > 90 ? NaN : Math.max(0, (index - 20) * (5 + (index % 7))));
const charts = {
	receive: aSeriesWindow(ramp.map(value => value * 1000)),
	send: aSeriesWindow(ramp.map(value => Number.isNaN(value) ? NaN : 0)),
	rtt: aSeriesWindow(ramp.map(value => 20_000 + value)),
	retransmissionRate: aSeriesWindow(ramp.map((value, index) => Number.isNaN(value) ? value : (index % 30 === 0 ? 3 : 0))),
	congestionWindow: aSeriesWindow(ramp.map(value => 10 + (value / 10))),
};

const frames: Readonly<Record<string, readonly [UiState, ViewMessage]>> = {
	...Object.fromEntries(sizes.map(([columns, height]) => {
		const ui: UiState = {...connectionsUi, columns, rows: height};
		return [`connections-closed-${columns}x${height}`, [ui, messageFor(ui, content, counts)] as const];
	})),
	...Object.fromEntries(sizes.map(([columns, height]) => {
		const ui: UiState = {...connectionsUi, columns, rows: height};
		return [`connections-waiting-${columns}x${height}`, [ui, messageFor(ui, {view: 'connections', rows: waiting})] as const];
	})),
	'detail-connection-waiting-80x24': [{...connectionsUi, detail: 'x'}, messageFor({...connectionsUi, detail: 'x'}, content, {
		...counts,
		detail: {
			view: 'connections', row: waiting[1]!, processes: [], transport: sampleTransport, charts: {},
		},
	})],
	...Object.fromEntries(([[80, 24, 0], [120, 40, 0], [200, 50, 0], [80, 50, 2], [80, 40, 'open']] as const).map(([columns, height, which]) => {
		const ui: UiState = {
			...connectionsUi, detail: 'x', columns, rows: height,
		};
		const row = which === 'open' ? baseConnection : sampleClosedConnections[which]!;
		const detail: Detail = {
			view: 'connections', row, processes: [], transport: sampleTransport, charts: which === 2 ? {} : charts,
		};
		return [`detail-connection-${which === 'open' ? 'charts' : (which === 2 ? 'short' : 'closed')}-${columns}x${height}`, [ui, messageFor(ui, content, {...counts, detail})] as const] as const;
	})),
};

for (const [name, [ui, message]] of Object.entries(frames)) {
	test(`frame ${name}`, async () => {
		const lines = frame(ui, message);
		assert.deepEqual(lines, await expected(name, lines));
	});
}

test('the tab counts what is there, and what closed where there is room', () => {
	const tab = (columns: number, closed: ViewMessage['closed'], filter = '') => {
		const ui: UiState = {...connectionsUi, columns, filters: {...connectionsUi.filters, sockets: filter}};
		return frame(ui, messageFor(ui, content, {...counts, closed}))[2] ?? '';
	};

	assert.match(tab(120, {listed: 6, leftOut: 0}), / Connections 4 \+6 closed /);
	assert.match(tab(200, {listed: 4096, leftOut: 12_345}), / Connections 4 \+4096 of 16441 closed /);
	assert.match(tab(200, {listed: 9, leftOut: 12_345}, 'nginx'), / Connections 4\/4 \+9 closed /, 'under a filter it is not known how many were left out');
	assert.match(tab(200, {listed: 0, leftOut: 0}), / Connections 4 {2}/);
});
