import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Sort} from '../../../source/protocol/protocol.ts';
import {views} from '../../../source/model/snapshot.ts';
import type {UiState} from '../../../source/ui/state/state.ts';
import {hiddenSort, nextSort, usualSorts} from '../../../source/ui/views/sorting.ts';
import {baseUi} from '../screen/samples.ts';

test('sorting goes through every visible sortable column and comes back', () => {
	// The log has one order.
	const sortable = views.filter(each => each !== 'alerts');
	for (const view of sortable) {
		for (const columns of [60, 80, 200]) {
			const ui = {...baseUi, view, columns};
			const start = nextSort(ui, {key: 'total', descending: true}, 1);
			const seen = new Set<string>();
			let sort = start;
			do {
				seen.add(sort.key);
				assert.equal(nextSort(ui, nextSort(ui, sort, 1), -1).key, sort.key);
				sort = nextSort(ui, sort, 1);
			} while (sort.key !== start.key && seen.size < 50);

			assert.ok(seen.size >= 4, `${view} at ${columns}: ${[...seen].join(' ')}`);
			assert.ok(seen.size < 50, 'it comes back');
		}
	}

	const probesUi = {...baseUi, view: 'probes', columns: 60} as const;
	assert.equal(nextSort(probesUi, {key: 'order', descending: false}, 1).key, 'target');
	assert.deepEqual(nextSort(probesUi, {key: 'last', descending: true}, 1), {key: 'order', descending: false}, 'as they were added');
	assert.equal(nextSort({...baseUi, columns: 60}, {key: 'port', descending: false}, -1).key, 'retransmissions', 'from the first to the last');
	assert.deepEqual(nextSort({...baseUi, view: 'connections'}, {key: 'state', descending: false}, 1), {key: 'receiveQueue', descending: true}, 'numbers start with the largest');
});

test('a column that is sorted by and not visible is named', () => {
	const rtt = {key: 'rtt', descending: true} as const;
	const titles = (changes: Partial<UiState>) => [hiddenSort({...baseUi, ...changes}, rtt), hiddenSort({...baseUi, ...changes}, {key: 'port', descending: false})];
	assert.deepEqual(titles({columns: 200}), [null, null]);
	assert.deepEqual(titles({columns: 60}), [null, null], 'what is sorted by is seen');
	assert.equal(hiddenSort({...baseUi, view: 'connections', columns: 60}, {key: 'unit', descending: false}), 'Unit', 'it does not fit');
	assert.deepEqual(titles({columns: 200, chosenColumns: {ports: ['user', 'rtt']}}), [null, 'Port'], 'it is not configured');
	for (const view of views) {
		assert.equal(hiddenSort({...baseUi, view, columns: 200}, usualSorts[view]), null, view);
	}
});

test('s goes through the chosen columns, in their order', () => {
	const ui = {
		...baseUi, view: 'connections', chosenColumns: {connections: ['remote', 'rtt', 'state']},
	} as const;
	let sort: Sort = {key: 'age', descending: true};
	for (const key of ['remote', 'rtt', 'state', 'remote']) {
		sort = nextSort(ui, sort, 1);
		assert.equal(sort.key, key);
	}

	assert.deepEqual(nextSort(ui, {key: 'remote', descending: false}, -1), {key: 'state', descending: false});
});

test('a column that is not there before r is not sorted by', () => {
	const keys = (wasReset: boolean) => {
		let sort: Sort = {key: 'name', descending: false};
		return Array.from({length: 8}, () => {
			sort = nextSort({...baseUi, view: 'errors', wasReset}, sort, 1);
			return sort.key;
		});
	};

	assert.ok(!keys(false).includes('sinceReset'));
	assert.ok(keys(true).includes('sinceReset'));
	assert.ok(keys(false).includes('order'));
});
