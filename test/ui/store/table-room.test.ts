/* The room of a table above the preview of its selected row, and what the sampler is asked for. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {isSettled, queryOf} from '../../../source/ui/store/query.ts';
import type {AppState} from '../../../source/ui/state/state.ts';
import {withUi} from '../../../source/ui/state/update.ts';
import {
	connectionsMessage,
	press,
	reduce,
	stateAfter,
	summary,
} from './fixtures.ts';

/** The Connections view of a large screen. */
const shown = stateAfter({type: 'resized', columns: 200, rows: 50}, {type: 'show-view', view: 'connections'});

/** The state once so many rows are listed, so many seconds after the first message. */
function listing(state: AppState, rows: number, seconds = 0): AppState {
	const message = connectionsMessage(state, rows);
	return reduce(state, {type: 'view-arrived', message: {...message, summary: {...summary, monotonicMilliseconds: summary.monotonicMilliseconds + (seconds * 1000)}}});
}

const roomOf = ({ui}: AppState) => ui.tableRoom.rows;

test('the sampler is asked for a preview where few rows leave room, and while no detail is open', () => {
	assert.equal(queryOf(shown).preview, 31);
	assert.equal(queryOf(withUi(shown, {rows: 24})).preview, 5);
	assert.equal(queryOf(withUi(shown, {rows: 15})).preview, 0);
	assert.equal(queryOf(withUi(shown, {view: 'overview'})).preview, 0);
	assert.equal(queryOf(withUi(shown, {view: 'errors'})).preview, 23, 'events have room too');
	const opened = press(listing(shown, 3), 'enter');
	assert.notEqual(opened.ui.detail, null);
	assert.equal(queryOf(opened).preview, 0);
	assert.ok(queryOf(opened).chart.buckets > queryOf(shown).chart.buckets, 'a preview stands in a frame');
});

test('another height asks again', () => {
	const resized = {type: 'resized', columns: 200, rows: 49} as const;
	const [effect] = effectsOf(shown, resized, reduce(shown, resized));
	assert.equal(effect?.type === 'send' && effect.message.type === 'query' ? effect.message.query.preview : null, 30);
});

test('a typed line changes nothing of the room for rows', () => {
	const typing = press(listing(shown, 3), '/');
	assert.equal(typing.ui.overlay?.kind, 'filter');
	assert.equal(queryOf(typing).preview, queryOf(shown).preview);
});

test('a table takes more room at once, and gives it back after ten seconds in which it has not needed it', () => {
	const ten = listing(shown, 10);
	assert.equal(roomOf(ten), 10);
	assert.equal(roomOf(listing(ten, 12, 1)), 12);
	const fewer = listing(ten, 8, 1);
	assert.equal(roomOf(fewer), 10);
	assert.equal(roomOf(listing(fewer, 8, 10.9)), 10);
	assert.equal(roomOf(listing(fewer, 7, 11)), 7);
	const again = listing(listing(fewer, 10, 9), 8, 12);
	assert.equal(roomOf(listing(again, 8, 21)), 10, 'it was needed meanwhile');
	assert.equal(roomOf(listing(again, 8, 22)), 8);
});

test('a message that changes nothing of it leaves the state as it is', () => {
	const ten = listing(shown, 10);
	assert.equal(listing(ten, 10, 1).ui, ten.ui);
	const fewer = listing(ten, 8, 2);
	assert.equal(listing(fewer, 8, 3).ui, fewer.ui);
	assert.ok(isSettled(fewer));
});

test('another filter is another table', () => {
	const filtered = reduce(listing(shown, 10), {type: 'show-view', view: 'connections'});
	const narrow: AppState = {...filtered, ui: {...filtered.ui, filters: {...filtered.ui.filters, sockets: 'port:22'}}};
	assert.equal(roomOf(listing(narrow, 2, 1)), 2);
});
