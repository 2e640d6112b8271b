/* What takes the place of packages in the bundles does the same as they do. */
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {before, test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {LazySegmenter} from '../../scripts/lazy-segmenter.ts';
import lazyStringWidth from '../../scripts/lazy-string-width.ts';

const pieces = ['a', 'é', '▶', '│', '⣿', '\n', '\r', '\r\n', '\u{1B}[31m', '\u{1B}[1;38;5;4m', '\u{1B}]8;;x\u{7}', '\u{1B}', '\u{9B}1m', '\u{301}', '\u{FE0F}', '\u{200D}', '日', '👍', '🇦🇹', '\u{600}', '\0', ' '];
const texts = fc.oneof(fc.array(fc.constantFrom(...pieces)).map(parts => parts.join('')), fc.string({unit: 'binary'}));

// The bundler puts the package in the place of `require`.
before(() => {
	Object.assign(globalThis, {require: createRequire(import.meta.url)});
});

test('the lazy segmenter finds the same graphemes', () => {
	const segmenter = new Intl.Segmenter();
	fc.assert(fc.property(texts, fc.integer({min: -1, max: 12}), (text, index) => {
		const [segments, expected] = [new LazySegmenter().segment(text), segmenter.segment(text)];
		assert.deepEqual([...segments], [...expected]);
		assert.deepEqual(segments.containing(index), expected.containing(index));
		assert.deepEqual(segments.containing(), expected.containing());
	}));
});

test('the lazy width is the width', () => {
	fc.assert(fc.property(texts, fc.constantFrom(undefined, {ambiguousIsNarrow: false}, {countAnsiEscapeCodes: true}), (text, options) => {
		assert.equal(lazyStringWidth(text, options), stringWidth(text, options));
	}));
});
