/* The line in which a target is typed, and the dialog that removes one. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {boxOver} from '../../../source/ui/lines/body.ts';
import {typedLines} from '../../../source/ui/overlays/typed-line.ts';
import {createTheme} from '../../../source/ui/text/theme.ts';
import {aLine, baseUi} from '../screen/samples.ts';
import {anyText, terminalWidth} from '../arbitraries.ts';

const theme = createTheme(true);

/** Nothing in it but text and styles. */
function isClean(line: string): boolean {
	return !/\p{Control}/u.test(stripVTControlCharacters(line));
}

test('a dialog and a line fit whatever is typed', () => {
	fc.assert(fc.property(anyText, anyText, terminalWidth, (text, problem, columns) => {
		const line = aLine('target', text, {problem});
		const dialog = {
			kind: 'remove', what: 'target', identity: 'x', text,
		} as const;
		const box = boxOver({...baseUi, columns, overlay: dialog}, {message: null}, theme, []) ?? [];
		const typed = typedLines(line, {...baseUi, columns}, [], theme);
		assert.ok(typed.every(drawn => stringWidth(drawn) === columns && isClean(drawn)));
		assert.ok(box.every(drawn => stringWidth(drawn) <= columns && isClean(drawn)));
	}));
});
