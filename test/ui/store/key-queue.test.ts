import assert from 'node:assert/strict';
import {afterEach, test} from 'node:test';
import fc from 'fast-check';
import {createKeyQueue, type KeyQueue} from '../../../source/ui/store/key-queue.ts';
import type {Effect} from '../../../source/ui/store/effects.ts';
import {initialState} from '../../../source/ui/store/initial-state.ts';
import {bindings} from '../../../source/ui/keys/bindings.ts';
import {modeOf, typedLine} from '../../../source/ui/state/state.ts';
import {filterNameOf, filterOf} from '../../../source/ui/views/shown-view.ts';
import {createStore, type Store} from '../../../source/ui/store/store.ts';
import {baseProbe} from '../screen/probe-samples.ts';
import {
	candidate,
	checkFilter,
	connectionsMessage,
	endOf,
	reduce,
	removalOf,
	start,
} from './fixtures.ts';

type Setup = {readonly store: Store; readonly queue: KeyQueue; readonly effects: Effect[]};

const open: KeyQueue[] = [];
afterEach(() => {
	for (const queue of open.splice(0)) {
		queue.close();
	}
});

/** A store on the Connections view with three rows, the first one selected. */
function setUp(): Setup {
	const effects: Effect[] = [];
	const store = createStore(initialState(start), reduce, effect => {
		effects.push(effect);
	});
	const queue = createKeyQueue(store);
	open.push(queue);
	store.dispatch({type: 'show-view', view: 'connections'});
	answer(store, 0);
	effects.length = 0;
	return {store, queue, effects};
}

function answer(store: Store, selected: number): void {
	store.dispatch({type: 'view-arrived', message: connectionsMessage(store.getState(), 3, selected)});
}

test('Enter typed at once after j opens the row to which j went', () => {
	const {store, queue} = setUp();
	queue.press(['j', 'enter', 'n']);
	assert.equal(store.getState().ui.detail, null, 'not the row where the cursor was');
	answer(store, 1);
	assert.equal(store.getState().ui.detail, 'tcp:1');
	assert.equal(store.getState().ui.naming, 'all', 'and what came after it follows');
});

test('Enter waits for the answer to the last of several moves', () => {
	const {store, queue} = setUp();
	queue.press(['g']);
	const afterFirst = store.getState();
	queue.press(['j', 'j', 'enter']);
	// The sampler had not read the others when it answered.
	store.dispatch({type: 'view-arrived', message: connectionsMessage(afterFirst, 3, 0)});
	assert.equal(store.getState().ui.detail, null);
	answer(store, 2);
	assert.equal(store.getState().ui.detail, 'tcp:2');
});

test('K typed at once after j asks about the row to which j went', () => {
	const {store, queue, effects} = setUp();
	queue.press(['j', 'j', 'K', 'y']);
	answer(store, 2);
	const asked = effects.flatMap(effect => effect.type === 'send' && effect.message.type === 'propose-end' ? [effect.message.identity] : []);
	assert.deepEqual(asked, ['tcp:2']);
	assert.equal(effects.some(effect => effect.type === 'send' && effect.message.type === 'end'), false, 'y that was typed ahead does not confirm');
	assert.equal(modeOf(store.getState().ui), 'nothing-to-end');
});

/** Opens the dialog about the selected row, and names a process in it. */
function propose({store, queue}: Setup): void {
	queue.press(['K']);
	store.dispatch({
		type: 'end-candidates-arrived', message: {
			type: 'end-candidates', request: endOf(store.getState())!.request, candidates: [candidate(7), candidate(8)], problem: null,
		},
	});
}

/** The terminal has drawn what there is now. */
function paint(store: Store): void {
	const {overlay} = store.getState().ui;
	if (overlay !== null) {
		store.dispatch({type: 'overlay-painted', overlay});
	}
}

const endedIn = (effects: readonly Effect[]) => effects.flatMap(effect => effect.type === 'send' && effect.message.type === 'end' ? [effect.message.pid] : []);

test('y ends only the process that the terminal shows', () => {
	const setup = setUp();
	const {store, queue, effects} = setup;
	propose(setup);
	queue.press(['y']);
	assert.deepEqual(endedIn(effects), [], 'the dialog is still on its way');
	paint(store);
	queue.press(['j', 'y']);
	assert.deepEqual(endedIn(effects), [], 'so is the other choice');
	paint(store);
	queue.press(['t', 'y']);
	assert.deepEqual(endedIn(effects), [8], 'the other signal is the user\'s own choice');
});

test('a target is removed only by a dialog that the terminal shows', () => {
	const {store, queue, effects} = setUp();
	const removals = () => effects.filter(effect => effect.type === 'send' && effect.message.type === 'remove-probe').length;
	store.dispatch({type: 'show-view', view: 'probes'});
	const message = {...connectionsMessage(store.getState(), 1), content: {view: 'probes', rows: [baseProbe]}} as const;
	store.dispatch({type: 'view-arrived', message});
	queue.press(['d', 'y']);
	assert.equal(removals(), 0);
	assert.equal(modeOf(store.getState().ui), 'remove');
	assert.notEqual(removalOf(store.getState()), null, 'it waits for the dialog');
	paint(store);
	assert.equal(removals(), 1);
});

