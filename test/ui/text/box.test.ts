import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {boxLines, overlay} from '../../../source/ui/text/box.ts';
import {createTheme} from '../../../source/ui/text/theme.ts';
import {modelText} from '../arbitraries.ts';

const theme = createTheme(true);

test('a box is rectangular and lies in the middle', () => {
	fc.assert(fc.property(modelText, fc.array(modelText, {maxLength: 5}), fc.integer({min: 10, max: 90}), (title, texts, width) => {
		const widths = new Set(boxLines(title, texts.map(text => ({text})), width, theme).map(line => stringWidth(line)));
		assert.equal(widths.size, 1);
		assert.ok(Math.max(...widths) <= width);
	}));
	assert.deepEqual(overlay(['1', '2', '3', '4'], ['ab', 'cd'], 6), ['1', '  ab', '  cd', '4']);
});
