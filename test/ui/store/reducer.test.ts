import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Query, ToSampler} from '../../../source/protocol/protocol.ts';
import type {Action} from '../../../source/ui/state/actions.ts';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {isSettled, queryOf} from '../../../source/ui/store/query.ts';
import {modeOf, type AppState} from '../../../source/ui/state/state.ts';
import {
	connectionsMessage,
	reduce,
	reduceAll,
	stateAfter,
	withConnections,
} from './fixtures.ts';

function sent(state: AppState, action: Action): readonly ToSampler[] {
	return effectsOf(state, action, reduce(state, action)).flatMap(effect => effect.type === 'send' ? [effect.message] : []);
}

function queried(state: AppState, action: Action): Query {
	const [message] = sent(state, action);
	assert.equal(message?.type, 'query');
	return message.query;
}

test('every change of what is to be seen asks the sampler', () => {
	const state = withConnections(stateAfter());
	assert.equal(queried(state, {type: 'show-view', view: 'states'}).view, 'states');
	assert.equal(queried(state, {type: 'turn-view', by: 1}).view, 'groups');
	assert.equal(queried(state, {type: 'turn-view', by: -1}).view, 'ports');
	assert.equal(queried(state, {type: 'reverse-sort'}).sort.descending, true);
	assert.notEqual(queried(state, {type: 'next-sort', by: 1}).sort.key, state.ui.sorts.connections.key);
	assert.equal(queried(state, {type: 'toggle-pause'}).paused, true);
	assert.equal(queried(state, {type: 'open-detail'}).detail, 'tcp:0');
	assert.equal(queried(state, {type: 'resized', columns: 80, rows: 50}).rows, queryOf(state).rows + 26);
	assert.equal(queried(state, {type: 'open-filter'}).rows, queryOf(state).rows - 1, 'the filter line takes a row');
	assert.deepEqual(sent(state, {type: 'resized', columns: 80, rows: 24}), []);
	assert.deepEqual(sent(state, {type: 'open-help'}), []);
	assert.deepEqual(sent(state, {type: 'next-naming'}), []);
});

test('movement in a table goes to the sampler, pages by the rows on the screen', () => {
	const state = withConnections(stateAfter());
	const {rows} = queryOf(state);
	const move = (step: Extract<Action, {readonly type: 'move'}>['step']) => {
		const [message] = sent(state, {type: 'move', step});
		assert.equal(message?.type, 'query');
		return message.move;
	};

	assert.deepEqual(move({unit: 'row', by: 1}), {by: 1});
	assert.deepEqual(move({unit: 'page', by: -1}), {by: 1 - rows});
	assert.deepEqual(move({unit: 'half-page', by: 1}), {by: Math.floor(rows / 2)});
	assert.deepEqual(move({to: 'last'}), {to: 'last'});
});

test('opening a detail takes the cursor along', () => {
	const state = withConnections(stateAfter(), 3, 2);
	const [message] = sent(state, {type: 'open-detail'});
	assert.strictEqual(message?.type, 'query');
	assert.deepEqual(message.move, {to: 'opened', identity: 'tcp:2'});
	const [closing] = sent(reduce(state, {type: 'open-detail'}), {type: 'close'});
	assert.strictEqual(closing?.type, 'query');
	assert.deepEqual([closing.move, closing.query.detail], [null, null]);
});

test('an answer to an earlier query that no longer fits is not shown, but acknowledged', () => {
	const before = withConnections(stateAfter());
	const late = connectionsMessage(before, 9);
	for (const change of [{type: 'reverse-sort'}, {type: 'show-view', view: 'ports'}] as const) {
		const state = reduce(before, change);
		const action = {type: 'view-arrived', message: late} as const;
		assert.equal(reduce(state, action), state);
		assert.deepEqual(sent(state, action), [{type: 'painted'}]);
	}

	const scrolled = reduce(before, {type: 'resized', columns: 80, rows: 30});
	assert.equal(reduce(scrolled, {type: 'view-arrived', message: late}).data.message, late, 'fewer rows than fit are better than none');
	assert.deepEqual(sent(before, {type: 'view-arrived', message: late}), [], 'acknowledged when painted');
	assert.deepEqual(sent(before, {type: 'painted'}), [{type: 'painted'}]);
});

