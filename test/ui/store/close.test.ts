import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {CloseProposal} from '../../../source/model/close.ts';
import type {Past} from '../../../source/protocol/protocol.ts';
import type {Action} from '../../../source/ui/state/actions.ts';
import {modeOf, type AppState} from '../../../source/ui/state/state.ts';
import {createKeyQueue} from '../../../source/ui/store/key-queue.ts';
import {effectsOf, type Effect} from '../../../source/ui/store/effects.ts';
import {initialState} from '../../../source/ui/store/initial-state.ts';
import {queryOf} from '../../../source/ui/store/query.ts';
import {createStore} from '../../../source/ui/store/store.ts';
import {aGroup} from '../../builders/group.ts';
import {
	aCloseProposal,
	closeOf,
	connection,
	connectionsMessage,
	press,
	reduce,
	reduceAll,
	start,
	stateAfter,
	withConnections,
} from './fixtures.ts';

const propose: Action = {type: 'propose-close'};
const confirm: Action = {type: 'confirm-close'};

function arrival(request: number, proposal: CloseProposal | null, problem: string | null = null): Action {
	return {
		type: 'close-proposed-arrived', message: {
			type: 'close-proposed', request, proposal, problem,
		},
	};
}

function answered(state: AppState, proposal: CloseProposal | null, problem: string | null = null): AppState {
	return reduce(state, arrival(closeOf(state)!.request, proposal, problem));
}

/** The dialog over the first row, before the sampler has answered. */
function asking(): AppState {
	return reduceAll(withConnections(stateAfter()), propose);
}

/** What an action asks for outside of the state. */
function effects(state: AppState, action: Action): readonly Effect[] {
	return effectsOf(state, action, reduce(state, action));
}

/** The identities of connections that the sampler is asked about. */
function askedAbout(state: AppState): readonly string[] {
	return effects(state, propose).flatMap(effect => effect.type === 'send' && effect.message.type === 'propose-close' ? [effect.message.identity] : []);
}

test('X asks the sampler about the selected row, and about the one whose detail is open', () => {
	const state = withConnections(stateAfter(), 3, 1);
	assert.deepEqual(effects(state, propose), [{type: 'send', message: {type: 'propose-close', request: 1, identity: 'tcp:1'}}]);
	assert.deepEqual(askedAbout(reduce(state, {type: 'open-detail'})), ['tcp:1']);
	assert.equal(closeOf(press(state, 'X'))?.identity, 'tcp:1');
});

test('the confirmed connection is the one that was named, whatever the table does meanwhile', () => {
	const asked = reduceAll(withConnections(stateAfter(), 3, 0), propose);
	const resorted = reduceAll(asked, {type: 'view-arrived', message: connectionsMessage(asked, 3, 2)});
	const proposal = aCloseProposal();
	const state = answered(resorted, proposal);
	assert.deepEqual(effects(state, confirm), [{type: 'send', message: {type: 'close', request: 1, proposal}}]);
	const closed = reduce(state, confirm);
	assert.equal(closed.ui.overlay, null);
	assert.match(closed.ui.notice?.text ?? '', /Closing/);
});

test('nothing is confirmed before the connection has been named, nor where the sampler names a problem', () => {
	for (const state of [asking(), answered(asking(), null, 'it has closed already')]) {
		assert.equal(modeOf(state.ui), 'nothing-to-end');
		assert.deepEqual(effects(state, confirm), []);
		assert.equal(reduce(state, confirm), state);
		assert.equal(modeOf(press(state, 'y').ui), 'nothing-to-end');
		assert.equal(press(state, 'n').ui.overlay, null);
	}

	const named = answered(asking(), aCloseProposal());
	assert.equal(modeOf(named.ui), 'close');
	for (const key of ['n', 'q', 'escape']) {
		const cancelled = press(named, key);
		assert.deepEqual([cancelled.ui.overlay, cancelled.ui.notice], [null, null], key);
	}

	assert.equal(press(named, 'enter'), named, 'Enter is what one types ahead');
});

test('an answer to an earlier dialog is ignored', () => {
	const first = asking();
	const second = reduceAll(first, {type: 'close'}, propose);
	const {request} = closeOf(first)!;
	const late = arrival(request, aCloseProposal());
	assert.equal(closeOf(reduce(second, late))?.proposal, null);
});

