import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {sanitize} from '../../source/text/sanitize.ts';

test('what steers a terminal or hides is replaced, what can be read stays', () => {
	assert.equal(sanitize('a\u{1B}[31mb\r\n\tc\u{7F}\u{9B}d'), 'a?[31mb???c??d');
	assert.equal(sanitize('\u{202E}evil\u{2066}\u{200F}\u{61C}'), '?evil???');
	assert.equal(sanitize('zero\u{200B}\u{200D}\u{FEFF}\u{3164}\u{34F}width'), 'zero?????width');
	assert.equal(sanitize('lone \u{D800} surrogate'), 'lone ? surrogate');
	assert.equal(sanitize('nginx: worker 中文 café 🙂'), 'nginx: worker 中文 café 🙂');
});

test('no control character survives, and length is kept', () => {
	fc.assert(fc.property(fc.string({unit: 'binary'}), text => {
		const clean = sanitize(text);
		assert.doesNotMatch(clean, /[\p{Bidi_Control}\p{Control}\p{Surrogate}]/u);
		assert.equal([...clean].length, [...text].length);
	}));
});