test('what is selected is settled when the sampler has answered the last move', () => {
	const state = withConnections(stateAfter());
	assert.equal(isSettled(state), true);
	const moved = reduce(state, {type: 'move', step: {unit: 'row', by: 1}});
	assert.equal(isSettled(moved), false);
	const answered = reduce(moved, {type: 'view-arrived', message: connectionsMessage(moved, 3, 1)});
	assert.equal(isSettled(answered), true);
	assert.equal(isSettled(reduce(state, {type: 'show-view', view: 'ports'})), false);
});

test('a move of the cursor draws nothing before its answer; a change that shows does', () => {
	const before = withConnections(stateAfter());
	const moved = reduce(before, {type: 'move', step: {unit: 'row', by: 1}});
	assert.notEqual(moved, before);
	assert.equal(moved.ui, before.ui);
	assert.equal(moved.data, before.data);
	assert.notEqual(reduce(moved, {type: 'open-help'}).ui, before.ui);
});

test('+ and - go through the steps from wherever the interval is, and stop at the ends', () => {
	let state = reduceAll(stateAfter(), {type: 'change-interval', by: 1});
	assert.equal(state.ui.intervalSeconds, 2);
	state = {...state, ui: {...state.ui, intervalSeconds: 7}};
	assert.equal(reduce(state, {type: 'change-interval', by: 1}).ui.intervalSeconds, 10);
	assert.equal(reduce(state, {type: 'change-interval', by: -1}).ui.intervalSeconds, 5);
	assert.deepEqual(sent(state, {type: 'change-interval', by: 1}), [{type: 'interval', seconds: 10}]);
	const slowest = {...state, ui: {...state.ui, intervalSeconds: 60}};
	assert.equal(reduce(slowest, {type: 'change-interval', by: 1}).ui.intervalSeconds, 60);
	assert.deepEqual(sent(slowest, {type: 'change-interval', by: 1}), []);
});

test('y copies the peer of a connection and says so', () => {
	const state = withConnections(stateAfter(), 3, 1);
	const copied = reduce(state, {type: 'copy'});
	assert.deepEqual(effectsOf(state, {type: 'copy'}, copied), [{type: 'copy', text: '10.0.0.2:50001'}]);
	assert.match(copied.ui.notice?.text ?? '', /10\.0\.0\.2:50001/);
	assert.deepEqual(effectsOf(stateAfter(), {type: 'copy'}, stateAfter({type: 'copy'})), []);
});

test('a notice expires, but not the one that came after it', () => {
	const state = stateAfter({type: 'next-naming'});
	const first = state.ui.notice!;
	const second = reduce(state, {type: 'next-naming'});
	assert.equal(reduce(second, {type: 'notice-expired', notice: first}), second);
	assert.equal(reduce(state, {type: 'notice-expired', notice: first}).ui.notice, null);
});

test('a notice goes with the place over which it was shown, but for one about portop itself', () => {
	const copied = reduce(withConnections(stateAfter()), {type: 'copy'});
	const leaving = [{type: 'show-view', view: 'states'}, {type: 'open-detail'}, {type: 'open-help'}, {type: 'open-interfaces'}] as const;
	assert.deepEqual(leaving.map(action => reduce(copied, action).ui.notice), [null, null, null, null]);
	assert.equal(reduce(copied, {type: 'reverse-sort'}).ui.notice, copied.ui.notice);
	const restarted = reduce(copied, {type: 'sampler-restarted', reason: 'out of memory'});
	assert.deepEqual(leaving.map(action => reduce(restarted, action).ui.notice), Array.from(leaving, () => restarted.ui.notice));
	assert.equal(reduce(stateAfter(), {type: 'next-grouping'}).ui.notice?.text, 'By remote host', 'what shows the place says so there');
});