test('of a group\'s detail it is the connection that is chosen there; elsewhere X says where to choose one', () => {
	const groups = stateAfter({type: 'show-view', view: 'groups'});
	const row = aGroup({name: 'sshd', connectionCount: 2});
	const opened = {...groups, ui: {...groups.ui, detail: row.identity}};
	const shown = reduce(opened, {
		type: 'view-arrived', message: {
			...connectionsMessage(opened, 0), query: queryOf(opened), content: {view: 'groups', rows: [row]}, detail: {
				view: 'groups', row, processes: [], connections: [connection(0), connection(1)], charts: {},
			},
		},
	});
	const none = withConnections(stateAfter(), 0);
	const ports = stateAfter({type: 'show-view', view: 'ports'});
	const elsewhere = [shown, none, ports];
	for (const state of elsewhere) {
		assert.deepEqual(askedAbout(state), []);
		assert.equal(reduce(state, propose).ui.overlay, null);
		assert.equal(reduce(state, propose).ui.notice?.kind, 'warning');
	}

	assert.match(reduce(shown, propose).ui.notice?.text ?? '', /X closes a connection: choose one in Connections \(3\)/);
	const chosen = {...shown, ui: {...shown.ui, link: 'connections tcp:1'}};
	assert.deepEqual(askedAbout(chosen), ['tcp:1']);
});

test('what became of it is said', () => {
	const said = (ok: boolean) => reduce(stateAfter(), {
		type: 'closed-arrived', message: {
			type: 'closed', request: 1, ok, message: 'not closed: it is gone already',
		},
	}).ui.notice;
	assert.deepEqual(said(false), {text: 'not closed: it is gone already', kind: 'error'});
	assert.equal(said(true)?.kind, 'information');
});

test('a dialog that waits for a dead sampler closes, one that names a connection stays', () => {
	assert.equal(reduce(asking(), {type: 'sampler-restarted', reason: 'x'}).ui.overlay, null);
	const named = answered(asking(), aCloseProposal());
	assert.equal(closeOf(reduce(named, {type: 'sampler-restarted', reason: 'x'})), closeOf(named));
	const failed = reduce(withConnections(stateAfter()), {type: 'sampler-failed', reason: 'x'});
	assert.match(reduce(failed, propose).ui.notice?.text ?? '', /stopped: it can close no connection/);
});

test('of the past, and of a recording, nothing is closed', () => {
	const past = (more: Partial<Past>) => {
		const state = withConnections(stateAfter());
		return reduce(state, {
			type: 'view-arrived', message: {
				...connectionsMessage(state), past: {
					sinceMilliseconds: 0, nowMilliseconds: 1, sockets: 'all', ...more,
				},
			},
		});
	};

	assert.match(reduce(past({}), propose).ui.notice?.text ?? '', /This is the past: \. goes back to now/);
	assert.match(reduce(past({isReplay: true}), propose).ui.notice?.text ?? '', /This is a recording/);
	assert.deepEqual(askedAbout(past({})), []);
});

test('X typed at once after j asks about the row to which j went, and y closes only what the terminal shows', () => {
	const sent: Effect[] = [];
	const store = createStore(initialState(start), reduce, effect => {
		sent.push(effect);
	});
	const queue = createKeyQueue(store);
	const answerWith = (selected: number) => {
		store.dispatch({type: 'view-arrived', message: connectionsMessage(store.getState(), 3, selected)});
	};

	const types = () => sent.flatMap(effect => effect.type === 'send' && ['propose-close', 'close'].includes(effect.message.type) ? [effect.message] : []);
	try {
		store.dispatch({type: 'show-view', view: 'connections'});
		answerWith(0);
		queue.press(['j', 'j', 'X', 'y']);
		answerWith(2);
		assert.deepEqual(types(), [{type: 'propose-close', request: 1, identity: 'tcp:2'}], 'y that was typed ahead does not confirm');
		const proposal = aCloseProposal({connection: connection(2)});
		store.dispatch(arrival(1, proposal));
		queue.press(['y']);
		assert.equal(types().length, 1, 'the dialog is still on its way');
		store.dispatch({type: 'overlay-painted', overlay: store.getState().ui.overlay!});
		queue.press(['y']);
		assert.deepEqual(types().at(-1), {type: 'close', request: 1, proposal});
	} finally {
		queue.close();
	}
});
