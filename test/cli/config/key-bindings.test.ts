import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isDeepStrictEqual} from 'node:util';
import fc from 'fast-check';
import {keysOfText} from '../../../source/text/keys.ts';
import {keysTable} from '../../../source/cli/config/key-bindings.ts';
import {ConfigProblems} from '../../../source/cli/config/config-problem.ts';
import {views, type ViewName} from '../../../source/model/snapshot.ts';
import {bindings, keyCommands} from '../../../source/ui/keys/bindings.ts';
import {shownKey} from '../../../source/ui/keys/key-names.ts';
import {keysIn, resolve} from '../../../source/ui/keys/keymap.ts';
import {printable, textWidth} from '../../../source/ui/text/text-width.ts';
import type {ConfiguredKeys} from '../../../source/ui/state/appearance.ts';
import {isTyping, type Mode} from '../../../source/ui/state/state.ts';

type Table = Readonly<Record<string, readonly string[]>>;

/** null where it is refused. */
function accepted(table: Table): ConfiguredKeys | null {
	return problem(table) === null ? keysTable.read(table, ['keys']) : null;
}

/** What is wrong; null where nothing is. */
function problem(table: Table): string | null {
	try {
		keysTable.read(table, ['keys']);
		return null;
	} catch (error) {
		if (error instanceof ConfigProblems) {
			return error.message;
		}

		throw error;
	}
}

/** Keys that nothing has, and some that something has. */
const anyKey = fc.constantFrom('b', 'c', 'f', 'l', 'x', 'ü', '0', 'ctrl-x', 'ctrl-n', 'left', 'right', 'delete', 'a', 'e', 'q', 'y', 's', 'enter', 'ctrl-c');

test('what is accepted is what happens: a configured key means its command wherever the command is', () => {
	let count = 0;
	const anyTable = fc.dictionary(fc.constantFrom(...keyCommands), fc.uniqueArray(anyKey, {maxLength: 2}), {maxKeys: 4});
	fc.assert(fc.property(anyTable, table => {
		const keys = accepted(table);
		if (keys === null) {
			return;
		}

		count++;
		for (const binding of bindings) {
			const {name = '', modes, only = views, action} = binding;
			const places: ReadonlyArray<{readonly mode: Mode; readonly view: ViewName}> = modes.flatMap(mode => isTyping(mode) ? [] : only.map(view => ({mode, view})));
			for (const {mode, view} of places) {
				// A key may mean something else in a few views.
				const special = new Set(bindings.filter(each => each !== binding && each.only?.includes(view) && each.modes.includes(mode)).flatMap(each => keysIn(keys, each)));
				const own: readonly string[] = keysIn(keys, binding).filter(key => !special.has(key));
				const others: readonly string[] = own.filter(key => !isDeepStrictEqual(resolve(mode, key, {view, keys}), action));
				assert.deepEqual(others, [], `${name} in ${mode} of ${view}`);
			}
		}
	}), {numRuns: 1000});
	assert.ok(count > 100, `${count} were accepted`);
});

test('each command may have every key that nothing has', () => {
	for (const command of keyCommands) {
		assert.deepEqual(accepted({[command]: ['ü', 'ctrl-x']}), {[command]: ['ü', 'ctrl-x']});
		assert.deepEqual(accepted({[command]: []}), command === 'back' ? null : {[command]: []});
		assert.equal(accepted({[command]: ['ctrl-c']}), null, 'Ctrl-C quits');
	}
});

test('a character that is accepted arrives as one key, and is shown as it is', () => {
	const anyText = fc.oneof(fc.string({unit: 'binary', maxLength: 3}), fc.string({unit: 'grapheme', minLength: 1, maxLength: 1}));
	fc.assert(fc.property(anyText, text => {
		const [key] = accepted({quit: [text]})?.['quit'] ?? [];
		if (key === undefined) {
			return;
		}

		assert.deepEqual(keysOfText(text.normalize()), [key]);
		const shown = shownKey(key);
		assert.equal(printable(shown), shown);
		assert.ok(textWidth(shown) > 0);
	}), {numRuns: 1000});
	assert.deepEqual(accepted({quit: ['u\u{308}']}), {quit: ['ü']}, 'in the file as two characters, from the keyboard as one');
	assert.deepEqual(accepted({quit: ['中']}), {quit: ['中']});
	for (const text of ['👨\u{200D}👩\u{200D}👧', '🇩🇪', '\u{301}', '\u{AD}', '\u{600}', '']) {
		assert.equal(accepted({quit: [text]}), null, JSON.stringify(text));
	}
});

test('Ctrl and a letter is a key where nothing else arrives as the same character', () => {
	for (let code = 1; code <= 26; code++) {
		const character = String.fromCodePoint(code);
		const name = `ctrl-${String.fromCodePoint(code + 0x60)}`;
		const [sent] = keysOfText(character);
		assert.equal((problem({filter: [name]}) ?? '').includes('arrives as'), sent !== name, name);
	}
});
