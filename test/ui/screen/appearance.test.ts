/*
What the configuration makes of the screen. The frames in __frames__ were looked at; PORTOP_UPDATE_FRAMES=1 writes them anew, to be
looked at again.
*/
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {connectionColumns} from '../../../source/ui/views/connections/columns.ts';
import {portColumns} from '../../../source/ui/views/ports/columns.ts';
import {gutterWidth, pickColumns} from '../../../source/ui/tables/layout.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {createTheme} from '../../../source/ui/text/theme.ts';
import {rowIdentity} from '../../../source/protocol/row-identity.ts';
import {
	expected,
	frame,
	sizes,
	styledFrame,
} from './frames.ts';
import {sampleOverview} from './overview-samples.ts';
import {
	baseUi,
	messageFor,
	sampleConnections,
	samplePorts,
	sampleStates,
} from './samples.ts';

const namedFilters = Array.from({length: 30}, (_, index) => ({
	name: index === 4 ? 'ein ziemlich langer Name für einen Filter' : `filter ${index + 1}`,
	filter: index === 5 ? `dst 10.0.0.0/8 and (${Array.from({length: 12}, (_unused, port) => `dport:${port + 8000}`).join(' or ')})` : `sport:${index + 1} and state:established`,
}));
const chooser = {
	kind: 'columns', selected: 2, before: undefined, entries: portColumns.map(({id}) => ({id, isShown: ['port', 'process', 'acceptQueue', 'drops'].includes(id)})),
} as const;
const few = namedFilters.slice(0, 3);
const ports = {view: 'ports', rows: samplePorts} as const;
const connections = {view: 'connections', rows: sampleConnections} as const;
const states = {view: 'states', rows: sampleStates} as const;
const errors = {view: 'errors', rows: [], latest: []} as const;

for (const [name, ui, content] of [
	['sort-menu-80x24', {overlay: {kind: 'sort', selected: 8, typed: 'q'}, sorts: {...baseUi.sorts, ports: {key: 'acceptQueue', descending: true}}}, ports],
	['column-chooser-80x24', {overlay: chooser, chosenColumns: {ports: ['port', 'process', 'acceptQueue', 'drops']}}, ports],
	['column-chooser-200x50', {
		overlay: chooser, chosenColumns: {ports: ['port', 'process', 'acceptQueue', 'drops']}, columns: 200, rows: 50,
	}, ports],
	['common-scale-120x40', {commonScale: true, columns: 120, rows: 40}, ports],
	['common-scale-states-80x24', {commonScale: true, view: 'states'}, states],
	['named-filters-80x24', {namedFilters, overlay: {kind: 'named-filters', selected: 17}}, ports],
	['named-filters-first', {
		namedFilters, overlay: {kind: 'named-filters', selected: 0}, columns: 120, rows: 40,
	}, ports],
	['named-filters-60x15', {
		namedFilters, overlay: {kind: 'named-filters', selected: 29}, columns: 60, rows: 15,
	}, ports],
	['named-filters-states', {namedFilters: few, overlay: {kind: 'named-filters', selected: 1}, view: 'states'}, states],
	['named-filters-errors', {namedFilters, overlay: {kind: 'named-filters', selected: 3}, view: 'errors'}, errors],
] as const) {
	test(`frame ${name}`, async () => {
		const whole: UiState = {...baseUi, ...ui};
		const lines = frame(whole, messageFor(whole, content, {selected: 1}));
		assert.deepEqual(lines, await expected(name, lines));
	});
}

for (const [theme, isColored, background] of [['light', true, 'light'], ['mono', false, null]] as const) {
	for (const [view, content] of [['ports', ports], ['overview', {view: 'overview', rows: samplePorts, overview: sampleOverview}]] as const) {
		test(`frame theme-${theme}-${view}`, async () => {
			const ui: UiState = {...baseUi, view};
			const message = messageFor(ui, content, {selected: 1, firing: {[rowIdentity(samplePorts[0]!)]: 'critical'}});
			const lines = styledFrame(ui, message, createTheme(isColored, {base: 'default', looks: {}}, background));
			assert.deepEqual(lines, await expected(`theme-${theme}-${view}`, lines));
			const codes = lines.flatMap(line => Array.from(line.matchAll(/<(?<code>\d+)>/g), ({groups}) => Number(groups!['code'])));
			// Yellow, white, and what is brighter vanish on white.
			assert.ok(codes.every(code => theme === 'light' ? ![33, 37].includes(code) && code < 90 : code < 30 || code === 39));
		});
	}
}

const chosenColumns = {connections: ['remote', 'process', 'rtt', 'state', 'age', 'unit', 'user', 'protocol', 'timer', 'retransmissions'], ports: ['latency', 'port', 'totalSent', 'cpu']};

for (const [columns, rows] of sizes) {
	test(`frame chosen-connections-${columns}x${rows}`, async () => {
		const ui: UiState = {
			...baseUi, columns, rows, view: 'connections', chosenColumns, sorts: {...baseUi.sorts, connections: {key: 'rtt', descending: true}},
		};
		const lines = frame(ui, messageFor(ui, connections, {selected: 1}));
		assert.deepEqual(lines, await expected(`chosen-connections-${columns}x${rows}`, lines));
	});
}

test('a column that is else shown at times only is there where it was chosen', () => {
	const ui: UiState = {...baseUi, chosenColumns};
	const lines = frame(ui, messageFor(ui, ports, {selected: 1}));
	assert.match(lines[3] ?? '', /^ +Latency +▲Port +ΣOut +CPU$/);
});

test('tabs name the configured keys', () => {
	const ui: UiState = {...baseUi, keys: {'show-ports': ['P'], 'show-states': ['ctrl-s'], 'show-probes': []}};
	const lines = frame(ui, messageFor(ui, ports, {selected: 1}));
	assert.match(lines[2] ?? '', /^1 Over\w* +P Ports \d+ +3 Conn\w+ +4 Gr\w+ +Ctrl-S Stat\w* +Prob +7 Errs +8 Alrt/);
});

test('chosen columns come in their order, the first always, and none that would not fit', () => {
	const ids = connectionColumns.map(({id}) => id);
	fc.assert(fc.property(fc.shuffledSubarray(ids, {minLength: 1}), fc.integer({min: 10, max: 300}), (chosen, width) => {
		const picked = pickColumns(connectionColumns, width, chosen);
		assert.deepEqual(picked.map(({id}) => id), chosen.slice(0, picked.length));
		const used = (count: number) => gutterWidth + count - 1 + picked.slice(0, count).map(({minimum}) => minimum).reduce((sum, each) => sum + each, 0);
		assert.ok(picked.length === 1 || used(picked.length) <= width);
		const next = connectionColumns.find(({id}) => id === chosen[picked.length]);
		assert.ok(next === undefined || used(picked.length) + 1 + next.minimum > width);
	}));
});
