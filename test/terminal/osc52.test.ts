import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import test from 'node:test';
import {clipboardSequence} from '../../source/terminal/osc52.ts';

test('a text for the clipboard', () => {
	assert.equal(clipboardSequence('[::1]:443', {}), '\u{1B}]52;c;Wzo6MV06NDQz\u{7}');
	assert.equal(clipboardSequence('ü', {TMUX: ''}), '\u{1B}]52;c;w7w=\u{7}');
	assert.equal(clipboardSequence('x'.repeat(8193), {}), null);
});

test('through tmux: plain, and wrapped with doubled escapes', () => {
	assert.equal(
		clipboardSequence('a', {TMUX: '/tmp/tmux-0/default,1,0'}),
		'\u{1B}]52;c;YQ==\u{7}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;YQ==\u{7}\u{1B}\\',
	);
});

test('through screen: in strings that its buffer can hold', () => {
	const sequence = clipboardSequence('x'.repeat(2000), {STY: '1.pts-0.host'}) ?? '';
	const chunks = sequence.split('\u{1B}\\').slice(0, -1);
	assert.ok(chunks.length > 1);
	for (const chunk of chunks) {
		assert.ok(chunk.startsWith('\u{1B}P'));
		assert.ok(chunk.length < 768);
	}

	const inner = chunks.map(chunk => chunk.slice(2)).join('');
	assert.equal(Buffer.from(inner.slice('\u{1B}]52;c;'.length, -1), 'base64').toString(), 'x'.repeat(2000));
});
