import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {test} from 'node:test';
import {views, type ViewName} from '../../../source/model/snapshot.ts';
import {bindings} from '../../../source/ui/keys/bindings.ts';
import {viewRegistry} from '../../../source/ui/views/registry.ts';
import {tabs} from '../../../source/ui/views/shown-view.ts';
import {sortablesOf} from '../../../source/ui/views/sorting.ts';

test('each view has a folder, and each folder a view', () => {
	const folders = readdirSync(new URL('../../../source/ui/views/', import.meta.url), {withFileTypes: true}).filter(entry => entry.isDirectory());
	assert.deepEqual(folders.map(({name}) => name).filter(name => name !== 'shared').toSorted(), views.toSorted());
	for (const view of views) {
		assert.equal(viewRegistry[view].name, view);
	}
});

test('the columns of a view have names of their own, and it begins with an order that it has', () => {
	for (const view of views) {
		const {table: {columns}, usualSort, fixedOrder} = viewRegistry[view];
		assert.equal(new Set(columns.map(({id}) => id)).size, columns.length, view);
		const sortables = sortablesOf(view);
		assert.equal(sortables.some(({sort}) => sort === usualSort.key), fixedOrder === undefined, view);
		assert.equal(sortables.length === 0, fixedOrder !== undefined, view);
	}
});

test('the command table names the views that a command is for as the views themselves do', () => {
	const viewsOf = (command: string) => bindings.find(({name}) => name === command)?.views?.toSorted();
	const having = (isFor: (view: (typeof viewRegistry)[ViewName]) => boolean) => views.filter(view => isFor(viewRegistry[view])).toSorted();
	assert.deepEqual(viewsOf('kill'), having(({withoutProcess}) => withoutProcess === undefined));
	assert.deepEqual(viewsOf('remove'), having(({removal}) => removal !== undefined));
	assert.deepEqual(viewsOf('show-connections-of'), having(({connectionsFilter}) => connectionsFilter !== undefined));
	assert.deepEqual(viewsOf('acknowledge'), having(({firingAlert}) => firingAlert !== undefined));
	assert.deepEqual(viewsOf('sort'), having(({fixedOrder}) => fixedOrder === undefined));
	assert.deepEqual(viewsOf('columns'), having(({table}) => table.kind === 'live'));
});

test('the key of each tab shows its view, and a view without a tab is shown in one', () => {
	assert.deepEqual(tabs, ['overview', 'ports', 'connections', 'groups', 'states', 'probes', 'errors', 'alerts']);
	for (const view of tabs) {
		const binding = bindings.find(({name}) => name === viewRegistry[view].command);
		assert.deepEqual(binding?.action, {type: 'show-view', view});
	}

	for (const view of views) {
		const {tab} = viewRegistry[view];
		assert.ok(tabs.includes(tab ?? view), view);
	}
});
