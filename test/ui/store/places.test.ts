/* From one thing to what it leads to, and the same way back. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseFilter} from '../../../source/filter/parse.ts';
import type {Detail, ViewMessage, ViewRows} from '../../../source/protocol/protocol.ts';
import {rowIdentity} from '../../../source/protocol/row-identity.ts';
import {modeOf, type AppState} from '../../../source/ui/state/state.ts';
import {keymapOf, resolve} from '../../../source/ui/keys/keymap.ts';
import {statusLines} from '../../../source/ui/lines/status-line.ts';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {queryOf} from '../../../source/ui/store/query.ts';
import {plainTheme} from '../../../source/ui/text/theme.ts';
import {viewRegistry} from '../../../source/ui/views/registry.ts';
import {anAlert} from '../../builders/alert.ts';
import {aGroup} from '../../builders/group.ts';
import {aPort, aPortPeer} from '../../builders/port.ts';
import {sampleDetails, sampleStates} from '../screen/samples.ts';
import {sampleOutgoing} from '../screen/traffic-samples.ts';
import {
	connection,
	reduce,
	stateAfter,
	summary,
} from './fixtures.ts';

const port = {...aPort({identity: 'tcp|0.0.0.0|24099', port: 24_099, address: '0.0.0.0'}), history: []};
const alert = anAlert({identity: 'alert 1', subject: {kind: 'port', identity: port.identity, text: 'tcp 0.0.0.0:24099 (slowd)'}});
const peers = [aPortPeer({address: '10.0.0.50'}), aPortPeer({address: '10.0.0.51'})];
const portDetail: Detail = {...sampleDetails.port, row: port, peers};
const alertRow = {type: 'alert', identity: 'alert 1', alert} as const;
const alerts: ViewRows = {view: 'alerts', rows: [alertRow]};
const ports: ViewRows = {view: 'ports', rows: [port]};
const connections: ViewRows = {view: 'connections', rows: [connection(0), connection(1)]};

/** The state once the sampler has answered what it asks for now. */
function answered(state: AppState, content: ViewRows, more: Partial<ViewMessage> = {}): AppState {
	return reduce(state, {
		type: 'view-arrived',
		message: {
			type: 'view', past: null, summary, query: queryOf(state), content, first: 0, listed: content.rows.length, matching: content.rows.length, total: content.rows.length, closed: {listed: 0, leftOut: 0}, selected: content.rows.length === 0 ? null : 0, detail: null, preview: null, interfaces: null, firing: {}, about: [], counts: {}, ...more,
		},
	});
}

function press(state: AppState, ...keys: readonly string[]): AppState {
	let next = state;
	for (const key of keys) {
		const action = resolve(modeOf(next.ui), key, next.ui);
		next = action === undefined ? next : reduce(next, action);
	}

	return next;
}

/** The move of the cursor that a key asks the sampler for. */
function moveOf(state: AppState, key: string) {
	const action = resolve(modeOf(state.ui), key, state.ui);
	assert.ok(action);
	const [effect] = effectsOf(state, action, reduce(state, action));
	return effect?.type === 'send' && effect.message.type === 'query' ? effect.message.move : undefined;
}

const status = ({ui, data}: AppState) => statusLines({
	ui, data, theme: plainTheme, keyHelp: keymapOf(ui.keys).help, openText: null,
}).join('\n');

/** Alerts → the port → its connections. */
function drilled(): {readonly start: AppState; readonly atPort: AppState; readonly atConnections: AppState} {
	const begun = answered(press(stateAfter(), '8'), alerts);
	const filtered = reduce(begun, {type: 'show-view', view: 'alerts'});
	const start = answered({...filtered, ui: {...filtered.ui, filters: {sockets: 'port:22', probes: '', log: 'slowd'}}}, alerts);
	const atPort = answered(press(start, 'enter'), ports, {detail: portDetail});
	return {start, atPort, atConnections: answered(press(atPort, 'c'), connections)};
}