test('in a terminal that is too small for anything to be drawn no key acts but those that leave it', () => {
	const setup = setUp();
	const {store, queue, effects} = setup;
	propose(setup);
	paint(store);
	store.dispatch({type: 'resized', columns: 30, rows: 8});
	effects.length = 0;
	const before = store.getState();
	queue.press(bindings.flatMap(({keys}) => keys).filter(key => !['q', 'ctrl-c', 'ctrl-z', 'ctrl-l'].includes(key)));
	assert.equal(store.getState(), before);
	assert.equal(effects.length, 0);
	store.dispatch({type: 'resized', columns: 80, rows: 24});
	queue.press(['y']);
	assert.deepEqual(endedIn(effects), [], 'the dialog is not on the screen yet again');
	paint(store);
	queue.press(['y']);
	assert.deepEqual(endedIn(effects), [7]);
	store.dispatch({type: 'resized', columns: 30, rows: 8});
	queue.press(['q']);
	assert.deepEqual(effects.at(-1), {type: 'quit', exitCode: 0});
});

test('a paste without end is not taken for keys without end, and Ctrl-C behind it counts', () => {
	const {store, queue, effects} = setUp();
	queue.press(Array.from({length: 100_000}, () => 'r'));
	assert.ok(effects.length <= 1000);
	queue.press(['j', ...Array.from({length: 100_000}, () => 'enter')]);
	queue.press(['ctrl-c']);
	assert.deepEqual(effects.findLast(({type}) => type === 'quit'), {type: 'quit', exitCode: 130});
	assert.equal(store.getState().ui.failure, null);
});

test('a sampler that does not answer holds up no key for longer than half a second', ({mock}) => {
	mock.timers.enable({apis: ['setTimeout']});
	const {store, queue, effects} = setUp();
	queue.press(['j', 'enter', 'escape', 'q']);
	assert.equal(store.getState().ui.detail, null);
	mock.timers.tick(500);
	assert.deepEqual(effects.at(-1), {type: 'quit', exitCode: 0});
});

test('Ctrl-C never waits', () => {
	const {queue, effects} = setUp();
	queue.press(['j', 'enter']);
	queue.press(['ctrl-c']);
	assert.deepEqual(effects.at(-1), {type: 'quit', exitCode: 130});
});

test('before the first sample and after the last nothing waits', () => {
	const effects: Effect[] = [];
	const store = createStore(initialState(start), reduce, effect => {
		effects.push(effect);
	});
	const queue = createKeyQueue(store);
	open.push(queue);
	queue.press(['j', 'enter', 'q']);
	assert.deepEqual(effects.at(-1), {type: 'quit', exitCode: 0});
	const failed = setUp();
	failed.store.dispatch({type: 'sampler-failed', reason: 'x'});
	failed.queue.press(['j', 'enter', 'escape', 'q']);
	assert.deepEqual(failed.effects.at(-1), {type: 'quit', exitCode: 1});
});

const keys = fc.oneof(
	fc.constantFrom(...'jkgGqhnspSKynt123/?<>+- .443!()'),
	fc.constantFrom('up', 'down', 'left', 'right', 'page-up', 'page-down', 'home', 'end', 'enter', 'escape', 'tab', 'shift-tab', 'backspace', 'delete'),
	fc.constantFrom('ctrl-c', 'ctrl-z', 'ctrl-l', 'ctrl-u', 'ctrl-w', 'ctrl-k', 'ctrl-d', 'ctrl-x', '中', '👩‍👩‍👧'),
);

type Event = {readonly press: readonly string[]} | {readonly answer: number} | {readonly candidates: number} | {readonly rows: number};
const press = fc.array(keys, {maxLength: 6}).map((pressed): Event => ({press: pressed}));
const answers = fc.nat(2).map((selected): Event => ({answer: selected}));
const candidates = fc.nat(3).map((count): Event => ({candidates: count}));
const resizes = fc.integer({min: 1, max: 60}).map((rows): Event => ({rows}));
const events = fc.array(fc.oneof(press, answers, candidates, resizes), {maxLength: 40});

function happen(store: Store, queue: KeyQueue, event: Event): void {
	if ('press' in event) {
		queue.press(event.press);
	} else if ('answer' in event) {
		answer(store, event.answer);
	} else if ('rows' in event) {
		store.dispatch({type: 'resized', columns: 80, rows: event.rows});
	} else {
		const found = Array.from({length: event.candidates}, (_, index) => candidate(index + 1, {isSelf: index === 0}));
		const message = {
			type: 'end-candidates', request: endOf(store.getState())?.request ?? 0, candidates: found, problem: null,
		} as const;
		store.dispatch({type: 'end-candidates-arrived', message});
	}
}

test('any keys, answers and sizes in any order end in a valid state', () => {
	fc.assert(fc.property(events, happened => {
		const {store, queue} = setUp();
		for (const event of happened) {
			happen(store, queue, event);
		}

		queue.close();
		const state = store.getState();
		const {ui, session} = state;
		const end = endOf(state);
		const line = typedLine(ui);
		// The log is searched by words, of which none is wrong.
		assert.equal(filterNameOf(ui) === 'log' ? null : checkFilter(filterOf(ui)), null, 'the applied filter is a good one');
		assert.ok(line === null || (line.cursor >= 0 && line.cursor <= line.text.length));
		assert.ok(ui.scroll >= 0);
		assert.ok(Number.isSafeInteger(ui.scroll));
		assert.ok(end?.candidates === undefined || end.candidates === null || end.selected <= Math.max(0, end.candidates.length - 1));
		assert.ok(line === null || line.recalled >= 0);
		assert.ok(line === null || line.recalled <= session.histories[line.kind === 'filter' ? filterNameOf(ui) : line.kind].length);
	}), {numRuns: 200});
});
