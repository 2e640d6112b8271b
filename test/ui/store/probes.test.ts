/* Adding and removing targets, the figures, the zoom. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ViewMessage} from '../../../source/protocol/protocol.ts';
import type {Probe} from '../../../source/model/probe.ts';
import type {Action} from '../../../source/ui/state/actions.ts';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {queryOf} from '../../../source/ui/store/query.ts';
import {modeOf, type AppState} from '../../../source/ui/state/state.ts';
import {baseProbe, sampleLatency, sampleProbeDetail} from '../screen/probe-samples.ts';
import {basePort} from '../screen/samples.ts';
import {
	lineOf,
	reduce,
	reduceAll,
	removalOf,
	stateAfter,
	summary,
	withConnections,
} from './fixtures.ts';

const open: Action = {type: 'open-target'};
const enter: Action = {type: 'apply-line'};
const propose: Action = {type: 'propose-removal'};
const confirm: Action = {type: 'confirm-removal'};
const type = (text: string): readonly Action[] => Array.from(text, insert => ({type: 'edit-line', edit: {insert}}));

function probesMessage(state: AppState, rows: readonly Probe[], more: Partial<ViewMessage> = {}): ViewMessage {
	return {
		type: 'view',
		past: null,
		summary,
		query: queryOf(state),
		content: {
			view: 'probes',
			rows,
		},
		first: 0,
		listed: rows.length,
		matching: rows.length,
		closed: {listed: 0, leftOut: 0},
		total: rows.length,
		selected: rows.length === 0 ? null : 0,
		detail: null,
		preview: null,
		interfaces: null,
		firing: {},
		about: [],
		counts: {},
		...more,
	};
}

/** The Probes view with two targets, the second one selected. */
function withProbes(selected = 1): AppState {
	const shown = stateAfter({type: 'show-view', view: 'probes'});
	const rows = [baseProbe, {...baseProbe, identity: 'probe 2', target: 'udp://db:53'}];
	return reduce(shown, {type: 'view-arrived', message: probesMessage(shown, rows, {selected})});
}

/** That detail on the screen. */
function withDetail(): AppState {
	const opened = reduce(withProbes(0), {type: 'open-detail'});
	return reduce(opened, {type: 'view-arrived', message: probesMessage(opened, [baseProbe], {detail: sampleProbeDetail})});
}

function answer(state: AppState, identity: string | null, problem: string | null = null): Action<'probe-added-arrived'> {
	const request = lineOf(state, 'target')?.request ?? 0;
	return {
		type: 'probe-added-arrived',
		message: {
			type: 'probe-added', request, identity, problem,
		},
	};
}

function effects(state: AppState, action: Action) {
	return effectsOf(state, action, reduce(state, action));
}

test('a target is typed and sent; when it is good the cursor goes to its row', () => {
	const typed = reduceAll(withProbes(), open, ...type(' host:443 '));
	assert.equal(modeOf(typed.ui), 'target');
	assert.deepEqual(effects(typed, enter), [{type: 'send', message: {type: 'add-probe', request: 1, text: 'host:443'}}]);
	const asking = reduce(typed, enter);
	assert.deepEqual(effects(asking, enter), [], 'it is sent once');
	assert.equal(reduceAll(asking, ...type('x')), asking, 'what was sent stays');
	const good = answer(asking, 'probe 3');
	const added = reduce(asking, good);
	assert.equal(modeOf(added.ui), 'view');
	assert.equal(added.ui.notice?.text, 'Probing host:443');
	const [effect] = effects(asking, good);
	assert.strictEqual(effect?.type, 'send');
	assert.strictEqual(effect.message.type, 'query');
	assert.deepEqual(effect.message.move, {to: 'row', identity: 'probe 3'});
});

test('what is wrong with a target is said, the text stays for correction', () => {
	const asking = reduceAll(withProbes(), open, ...type('host:x'), enter);
	const refused = reduce(asking, answer(asking, null, 'host:x: x is no port'));
	const {text, cursor, request, problem} = lineOf(refused, 'target') ?? {};
	assert.deepEqual({
		text, cursor, request, problem,
	}, {
		text: 'host:x', cursor: 6, request: null, problem: 'host:x: x is no port',
	});
	const corrected = reduceAll(refused, {type: 'edit-line', edit: {erase: 'left'}}, ...type('7'));
	assert.equal(lineOf(corrected, 'target')?.problem, null);
	assert.deepEqual(effects(corrected, enter), [{type: 'send', message: {type: 'add-probe', request: 2, text: 'host:7'}}]);
});

