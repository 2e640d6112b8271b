/* r, i and o: totals, interfaces, outgoing connections. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ToSampler, ViewMessage} from '../../../source/protocol/protocol.ts';
import {resolve} from '../../../source/ui/keys/keymap.ts';
import {defaultKeys} from '../../../source/ui/state/appearance.ts';
import type {Action} from '../../../source/ui/state/actions.ts';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {queryOf} from '../../../source/ui/store/query.ts';
import {modeOf, showsInterfaces, type AppState} from '../../../source/ui/state/state.ts';
import {aGroup} from '../../builders/group.ts';
import {sampleInterfaces, sampleOutgoing} from '../screen/traffic-samples.ts';
import {
	reduce,
	reduceAll,
	stateAfter,
	summary,
	withConnections,
} from './fixtures.ts';

const outgoing: Action = {type: 'toggle-outgoing'};
const interfaces: Action = {type: 'open-interfaces'};

function sent(state: AppState, action: Action): readonly ToSampler[] {
	return effectsOf(state, action, reduce(state, action)).flatMap(effect => effect.type === 'send' ? [effect.message] : []);
}

/** The Outgoing view with its rows, the first one selected. */
function withOutgoing(): AppState {
	const shown = stateAfter(outgoing);
	return reduce(shown, {type: 'view-arrived', message: outgoingMessage(shown)});
}

function outgoingMessage(state: AppState): ViewMessage {
	return {
		type: 'view',
		past: null,
		summary,
		query: queryOf(state),
		content: {view: 'outgoing', rows: sampleOutgoing},
		first: 0,
		listed: 3,
		matching: 3, closed: {listed: 0, leftOut: 0},
		total: 3,
		selected: 0,
		detail: null,
		preview: null,
		interfaces: showsInterfaces(state.ui) ? sampleInterfaces : null,
		firing: {},
		about: [],
		counts: {},
	};
}

test('r counts anew, and says so', () => {
	const state = stateAfter();
	assert.deepEqual(sent(state, {type: 'reset-totals'}), [{type: 'reset-totals'}]);
	assert.match(reduce(state, {type: 'reset-totals'}).ui.notice?.text ?? '', /Second set of totals started \(r restarts it\)/);
	const failed = reduce(state, {type: 'sampler-failed', reason: 'x'});
	assert.match(reduce(failed, {type: 'reset-totals'}).ui.notice?.text ?? '', /sampler has stopped/);
});

test('o goes from anywhere to the outgoing connections, and from there to the ports', () => {
	const there = reduce(withConnections(stateAfter()), outgoing);
	assert.equal(there.ui.view, 'outgoing');
	assert.equal(queryOf(there).sort.key, 'connections');
	assert.equal(reduce(there, outgoing).ui.view, 'ports');
	assert.equal(reduce(there, {type: 'show-view', view: 'ports'}).ui.view, 'ports');
});

test('Tab visits the outgoing connections only where the groups are', () => {
	assert.equal(stateAfter(outgoing, {type: 'turn-view', by: 1}).ui.view, 'states');
	assert.equal(stateAfter(outgoing, {type: 'turn-view', by: -1}).ui.view, 'connections');
	let state = stateAfter();
	const seen: string[] = [];
	do {
		seen.push(state.ui.view);
		state = reduce(state, {type: 'turn-view', by: 1});
	} while (state.ui.view !== 'ports' && seen.length < 20);

	assert.deepEqual(seen, ['ports', 'connections', 'groups', 'states', 'probes', 'errors', 'alerts', 'overview']);
});

test('outgoing connections have the filter of sockets and a sort of their own', () => {
	const filtered = reduceAll(stateAfter(), {type: 'open-filter'}, {type: 'edit-line', edit: {insert: '443'}}, {type: 'apply-line'}, outgoing);
	assert.equal(queryOf(filtered).filter, '443');
	const sorted = reduce(filtered, {type: 'reverse-sort'});
	assert.equal(queryOf(sorted).sort.descending, false);
	assert.equal(sorted.ui.sorts.ports.descending, filtered.ui.sorts.ports.descending);
});

