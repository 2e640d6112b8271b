import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isDeepStrictEqual} from 'node:util';
import fc from 'fast-check';
import {keysTable} from '../../source/commands/config-keys.ts';
import {ConfigProblems} from '../../source/commands/config-problem.ts';
import {views, type ViewName} from '../../source/model/snapshot.ts';
import {isTyping} from '../../source/ui/keys/binding.ts';
import {bindings, keyCommands} from '../../source/ui/keys/bindings.ts';
import {resolve} from '../../source/ui/keys/resolve.ts';
import type {ConfiguredKeys} from '../../source/ui/store/appearance.ts';
import type {Mode} from '../../source/ui/store/state.ts';

/** null where it is refused. */
function accepted(table: Readonly<Record<string, readonly string[]>>): ConfiguredKeys | null {
	try {
		return keysTable.read(table, ['keys']);
	} catch (error) {
		if (error instanceof ConfigProblems) {
			return null;
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
		for (const {name = '', modes, only = views, action, keys: usual} of bindings) {
			const own: readonly string[] = (keys[name] ?? []).filter(key => !usual.includes(key));
			const places: ReadonlyArray<{readonly mode: Mode; readonly view: ViewName}> = modes.flatMap(mode => isTyping(mode) ? [] : only.map(view => ({mode, view})));
			for (const {mode, view} of places) {
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
		assert.deepEqual(accepted({[command]: []}), {[command]: []});
		assert.equal(accepted({[command]: ['ctrl-c']}), null, 'Ctrl-C quits');
	}
});
