import assert from 'node:assert/strict';
import {readFileSync, globSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import fc from 'fast-check';
import {toAsciiCells, wantsAscii} from '../../source/text/ascii-only.ts';
import {cellWidth} from '../../source/text/cell-width.ts';

test('the first variable that is set names the character set, and the terminal may have none but ASCII', () => {
	for (const [environment, wanted] of [
		[{}, false],
		[{LANG: ''}, false],
		[{LANG: 'C.UTF-8'}, false],
		[{LANG: 'de_DE.utf8@euro'}, false],
		[{LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C'}, false],
		[{LANG: 'C'}, true],
		[{LANG: 'en_US'}, true],
		[{LANG: 'de_DE@euro'}, true],
		[{LANG: 'zh_TW.Big5'}, true],
		[{LC_ALL: 'POSIX', LANG: 'en_US.UTF-8'}, true],
		[{LC_CTYPE: 'C', LANG: 'en_US.UTF-8'}, true],
		[{LANG: 'en_US.UTF-8', TERM: 'xterm-256color'}, false],
		[{LANG: 'en_US.UTF-8', TERM: 'linux'}, true],
		[{TERM: 'linux-16color'}, true],
		[{TERM: 'vt100'}, true],
		[{TERM: 'vt220-w'}, true],
		[{TERM: 'vte-256color'}, false],
	] as const) {
		assert.equal(wantsAscii(environment), wanted, JSON.stringify(environment));
	}
});

test('whatever is drawn becomes ASCII of the same width', () => {
	fc.assert(fc.property(fc.string({unit: 'grapheme'}), text => {
		const ascii = toAsciiCells(text);
		assert.match(ascii, /^\p{ASCII}*$/u);
		// A combining mark at the beginning has nothing to stand on.
		if (!/^\p{Mark}/u.test(text)) {
			assert.ok(Math.abs(cellWidth(ascii) - cellWidth(text)) === 0 || /\p{Control}/u.test(text), text);
		}
	}));
	assert.equal(toAsciiCells('\u{1B}[1mé ≥3 ▁▄█ 数据 ทำ\u{1B}[m'), '\u{1B}[1me>=3 _-# ???? ??\u{1B}[m');
	assert.equal(toAsciiCells('Acc/s   \u{1B}[2m≥12\u{1B}[m\n≥ at least, (≤3), 5ms ±1'), 'Acc/s  \u{1B}[2m>=12\u{1B}[m\n>=at least, (<3), 5ms+-1');
});

// Keyboards' letters are read, not drawn.
test('nothing that portop draws with becomes a question mark', () => {
	const root = path.join(import.meta.dirname, '../../source');
	const drawn = new Set(globSync('{ui,fields,text}/**/*.{ts,tsx}', {cwd: root, exclude: file => file.endsWith('ascii-only.ts') || file.endsWith('layouts.ts')})
		.flatMap(file => readFileSync(path.join(root, file), 'utf8').match(/\P{ASCII}/gu) ?? []));
	assert.deepEqual([...drawn].filter(character => toAsciiCells(character) === '?'), []);
});
