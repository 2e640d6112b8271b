import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import test from 'node:test';
import fc from 'fast-check';
import {KeyStream} from '../../source/terminal/key-stream.ts';
import {PasteMarks} from '../../source/terminal/paste-marks.ts';

const marks = ['\u{1B}[200~', '\u{1B}[201~'] as const;
const insertKey = '\u{1B}[2~';

/** Everything that comes out when the input arrives cut into such pieces. */
function passedOn(input: string, cuts: readonly number[]): string {
	const filter = new PasteMarks();
	const ends = [...cuts.map(cut => cut % (input.length + 1)).toSorted((a, b) => a - b), input.length];
	return ends.map((end, index) => filter.remove(input.slice(ends[index - 1] ?? 0, end))).join('');
}

const part = fc.constantFrom('j', 'x\r', '\u{1B}[A', '\u{1B}', '\u{1B}[', '\u{1B}[3~', '\u{1B}[20~', '\u{1B}[2~', '\u{1B}[200~', '\u{1B}[201~', '\u{3}');

test('no mark of a paste is passed on, wherever the input is cut, and everything else is', () => {
	const property = fc.property(fc.array(part), fc.array(fc.nat()), (parts, cuts) => {
		// What is kept back at the end comes with what follows.
		const input = [...parts, 'end'].join('');
		const [begin, end] = marks;
		assert.equal(passedOn(input, cuts), input.split(begin).join(insertKey).split(end).join(insertKey));
	});
	fc.assert(property, {numRuns: 1000});
});

test('Esc, and what may be the beginning of an arrow key, never wait', () => {
	for (const key of ['\u{1B}', '\u{1B}[', 'j\u{1B}']) {
		assert.equal(new PasteMarks().remove(key), key);
	}
});

test('Ctrl-C is taken also when nothing else fits any more', () => {
	const stream = new KeyStream();
	for (let round = 0; round < 20; round++) {
		stream.type(Buffer.alloc(65_536, 'x'));
	}

	stream.type(Buffer.from('more\u{3}more'));
	const text = String(stream.read());
	assert.ok(text.length < 3 * 65_536);
	assert.ok(text.endsWith('x\u{3}'));
});
