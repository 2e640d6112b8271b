import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {moveCursor, startingCursor, type Cursor} from '../../../source/engine/queries/cursor.ts';
import {OrderedRows} from '../../../source/engine/queries/row-set.ts';
import type {Move} from '../../../source/protocol/protocol.ts';

/** Rows that are named by the letters, in this order. */
function rowsOf(letters: string): OrderedRows {
	return new OrderedRows({
		count: letters.length,
		matches: () => true,
		compare: (a, b) => a - b,
		identity: row => letters[row]!,
		find: identity => letters.indexOf(identity),
	});
}

/** A screen of some lines, on which keys are pressed while the rows change. */
class Screen {
	height: number;
	#cursor: Cursor = startingCursor;

	constructor(height: number) {
		this.height = height;
	}

	/** The visible rows after a move, the selected one in brackets. */
	show(letters: string, move: Move | null = null): string {
		const {cursor, rows} = moveCursor(this.#cursor, move, rowsOf(letters), this.height);
		this.#cursor = cursor;
		return [...rows].map(row => row === letters.indexOf(cursor.identity ?? '') ? `[${letters[row]}]` : letters[row]).join('');
	}
}

describe('a cursor', () => {
	it('starts at the first row, and moves by lines within the window before the window moves', () => {
		const screen = new Screen(3);
		assert.equal(screen.show('abcdef'), '[a]bc');
		assert.equal(screen.show('abcdef', {by: 2}), 'ab[c]');
		assert.equal(screen.show('abcdef', {by: 1}), 'bc[d]');
		assert.equal(screen.show('abcdef', {by: -1}), 'b[c]d');
		assert.equal(screen.show('abcdef', {by: -2}), '[a]bc');
	});

	it('stays within the rows', () => {
		const screen = new Screen(3);
		assert.equal(screen.show('abcdef', {by: 100}), 'de[f]');
		assert.equal(screen.show('abcdef', {by: -100}), '[a]bc');
		assert.equal(screen.show('abcdef', {to: 'last'}), 'de[f]');
		assert.equal(screen.show('abcdef', {to: 'first'}), '[a]bc');
	});

	it('goes to a row by its identity, and nowhere where there is none', () => {
		const screen = new Screen(3);
		assert.equal(screen.show('abcdef', {to: 'row', identity: 'e'}), 'cd[e]');
		assert.equal(screen.show('abcdef', {to: 'row', identity: 'x'}), 'cd[e]');
	});

	it('follows its row, and keeps its line on the screen', () => {
		const screen = new Screen(3);
		screen.show('abcdef', {by: 3});
		screen.show('abcdef', {by: -1});
		assert.equal(screen.show('abcdef'), 'b[c]d');
		assert.equal(screen.show('xyabcdef'), 'b[c]d');
		assert.equal(screen.show('abdefc'), 'ef[c]', 'the window cannot go beyond the end');
		assert.equal(screen.show('cabdef'), '[c]ab', 'nor beyond the beginning');
	});

	it('stays at its place when its row is gone', () => {
		const screen = new Screen(3);
		screen.show('abcdef', {by: 2});
		assert.equal(screen.show('abdef'), 'ab[d]');
		assert.equal(screen.show('a'), '[a]');
	});

	it('goes on from where it was after there were no rows', () => {
		const screen = new Screen(3);
		screen.show('abcdef', {to: 'row', identity: 'e'});
		assert.equal(screen.show(''), '');
		assert.equal(screen.show('abcdef'), 'cd[e]');
	});

	it('keeps the top of the table in sight until it is moved', () => {
		const screen = new Screen(3);
		assert.equal(screen.show('abcdef'), '[a]bc');
		assert.equal(screen.show('bacdef'), 'b[a]c', 'it follows its row on the screen');
		assert.equal(screen.show('bcdefa'), '[b]cd', 'but not off it');
	});

	it('keeps the top in sight while its row fits, also once it was moved', () => {
		const screen = new Screen(3);
		screen.show('abcdef', {by: 1});
		assert.equal(screen.show('xabcdef'), 'xa[b]');
		assert.equal(screen.show('yxabcdef'), 'xa[b]', 'then it goes with its row');
		assert.equal(screen.show('bacdef'), '[b]ac');
		screen.show('bacdef', {to: 'first'});
		assert.equal(screen.show('xbacdef'), 'x[b]a');
	});

	it('counts as unmoved after its detail was opened, and when its row is gone from a window that became lower', () => {
		const screen = new Screen(3);
		screen.show('abcdef');
		assert.equal(screen.show('abcdef', {to: 'opened', identity: 'b'}), 'a[b]c');
		assert.equal(screen.show('xabcdef'), 'xa[b]');
		assert.equal(screen.show('yxabcdef'), '[y]xa', 'the user has not chosen it: the top comes first');
		assert.equal(screen.show('yxabcdef', {to: 'opened', identity: 'e'}), 'cd[e]');

		const lower = new Screen(3);
		lower.show('abcdef');
		lower.show('bcadef');
		lower.height = 2;
		assert.equal(lower.show('bcdef'), 'b[c]');
	});

	it('stays on its row with a move of no lines, which holds it from then on', () => {
		const screen = new Screen(3);
		assert.equal(screen.show('abcdef', {by: 0}), '[a]bc');
		assert.equal(screen.show('bcdefa'), 'ef[a]');
	});

	it('is on a screen of at least one line', () => {
		assert.equal(new Screen(0).show('abc', {by: 1}), '[b]');
	});

	it('fills the window as long as there are rows', () => {
		const screen = new Screen(3);
		screen.show('abcdef', {to: 'last'});
		assert.equal(screen.show('abcf'), 'bc[f]');
		assert.equal(screen.show('bf'), 'b[f]');
	});
});