test('Enter goes from an alert to its port, c to its connections, Esc back the same way with filter and cursor', () => {
	const {start, atPort, atConnections} = drilled();
	assert.deepEqual([atPort.ui.view, atPort.ui.detail, atPort.ui.filters.sockets], ['ports', port.identity, ''], 'a filter does not hide what was asked for');
	assert.deepEqual(moveOf(start, 'enter'), {to: 'opened', identity: port.identity});
	assert.deepEqual([atConnections.ui.view, atConnections.ui.detail, atConnections.ui.filters.sockets], ['connections', null, 'sport:24099 proto:tcp state:connected']);
	assert.match(status(atConnections), /Esc back/);
	const backAtPort = press(atConnections, 'escape');
	assert.deepEqual([backAtPort.ui.view, backAtPort.ui.detail, backAtPort.ui.filters.sockets], ['ports', port.identity, '']);
	assert.deepEqual(moveOf(answered(backAtPort, ports, {detail: portDetail}), 'escape'), {to: 'opened', identity: 'alert 1'});
	const back = press(backAtPort, 'escape');
	// The sampler's next answer says how many rows the table has.
	assert.deepEqual({...back.ui, notice: null, tableRoom: start.ui.tableRoom}, {...start.ui, notice: null}, 'as it was');
	assert.equal(press(back, 'escape').ui.filters.log, '', 'there Esc clears the filter again');
});

test('a filter that was typed on the way goes first, then the place', () => {
	const {atConnections} = drilled();
	const typed = press(atConnections, '/', '5', '0', '0', 'enter');
	assert.equal(typed.ui.filters.sockets, '500');
	const once = press(typed, 'escape');
	assert.deepEqual([once.ui.view, once.ui.filters.sockets], ['connections', 'sport:24099 proto:tcp state:connected']);
	assert.equal(press(once, 'escape').ui.view, 'ports');
});

test('the key of a view begins anew, with the filters of before; a filter of one\'s own stays', () => {
	const {atConnections} = drilled();
	const anew = press(atConnections, '3');
	assert.deepEqual([anew.ui.trail, anew.ui.filters.sockets], [[], 'port:22']);
	const typed = press(atConnections, '/', '5', '0', '0', 'enter', '2');
	assert.deepEqual([typed.ui.trail, typed.ui.filters.sockets], [[], '500']);
});

test('a key pressed before the detail is there moves in it once it is', () => {
	const {start} = drilled();
	const asked = reduce(press(start, 'enter'), {type: 'resized', columns: 80, rows: 15});
	const late = press(answered(asked, ports, {detail: portDetail}), 'G');
	const early = answered(press(asked, 'G'), ports, {detail: portDetail});
	assert.ok(late.ui.scroll > 1);
	assert.equal(press(early, 'page-up').ui.scroll, press(late, 'page-up').ui.scroll);
	assert.equal(press(early, 'page-down').ui.scroll, late.ui.scroll);
});

test('arrows choose a peer of a port, which Enter opens as its connections; another key cannot choose what is not seen', () => {
	const {atPort} = drilled();
	const wide = answered(reduce(atPort, {type: 'resized', columns: 200, rows: 50}), ports, {detail: portDetail});
	const second = press(wide, 'down', 'down');
	const opened = press(second, 'enter');
	assert.equal(opened.ui.filters.sockets, 'sport:24099 proto:tcp dst:10.0.0.51 state:connected');
	assert.equal(press(answered(opened, connections), 'escape').ui.link, second.ui.link, 'chosen as before');
	assert.equal(press(second, 'down').ui.link, second.ui.link, 'the last one');
	assert.equal(press(second, 'up', 'enter').ui.filters.sockets, 'sport:24099 proto:tcp dst:10.0.0.50 state:connected');
	const low = answered(reduce(atPort, {type: 'resized', columns: 80, rows: 15}), ports, {detail: portDetail});
	assert.deepEqual([press(low, 'down').ui.link, press(low, 'down').ui.scroll], [null, 1], 'not in sight yet: scrolls');
	let chosen = low;
	for (let step = 0; step < 40 && chosen.ui.link === null; step++) {
		chosen = press(chosen, 'down');
	}

	assert.notEqual(chosen.ui.link, null);
	assert.equal(press(chosen, 'home').ui.link, null);
});

