import assert from 'node:assert/strict';
import {test} from 'node:test';
import {everywhere} from '../../../source/ui/keys/binding.ts';
import {bindings, keyCommands} from '../../../source/ui/keys/bindings.ts';
import {keyOf, keymapOf, resolve} from '../../../source/ui/keys/keymap.ts';
import {defaultKeys, type ConfiguredKeys} from '../../../source/ui/state/appearance.ts';
import type {Mode} from '../../../source/ui/state/state.ts';

const typesWith = (keys: ConfiguredKeys) => (mode: Mode, ...pressed: readonly string[]) => pressed.map(key => resolve(mode, key, {view: 'ports', keys})?.type);

test('a command has exactly its configured keys, in every mode that it has', () => {
	const types = typesWith({help: ['x', 'f'], down: ['J', 'down'], kill: []});
	assert.deepEqual(types('view', 'x', 'f', '?', 'h', 'J', 'j', 'K', 'k'), ['open-help', 'open-help', undefined, undefined, 'move', undefined, undefined, 'move']);
	assert.deepEqual(types('help', 'x', '?', 'enter'), ['close', undefined, 'close']);
	assert.deepEqual(types('end', 'down', 'j'), ['move', undefined]);
});

test('where a line is typed, what types is text whatever is configured', () => {
	const types = typesWith({redraw: ['x'], suspend: ['ctrl-y']});
	assert.deepEqual(types('view', 'x', 'ctrl-l', 'ctrl-y', 'ctrl-z'), ['redraw', undefined, 'suspend', undefined]);
	assert.deepEqual(types('filter', 'x', 'ctrl-y', 'enter'), ['edit-line', 'suspend', 'apply-line']);
});

test('Ctrl-C quits from everywhere, and dialogs keep their keys', () => {
	const keys = Object.fromEntries(keyCommands.map(command => [command, []]));
	const types = typesWith(keys);
	for (const mode of everywhere) {
		assert.deepEqual(types(mode, 'ctrl-c'), ['interrupt']);
	}

	assert.deepEqual(types('end', 'y', 'n', 'escape'), ['confirm-end', 'close', 'close']);
	assert.deepEqual(types('named-filters', 'enter', 'escape'), ['apply-named-filter', 'close']);
	assert.deepEqual(keymapOf(keys).help.filter(({modes}) => modes[0] === 'view').map(({description}) => description), ['Quit from anywhere']);
});

test('help and texts name the configured keys', () => {
	const keys = {
		'show-overview': ['O', '0'], 'show-ports': ['P', '2'], 'show-states': ['ctrl-s'], 'next-view': [], pause: [' '],
	};
	const {help} = keymapOf(keys);
	const keysFor = (description: RegExp) => help.find(entry => description.test(entry.description))?.keys;
	assert.equal(keysFor(/^Overview, Ports, Connections/), 'O P 3 4 Ctrl-S 6 7 8');
	assert.equal(keysFor(/^Next, previous/), 'Shift-Tab');
	assert.equal(keysFor(/^Pause/), 'Space');
	assert.equal(keyOf({keys}, 'show-ports'), 'P');
	assert.equal(keyOf({keys}, 'next-view'), null);
	assert.equal(keyOf({keys: defaultKeys}, 'named-filters'), '\'');
	assert.equal(keymapOf(keys), keymapOf(keys), 'made once');
});

test('every command has a name of its own kind, and what has none is a dialog\'s, a line\'s or Ctrl-C', () => {
	for (const command of keyCommands) {
		assert.match(command, /^[a-z]+(?:-[a-z]+)*$/);
	}

	const fixed = bindings.filter(({name}) => name === undefined);
	for (const {modes, action, description} of fixed) {
		assert.ok(action.type === 'interrupt' || modes.every(mode => !['view', 'detail', 'help', 'interfaces'].includes(mode)), description);
	}

	for (const name of bindings.flatMap(({explains = []}) => explains)) {
		assert.ok(bindings.some(binding => binding.name === name && binding.hidden === true), name);
	}
});
