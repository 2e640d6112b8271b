import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {interfaceLineCount, interfaceLines} from '../../../source/ui/overlays/interfaces.ts';
import {createTheme} from '../../../source/ui/text/theme.ts';
import {baseUi, messageFor} from '../screen/samples.ts';
import {anyInterface, terminalWidth} from '../arbitraries.ts';

const theme = createTheme(true);

function isClean(text: string): boolean {
	return !/\p{Control}/u.test(stripVTControlCharacters(text));
}

test('any interfaces fit, and are as many lines as scrolling counts', () => {
	fc.assert(fc.property(fc.array(anyInterface, {maxLength: 6}), terminalWidth, (interfaces, columns) => {
		const ui = {...baseUi, columns};
		const data = {message: messageFor(ui, {view: 'ports', rows: []}, {interfaces})};
		const lines = interfaceLines(ui, data, theme);
		assert.equal(lines.length, interfaceLineCount(ui, data));
		assert.ok(lines.every(line => stringWidth(line) <= columns && isClean(line)));
	}), {numRuns: 50});
});