test('of a peer y copies address and port, and K asks which process it is', () => {
	const state = withOutgoing();
	assert.deepEqual(effectsOf(state, {type: 'copy'}, reduce(state, {type: 'copy'})), [{type: 'copy', text: '203.0.113.9:5432'}]);
	assert.deepEqual(sent(state, {type: 'propose-end'}).map(message => message.type), ['propose-end']);
});

test('the interfaces are asked for only while they are open, and every key that closes them does', () => {
	const state = withOutgoing();
	assert.equal(queryOf(state).interfaces, false);
	const [asked] = sent(state, interfaces);
	assert.equal(asked?.type, 'query');
	assert.equal(asked.query.interfaces, true);
	const open = reduce(state, interfaces);
	assert.equal(modeOf(open.ui), 'interfaces');
	const [closing] = sent(open, {type: 'close'});
	assert.equal(closing?.type, 'query');
	assert.equal(closing.query.interfaces, false);
	assert.equal(modeOf(reduce(open, {type: 'close'}).ui), 'view');
	for (const key of ['i', 'q', 'escape']) {
		assert.deepEqual(resolve('interfaces', key, {view: 'outgoing', keys: defaultKeys}), {type: 'close'}, key);
	}
});

test('over a detail the interfaces close first', () => {
	const open = reduceAll(withOutgoing(), {type: 'open-detail'}, interfaces);
	assert.equal(modeOf(open.ui), 'interfaces');
	assert.equal(modeOf(reduce(open, {type: 'close'}).ui), 'detail');
});

test('interfaces that are longer than the screen scroll to their end and no further', () => {
	const opened = reduce(withOutgoing(), interfaces);
	const open = reduce(opened, {type: 'view-arrived', message: outgoingMessage(opened)});
	const last = reduce(open, {type: 'move', step: {to: 'last'}});
	assert.ok(last.ui.scroll > 0);
	assert.equal(reduce(last, {type: 'move', step: {unit: 'row', by: 1}}).ui.scroll, last.ui.scroll);
});

test('when the sampler fails, the interfaces that it had not sent yet are closed, those it had sent stay', () => {
	const asked = reduce(withOutgoing(), interfaces);
	assert.equal(modeOf(reduce(asked, {type: 'sampler-failed', reason: 'x'}).ui), 'view');
	const open = reduce(asked, {type: 'view-arrived', message: outgoingMessage(asked)});
	assert.equal(modeOf(reduce(open, {type: 'sampler-failed', reason: 'x'}).ui), 'interfaces');
});

const grouping: Action = {type: 'next-grouping'};

test('g goes round what connections are grouped by, outgoing ones by peer among them', () => {
	let state = reduce(stateAfter(), {type: 'show-view', view: 'groups'});
	const seen: string[] = [];
	for (let press = 0; press < 8; press++) {
		seen.push(state.ui.view === 'groups' ? queryOf(state).grouping : state.ui.view);
		state = reduce(state, grouping);
	}

	assert.deepEqual(seen, ['process', 'host', 'unit', 'container', 'user', 'port', 'outgoing', 'process']);
});

test('c shows the connections of a group or a peer, under the filter that is there already', () => {
	const rows = [aGroup({name: '203.0.113.7', grouping: 'host', filter: 'dst:203.0.113.7'}), aGroup({kind: 'unknown', name: 'unknown'})];
	const shown = (selected: number) => {
		const state = reduceAll(stateAfter({type: 'open-filter'}, {type: 'edit-line', edit: {insert: '443'}}, {type: 'apply-line'}), {type: 'show-view', view: 'groups'});
		return reduce(state, {type: 'view-arrived', message: {...outgoingMessage(state), content: {view: 'groups', rows}, selected}});
	};

	const peer = reduce(shown(0), {type: 'show-connections-of'});
	assert.deepEqual([peer.ui.view, queryOf(peer).filter], ['connections', 'dst:203.0.113.7 (443)']);
	const unknown = reduce(shown(1), {type: 'show-connections-of'});
	assert.equal(unknown.ui.view, 'groups');
	assert.match(unknown.ui.notice?.text ?? '', /No filter leaves only these/);
	const peers = reduce(withOutgoing(), {type: 'show-connections-of'});
	assert.equal(queryOf(peers).filter, 'dst:203.0.113.9 dport:5432 proto:tcp');
});
