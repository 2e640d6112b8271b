/* The order of a table and its columns: the sort menu, the column chooser. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Action} from '../../../source/ui/state/actions.ts';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {modeOf, type AppState, type UiState} from '../../../source/ui/state/state.ts';
import {columnsShown} from '../../../source/ui/views/shown-columns.ts';
import {sortChoices} from '../../../source/ui/views/sorting.ts';
import {press, reduceAll, stateAfter} from './fixtures.ts';

const sortOf = ({ui}: AppState) => ui.sorts[ui.view];
const shownIds = ({ui}: AppState) => columnsShown(ui).map(({id}) => id);

function seen(view: UiState['view'], ui: Partial<UiState> = {}): AppState {
	const state = stateAfter({type: 'show-view', view});
	return {...state, ui: {...state.ui, ...ui}};
}

/** The title of the column that is chosen in the menu. */
function chosenTitle({ui}: AppState): string | undefined {
	return ui.overlay?.kind === 'sort' ? sortChoices(ui)[ui.overlay.selected]?.title : undefined;
}

describe('the sort menu', () => {
	it('begins with the column that is sorted by, and sorts by another one in its usual direction', () => {
		const state = press(seen('ports'), 's');
		assert.equal(chosenTitle(state), 'Port');
		const sorted = press(state, 'q', 'enter');
		assert.deepEqual(sortOf(sorted), {key: 'acceptQueue', descending: true});
		assert.equal(modeOf(sorted.ui), 'view');
		assert.deepEqual(sortOf(press(sorted, 's', 'enter')), {key: 'acceptQueue', descending: false}, 'the same one again reverses the order');
	});

	it('goes to what is typed, and on with the same letter', () => {
		const titles = (...keys: readonly string[]) => chosenTitle(press(seen('ports'), 's', ...keys));
		assert.equal(titles('c'), 'Conns');
		assert.equal(titles('c', 'l', 'w'), 'Cl-Wt');
		assert.equal(titles('Q'), 'Queue');
		assert.equal(titles('i', 'n'), 'In b/s');
		assert.equal(titles('p', 'p', 'p'), 'Process', 'Port, Proto, Process');
		assert.equal(titles('q', 'j'), 'Drops', 'j and k move');
		assert.equal(titles('q', 'j', 'k'), 'Queue');
		assert.equal(titles('end', 'home', 'z'), 'Port', 'nothing begins so');
	});

	it('has every column of the view, as far as it can show something', () => {
		const keys = (state: AppState) => sortChoices(state.ui).map(({sort}) => sort);
		assert.ok(keys(seen('ports', {columns: 60})).includes('timeouts'), 'also one for which there is no room');
		assert.ok(!keys(seen('ports')).includes('latency'));
		assert.ok(keys(seen('ports', {measuresPorts: true})).includes('latency'));
		assert.equal(keys(seen('overview'))[0], 'attention');
		assert.ok(!keys(seen('errors')).includes('sinceReset'));
	});

	it('shows the column that is sorted by, although others matter more', () => {
		const state = seen('ports');
		assert.ok(!shownIds(state).includes('timeouts'));
		const sorted = press(state, 's', 't', 'o', 'enter');
		assert.equal(sortOf(sorted).key, 'timeouts');
		assert.ok(shownIds(sorted).includes('timeouts'));
	});

	it('is closed by Esc, which changes nothing; q leads to a column', () => {
		const state = press(seen('ports'), 's', 'q', 'escape');
		assert.equal(modeOf(state.ui), 'view');
		assert.deepEqual(sortOf(state), {key: 'port', descending: false});
	});

	it('is not there where rows have one order', () => {
		const state = press(seen('alerts'), 's');
		assert.equal(modeOf(state.ui), 'view');
		assert.equal(state.ui.notice?.kind, 'warning');
	});

	it('has a new order begin at the top', () => {
		const moves = (before: AppState, action: Action) => effectsOf(before, action, reduceAll(before, action))
			.map(effect => effect.type === 'send' && effect.message.type === 'query' ? effect.message.move : effect);
		const menu = press(seen('ports'), 's', 'q');
		assert.deepEqual(moves(menu, {type: 'apply-sort'}), [{to: 'top'}]);
		assert.deepEqual(moves(seen('ports'), {type: 'reverse-sort'}), [{to: 'top'}]);
		assert.deepEqual(moves(seen('ports'), {type: 'show-view', view: 'groups'}), [null], 'another view has its own cursor');
	});
});

