import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {isUtf8Locale, toAscii} from '../../source/text/locale.ts';
import {quote} from '../../source/text/quote.ts';
import {sanitizeLines, unsafe} from '../../source/text/sanitize.ts';
import {shorten} from '../../source/text/shorten.ts';

const anyText = fc.string({unit: fc.oneof(fc.constantFrom('\n', '\u{1B}', '\u{202E}', '\u{3164}', '\u{FFF9}', 'é', '語'), fc.string({unit: 'binary', minLength: 1, maxLength: 1}))});

test('whatever is shortened or quoted is short, of one line, and cannot steer a terminal', () => {
	fc.assert(fc.property(anyText, fc.integer({min: 1, max: 30}), (text, maxLength) => {
		for (const shown of [shorten(text, maxLength), quote(text, maxLength).slice(1, -1)]) {
			assert.ok([...shown].length <= maxLength);
			assert.deepEqual(shown.matchAll(unsafe).toArray(), []);
		}
	}));
	assert.equal(shorten(' a\n b ', 10), 'a b');
	assert.equal(shorten('abcdef', 4), 'abc…');
});

test('a text of several lines keeps them, and nothing else that moves the cursor', () => {
	assert.equal(sanitizeLines('a\u{1B}[2J\nb\u{202E}\r\n'), 'a?[2J\nb??\n');
});

test('the first variable that says something decides whether UTF-8 is read; none is the locale C', () => {
	assert.deepEqual([
		{}, {LANG: 'de_DE.UTF-8'}, {LC_ALL: 'C', LANG: 'de_DE.UTF-8'}, {LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C'}, {LANG: 'de_DE@euro'},
	].map(environment => isUtf8Locale(environment)), [false, true, false, true, false]);
	assert.equal(toAscii('é…語\u{1F600}x'), '?...??x');
});
