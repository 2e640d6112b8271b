import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {views, type ViewName} from '../../../source/model/snapshot.ts';
import {bindings} from '../../../source/ui/keys/bindings.ts';
import {everywhere, type Binding} from '../../../source/ui/keys/binding.ts';
import {keysMarkdown} from '../../../source/ui/keys/key-help.ts';
import {keymapOf, resolve as resolveWith} from '../../../source/ui/keys/keymap.ts';
import {keysOf, pastedKeysOf} from '../../../source/ui/keys/key-press.ts';
import {defaultKeys} from '../../../source/ui/state/appearance.ts';
import {isTyping, type Mode} from '../../../source/ui/state/state.ts';
import {typed as none} from './typed.ts';

const modes = everywhere;
const {help: keyHelp} = keymapOf(defaultKeys);
const resolve = (mode: Mode, key: string, view: ViewName) => resolveWith(mode, key, {view, keys: defaultKeys});

test('several characters in one read are several keys', () => {
	assert.deepEqual(keysOf('jjkq', none), ['j', 'j', 'k', 'q']);
	assert.deepEqual(keysOf('/443\r', none), ['/', '4', '4', '3', 'enter']);
	assert.deepEqual(keysOf('a\u{301}ü中👩‍👩‍👧', none), ['a\u{301}', 'ü', '中', '👩‍👩‍👧']);
	assert.deepEqual(keysOf('j\tj\u{15}\u{1A}', none), ['j', 'tab', 'j', 'ctrl-u', 'ctrl-z']);
	assert.deepEqual(keysOf('\r\n', none), ['enter']);
});

test('named keys', () => {
	assert.deepEqual(keysOf('', {...none, pageDown: true}), ['page-down']);
	assert.deepEqual(keysOf('\t', {...none, tab: true}), ['tab']);
	assert.deepEqual(keysOf('', {...none, tab: true, shift: true}), ['shift-tab']);
	assert.deepEqual(keysOf('\r', {...none, return: true}), ['enter']);
	assert.deepEqual(keysOf('c', {...none, ctrl: true}), ['ctrl-c']);
	assert.deepEqual(keysOf('', none), []);
});

test('Esc and a key in one read are Esc and the key', () => {
	assert.deepEqual(keysOf('q', {...none, meta: true}), ['escape', 'q']);
});

test('what is pasted into the filter line loses control characters, but an Enter at its end', () => {
	assert.deepEqual(pastedKeysOf('22\r44\t3'), ['2', '2', '4', '4', '3']);
	assert.deepEqual(pastedKeysOf('2\r3\r'), ['2', '3', 'enter']);
	assert.equal(pastedKeysOf('443\r'), null);
	assert.equal(pastedKeysOf('443'), null);
	assert.equal(pastedKeysOf('\r'), null);
});

test('a key means one thing in a mode of a view', () => {
	const slotsOf = (among: readonly Binding[]) => among.flatMap(({modes: inModes, keys, only = views}) => inModes.flatMap(mode => only.flatMap(view => keys.map(key => `${mode} ${view} ${key}`))));
	// What a key means in a few views goes before what it means in all.
	const special = slotsOf(bindings.filter(({only}) => only !== undefined));
	const all = [...special, ...slotsOf(bindings.filter(({only}) => only === undefined)).filter(slot => !special.includes(slot))];
	assert.deepEqual(all.filter((entry, index) => all.indexOf(entry) !== index), []);
	assert.deepEqual(resolve('view', 'g', 'groups'), {type: 'next-grouping'});
	assert.equal(resolve('view', 'g', 'ports')?.type, 'move');
	assert.equal(resolve('help', 'g', 'groups')?.type, 'move');
	assert.equal(resolve('view', 'home', 'groups')?.type, 'move');
});

test('the keys of alerts: a acknowledges where alerts are, and adds a target elsewhere', () => {
	const types = (mode: Mode, view: ViewName) => ['a', '!', 'A', 'd', 'e'].map(key => resolve(mode, key, view)?.type);
	assert.deepEqual(types('view', 'alerts'), ['acknowledge', 'acknowledge', 'open-rule', 'propose-removal', 'edit-rule']);
	assert.deepEqual(types('detail', 'alerts'), ['acknowledge', 'acknowledge', undefined, 'propose-removal', 'edit-rule']);
	assert.deepEqual(types('view', 'errors'), ['open-target', 'acknowledge', 'open-rule', 'propose-removal', 'toggle-zero']);
	assert.deepEqual(types('view', 'ports'), ['open-target', 'acknowledge', 'open-rule', 'propose-removal', undefined]);
	assert.deepEqual(resolve('view', 'a', 'alerts'), {type: 'acknowledge', all: false});
	assert.deepEqual(resolve('view', '!', 'ports'), {type: 'acknowledge', all: true});
	assert.equal(resolve('rule', '!', 'alerts')?.type, 'edit-line');
});

