import assert from 'node:assert/strict';
import {test} from 'node:test';
import {rowIdentity} from '../../source/protocol/row-identity.ts';
import type {ViewMessage} from '../../source/protocol/protocol.ts';
import {mouseActions} from '../../source/ui/mouse.ts';
import type {UiState} from '../../source/ui/state/state.ts';
import {anOverview} from '../builders/overview.ts';
import {initialState} from '../../source/ui/store/initial-state.ts';
import {frame} from './screen/frames.ts';
import {
	baseUi,
	messageFor,
	samplePorts,
	sampleStates,
} from './screen/samples.ts';
import {start} from './store/fixtures.ts';

function clickOn(ui: UiState, message: ViewMessage | null) {
	const lines = frame(ui, message);
	const state = {...initialState(start), ui, data: {message}};
	return {
		lines,
		at: (column: number, row: number) => mouseActions({type: 'click', column, row}, state, lines.join('\n')),
		/** Clicks the first letter of a word. */
		on(word: string) {
			const row = lines.findIndex(line => line.includes(word));
			assert.notEqual(row, -1, word);
			return this.at(lines[row]!.indexOf(word), row);
		},
		wheel: (by: 1 | -1) => mouseActions({type: 'wheel', by}, state, ''),
	};
}

const ports = messageFor(baseUi, {view: 'ports', rows: samplePorts}, {selected: 1});

test('a tab opens its view, a heading sorts, a row is selected, and opened where it is selected', () => {
	const click = clickOn(baseUi, ports);
	assert.deepEqual(click.on('1 Over'), [{type: 'show-view', view: 'overview'}]);
	assert.deepEqual(click.on('2 Ports'), [{type: 'show-view', view: 'ports'}]);
	assert.deepEqual(click.on('8 Al'), [{type: 'show-view', view: 'alerts'}]);
	assert.deepEqual(click.at(click.lines[2]!.indexOf('8 ') - 1, 2), []);
	assert.deepEqual(click.at(click.lines[2]!.indexOf('7 '), 2), [{type: 'show-view', view: 'errors'}]);
	assert.deepEqual(click.on('Process'), [{type: 'sort-by', sort: 'process', largestFirst: false}]);
	assert.deepEqual(click.on('▶'), [{type: 'open-detail'}]);
	assert.deepEqual(click.at(5, 4), [{type: 'select-row', identity: rowIdentity(samplePorts[0]!)}]);
	assert.deepEqual(click.at(5, 4 + samplePorts.length), [], 'below the last row');
	assert.deepEqual(click.at(5, 0), []);
	assert.deepEqual(click.wheel(1), Array.from({length: 3}, () => ({type: 'move', step: {unit: 'row', by: 1}})));
});

test('each heading is the one that is nearest', () => {
	const click = clickOn({...baseUi, columns: 200}, ports);
	const heading = click.lines[3]!;
	for (const [title, sort] of [['Address', 'address'], ['User', 'user'], ['RTT', 'rtt'], ['CPU', 'cpu']] as const) {
		const [action] = click.at(heading.indexOf(title) + 1, 3);
		assert.equal(action?.type === 'sort-by' && action.sort, sort, title);
	}
});

test('the Overview: its table in a panel, and nothing next to it', () => {
	for (const [columns, rows] of [[80, 24], [200, 50]] as const) {
		const ui: UiState = {
			...baseUi, columns, rows, view: 'overview', sorts: {...baseUi.sorts, overview: {key: 'attention', descending: true}},
		};
		const message = messageFor(ui, {view: 'overview', rows: samplePorts, overview: anOverview()}, {selected: 1});
		const click = clickOn(ui, message);
		const selected = click.lines.findIndex(line => line.includes('▶'));
		assert.deepEqual(click.at(6, selected), [{type: 'open-detail'}]);
		assert.deepEqual(click.at(6, selected - 1), [{type: 'select-row', identity: rowIdentity(samplePorts[0]!)}]);
		assert.deepEqual(click.on('Process'), [{type: 'sort-by', sort: 'process', largestFirst: false}]);
		assert.ok(columns < 200 || click.at(columns - 2, selected).length === 0);
	}
});

test('the States table', () => {
	const ui: UiState = {...baseUi, view: 'states'};
	const click = clickOn(ui, messageFor(ui, {view: 'states', rows: sampleStates}, {selected: 0}));
	assert.deepEqual(click.on('total'), [{type: 'sort-by', sort: 'total', largestFirst: true}]);
	assert.deepEqual(click.on('▶'), [{type: 'open-detail'}]);
});

test('a dialog takes no clicks, a detail only those on tabs, a terminal that is too small none', () => {
	const dialog: UiState = {...baseUi, namedFilters: [{name: 'a', filter: '22'}], overlay: {kind: 'named-filters', selected: 0}};
	assert.deepEqual(clickOn(dialog, ports).at(3, 2), []);
	const detail: UiState = {...baseUi, detail: 'x'};
	assert.deepEqual(clickOn(detail, ports).at(3, 2), [{type: 'show-view', view: 'overview'}]);
	assert.deepEqual(clickOn(detail, ports).at(3, 6), []);
	const small: UiState = {...baseUi, columns: 30, rows: 8};
	assert.deepEqual(clickOn(small, ports).wheel(1), []);
	assert.deepEqual(clickOn(baseUi, null).at(3, 6), []);
});
