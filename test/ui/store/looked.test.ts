import assert from 'node:assert/strict';
import {test} from 'node:test';
import {secondsBetween} from '../../../source/model/moment.ts';
import {queryOf} from '../../../source/ui/store/query.ts';
import type {AppState} from '../../../source/ui/state/state.ts';
import {withSession, withUi} from '../../../source/ui/state/update.ts';
import {aMoment} from '../../builders/moment.ts';
import {aSummary} from '../../builders/summary.ts';
import {connectionsMessage, reduce, stateAfter} from './fixtures.ts';

const start = Date.UTC(2026, 2, 1, 3);

/** Seconds from the start of portop to both moments. */
function secondsLooked({session: {looked}}: AppState): readonly number[] {
	return looked === null ? [] : [looked.before, looked.last].map(moment => secondsBetween(aMoment(start), moment));
}

test('a key is remembered by the sample on the screen; one after a minute keeps the one before the absence', () => {
	let state = stateAfter({type: 'show-view', view: 'connections'});
	const arrive = (second: number) => {
		state = reduce(state, {type: 'view-arrived', message: {...connectionsMessage(state), summary: aSummary({...aMoment(start + (second * 1000)), startedAtMilliseconds: start})}});
	};

	const press = () => {
		state = reduce(state, {type: 'zoom', by: 1});
	};

	press();
	assert.deepEqual(secondsLooked(state), [], 'no sample yet');
	arrive(2);
	assert.deepEqual(secondsLooked(state), [0, 0]);
	arrive(30);
	press();
	assert.deepEqual(secondsLooked(state), [0, 30]);
	const before = state.session.looked;
	press();
	assert.equal(state.session.looked, before, 'another key at the same sample changes nothing');
	arrive(600);
	assert.deepEqual(secondsLooked(state), [0, 30], 'a sample is no key');
	press();
	assert.deepEqual(secondsLooked(state), [30, 600]);
	arrive(650);
	press();
	assert.deepEqual(secondsLooked(state), [30, 650]);
	state = reduce(state, {type: 'sampler-restarted', reason: 'it died'});
	press();
	assert.deepEqual(secondsLooked(state), [], 'the old message is of another clock');
});

test('only the Overview asks for what changed', () => {
	const state = stateAfter();
	const looked = {before: aMoment(start), last: aMoment(start)};
	const looking = withSession(state, {looked});
	assert.equal(queryOf(withUi(looking, {view: 'ports'})).looked, null);
	assert.equal(queryOf(withUi(looking, {view: 'overview'})).looked, looked);
});
