import assert from 'node:assert/strict';
import {test} from 'node:test';
import {drawnUiOf} from '../../../source/ui/store/drawn-ui.ts';
import {createStore} from '../../../source/ui/store/store.ts';
import {initialState} from '../../../source/ui/store/initial-state.ts';
import {connectionsMessage, reduce, start} from './fixtures.ts';

test('a move of the cursor draws nothing before its answer; a change that shows does', () => {
	const store = createStore(initialState(start), reduce, () => {});
	store.dispatch({type: 'show-view', view: 'connections'});
	store.dispatch({type: 'view-arrived', message: connectionsMessage(store.getState().ui)});
	const drawn = drawnUiOf(store);
	const before = drawn();
	store.dispatch({type: 'move', step: {unit: 'row', by: 1}});
	assert.notEqual(store.getState().ui, before);
	assert.equal(drawn(), before);
	store.dispatch({type: 'open-help'});
	assert.equal(drawn(), store.getState().ui);
	assert.notEqual(drawn(), before);
});