test('a detail scrolls no further than its end', () => {
	const detail = reduce(withConnections(stateAfter()), {type: 'open-detail'});
	assert.equal(reduceAll(detail, {type: 'move', step: {unit: 'row', by: -1}}).ui.scroll, 0);
	const help = reduceAll(stateAfter(), {type: 'open-help'}, {type: 'move', step: {to: 'last'}});
	assert.ok(help.ui.scroll > 0);
	assert.equal(reduce(help, {type: 'move', step: {unit: 'page', by: 1}}).ui.scroll, help.ui.scroll);
});

test('q quits with 0, with 1 when the sampler has failed; Ctrl-C with 130', () => {
	const state = stateAfter();
	const failed = reduce(state, {type: 'sampler-failed', reason: 'x'});
	assert.equal(failed.ui.failure, 'x');
	assert.deepEqual(effectsOf(state, {type: 'quit'}, state), [{type: 'quit', exitCode: 0}]);
	assert.deepEqual(effectsOf(failed, {type: 'quit'}, failed), [{type: 'quit', exitCode: 1}]);
	assert.deepEqual(effectsOf(state, {type: 'interrupt'}, state), [{type: 'quit', exitCode: 130}]);
});

test('without a sampler what needs one says so, and changes nothing', () => {
	const state = reduce(withConnections(stateAfter()), {type: 'sampler-failed', reason: 'x'});
	for (const action of [
		{type: 'open-filter'},
		{type: 'clear-filter'},
		{type: 'reverse-sort'},
		{type: 'show-view', view: 'ports'},
		{type: 'open-detail'},
		{type: 'toggle-pause'},
		{type: 'move', step: {unit: 'row', by: 1}},
	] as const) {
		const {notice, ...after} = reduce(state, action).ui;
		const {notice: _, ...before} = state.ui;
		assert.deepEqual(after, before, action.type);
		assert.deepEqual(notice, {text: 'The sampler has stopped: the table can no longer change', kind: 'warning'});
	}

	const proposed = reduce(state, {type: 'propose-end'});
	assert.equal(proposed.ui.overlay, null);
	assert.match(proposed.ui.notice?.text ?? '', /sampler has stopped/);
	assert.equal(modeOf(reduce(state, {type: 'open-help'}).ui), 'help');
	const help = reduceAll(state, {type: 'open-help'}, {type: 'move', step: {unit: 'row', by: 1}});
	assert.equal(help.ui.scroll, 1, 'a text scrolls');
	assert.match(reduce(state, {type: 'copy'}).ui.notice?.text ?? '', /Copied/);
});

test('when the sampler fails, what is on the screen is what it sent last', () => {
	const shown = withConnections(stateAfter());
	const asked = reduceAll(shown, {type: 'reverse-sort'}, {type: 'open-filter'}, {type: 'edit-line', edit: {insert: '4'}});
	const failed = reduce(asked, {type: 'sampler-failed', reason: 'x'});
	assert.deepEqual(queryOf(failed), queryOf(shown));
	assert.equal(modeOf(failed.ui), 'view', 'the filter line is closed');
	assert.equal(reduceAll(shown, {type: 'sampler-restarted', reason: 'y'}, {type: 'sampler-failed', reason: 'x'}).ui.notice, null, 'the reason is not hidden');
	const elsewhere = reduceAll(shown, {type: 'show-view', view: 'states'}, {type: 'sampler-failed', reason: 'x'});
	assert.equal(elsewhere.ui.view, 'connections');
	const detail = reduceAll(shown, {type: 'open-detail'}, {type: 'sampler-failed', reason: 'x'});
	assert.equal(modeOf(detail.ui), 'view', 'a detail that never came is closed');
});
