import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Action} from '../../../source/ui/state/actions.ts';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {modeOf, type AppState} from '../../../source/ui/state/state.ts';
import type {EndCandidate} from '../../../source/model/process.ts';
import {aProcess} from '../../builders/process.ts';
import {
	candidate,
	connectionsMessage,
	endOf,
	reduce,
	reduceAll,
	stateAfter,
	withConnections,
} from './fixtures.ts';

const propose: Action = {type: 'propose-end'};
const confirm: Action = {type: 'confirm-end'};

function answered(state: AppState, candidates: readonly EndCandidate[], problem: string | null = null): AppState {
	const message = {
		type: 'end-candidates', request: endOf(state)!.request, candidates, problem,
	} as const;
	return reduce(state, {type: 'end-candidates-arrived', message});
}

/** The dialog over the first row, before the sampler has answered. */
function asking(): AppState {
	return reduceAll(withConnections(stateAfter()), propose);
}

/** What an action asks for outside of the state. */
function effects(state: AppState, action: Action) {
	return effectsOf(state, action, reduce(state, action));
}

test('K asks the sampler about the selected row', () => {
	const state = withConnections(stateAfter(), 3, 1);
	assert.deepEqual(effects(state, propose), [{
		type: 'send',
		message: {
			type: 'propose-end', request: 1, view: 'connections', identity: 'tcp:1',
		},
	}]);
});

test('the confirmed process is that of the row that was selected at K, whatever the table does meanwhile', () => {
	const asked = reduceAll(withConnections(stateAfter(), 3, 1), propose);
	const resorted = reduceAll(asked, {type: 'view-arrived', message: connectionsMessage(asked, 3, 2)});
	const state = answered(resorted, [candidate(101)]);
	assert.deepEqual(effects(state, confirm), [{
		type: 'send',
		message: {
			type: 'end', request: 1, view: 'connections', identity: 'tcp:1', pid: 101, startTicks: 1010, program: aProcess().program, signal: 'SIGTERM',
		},
	}]);
	assert.equal(reduce(state, confirm).ui.overlay, null);
});

test('nothing is confirmed before the process has been named', () => {
	const state = asking();
	assert.deepEqual(effects(state, confirm), []);
	assert.equal(reduce(state, confirm), state);
});

test('nothing is confirmed where the sampler names a problem', () => {
	const state = answered(asking(), [candidate(7)], 'needs root');
	assert.deepEqual(effects(state, confirm), []);
	assert.equal(endOf(state)?.problem, 'needs root');
});

test('portop does not end itself, and the first choice is somebody else', () => {
	const state = answered(asking(), [candidate(5, {isSelf: true}), candidate(6)]);
	assert.equal(endOf(state)?.selected, 1);
	const onSelf = reduceAll(state, {type: 'move', step: {unit: 'row', by: -1}});
	assert.deepEqual(effects(onSelf, confirm), []);
	assert.equal(reduce(onSelf, confirm), onSelf);
});

test('the choice stays within the candidates; the signal toggles', () => {
	const state = answered(asking(), [candidate(5), candidate(6)]);
	const down = reduceAll(state, {type: 'move', step: {unit: 'row', by: 1}}, {type: 'move', step: {unit: 'row', by: 1}}, {type: 'toggle-signal'});
	assert.equal(endOf(down)?.selected, 1);
	const [effect] = effects(down, confirm);
	assert.strictEqual(effect?.type, 'send');
	assert.strictEqual(effect.message.type, 'end');
	assert.deepEqual([effect.message.pid, effect.message.signal], [6, 'SIGKILL']);
});

test('an answer to an earlier dialog is ignored', () => {
	const first = asking();
	const second = reduceAll(first, {type: 'close'}, propose);
	const late = reduce(second, {
		type: 'end-candidates-arrived',
		message: {
			type: 'end-candidates', request: endOf(first)!.request, candidates: [candidate(1)], problem: null,
		},
	});
	assert.equal(endOf(late)?.candidates, null);
});

test('without a row, and in the States view, K only says so', () => {
	for (const state of [stateAfter(), withConnections(stateAfter(), 0), stateAfter({type: 'show-view', view: 'states'})]) {
		assert.equal(reduce(state, propose).ui.overlay, null);
		assert.equal(reduce(state, propose).ui.notice?.kind, 'warning');
		assert.deepEqual(effects(state, propose), []);
	}
});

test('what became of it is said', () => {
	const state = reduceAll(stateAfter(), {
		type: 'ended-arrived',
		message: {
			type: 'ended', request: 1, ok: false, message: 'it is another process by now',
		},
	});
	assert.deepEqual(state.ui.notice, {text: 'it is another process by now', kind: 'error'});
});

test('the dialog can end something only when a process is named that is not portop', () => {
	const state = asking();
	assert.equal(modeOf(state.ui), 'nothing-to-end');
	const own = candidate(7, {isSelf: true});
	for (const [candidates, problem] of [[[], null], [[candidate(6)], 'needs root'], [[own], null]] as const) {
		const {ui} = answered(state, candidates, problem);
		assert.equal(modeOf(ui), 'nothing-to-end');
	}

	const named = answered(state, [own, candidate(8)]);
	assert.equal(modeOf(named.ui), 'end');
	const onSelf = reduceAll(named, {type: 'move', step: {unit: 'row', by: -1}});
	assert.equal(modeOf(onSelf.ui), 'nothing-to-end');
	assert.equal(modeOf(reduceAll(onSelf, {type: 'move', step: {unit: 'row', by: 1}}).ui), 'end', 'another can be chosen');
});

test('a dialog that waits for a dead sampler closes', () => {
	const state = reduceAll(asking(), {type: 'sampler-restarted', reason: 'x'});
	assert.equal(state.ui.overlay, null);
	assert.equal(state.ui.notice?.kind, 'warning');
});
