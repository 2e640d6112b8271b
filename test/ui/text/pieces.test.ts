import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {drawPieces, fitPieces} from '../../../source/ui/text/pieces.ts';
import {createTheme} from '../../../source/ui/text/theme.ts';
import {anyText} from '../arbitraries.ts';

const theme = createTheme(true);

/** Nothing in it but text and styles. */
function isClean(line: string): boolean {
	return !/\p{Control}/u.test(stripVTControlCharacters(line));
}

test('pieces are cut and filled to a width', () => {
	// A combining mark at the beginning would join the piece before: there is always a space between.
	const piece = fc.record({text: anyText.map(text => ` ${text}`), style: fc.constantFrom('bad' as const, 'alarm' as const)});
	fc.assert(fc.property(fc.array(piece, {maxLength: 5}), fc.nat(60), fc.constantFrom('left' as const, 'right' as const), (pieces, width, align) => {
		const line = drawPieces(fitPieces(pieces, width, align), theme);
		assert.equal(stringWidth(line), width);
		assert.ok(isClean(line));
	}));
});
