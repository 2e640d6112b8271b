import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Action} from '../../../source/ui/state/actions.ts';
import {initialState} from '../../../source/ui/store/initial-state.ts';
import {queryOf} from '../../../source/ui/store/query.ts';
import type {AppState} from '../../../source/ui/state/state.ts';
import {filterOf as shownFilter} from '../../../source/ui/views/shown-view.ts';
import {
	lineOf,
	reduceAll,
	start,
	stateAfter,
} from './fixtures.ts';

const open: Action = {type: 'open-filter'};
const enter: Action = {type: 'apply-line'};
const escape: Action = {type: 'close'};
const up: Action = {type: 'recall-line', by: -1};
const down: Action = {type: 'recall-line', by: 1};
const type = (text: string): readonly Action[] => Array.from(text, insert => ({type: 'edit-line', edit: {insert}}));

/** The filter that is applied, and the line while it is open. */
function filterOf(state: AppState) {
	const line = lineOf(state, 'filter');
	return {applied: shownFilter(state.ui), text: line?.text ?? null, problem: line?.problem ?? null};
}

test('/443 shows port 443 while it is typed', () => {
	const applied: string[] = [];
	let state = stateAfter(open);
	for (const action of type('443')) {
		state = reduceAll(state, action);
		applied.push(filterOf(state).applied);
	}

	assert.deepEqual(applied, ['4', '44', '443']);
	assert.equal(filterOf(state).text, '443');
});

test('a bad filter shows where it is wrong, and the table keeps the last good one', () => {
	const state = stateAfter(open, ...type('port:443 and prot:x'));
	const {applied, problem, text} = filterOf(state);
	assert.equal(text, 'port:443 and prot:x');
	assert.notEqual(applied, text);
	const position = typeof problem === 'string' ? -1 : problem?.position ?? -1;
	assert.ok(position >= 9, 'it says where');
	const tried = reduceAll(state, enter);
	assert.equal(filterOf(tried).text, text, 'Enter does not close a line with a mistake');
});

test('Enter keeps the filter, Esc goes back to the one before', () => {
	const kept = stateAfter(open, ...type('443'), enter);
	assert.deepEqual([filterOf(kept).applied, filterOf(kept).text], ['443', null]);
	const cancelled = reduceAll(kept, open, ...type('22'), escape);
	assert.deepEqual([filterOf(cancelled).applied, filterOf(cancelled).text, filterOf(cancelled).problem], ['443', null, null]);
});

test('the line begins empty; Enter in the empty line means everything', () => {
	const state = stateAfter(open, ...type('443'), enter, open);
	assert.equal(filterOf(state).text, '');
	assert.equal(filterOf(reduceAll(state, enter)).applied, '');
});

test('Esc in the view clears the filter', () => {
	const state = stateAfter(open, ...type('443'), enter, {type: 'clear-filter'});
	assert.equal(filterOf(state).applied, '');
});

test('↑ and ↓ go through the filters of this session, each once, up to the empty line', () => {
	let state = stateAfter(open, ...type('443'), enter, open, ...type('22'), enter, open, ...type('443'), enter, open);
	const seen: Array<string | null> = [];
	for (const action of [up, up, up, down, down, down]) {
		state = reduceAll(state, action);
		seen.push(filterOf(state).text);
	}

	assert.deepEqual(seen, ['443', '22', '22', '443', '', '']);
});

test('a filter from the command line applies at once and can be recalled', () => {
	const state = initialState({...start, filter: 'port:22'});
	assert.equal(filterOf(state).applied, 'port:22');
	assert.equal(filterOf(reduceAll(state, open, up)).text, 'port:22');
});

test('the history is bounded', () => {
	const actions = Array.from({length: 80}, (_, index) => [open, ...type(String(index + 1)), enter]).flat();
	assert.equal(stateAfter(...actions).session.histories.sockets.length, 50);
});

test('Probes has a filter of its own: what narrows sockets down does not hide the targets', () => {
	const asked = (state: AppState) => queryOf(state).filter;
	const started = initialState({...start, filter: 'port:443'});
	for (const view of ['ports', 'connections', 'states'] as const) {
		assert.equal(asked(reduceAll(started, {type: 'show-view', view})), 'port:443');
	}

	const probes = reduceAll(started, {type: 'show-view', view: 'probes'});
	assert.equal(asked(probes), '');
	const searched = reduceAll(probes, open, ...type('example'), enter);
	assert.equal(asked(searched), 'example');
	const ports = reduceAll(searched, {type: 'show-view', view: 'ports'});
	assert.equal(asked(ports), 'port:443');
	const recalled = reduceAll(ports, open, up);
	assert.equal(filterOf(recalled).text, 'port:443', 'each has its own history');
	const back = reduceAll(ports, {type: 'clear-filter'}, {type: 'show-view', view: 'probes'});
	assert.equal(asked(back), 'example', 'Esc cleared the other one');
	const [again, cancelled] = [reduceAll(back, open, up), reduceAll(back, open, ...type('x'), escape)];
	assert.equal(filterOf(again).text, 'example');
	assert.equal(asked(cancelled), 'example');
	assert.equal(asked(reduceAll(back, {type: 'clear-filter'})), '');
});

test('a sampler that fails closes the line, and each filter is the last good one', () => {
	const probes = reduceAll(initialState({...start, filter: 'port:443'}), {type: 'show-view', view: 'probes'}, open, ...type('exam'));
	const failed = reduceAll(probes, {type: 'sampler-failed', reason: 'x'});
	assert.deepEqual([filterOf(failed).text, failed.ui.filters.sockets], [null, 'port:443']);
});
