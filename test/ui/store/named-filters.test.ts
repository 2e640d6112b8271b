/* The dialog in which one of the configuration's filters is chosen. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Action} from '../../../source/ui/state/actions.ts';
import {defaultAppearance} from '../../../source/ui/state/appearance.ts';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {initialState} from '../../../source/ui/store/initial-state.ts';
import {modeOf, type AppState} from '../../../source/ui/state/state.ts';
import {filterOf} from '../../../source/ui/views/shown-view.ts';
import {reduce, reduceAll, start} from './fixtures.ts';

const namedFilters = Array.from({length: 30}, (_, index) => ({name: `filter ${index}`, filter: `port:${index + 1}`}));

function opened(filter = ''): AppState {
	const state = initialState({...start, filter, appearance: {...defaultAppearance, namedFilters}});
	return reduce(state, {type: 'open-named-filters'});
}

/** The place of the filter that is chosen; null when the dialog is closed. */
function chosenOf({ui: {overlay}}: AppState): number | null {
	return overlay?.kind === 'named-filters' ? overlay.selected : null;
}

const down = {type: 'move', step: {unit: 'row', by: 1}} as const;

test('Enter applies the chosen filter as if it had been typed: it is remembered, and Esc clears it', () => {
	const state = reduceAll(opened(), down, down);
	assert.equal(modeOf(state.ui), 'named-filters');
	const applied = reduce(state, {type: 'apply-named-filter'});
	assert.equal(modeOf(applied.ui), 'view');
	assert.equal(filterOf(applied.ui), 'port:3');
	assert.deepEqual(applied.session.histories.sockets, ['port:3']);
	const effects = effectsOf(state, {type: 'apply-named-filter'}, applied);
	assert.deepEqual(effects.map(effect => effect.type === 'send' && effect.message.type === 'query' ? effect.message.query.filter : effect.type), ['port:3']);
	assert.equal(filterOf(reduce(applied, {type: 'clear-filter'}).ui), '');
	const typing = reduceAll(applied, {type: 'open-filter'}, {type: 'close'});
	assert.equal(filterOf(typing.ui), 'port:3', 'Esc in the filter line goes back to it');
});

test('Esc changes nothing, and nothing is asked while choosing', () => {
	const before = opened('port:9');
	assert.equal(chosenOf(before), 8, 'the applied one is the chosen one');
	const moved = reduce(before, down);
	assert.deepEqual(effectsOf(before, down, moved), []);
	const closed = reduce(moved, {type: 'close'});
	assert.equal(modeOf(closed.ui), 'view');
	assert.equal(filterOf(closed.ui), 'port:9');
});

test('the choice stops at both ends', () => {
	const chosenAfter = (...actions: readonly Action[]) => {
		const state = reduceAll(opened(), ...actions);
		return chosenOf(state);
	};

	assert.equal(chosenAfter({type: 'move', step: {unit: 'row', by: -1}}), 0);
	assert.equal(chosenAfter({type: 'move', step: {to: 'last'}}, down), 29);
	assert.equal(chosenAfter({type: 'move', step: {unit: 'page', by: 1}}), 15, 'a page is what is shown but one');
});

test('each view has its own filter: a named one is that of the view that is shown', () => {
	const state = reduceAll(opened(), {type: 'close'}, {type: 'show-view', view: 'probes'}, {type: 'open-named-filters'}, {type: 'apply-named-filter'});
	assert.equal(state.ui.filters.probes, 'port:1');
	assert.equal(state.ui.filters.sockets, '');
});

test('without any it is said where they belong', () => {
	const state = reduce(initialState(start), {type: 'open-named-filters'});
	assert.equal(modeOf(state.ui), 'view');
	assert.match(state.ui.notice?.text ?? '', /\[filters\]/);
	assert.equal(reduce(state, {type: 'apply-named-filter'}), state);
});

test('it closes when the sampler stops, which could filter no more', () => {
	const failed = reduce(opened(), {type: 'sampler-failed', reason: 'x'});
	assert.equal(modeOf(failed.ui), 'view');
	assert.match(reduce(failed, {type: 'open-named-filters'}).ui.notice?.text ?? '', /sampler has stopped/);
});
