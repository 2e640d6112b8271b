import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {
	editLine,
	maxLineLength,
	type Edit,
	type Line,
} from '../../../source/ui/state/line-editor.ts';

/** A line with its cursor written as `|`. */
const line = (text: string): Line => ({text: text.replace('|', ''), cursor: text.indexOf('|')});
const show = ({text, cursor}: Line) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;
const edited = (text: string, edit: Edit) => show(editLine(line(text), edit));

test('typing inserts at the cursor', () => {
	assert.equal(edited('por|443', {insert: 't:'}), 'port:|443');
});

test('what is pasted loses control, escape and bidirectional characters', () => {
	assert.equal(edited('|', {insert: 'a\u{1B}[31m\n\u{202E}b\u{7F}'}), 'a[31mb|');
});

test('the cursor and erasing go by graphemes', () => {
	assert.equal(edited('a👩‍👩‍👧b|', {cursor: 'left'}), 'a👩‍👩‍👧|b');
	assert.equal(edited('a👩‍👩‍👧|b', {cursor: 'left'}), 'a|👩‍👩‍👧b');
	assert.equal(edited('a|e\u{301}b', {cursor: 'right'}), 'ae\u{301}|b');
	assert.equal(edited('ae\u{301}|b', {erase: 'left'}), 'a|b');
	assert.equal(edited('a|👩‍👩‍👧b', {erase: 'right'}), 'a|b');
});

test('the ends of the line hold', () => {
	assert.equal(edited('|ab', {cursor: 'left'}), '|ab');
	assert.equal(edited('ab|', {cursor: 'right'}), 'ab|');
	assert.equal(edited('|ab', {erase: 'left'}), '|ab');
	assert.equal(edited('ab|', {erase: 'right'}), 'ab|');
	assert.equal(edited('a|b', {cursor: 'start'}), '|ab');
	assert.equal(edited('a|b', {cursor: 'end'}), 'ab|');
});

test('Ctrl-W, Ctrl-U and Ctrl-K erase as readline does', () => {
	assert.equal(edited('port 22 and  |user', {erase: 'word-left'}), 'port 22 |user');
	assert.equal(edited('port|', {erase: 'word-left'}), '|');
	assert.equal(edited('port 22| and', {erase: 'start'}), '| and');
	assert.equal(edited('port 22| and', {erase: 'end'}), 'port 22|');
});

test('a line that would become too long does not take more', () => {
	const full = {text: 'x'.repeat(maxLineLength), cursor: 3};
	assert.deepEqual(editLine(full, {insert: 'y'}), full);
});

const edits: fc.Arbitrary<Edit> = fc.oneof(
	fc.record({insert: fc.string({unit: 'grapheme', maxLength: 5})}),
	fc.record({insert: fc.string({unit: 'binary', maxLength: 5})}),
	fc.record({cursor: fc.constantFrom('left', 'right', 'start', 'end')}),
	fc.record({erase: fc.constantFrom('left', 'right', 'word-left', 'start', 'end')}),
);

test('after any edits the cursor lies between two graphemes and no control or bidirectional character is there', () => {
	fc.assert(fc.property(fc.array(edits, {maxLength: 30}), steps => {
		let current: Line = {text: '', cursor: 0};
		for (const step of steps) {
			current = editLine(current, step);
		}

		const boundaries = new Set([...new Intl.Segmenter().segment(current.text)].map(({index}) => index));
		assert.ok(current.cursor === current.text.length || boundaries.has(current.cursor));
		assert.doesNotMatch(current.text, /[\p{Bidi_Control}\p{Control}]/u);
	}));
});