test('Esc leaves the line; the answer to what was sent changes no cursor', () => {
	const asking = reduceAll(withProbes(), open, ...type('host'), enter);
	const left = reduce(asking, {type: 'close'});
	assert.equal(modeOf(left.ui), 'view');
	const good = answer(asking, 'probe 3');
	const empty = reduceAll(withProbes(), open, ...type('  '), enter);
	assert.deepEqual(effects(left, good), []);
	assert.match(reduce(left, good).ui.notice?.text ?? '', /was added/);
	assert.equal(reduce(left, answer(asking, null, 'x')), left);
	assert.equal(modeOf(empty.ui), 'view', 'Enter in the empty line too');
});

test('↑ and ↓ go through the targets of this session, which is bounded', () => {
	let state = withProbes();
	for (const text of ['a', 'b', 'a']) {
		state = reduceAll(state, open, ...type(text), enter);
		state = reduce(state, answer(state, text));
	}

	state = reduce(state, open);
	const seen = ([-1, -1, -1, 1, 1] as const).map(by => {
		state = reduce(state, {type: 'recall-line', by});
		return lineOf(state, 'target')?.text;
	});
	assert.deepEqual(seen, ['a', 'b', 'b', 'a', '']);
	const many = reduceAll(state, {type: 'close'}, ...Array.from({length: 80}, (_, index) => [open, ...type(`host${index}`), enter, {type: 'close'} as const]).flat());
	assert.equal(many.session.histories.target.length, 50);
	const {sockets, probes, log} = many.session.histories;
	assert.deepEqual({sockets, probes, log}, {sockets: [], probes: [], log: []}, 'not among the filters');
});

test('from any view; on a connection the line begins with the peer', () => {
	const connections = withConnections(stateAfter());
	assert.equal(lineOf(reduce(connections, open), 'target')?.text, 'icmp://10.0.0.2');
	const {message} = connections.data;
	assert.strictEqual(message?.content.view, 'connections');
	const [row] = message.content.rows;
	assert.ok(row);
	const server = {...row, remoteAddress: '[::ffff:10.0.0.3]', remotePort: 443};
	const outgoing = {...connections, data: {message: {...message, content: {view: 'connections' as const, rows: [server]}}}};
	assert.equal(lineOf(reduce(outgoing, open), 'target')?.text, 'connect://10.0.0.3:443');
	const asking = reduceAll(stateAfter(), open, ...type('host'), enter);
	assert.equal(reduce(asking, answer(asking, 'x')).ui.view, 'probes');
});

test('the line takes a row from the table, and gives it back', () => {
	const state = withProbes();
	assert.equal(queryOf(reduce(state, open)).rows, queryOf(state).rows - 1);
});

test('a sampler that dies does not leave the line waiting', () => {
	const asking = reduceAll(withProbes(), open, ...type('host'), enter);
	const restarted = reduce(asking, {type: 'sampler-restarted', reason: 'x'});
	assert.equal(lineOf(restarted, 'target')?.request, null);
	assert.equal(lineOf(restarted, 'target')?.problem, 'the sampler died before it answered: Enter tries again');
	const failed = reduce(asking, {type: 'sampler-failed', reason: 'x'});
	assert.equal(modeOf(failed.ui), 'view');
	assert.equal(reduce(failed, open).ui.overlay, null);
	assert.equal(reduce(failed, propose).ui.overlay, null);
});

