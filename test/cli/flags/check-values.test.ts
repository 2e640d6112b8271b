import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {parseRange} from '../../../source/cli/flags/check-values.ts';

for (const text of ['', 'a', '10:5', '1:2:3', '@', '5%', '1 2', '~', '1:~', 'NaN', 'Infinity', '@@1', '--1']) {
	test(`${JSON.stringify(text)} is no range`, () => {
		assert.equal(parseRange(text), undefined);
	});
}

test('whatever is typed, a range has two ends in their order, or there is none', () => {
	const anyText = fc.oneof(fc.string(), fc.stringMatching(/^@?[\d\-.:e~]*$/));
	fc.assert(fc.property(anyText, text => {
		const parsed = parseRange(text);
		assert.ok(parsed === undefined || parsed.start <= parsed.end);
	}));
});
