import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {FilteredStates, StateRows, countStates} from '../../../source/engine/views/state-counts.ts';
import {tableOf} from '../table.ts';

/** A sample of so many established connections to port 80, and a listener. */
function sampleOf(connections: number) {
	const table = tableOf([
		{cookie: 1, state: 'LISTEN', localPort: 80},
		...Array.from({length: connections}, (_, index) => ({cookie: index + 2, state: 'ESTABLISHED', localPort: 80} as const)),
	]);
	table.liveCount = table.count;
	const all = new StateRows();
	all.update(countStates(table, undefined));
	return {table, states: all.rows};
}

describe('the states under a filter', () => {
	const isOdd = () => (row: number) => row % 2 === 1;
	const established = (filtered: FilteredStates, ...asked: Parameters<FilteredStates['rows']>) => {
		const {total, totalChange, history} = filtered.rows(...asked).find(({state}) => state === 'ESTABLISHED')!;
		return {total, totalChange, history};
	};

	it('are those of the sample without one', () => {
		const sample = sampleOf(3);
		assert.equal(new FilteredStates().rows(sample, '', isOdd), sample.states);
	});

	it('count what matches, with a change and a history from when the filter was set', () => {
		const filtered = new FilteredStates();
		assert.deepEqual(established(filtered, sampleOf(3), 'odd', isOdd), {total: 2, totalChange: null, history: [2]});
		assert.deepEqual(established(filtered, sampleOf(7), 'odd', isOdd), {total: 4, totalChange: 2, history: [2, 4]});
		assert.deepEqual(established(filtered, sampleOf(7), 'even', () => row => row % 2 === 0), {total: 3, totalChange: null, history: [3]});
	});

	it('are counted once per sample', () => {
		const filtered = new FilteredStates();
		const sample = sampleOf(3);
		const first = filtered.rows(sample, 'odd', isOdd);
		assert.equal(filtered.rows(sample, 'odd', () => assert.fail('counted twice')), first);
	});

	it('begin again when the filter was taken away', () => {
		const filtered = new FilteredStates();
		filtered.rows(sampleOf(3), 'odd', isOdd);
		filtered.rows(sampleOf(3), '', isOdd);
		assert.deepEqual(established(filtered, sampleOf(5), 'odd', isOdd), {total: 3, totalChange: null, history: [3]});
	});
});
