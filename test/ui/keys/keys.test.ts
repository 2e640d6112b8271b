import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {views, type ViewName} from '../../../source/model/snapshot.ts';
import {keyOfPaste, keysOfText} from '../../../source/text/keys.ts';
import {bindings} from '../../../source/ui/keys/bindings.ts';
import {everywhere, type Binding} from '../../../source/ui/keys/binding.ts';
import {keysMarkdown} from '../../../source/ui/keys/key-help.ts';
import {keymapOf, resolve as resolveWith} from '../../../source/ui/keys/keymap.ts';
import {defaultKeys} from '../../../source/ui/state/appearance.ts';
import {isTyping, type Mode} from '../../../source/ui/state/state.ts';

const modes = everywhere;
const {help: keyHelp} = keymapOf(defaultKeys);
const resolve = (mode: Mode, key: string, view: ViewName) => resolveWith(mode, key, {view, keys: defaultKeys});

test('several characters in one read are several keys', () => {
	assert.deepEqual(keysOfText('jjkq'), ['j', 'j', 'k', 'q']);
	assert.deepEqual(keysOfText('/443\r'), ['/', '4', '4', '3', 'enter']);
	assert.deepEqual(keysOfText('a\u{301}ü中👩‍👩‍👧'), ['a\u{301}', 'ü', '中', '👩‍👩‍👧']);
	assert.deepEqual(keysOfText('j\tj\u{15}\u{1A}'), ['j', 'tab', 'j', 'ctrl-u', 'ctrl-z']);
	assert.deepEqual(keysOfText('\r\n'), ['enter']);
});

test('a paste is text where a line is typed, without control characters, and means nothing elsewhere', () => {
	assert.deepEqual(resolve('filter', keyOfPaste('22\r\n44\t3 '), 'ports'), {type: 'edit-line', edit: {insert: '22 44 3 '}});
	for (const mode of modes) {
		assert.ok(isTyping(mode) || mode === 'sort' || resolve(mode, keyOfPaste('q'), 'ports') === undefined, mode);
	}
});

test('Cyrillic and Greek letters are the keys at their place, and text in a line', () => {
	const types = (mode: Mode, keys: string) => Array.from(keys, key => resolve(mode, key, 'ports')?.type);
	assert.deepEqual(types('view', 'йЙоОлЛыЫзЮБ'), ['quit', undefined, 'move', undefined, 'move', 'propose-end', 'open-sort', 'reverse-sort', 'toggle-pause', 'next-sort', 'next-sort']);
	assert.deepEqual(types('view', 'ξκΚσΣπυ'), ['move', 'move', 'propose-end', 'open-sort', 'reverse-sort', 'toggle-pause', 'copy']);
	assert.deepEqual(types('end', 'нυ'), ['confirm-end', 'confirm-end']);
	assert.deepEqual(types('filter', 'йξ'), ['edit-line', 'edit-line']);
	assert.deepEqual(resolveWith('view', 'й', {view: 'ports', keys: {help: ['й']}}), {type: 'open-help'}, 'a meaning of its own goes first');
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

test('only y closes a connection, and it takes an upper-case X to ask for it', () => {
	for (const key of bindings.flatMap(({keys}) => keys)) {
		for (const mode of modes) {
			assert.equal(resolve(mode, key, 'connections')?.type === 'confirm-close', mode === 'close' && key === 'y', `${mode} ${key}`);
			assert.equal(resolve(mode, key, 'connections')?.type === 'propose-close', key === 'X' && ['view', 'detail'].includes(mode), `${mode} ${key}`);
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
		for (const key of keysOfText(text)) {
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