test('Enter in a detail without a choice opens the connections of the whole, and where there are none closes it', () => {
	const {atPort} = drilled();
	assert.equal(press(atPort, 'enter').ui.filters.sockets, 'sport:24099 proto:tcp state:connected');
	const listed = answered(press(stateAfter(), '3'), connections);
	const opened = answered(press(listed, 'enter'), connections, {detail: {...sampleDetails.connection, row: connection(0)}});
	assert.deepEqual([press(opened, 'enter').ui.detail, press(opened, 'enter').ui.trail], [null, []]);
	assert.equal(press(opened, 'c').ui.view, 'connections');
	assert.match(press(opened, 'c').ui.notice?.text ?? '', /No filter/);
});

test('a thing that is gone says so, and Esc returns', () => {
	const {start} = drilled();
	const gone = answered(press(start, 'enter'), {view: 'ports', rows: []}, {detail: 'gone'});
	assert.equal(modeOf(gone.ui), 'detail');
	assert.equal(press(gone, 'escape').ui.view, 'alerts');
	assert.equal(press(gone, 'enter').ui.view, 'alerts', 'it leads nowhere');
});

test('v opens an alert itself, from where Enter goes on to its thing; one about the machine has no other detail', () => {
	const {start} = drilled();
	const own = press(start, 'v');
	assert.deepEqual([own.ui.view, own.ui.detail], ['alerts', 'alert 1']);
	const shown = answered(own, alerts, {
		detail: {
			view: 'alerts', row: alertRow, rule: null, related: [],
		},
	});
	assert.equal(press(shown, 'enter').ui.view, 'ports');
	const machine = {type: 'alert', identity: 'alert 2', alert: {...alert, identity: 'alert 2', subject: {kind: 'machine', identity: 'machine', text: 'this machine'}}} as const;
	const ofMachine = answered(press(stateAfter(), '8'), {view: 'alerts', rows: [machine]});
	assert.deepEqual([press(ofMachine, 'enter').ui.view, press(ofMachine, 'enter').ui.detail], ['alerts', 'alert 2']);
});

test('the way back is bounded, and forgotten when the sampler fails', () => {
	let state = drilled().start;
	for (let step = 0; step < 60; step++) {
		const atPort = answered(press(state, 'enter'), ports, {detail: portDetail});
		state = answered(press(atPort, 'enter'), connections);
		state = {...state, ui: {...state.ui, view: 'alerts'}};
		state = answered(state, alerts);
	}

	assert.equal(state.ui.trail.length, 20);
	const failed = reduce(drilled().atConnections, {type: 'sampler-failed', reason: 'x'});
	assert.deepEqual([failed.ui.trail, failed.ui.view], [[], 'connections']);
	assert.equal(press(failed, 'escape').ui.view, 'connections');
});

test('every filter of a row\'s connections is one', () => {
	const rows = [
		...[port, {...port, address: '[fe80::1]%eth0', protocol: 'tcp6'} as const, {...port, address: '*', protocol: 'udp6'} as const].map(row => viewRegistry.ports.connectionsFilter?.(row)),
		...sampleOutgoing.map(row => viewRegistry.outgoing.connectionsFilter?.(row)),
		...sampleStates.map(row => viewRegistry.states.connectionsFilter?.(row)),
		viewRegistry.groups.connectionsFilter?.(aGroup({filter: 'pid:1'})),
	];
	for (const filter of rows) {
		const parsed = parseFilter(filter ?? '(');
		assert.ok(parsed.ok, `${filter}: ${parsed.ok ? '' : parsed.error.message}`);
	}

	assert.equal(rows[1], 'sport:24099 proto:tcp src:[fe80::1] state:connected');
	assert.equal(rowIdentity(port), port.identity);
});
