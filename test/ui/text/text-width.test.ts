import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {
	fit,
	oneLine,
	printable,
	takeEnd,
	takeStart,
	textWidth,
	truncate,
	wrap,
} from '../../../source/ui/text/text-width.ts';
import {anyText, width} from '../arbitraries.ts';

const control = /\p{Control}/u;

test('wide characters are never cut in half', () => {
	assert.equal(truncate('日本語', 6), '日本語');
	assert.equal(truncate('日本語', 5), '日本…');
	assert.equal(truncate('日本語', 4), '日…');
	assert.equal(fit('日本語', 4), '日… ');
	assert.equal(takeStart('👩‍👩‍👧x', 1), '');
	assert.equal(takeStart('👩‍👩‍👧x', 2), '👩‍👩‍👧');
	assert.equal(takeEnd('a日本', 3), '本');
});

test('what turns the direction of writing or cannot be seen is replaced, and indices stay', () => {
	for (const text of ['\u{202E}', '\u{2066}', '\u{61C}', '\u{200B}', '\u{200D}', '\u{FEFF}', '\u{AD}', '\u{FE0F}', '\u{2028}', '\u{E0041}', '\u{1B}']) {
		assert.equal(printable(`a${text}b`), `a${'?'.repeat(text.length)}b`, JSON.stringify(text));
	}

	assert.equal(oneLine('sshd\u{202E}dhss\n\u{E0001}'), 'sshd?dhss ??');
	assert.equal(printable('日本語 é ü'), '日本語 é ü');
});

test('numbers stand at the right', () => {
	assert.equal(fit('12', 5, 'right'), '   12');
	assert.equal(fit('123456', 5, 'right'), '1234…');
});

test('a fitted text has exactly its width, with anything after it, and no control characters', () => {
	fc.assert(fc.property(anyText, width, fc.constantFrom('left' as const, 'right' as const), (text, cells, align) => {
		const fitted = fit(text, cells, align);
		assert.equal(stringWidth(fitted), cells);
		assert.equal(stringWidth(` ${fitted} `), cells + 2);
		assert.doesNotMatch(fitted, control);
	}), {numRuns: 500});
});

test('wrapping ends, loses nothing but spaces and stays within its width', () => {
	fc.assert(fc.property(anyText, fc.integer({min: 4, max: 100}), (text, cells) => {
		const lines = wrap(text, cells);
		assert.ok(lines.every(line => stringWidth(line) <= cells));
		assert.equal(lines.join('').replaceAll(/\s/gu, ''), wrap(text, 1_000_000).join('').replaceAll(/\s/gu, ''));
	}), {numRuns: 300});
	assert.deepEqual(wrap('one two three', 8), ['one two', 'three']);
});

const drawn = fc.constantFrom(...'aZ~ µ–…▁█─┼╿▲▶▼↔✗±×éÿ©');
const latin = fc.integer({min: 0xA1, max: 0xFF}).map(code => String.fromCodePoint(code));
const plainText = fc.string({unit: fc.oneof(drawn, latin)});

test('the shortcut for plain text agrees with string-width', () => {
	fc.assert(fc.property(plainText, text => {
		assert.equal(textWidth(text), stringWidth(text), JSON.stringify(text));
	}));
});