test('the keys of the design', () => {
	const types = (mode: Mode, keys: readonly string[]) => keys.map(key => resolve(mode, key, 'ports')?.type);
	assert.deepEqual(types('view', ['up', 'down', 'j', 'k', 'g', 'G', 'page-up', 'page-down']), Array.from({length: 8}, () => 'move'));
	assert.deepEqual(types('view', ['/', '?', 'q', 'enter', 's', 'S', '<', '>', 'p', ' ', 'K', 'n', '+', '-', 'y', 'escape']), [
		'open-filter',
		'open-help',
		'quit',
		'open-detail',
		'open-sort',
		'reverse-sort',
		'next-sort',
		'next-sort',
		'toggle-pause',
		'toggle-pause',
		'propose-end',
		'next-naming',
		'change-interval',
		'change-interval',
		'copy',
		'clear-filter',
	]);
	assert.deepEqual(types('detail', ['escape', 'q', 'j', 'K']), ['close', 'close', 'move', 'propose-end']);
	assert.deepEqual(types('filter', ['escape', 'enter', 'up', 'q', ' ', '?']), ['close', 'apply-line', 'recall-line', 'edit-line', 'edit-line', 'edit-line']);
	for (const mode of modes) {
		assert.deepEqual(types(mode, ['ctrl-c', 'ctrl-z', 'ctrl-l']), ['interrupt', 'suspend', 'redraw']);
	}
});

test('only y ends a process, and it takes an upper-case K to ask for it', () => {
	for (const key of bindings.flatMap(({keys}) => keys)) {
		for (const mode of modes) {
			assert.equal(resolve(mode, key, 'ports')?.type === 'confirm-end', mode === 'end' && key === 'y', `${mode} ${key}`);
			assert.equal(resolve(mode, key, 'ports')?.type === 'propose-end', key === 'K' && ['view', 'detail'].includes(mode), `${mode} ${key}`);
		}
	}
});

test('only y removes a target, and the line of a target takes what is typed', () => {
	for (const key of bindings.flatMap(({keys}) => keys)) {
		for (const mode of modes) {
			assert.equal(resolve(mode, key, 'ports')?.type === 'confirm-removal', mode === 'remove' && key === 'y', `${mode} ${key}`);
		}
	}

	const types = (mode: Mode, keys: readonly string[]) => keys.map(key => resolve(mode, key, 'ports')?.type);
	assert.deepEqual(types('view', ['a', 'd', 'm', '6', 'ctrl-d']), ['open-target', 'propose-removal', 'toggle-figures', 'show-view', 'move']);
	assert.deepEqual(types('detail', ['z', 'Z', 'd', 'a']), ['zoom', 'zoom', 'propose-removal', undefined]);
	assert.deepEqual(types('target', ['escape', 'enter', 'up', 'a', ' ', 'd', 'ctrl-u']), ['close', 'apply-line', 'recall-line', 'edit-line', 'edit-line', 'edit-line', 'edit-line']);
	assert.deepEqual(types('remove', ['enter', 'n', 'escape', 'd']), [undefined, 'close', 'close', undefined]);
});

test('resolve is total, and where a line is typed every printable character is text', () => {
	fc.assert(fc.property(fc.constantFrom(...modes), fc.string({unit: 'binary'}), (mode, text) => {
		for (const key of keysOf(text, none)) {
			const action = resolve(mode, key, 'ports');
			if (isTyping(mode) && /^[\p{Letter}\p{Number}\p{Punctuation}]/u.test(key) && [...key].length === 1) {
				assert.deepEqual(action, {type: 'edit-line', edit: {insert: key}});
			}
		}
	}));
});

test('every command is explained, once, with the keys that it has', () => {
	const descriptions = keyHelp.map(entry => `${entry.modes[0]} ${entry.description}`);
	assert.equal(new Set(descriptions).size, descriptions.length);
	assert.equal(keyHelp.find(({description}) => description === 'A page up')?.keys, 'PgUp Ctrl-B');
	assert.deepEqual(keyHelp.find(({keys}) => keys === 'Ctrl-C')?.modes, ['view']);
	assert.match(keysMarkdown(keyHelp), /^\| In the views \| \|\n\| --- \| --- \|\n\| `q` \| Quit \|$/m);
	assert.match(keysMarkdown(keyHelp), /\| `K` \| End the process/);
});
