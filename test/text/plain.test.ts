import assert from 'node:assert/strict';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {isPlain, plainCharacters} from '../../source/text/plain.ts';

const plain = Array.from({length: 0x1_00_00}, (_, code) => String.fromCodePoint(code)).filter(character => isPlain(character));

test('each plain character has one cell', () => {
	assert.deepEqual(plain.filter(character => stringWidth(character) !== 1), []);
	assert.ok(plain.length > 400, plainCharacters);
});

test('no two plain characters join', () => {
	const segmenter = new Intl.Segmenter();
	for (const first of plain) {
		const text = plain.map(second => first + second).join('');
		assert.equal([...segmenter.segment(text)].length, text.length, first);
	}
});

test('control characters, marks and what is wider are not plain', () => {
	for (const text of ['\n', '\u{1B}[1m', '\u{7F}', '\u{AD}', 'e\u{301}', '日', '👍', '\u{200D}', '▶\u{FE0F}', '\u{600}']) {
		assert.equal(isPlain(text), false, JSON.stringify(text));
	}
});
