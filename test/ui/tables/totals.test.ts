import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {formatCompact} from '../../../source/text/format-number.ts';
import {atLeast} from '../../../source/ui/tables/totals.ts';

test('a lower bound takes one cell more at most, and never says less than it is', () => {
	assert.equal(atLeast('12', false), '12');
	assert.equal(atLeast('12', true), '≥12');
	assert.equal(atLeast(formatCompact(0.04), true), '>0');
	fc.assert(fc.property(fc.double({min: 0, max: 1e15, noNaN: true}), value => {
		const marked = atLeast(formatCompact(value), true);
		assert.ok(stringWidth(marked) <= 5);
	}));
});