test('a target is removed only after it was named and confirmed, whatever the table does meanwhile', () => {
	const proposed = reduce(withProbes(), propose);
	assert.equal(modeOf(proposed.ui), 'remove');
	assert.deepEqual(proposed.ui.overlay, {
		kind: 'remove', what: 'target', identity: 'probe 2', text: 'udp://db:53',
	});
	const resorted = reduce(proposed, {type: 'view-arrived', message: probesMessage(proposed, [baseProbe])});
	assert.deepEqual(effects(resorted, confirm), [{type: 'send', message: {type: 'remove-probe', identity: 'probe 2'}}]);
	const removed = reduce(resorted, confirm);
	assert.equal(modeOf(removed.ui), 'view');
	assert.equal(removed.ui.notice?.text, 'Removed udp://db:53');
	assert.deepEqual(effects(withProbes(), confirm), [], 'without the dialog nothing is removed');
	assert.equal(modeOf(reduce(proposed, {type: 'close'}).ui), 'view');
	assert.deepEqual(effects(proposed, {type: 'close'}), []);
});

test('from its detail too; the detail closes with it', () => {
	const proposed = reduce(withDetail(), propose);
	assert.equal(removalOf(proposed)?.text, baseProbe.target);
	assert.equal(reduce(proposed, {type: 'close'}).ui.detail, baseProbe.identity, 'n comes back to it');
	assert.equal(reduce(proposed, confirm).ui.detail, null);
});

test('d only removes targets, K has nothing to end in Probes, and both say so', () => {
	for (const state of [withConnections(stateAfter()), stateAfter({type: 'show-view', view: 'probes'})]) {
		assert.equal(reduce(state, propose).ui.overlay, null);
		assert.equal(reduce(state, propose).ui.notice?.kind, 'warning');
	}

	const killed = reduce(withProbes(), {type: 'propose-end'});
	assert.equal(killed.ui.overlay, null);
	assert.match(killed.ui.notice?.text ?? '', /no process to end/);
});

test('y copies the address that is probed, or the target before it is known', () => {
	const copied = (row: Probe) => {
		const shown = stateAfter({type: 'show-view', view: 'probes'});
		const state = reduce(shown, {type: 'view-arrived', message: probesMessage(shown, [row])});
		return effects(state, {type: 'copy'});
	};

	assert.deepEqual(copied(baseProbe), [{type: 'copy', text: '93.184.215.14:443'}]);
	assert.deepEqual(copied({...baseProbe, address: '2001:db8::1'}), [{type: 'copy', text: '[2001:db8::1]:443'}]);
	assert.deepEqual(copied({...baseProbe, address: '2001:db8::1', port: null}), [{type: 'copy', text: '2001:db8::1'}]);
	assert.deepEqual(copied({...baseProbe, address: null}), [{type: 'copy', text: 'www.example.com:443'}]);
});

test('m changes between the figures of the session and of the last minute, in Probes only', () => {
	const minute = reduce(withProbes(), {type: 'toggle-figures'});
	assert.equal(minute.ui.figures, 'lastMinute');
	assert.equal(reduce(minute, {type: 'toggle-figures'}).ui.figures, 'session');
	assert.equal(stateAfter({type: 'toggle-figures'}).ui.figures, 'session');
});

test('z and Z go through the zoom levels and stop at the ends', () => {
	let state = withDetail();
	const seen = ([1, 1, 1, 1, 1, -1] as const).map(by => {
		state = reduce(state, {type: 'zoom', by});
		return state.ui.zoom;
	});
	assert.deepEqual(seen, [1, 2, 3, 4, 4, 3]);
	const first = withDetail();
	assert.equal(reduce(first, {type: 'zoom', by: -1}), first);
	const other = withConnections(stateAfter());
	assert.equal(reduce(other, {type: 'zoom', by: 1}), other);
});

test('the columns of latency come with the first measured port, and stay', () => {
	const state = stateAfter();
	const message = (latency: typeof sampleLatency | null): ViewMessage => ({
		...probesMessage(state, []), content: {view: 'ports', rows: [{...basePort, latency}]},
	});
	const unmeasured = reduce(state, {type: 'view-arrived', message: message(null)});
	assert.equal(unmeasured.ui.measuresPorts, false);
	const measured = reduce(unmeasured, {type: 'view-arrived', message: message(sampleLatency)});
	assert.equal(measured.ui.measuresPorts, true);
	assert.equal(reduce(measured, {type: 'view-arrived', message: message(null)}).ui.measuresPorts, true);
});
