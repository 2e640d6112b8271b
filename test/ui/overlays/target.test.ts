/* The line in which a target is typed, and the dialog that removes one. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {boxOver} from '../../../source/ui/lines/body.ts';
import {targetLines} from '../../../source/ui/overlays/target-line.ts';
import {createTheme} from '../../../source/ui/text/theme.ts';
import {baseUi} from '../screen/samples.ts';
import {anyText, terminalWidth} from '../arbitraries.ts';

const theme = createTheme(true);

/** Nothing in it but text and styles. */
function isClean(line: string): boolean {
	return !/\p{Control}/u.test(stripVTControlCharacters(line));
}

test('a dialog and a line fit whatever is typed', () => {
	fc.assert(fc.property(anyText, anyText, terminalWidth, (draft, problem, columns) => {
		const line = {
			draft, cursor: draft.length, request: null, problem,
		};
		const box = boxOver({...baseUi, columns, removal: {what: 'target', identity: 'x', text: draft}}, {message: null}, theme, []) ?? [];
		const typed = targetLines(line, [], columns, theme);
		assert.ok(typed.every(text => stringWidth(text) === columns && isClean(text)));
		assert.ok(box.every(text => stringWidth(text) <= columns && isClean(text)));
	}));
});