describe('the column chooser', () => {
	const chosen = ({ui}: AppState) => ui.chosenColumns[ui.view];

	it('begins with the columns on the screen, and the table follows at once', () => {
		const before = seen('connections', {columns: 120});
		const open = press(before, 'C');
		assert.equal(chosen(open), undefined, 'nothing changes before a key does');
		const [first, second, ...others] = shownIds(before);
		assert.deepEqual(chosen(press(open, ' ')), [second, ...others]);
		assert.deepEqual(chosen(press(open, 'J')), [second, first, ...others]);
		assert.deepEqual(chosen(press(open, '>', '<', 'K')), shownIds(before), 'back where it was, and never above the first');
		assert.deepEqual(shownIds(press(open, 'J')).slice(0, 2), [second, first]);
	});

	it('adds a column that is not shown, where it stands in the list', () => {
		const open = press(seen('connections'), 'C', 'G');
		const last = open.ui.overlay?.kind === 'columns' ? open.ui.overlay.entries.at(-1)?.id : undefined;
		assert.deepEqual(chosen(press(open, ' ', 'K')), [...shownIds(open), last]);
	});

	it('goes back with Esc, and keeps with Enter', () => {
		const columns = ['remote', 'rtt'];
		const configured = seen('connections', {chosenColumns: {connections: columns, ports: ['port']}});
		const changed = press(configured, 'C', 'j', ' ');
		assert.deepEqual(changed.ui.chosenColumns, {connections: ['remote'], ports: ['port']});
		assert.deepEqual(press(changed, 'escape').ui.chosenColumns, configured.ui.chosenColumns);
		assert.deepEqual(press(changed, 'enter').ui.chosenColumns, changed.ui.chosenColumns);
		assert.equal(modeOf(press(changed, 'enter').ui), 'view');
		const automatic = press(configured, 'C', 'a');
		assert.equal(chosen(automatic), undefined);
		assert.deepEqual(chosen(press(automatic, 'q')), columns);
		const unchosen = press(seen('connections'), 'C', ' ', 'escape');
		assert.equal(chosen(unchosen), undefined);
	});

	it('leaves one column at least', () => {
		const last = press(seen('connections', {chosenColumns: {connections: ['remote']}}), 'C', ' ');
		assert.deepEqual(chosen(last), ['remote']);
	});

	it('writes what is chosen, and says what came of it', () => {
		const effects = (state: AppState) => effectsOf(state, {type: 'write-columns'}, reduceAll(state, {type: 'write-columns'}));
		const state = press(seen('connections', {chosenColumns: {connections: ['remote', 'rtt']}}), 'C');
		assert.deepEqual(effects(press(state, 'J')), [{type: 'write-columns', view: 'connections', columns: ['rtt', 'remote']}]);
		assert.deepEqual(effects(press(state, 'a')), [{type: 'write-columns', view: 'connections', columns: null}]);
		const written = press(state, 'J', 'w');
		assert.equal(modeOf(written.ui), 'view');
		assert.deepEqual(chosen(written), ['rtt', 'remote']);
		const failed = reduceAll(written, {type: 'columns-written', ok: false, message: 'Not written: it is read-only'});
		assert.deepEqual(failed.ui.notice, {kind: 'error', text: 'Not written: it is read-only'});
	});

	it('is not there for a table that is always whole', () => {
		const state = press(seen('states'), 'C');
		assert.equal(modeOf(state.ui), 'view');
		assert.match(state.ui.notice?.text ?? '', /always shows all/);
	});
});
